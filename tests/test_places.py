"""A claim knows its place in the answer's text: of extracts, of replies of every shape, and of earlier answers."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from rag.answer.write.statements import statements
from rag.answer.write.verify import checked_claims
from rag.conversations import Conversations, from_json, to_json
from rag.export import Format
from rag.export.formats import answer_in, cited
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.citation_keys import citation_keys
from rag.library.library import Library
from rag.records import Answer, Claim, Paper
from rag.text.marks import without_marks
from tests.answers import answer
from tests.nodes import words
from ui.answer.view import drawn

EARLIER = Path(__file__).parent / "golden" / "earlier_answers.jsonl"  # stored before claims had places
QUESTIONS = [
    "What is self-play fine-tuning?",
    "How do DistillSpec and Transfer Q* differ?",
    "papers on influence functions?",
    "Summarise the paper on YOLOv9.",
    "How many GPUs was SPIN trained on?",
    "What do the papers say on reward hacking?",
    "How do I bake sourdough bread?",
]
BLOCKS = [
    "# Bees and their dances",
    "- Honey bees **dance** [1].\n- They tell where food is. [2]\n  1) Nothing",
    "| Who | What |\n|---|---|\n| Bees | dance [1] |\n| Ice | melts |",
    "| Glaciers sing | b |\n|---|---|",
    "```python\nfor x in y:\n    pass\n```",
    "```\nThis is a sentence that hides in code [1].\n```",
    "It is so. It is so [1]. It is so. [2][1] It is so.",
    "> A quotation of *words* [2].",
    "1. First [1][2]\n2) Second thing is **bold** [9].\n3. **All bold here.** And more [1].",
    "A fact\n[1]",
    "[2] begins with a mark. Ends.",
    "He said “SPIN [1] wins” in 2024 [2].\r\nA second line [1].\r\n\r\n- an item\r\n- [1] another [2]\r",
    "As [1] says, 45% of it [2] is |x| [1]",
    "a \u2028 b is what it is [1]. \x85 Next one [2].",
    r"As in \[1\] and \*stars\* [2].",
]


def unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def stand_in(text: str, claims: Sequence[Claim]) -> list[str]:
    """The claims' stretches of a text, in which they stand as they promise."""
    places = [claim.place for claim in claims if claim.place]
    assert all(before.end <= behind.start for before, behind in pairwise(places))
    for claim in claims:
        if claim.place:
            words = claim.place.of(text)
            assert claim.text == (unescaped(words) if claim.by == "verbatim" else without_marks(words))
            assert words == words.strip() and not re.match(r"\[\d", words) and not re.search(r"\d\??\]$", words)
    return [place.of(text) for place in places]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_quotation_knows_where_the_text_has_it(sample_library: Library, question: str):
    given = Assistant(sample_library.settings, sample_library).ask(question)
    stand_in(given.text, given.claims)
    in_text = {int(n) for n in re.findall(r"\[(\d{1,3})\]", given.text)}
    assert {claim.citations for claim in given.claims if claim.place} == {(n,) for n in in_text}
    for claim in given.claims:  # right behind it stands its number
        if claim.end:
            assert given.text[claim.end :].startswith(f" [{claim.citations[0]}]")


def test_what_stands_only_in_a_cell_has_no_place(library: Library):
    long = "It was found in a most careful way that zorbs of the north wait " + "very " * 300 + "long."
    add(library, [paper(key=k, title=f"On {k}", abstract=f"We study {k}. {long} {k} grow.") for k in ("zorbs", "mivs")])
    given = Assistant(library.settings, library).ask("How do zorbs and mivs differ?")
    assert given.kind == "compare" and given.table
    stand_in(given.text, given.claims)
    in_text = {int(n) for n in re.findall(r"\[(\d{1,3})\]", given.text)}
    assert (
        {c.citations[0] for c in given.claims if c.place is None} == {c.n for c in given.citations} - in_text != set()
    )


def test_an_abstract_that_looks_like_markup_and_marks_is_placed_as_it_is_escaped(library: Library):
    abstract = "Zorbly *stars* and `ticks` follow [12], [3]rotaxane and [4?]. # Zorbly _heads_ follow \\them."
    add(library, [paper(key="odd", title="On *zorbly* [7]", abstract=abstract)])
    given = Assistant(library.settings, library).ask("What follows zorbly stars and ticks?")
    assert given.claims and all(claim.place for claim in given.claims)
    stand_in(given.text, given.claims)


def checked(text: str, papers: Sequence[Paper], scorer: Scorer) -> Answer:
    reply = CitedReply([Evidence(paper, split(paper)) for paper in papers], lambda claim, sentences: 0)
    reply.feed(text)
    reply.finish()
    claims = tuple(one.claim for one in checked_claims(reply.text, reply.citations, papers))
    stand_in(reply.text, claims)
    return answer(reply.text, *papers, claims=claims)


