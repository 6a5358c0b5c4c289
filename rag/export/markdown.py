"""An answer or a conversation -> Markdown that shows the same in any renderer, with its references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.conversations import Conversation
from rag.export.blocks import VERDICTS, Renderer, doubts, marked
from rag.export.escape import one_line
from rag.records import Answer, Citation, Paper, Table
from rag.text.markdown import escape_block_start, escape_line
from rag.text.marks import KNOWN, written
from rag.text.wording import counted

_AUTHORS = 20  # named in a reference
_ABSTAINED = {
    "not_in_library": "No answer: none of the papers that were asked speaks to this question.",
    "not_in_abstracts": "No answer: papers here are about it, but no abstract states what is asked.",
}
_BEFORE_BRACKET = re.compile(rf"({KNOWN})(?=[(:{{])")


def answer_markdown(answer: Answer, keys: Mapping[str, str]) -> Iterator[str]:
    """A document of one answer: its text, its table, what is in doubt, and the sentences that it rests on.

    Args:
        keys: the citation key of each cited paper by its id.
    """
    yield f"# {escape_line(answer.question)}\n\n"
    yield from _body(answer, keys, "##")


def conversation_markdown(conversation: Conversation, keys: Mapping[str, str]) -> Iterator[str]:
    """A document of a conversation; the references of each answer stand below it, and bear its numbers."""
    yield f"# {escape_line(conversation.title)}\n\n*{conversation.created:%Y-%m-%d %H:%M} UTC*\n\n"
    for answer in conversation.answers:
        yield f"## {escape_line(answer.question)}\n\n"
        yield from _body(answer, keys, "###")
    if conversation.unreadable:
        yield f"*Left out, as it cannot be read: {counted(conversation.unreadable, 'answer')}.*\n"


def table_markdown(answer: Answer, keys: Mapping[str, str]) -> Iterator[str]:
    """The answer's table, and the sentences that its cells rest on."""
    assert answer.table
    yield _comparison(answer.table, _Markdown(set())) + "\n\n"
    cited = {cell.n for row in answer.table.rows for cell in row.cells}
    yield from _references([c for c in answer.citations if c.n in cited], keys, "##")


def comparison_markdown(table: Table) -> str:
    """The table alone, with the numbers of its sentences."""
    return _comparison(table, _Markdown(set()))


def _body(answer: Answer, keys: Mapping[str, str], heading: str) -> Iterator[str]:
    renderer = _Markdown({citation.n for citation in answer.citations})
    if answer.standalone != answer.question:
        yield f"*Searched as: {escape_line(answer.standalone)}*\n\n"
    if answer.abstained:
        yield f"**{_ABSTAINED[answer.abstained]}**\n\n"
    yield renderer.render(marked(answer)) + "\n\n"
    if answer.table:
        yield _comparison(answer.table, renderer) + "\n\n"
    if claims := doubts(answer):
        yield f"{heading} To check\n\n"
        for claim in claims:
            yield f"- **{VERDICTS[claim.verdict]}**: {escape_line(claim.text)} ({escape_line(claim.reason)})\n"
        yield "\n"
    yield from (f"> Note: {escape_line(warning)}\n\n" for warning in answer.warnings)
    yield from _references(answer.citations, keys, heading)
    if answer.model or answer.citations:
        quoted = "Sentences of the abstracts, word for word"
        writer = f"Written by {escape_line(answer.model)}" if answer.model else quoted
        yield f"*{writer}; found by Colloquy.*\n\n"


def _references(citations: Sequence[Citation], keys: Mapping[str, str], heading: str) -> Iterator[str]:
    """The cited papers in the order of their numbers, under each the sentences that are cited."""
    by_paper: dict[str, list[Citation]] = {}
    for citation in citations:
        by_paper.setdefault(citation.paper.id, []).append(citation)
    if by_paper:
        yield f"{heading} References\n\n"
    for group in by_paper.values():
        yield f"- {_reference(group[0].paper)} `{keys[group[0].paper.id].replace('`', '')}`\n"
        yield from (f"  - [{citation.n}] “{escape_line(citation.quote)}”\n" for citation in group)
    if by_paper:
        yield "\n"


