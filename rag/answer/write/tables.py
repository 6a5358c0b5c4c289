"""The table that a model wrote into a comparison -> the answer's table, where each cell rests on its row's paper. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answer.extract.compose import NOT_STATED
from rag.records import Cell, Citation, Claim, Draft, Paper, Row, Span, Table
from rag.text.absence import is_empty
from rag.text.markdown import tokens
from rag.text.marks import marks, without_marks

_BAR = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"[*_]{2}|`")
_LINE_END = re.compile(r"\r\n|\r|\n")

Closest = Callable[[str, Paper], int | None]
"""The number of the citation of a paper that comes close to a cell without a mark; None where none does."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A table as it stands in a text: its place, the cells of its head and of its rows."""

    place: Span
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def with_own_table(draft: Draft, papers: Sequence[Paper], closest: Closest) -> tuple[Draft, bool]:
    """The draft without the table in its text, which becomes its table where that holds; and whether one stood there.

    It holds where every row, or every column, is of one of the papers by what it cites, all of them are there, and each
    cell cites that paper, says that it is not stated, or has a sentence close to it. Claims in it have no place then;
    of a table that does not hold there are none.
    """
    written = _written(draft.text)
    if written is None:
        return draft, False
    table = _held(written, draft.citations, papers, closest)
    before, after = draft.text[: written.place.start].rstrip(), draft.text[written.place.end :].lstrip()
    text = "\n\n".join(filter(None, (before, after)))
    moved = len(text) - len(draft.text)
    claims = (_without(claim, written.place, moved, table is not None) for claim in draft.claims)
    return replace(draft, text=text, claims=tuple(filter(None, claims)), table=table), True


def _without(claim: Claim, table: Span, moved: int, is_kept: bool) -> Claim | None:
    """A claim where the table is not in the text any more: none of those in it, if it is not kept."""
    if claim.start is None or claim.end is None or claim.end <= table.start:
        return claim
    if claim.start < table.end:
        return replace(claim, start=None, end=None) if is_kept else None
    return replace(claim, start=claim.start + moved, end=claim.end + moved)


def _written(text: str) -> _Written | None:
    """The first table of a text."""
    lines = [0, *(end.end() for end in _LINE_END.finditer(text)), len(text)]
    opened = next((token for token in tokens(text) if token.type == "table_open"), None)
    if opened is None or opened.map is None:
        return None
    place = Span(lines[opened.map[0]], lines[min(opened.map[1], len(lines) - 1)])
    head, _, *rows = place.of(text).splitlines()
    return _Written(place, _cells(head), tuple(_cells(row) for row in rows if row.strip()))


def _cells(line: str) -> tuple[str, ...]:
    line = line.strip().removeprefix("|")
    return tuple(cell.strip() for cell in _BAR.split(line.removesuffix("|")))


def row_cells(line: str) -> tuple[str, ...]:
    """The texts of a row's cells as they stand in an answer's table, without marks and emphasis."""
    return tuple(map(_plain, _cells(line)))


def _held(written: _Written, citations: Sequence[Citation], papers: Sequence[Paper], closest: Closest) -> Table | None:
    by_number = {citation.n: citation for citation in citations}
    grid = [written.head, *written.rows]
    width = len(written.head)
    if not written.rows or any(len(row) != width for row in grid):
        return None
    for lines in (grid, list(zip(*grid, strict=True))):
        head, *rows = lines
        owners = [_owner(row, by_number, papers) for row in rows]
        if None in owners or len(set(owners)) < len(owners):
            continue
        own = [paper for paper in papers if paper.id in owners]
        if len(own) < len(papers):
            return None
        placed = dict(zip(owners, rows, strict=True))
        made = [_row(paper, placed[paper.id][1:], by_number, closest) for paper in own]
        if all(made):
            return Table(tuple(map(_plain, head[1:])), tuple(row for row in made if row))
    return None


def _owner(row: Sequence[str], by_number: dict[int, Citation], papers: Sequence[Paper]) -> str | None:
    """The id of the one paper that a row cites; where it cites none, of the one whose title its first cell begins."""
    cited = {by_number[mark.n].paper.id for cell in row for mark in marks(cell) if mark.is_known}
    if not cited:
        named = _plain(row[0]).lower()
        cited = {paper.id for paper in papers if named and paper.title.lower().startswith(named)}
    return cited.pop() if len(cited) == 1 else None


def _row(paper: Paper, cells: Sequence[str], by_number: dict[int, Citation], closest: Closest) -> Row | None:
    made: list[Cell] = []
    for cell in cells:
        text = _plain(cell)
        numbers = [mark.n for mark in marks(cell)]
        n = next((n for n in numbers if n in by_number), None)
        if is_empty(text):
            made.append(Cell(NOT_STATED, None))
        elif any(not mark.is_known for mark in marks(cell)) or (n is None and (n := closest(text, paper)) is None):
            return None
        else:
            made.append(Cell(text, n))
    return Row(paper, tuple(made))


def _plain(cell: str) -> str:
    return _EMPHASIS.sub("", without_marks(cell)).replace("\\|", "|").strip()
