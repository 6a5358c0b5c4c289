"""The numbers that the page shows: a paper has one in an answer, whichever of its sentences is cited. Pure.

An answer's text and its JSON number the sentences, so that each is an exact span. That is not changed: numbers are
another only where they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.records import Answer, Cell, Citation, Row
from rag.text.marks import groups, written


def paper_numbers(citations: Sequence[Citation]) -> dict[int, int]:
    """The number of its paper for each citation's, in the order in which papers are first cited."""
    papers: dict[str, int] = {}
    return {citation.n: papers.setdefault(citation.paper.id, len(papers) + 1) for citation in citations}


def renumbered(text: str, citations: Sequence[Citation]) -> str:
    """Markdown with the papers' numbers, each once where several marks of a paper stand together."""
    numbers = paper_numbers(citations)
    pieces, cut = [], 0
    for place, cited in groups(text):
        if all(n in numbers for n in cited):
            marks = place.of(text)
            space = marks[: len(marks) - len(marks.lstrip())]
            pieces += [text[cut : place.start], space, *map(written, dict.fromkeys(numbers[n] for n in cited))]
            cut = place.end
    return "".join([*pieces, text[cut:]])


def with_paper_numbers(answer: Answer) -> Answer:
    """The answer with its table and the citations that this rests on, by their papers' numbers: those of one paper share it."""
    table = answer.table
    if table is None:
        return answer
    numbers = paper_numbers(answer.citations)
    rested_on = {cell.n for row in table.rows for cell in row.cells}

    def numbered(row: Row) -> Row:
        return replace(row, cells=tuple(Cell(cell.text, numbers[cell.n] if cell.n else None) for cell in row.cells))

    return replace(
        answer,
        citations=tuple(replace(c, n=numbers[c.n]) for c in answer.citations if c.n in rested_on),
        table=replace(table, rows=tuple(map(numbered, table.rows))),
    )
