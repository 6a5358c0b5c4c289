"""The library's papers -> the table of them, and the lines that go with it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rag.records import Paper
from rag.search.shelf import ShelfQuery, ShelfResult
from rag.text.wording import counted
from ui.papers.view import shown_key

if TYPE_CHECKING:
    import pyarrow

_COLUMNS: dict[str, Callable[[Paper], str | int | None]] = {
    "Title": lambda paper: paper.title or "(no title)",
    "Note": lambda paper: ", ".join(paper.remarks) or None,
    "Authors": lambda paper: "; ".join(paper.authors) or None,
    "Year": lambda paper: paper.year,
    "Venue": lambda paper: paper.venue or None,
    "Key": shown_key,
    "Link": lambda paper: paper.link or None,
}
_TAGS_BEHIND = "Note"  # what people say of a paper is seen without scrolling sideways


def table(papers: Sequence[Paper], tags: Mapping[str, Sequence[str]] | None = None) -> pyarrow.Table:
    """A row a paper, and the columns in which any of them has something. `tags` are by paper id: of a library that has
    any, their column is there for all to see, be it empty."""
    import pyarrow

    types = {"Year": pyarrow.int32()}
    columns = {name: [of(paper) for paper in papers] for name, of in _COLUMNS.items()}
    cells = {
        name: pyarrow.array(column, types.get(name, pyarrow.string()))
        for name, column in columns.items()
        if any(cell is not None for cell in column)
    }
    if tags is not None:
        tagged = pyarrow.array([list(tags.get(paper.id, ())) for paper in papers], pyarrow.list_(pyarrow.string()))
        before = [name for name in ("Title", _TAGS_BEHIND) if name in cells]
        cells = {name: cells[name] for name in before} | {"Tags": tagged} | cells
    return pyarrow.table(cells)


def asking(papers: int) -> str:
    """The name of the button that asks chosen papers."""
    return "Ask this paper" if papers == 1 else f"Ask these {counted(papers)}"


def found_line(found: ShelfResult, query: ShelfQuery, total: int) -> str:
    """How many papers are shown, and why."""
    if not query.words.split():
        return counted(total) if found.literal == total else f"{found.literal:,} of {counted(total)}"
    close = len(found.rows) - found.literal
    if not found.literal:
        none = "No title, author, venue or key has these words"
        return f"{none}; below is what is closest by meaning." if close else f"{none}."
    line = f"{counted(found.literal)} with these words"
    return f"{line}, then {close:,} close by meaning" if close else line
