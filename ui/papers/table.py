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
    "Zotero": lambda paper: paper.zotero or None,
}
_TITLE_WIDTH = 378  # pixels of a title beside other columns: the grid cuts longer ones without a sign
_NARROW, _WIDE = frozenset("fijlrtI.,:;'’()[]|! "), frozenset("mwMW%@—")
_TAGS_BEHIND = "Note"  # what people say of a paper is seen without scrolling sideways


def table(papers: Sequence[Paper], tags: Mapping[str, Sequence[str]] | None = None) -> pyarrow.Table:
    """A row a paper, and the columns in which any of them has something. `tags` are by paper id: of a library that has
    any, their column is there for all to see, be it empty."""
    import pyarrow

    types = {"Year": pyarrow.int32()}
    columns = {name: [of(paper) for paper in papers] for name, of in _COLUMNS.items()}
    has_others = tags is not None or any(cell is not None for n, c in columns.items() if n != "Title" for cell in c)
    if has_others:
        columns["Title"] = [fitted(str(title), _TITLE_WIDTH) for title in columns["Title"]]
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


def fitted(text: str, width: int) -> str:
    """A text that fits into so many pixels, as the grid's letters are about as wide: cut, it ends in an ellipsis."""
    used = 0.0
    for place, character in enumerate(text):
        used += 4 if character in _NARROW else 11 if character in _WIDE else 8.8 if character.isupper() else 7
        if used > width:
            return f"{text[: max(place - 2, 0)].rstrip(' ,;:')}…"
    return text


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
