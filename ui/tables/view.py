"""Tables over papers -> what the pages draw of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.answer.columns.column import Cell, Column
from rag.answer.columns.table import TableRow
from rag.export.sheets import shown
from rag.records import Span
from rag.text.markdown import escape_all

if TYPE_CHECKING:
    import pyarrow

_TITLE, _YEAR = "Paper", "Year"


def drawn(rows: Sequence[TableRow], columns: Sequence[Column]) -> pyarrow.Table:
    """A row a paper: its title, its year, and its cells; columns of one name are told apart by their number."""
    import pyarrow

    cells: dict[str, pyarrow.Array] = {
        _TITLE: pyarrow.array([row.paper.title or row.paper.key for row in rows], pyarrow.string()),
    }
    if any(row.paper.year for row in rows):
        cells[_YEAR] = pyarrow.array([row.paper.year for row in rows], pyarrow.int32())
    for n, head in enumerate(heads(columns)):
        cells[head] = pyarrow.array([shown(row.cells[n], columns[n]) for row in rows], pyarrow.string())
    return pyarrow.table(cells)


def heads(columns: Sequence[Column]) -> list[str]:
    """The names above the columns, each once."""
    found: list[str] = []
    for n, column in enumerate(columns, start=1):
        found.append(f"{column.name} ({n})" if column.name in (*found, _TITLE, _YEAR) else column.name)
    return found


def lit(abstract: str, cells: Iterable[Cell] = (), words: Iterable[Span] = ()) -> str:
    """An abstract as Streamlit's Markdown: what cells quote has an orange ground, words that speak for it a green one."""
    quoted = [(cell.start, cell.end) for cell in cells if cell.start is not None and cell.end is not None]
    spoken = [(span.start, span.end) for span in words]
    cuts = sorted(
        {0, len(abstract), *(place for span in (*quoted, *spoken) for place in span if place <= len(abstract))}
    )
    parts = []
    for start, end in pairwise(cuts):
        text = abstract[start:end]
        colour = "green" if _within(start, spoken) else "orange" if _within(start, quoted) else ""
        plain = escape_all(text)
        parts.append(f":{colour}-background[{plain}]" if colour and text.strip() else plain)
    return "".join(parts)


def _within(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
