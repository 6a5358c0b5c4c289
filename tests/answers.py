"""Papers and answers for the tests of exports, hostile ones among them."""

from __future__ import annotations

from rag.intake.readers.record import paper
from rag.records import Answer, Cell, Citation, Claim, JudgedBy, Paper, Row, Source, Table, Timings, Usage, Verdict
from rag.text.marks import without_marks

HOSTILE = (
    r"\input{/etc/passwd} \write18{id} 50% of A&B_c #1 for $5 to $9 ~x^2 {open <script>alert(1)</script> "
    r"![p](http://t.example/x.png) [a](javascript:x) \end{document} α ≤ β “q” – é ß Ł ő"
)
BEES = paper(
    key="bees",
    title="Waggle dances of YOLOv9 bees",
    abstract="Honey bees dance. They tell where food is. Others follow.",
    authors=["Karlsson, Ada", "Bo Lind"],
    year="2019",
    venue="Apidologie & Insects",
    doi="10.1000/bees_1",
    type="article-journal",
    volume="12",
    issue="3",
    pages="11-19",
    publisher="Hive Press",
    keywords=["dance", "Evolution, Molecular"],
    url="https://example.org/a_b%20c",
)
ICE = paper(title="On the melting of ice", abstract="Glaciers melt.", authors=["Jan van der Berg"], year="2021")
EVIL = paper(key="evil", title=f"=cmd|' /C calc'!A1 {HOSTILE}", abstract=f"@article says {HOSTILE}. So it is.")


def answer(
    text: str,
    *papers: Paper,
    question: str = "What do bees do?",
    claims: tuple[Claim, ...] = (),
    table: Table | None = None,
    **changes,
) -> Answer:
    """An answer whose [n] is the first nine characters of the n-th paper's abstract."""
    citations = tuple(Citation(n, p, p.abstract[:9], 0, 9) for n, p in enumerate(papers, start=1))
    sources = tuple(Source(p, 1 / 3, True) for p in papers)
    given = dict(
        question=question, standalone=question, kind="answer", text=text, abstained=None, citations=citations,
        claims=claims, sources=sources, table=table, model=None, usage=Usage(1, 2, 3, 0.1), timings=Timings(1.5, 2, 3),
    )  # fmt: skip
    return Answer(**given | changes)


def claims_in(
    text: str, *given: tuple[str, tuple[int, ...], Verdict, str], by: JudgedBy = "letters"
) -> tuple[Claim, ...]:
    """Claims in the order of the text, their words given as they stand in it; one that does not stand there has no
    place."""
    claims, at = [], 0
    for words, cited, verdict, reason in given:
        start = text.find(words, at)
        place = (start, start + len(words)) if start >= 0 else (None, None)
        at = place[1] or at
        claims.append(Claim(without_marks(words), *place, cited, verdict, by, reason))
    return tuple(claims)


def comparison() -> Answer:
    rows = (
        Row(BEES, (Cell("Where food is.", 1), Cell("The abstract does not state it.", None))),
        Row(EVIL, (Cell(f"=1+1 | {HOSTILE}", 2), Cell("So it is.", 2))),
    )
    return answer("Both [1][2].", BEES, EVIL, table=Table(("Problem", "Result & more"), rows), kind="compare")