def _reference(paper: Paper) -> str:
    """Authors. Title. Venue volume(issue), pages, year. Link, and that into Zotero."""
    names = "; ".join(paper.authors[:_AUTHORS]) + ("; et al." if len(paper.authors) > _AUTHORS else "")
    number = (paper.volume or "") + (f"({paper.issue})" if paper.issue else "")
    venue = " ".join(filter(None, (paper.venue or paper.publisher, number)))
    where = ", ".join(str(part) for part in (venue, paper.pages, paper.year) if part)
    address = paper.link
    parts = [
        _ended(escape_line(names)),
        f"**{_ended(escape_line(paper.title or 'Untitled'))}**",
        f"**{paper.standing}.**" if paper.standing else "",
        _ended(escape_line(where)),
        f"<{re.sub(r'[<>]', '', one_line(address))}>" if address and not re.search(r"\s", address) else "",
        f"[Zotero]({paper.zotero})" if paper.zotero else "",
    ]
    return escape_block_start(" ".join(filter(None, parts)))


def _ended(text: str) -> str:
    return f"{text}." if text and text[-1] not in ".?!" else text


def _comparison(table: Table, renderer: _Markdown) -> str:
    """An aspect a row, a paper a column; each cell with the number of its sentence."""
    head = ["", *(renderer.strong(renderer.text(row.paper.title or "Untitled")) for row in table.rows)]
    rows = [
        [renderer.text(aspect), *(_cell(row.cells[i].text, row.cells[i].n, renderer) for row in table.rows)]
        for i, aspect in enumerate(table.columns)
    ]
    return renderer.table([head, *rows])


def _cell(text: str, n: int | None, renderer: _Markdown) -> str:
    return renderer.marks([n], renderer.text(text)) if n else renderer.text(text)


class _Markdown(Renderer):
    """Markdown anew, with everything in it escaped that another renderer would take for more than text."""

    def text(self, text: str) -> str:
        edges = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() and text.strip() else "")
        return f"{edges[0]}{escape_line(text)}{edges[1]}"

    def marks(self, numbers: Sequence[int], before: str) -> str:
        marks = "".join(map(written, numbers))
        return f"{before.rstrip()} {marks}" if before.strip() else marks

    def strong(self, inner: str) -> str:
        return f"**{inner.strip()}**" if inner.strip() else inner

    def emphasis(self, inner: str) -> str:
        return f"*{inner.strip()}*" if inner.strip() else inner

    def code(self, text: str) -> str:
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence} {one_line(text)} {fence}"

    def line_break(self) -> str:
        return "\\\n"

    def paragraph(self, inner: str) -> str:
        return escape_block_start(_after_marks(inner.strip()))

    def heading(self, level: int, inner: str) -> str:
        return f"{'#' * min(level + 3, 6)} {_after_marks(inner.strip())}"

    def listing(self, items: Sequence[str], ordered: bool) -> str:
        marks = [f"{number}. " if ordered else "- " for number in range(1, len(items) + 1)]
        lines = [mark + item.replace("\n", "\n" + " " * len(mark)) for mark, item in zip(marks, items, strict=True)]
        return re.sub(r"[ ]+$", "", "\n".join(lines), flags=re.M)

    def quotation(self, inner: str) -> str:
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))

    def listed_code(self, text: str) -> str:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}\n{text.rstrip()}\n{fence}"

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        head, *body = ([_cell_text(cell) for cell in row] for row in rows)
        lines = [head, ["---"] * len(head), *body]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell_text(text: str) -> str:
    """A cell on one line, in which no bar begins another."""
    return re.sub(r"(?<!\\)\|", r"\\|", _after_marks(text.strip()).replace("\\\n", " "))


def _after_marks(text: str) -> str:
    """A mark is no link and no definition of one, whatever stands behind it."""
    return _BEFORE_BRACKET.sub(r"\1\\", text)