def in_code(given: Answer) -> set[int]:
    """The claims that stand in a fence of code."""
    return {n for n, claim in enumerate(given.claims) if given.text[: claim.start].count("```") % 2}


def test_claims_of_replies_of_every_shape_know_their_places(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    scorer, rng = Scorer(library), random.Random(5)
    for reply in [*BLOCKS, *("\n\n".join(rng.choices(BLOCKS, k=4)) for _ in range(60))]:
        given = checked(reply, three_papers[:2], scorer)
        blocks = drawn(given)["blocks"]
        assert not set("\ue000\ue001\ue002") & set(str(blocks))
        assert words(blocks) == words(
            drawn(replace(given, claims=()))["blocks"]
        )  # what sets claims apart moves nothing
        assert {d["claim"] for d in drawn(given)["doubts"] if not d["placed"]} <= in_code(given)


def test_statements_are_cut_with_their_places_whatever_ends_the_lines():
    text = "One is so [1].\r\nTwo is so. [2]\rThree\u2028is so [3?]. Four\n\n- Five is so.\r\n- [4] Six."
    assert [(s.span.of(text), [mark.n for mark in s.marks]) for s in statements(text)] == [
        ("One is so [1].", [1]),
        ("Two is so.", [2]),
        ("Three", []),
        ("is so [3?].", [3]),
        ("Four", []),
        ("Five is so.", []),
        ("Six.", [4]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_code_is_known_by_its_lines_whatever_ends_them(end: str):
    text = end.join(
        ["```", "x = 1", "y = bees(x)", "```", "", "Bees dance.", "", "| Who | What |", "|---|---|", "| Ants | sing |"]
    )
    assert [s.span.of(text) for s in statements(text)] == ["Bees dance.", "| Ants | sing |"]


def test_a_sentence_that_a_reply_takes_over_word_for_word_is_the_abstracts_own(
    library: Library, three_papers: list[Paper]
):
    add(library, three_papers)
    own = "Honey bees dance to tell where food is."
    (taken,) = checked(f"{own} [1]", three_papers, Scorer(library)).claims
    (changed,) = checked("Honey bees dance to tell where the food is. [1]", three_papers, Scorer(library)).claims
    assert (taken.by, taken.verdict, changed.by) == ("verbatim", "supported", "letters")


def test_answers_that_an_earlier_version_stored_get_their_places_when_they_are_read():
    quoted, compared, listed, written = map(from_json, EARLIER.read_text("utf-8").splitlines())
    assert quoted.claims and compared.table
    for given in (quoted, compared, listed):
        assert {claim.by for claim in given.claims} == {"verbatim"}
        assert len(stand_in(given.text, given.claims)) == len(given.citations)
        assert drawn(given)["summary"] == "Quoted word for word"
    words = stand_in(written.text, [c for c in written.claims if c.by != "verbatim"])
    assert list(zip(words, [(c.by, c.verdict) for c in written.claims[1:]], strict=True)) == [
        ("Bees make breakfast for hungry penguins [1].", ("model", "contradicted")),
        ("Of the recruits 99% got lost.", ("letters", "unsupported")),
        ("**Honey bees dance.", ("letters", "uncited")),
        ("Bees dance.", ("letters", "uncited")),
        ("| Honey bees | dance [1] |", ("letters", "supported")),
        ("| Wasps | sing |", ("letters", "uncited")),
        ("Nobody knows why this is.", ("letters", "uncited")),
        ("It is so [7?].", ("letters", "unsupported")),
        ("It is so [1] and not [1] so.", ("model", "supported")),
        ("It is so.", ("letters", "uncited")),
    ]
    assert written.claims[-1].end == len(written.text)


def test_earlier_answers_are_read_from_their_file_shown_exported_and_stored_anew(tmp_path: Path):
    for line in EARLIER.read_text("utf-8").splitlines():
        assert '"by"' not in line
        with closing(Conversations(tmp_path)) as stored:
            talk = stored.save(answer("To be as it was stored once."))
        with closing(sqlite3.connect(tmp_path / "conversations.sqlite")) as db:
            db.execute("UPDATE turns SET answer_json = ? WHERE conversation_id = ?", (line, talk))
            db.execute("ALTER TABLE turns DROP COLUMN checksum")  # there was none then
            db.execute("DELETE FROM migrations WHERE number = 5")
            db.commit()
        with closing(Conversations(tmp_path)) as stored:
            given = stored.path(talk)[0].answer
            assert given == stored.last_answer() == from_json(to_json(given)) and given.claims[0].place
    apart = [doubt["text"] for doubt in drawn(given)["doubts"] if not doubt["placed"]]
    assert apart == ["Nobody knows why this is."]  # it stands in code
    shown = "".join(answer_in(Format.md, given, citation_keys(cited(given)), "refs"))
    assert r"Bees make breakfast for hungry penguins [1]. \[contradicted\] Of the recruits" in shown
    assert r"| Wasps | sing \[no source\] |" in shown
