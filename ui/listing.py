"""The library's papers and reports -> what the pages show of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rag.conversations import Citing
from rag.intake.report import ImportReport
from rag.records import Paper, Skipped
from rag.search.shelf import ShelfQuery, ShelfResult
from rag.text.wording import counted

if TYPE_CHECKING:
    import pyarrow

_OUTCOMES = ("added", "updated", "unchanged", "merged")
_ELSEWHERE = {"doi": "DOI", "arxiv_id": "arXiv", "pmid": "PubMed", "url": "Web page"}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of files that were given, and the lines that were said on the way."""

    added: ImportReport
    lines: tuple[str, ...]


_COLUMNS: dict[str, Callable[[Paper], str | int | None]] = {
    "Title": lambda paper: paper.title or "(no title)",
    "Note": lambda paper: ", ".join(paper.remarks) or None,
    "Authors": lambda paper: "; ".join(paper.authors) or None,
    "Year": lambda paper: paper.year,
    "Venue": lambda paper: paper.venue or None,
    "Key": lambda paper: _key(paper),
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


def outcome(added: ImportReport) -> str:
    """What became of the records, each counted once."""
    counts = [f"{n:,} {name}" for name in _OUTCOMES if (n := getattr(added, name))]
    counts += [f"{len(added.skipped):,} skipped"] if added.skipped else []
    joined = f" {counted(added.joined)} turned out to be of works that were there twice." if added.joined else ""
    return f"{', '.join(counts) or 'No papers were found there'}.{joined} The library holds {counted(added.total)}."


def skipped_table(skipped: Sequence[Skipped]) -> dict[str, list[str]]:
    """Columns: where each record stands that could not be read, and why."""
    return {
        "File": [record.source for record in skipped],
        "Position": [record.position for record in skipped],
        "Reason": [record.reason for record in skipped],
    }


def paper_drawn(
    paper: Paper, tags: Sequence[str], neighbours: Iterable[Paper], answers: Iterable[Citing]
) -> dict[str, Any]:
    """Everything that a paper's own page draws: plain text, and addresses over http or of this page."""
    return {
        "title": paper.title or "(no title)",
        "authors": "; ".join(paper.authors),
        "about": " · ".join(
            str(part) for part in (paper.venue, paper.year, _key(paper) and f"key {_key(paper)}") if part
        ),
        "remarks": list(paper.remarks),
        "tags": list(tags),
        "links": links(paper),
        "abstract": paper.abstract,
        "keywords": ", ".join(paper.keywords),
        "neighbours": [
            {"id": near.id, "title": near.title or "(no title)", "about": _short(near)} for near in neighbours
        ],
        "answers": [
            {
                "question": answer.question,
                "when": f"{answer.asked.day} {answer.asked:%B %Y}",
                "address": f"/?conversation={quote(answer.conversation)}",
            }
            for answer in answers
        ],
    }


def links(paper: Paper) -> list[dict[str, str]]:
    """Each place where the paper is, with its name."""
    nowhere = replace(paper, **dict.fromkeys(_ELSEWHERE))
    found = {name: replace(nowhere, **{field: getattr(paper, field)}).link for field, name in _ELSEWHERE.items()}
    first_names = {address: name for name, address in reversed(found.items()) if address}
    return [{"name": name, "address": address} for name, address in found.items() if first_names.get(address) == name]


def _key(paper: Paper) -> str | None:
    """The key that a paper came with; one that came without has its id there, which says nothing to people."""
    return paper.key if paper.key != paper.id else None


def _short(paper: Paper) -> str:
    first = paper.authors[0] + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    return " · ".join(str(part) for part in (*paper.remarks, first, paper.venue, paper.year) if part)
