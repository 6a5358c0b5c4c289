"""Papers and their fields in the words of an answer from records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer.question.catalogue.asked import RecordField
from rag.records import Kind, Paper
from rag.text.markdown import escape_line
from rag.text.namesakes import straight
from rag.text.venues import venue_name

NOUNS: dict[RecordField, tuple[str, str]] = {
    "authors": ("an author", "authors"), "year": ("a year", "years"), "venue": ("a venue", "venues"), "doi": ("a DOI", "DOIs"),
    "arxiv_id": ("an arXiv id", "arXiv ids"), "pmid": ("a PMID", "PMIDs"), "link": ("a link", "links"),
    "key": ("a citation key", "citation keys"), "publisher": ("a publisher", "publishers"), "volume": ("a volume", "volumes"),
    "issue": ("an issue", "issues"), "pages": ("pages", "pages"), "keywords": ("keywords", "keywords"), "tags": ("a tag", "tags"),
    "abstract": ("an abstract", "abstracts"), "retracted": ("a notice of retraction", "notices of retraction"),
    "citations": ("a number of citations", "numbers of citations"), "affiliations": ("affiliations", "affiliations"),
}  # fmt: skip
# The same behind "no".
NO: dict[RecordField, str] = {field: one.removeprefix("an ").removeprefix("a ") for field, (one, _) in NOUNS.items()}
_NAMED = 20  # authors of one paper; of more, so many are named
_IN_A_CELL = 3  # authors
_COUNTED = 4  # authors from which on it is said how many there are


@dataclass(frozen=True, slots=True)
class FromRecords:
    """An answer in Markdown, and the papers that it names, those that it is most about first. `is_missing` tells that
    the library does not have what was asked."""

    text: str
    papers: tuple[Paper, ...] = ()
    is_missing: bool = False
    kind: Kind = "catalogue"


def title(paper: Paper) -> str:
    """A paper's title as answers set it; the next question knows by it what "it" is."""
    return f"**{escape_line(paper.title or paper.key)}**"


def authors(paper: Paper) -> str:
    """All of a paper's authors, and how many there are where these are some: "2 authors" is seen."""
    names = [escape_line(straight(name)) for name in paper.names]
    listed = joined([*names[:_NAMED], f"{len(names) - _NAMED} more"] if len(names) > _NAMED else names)
    return f"{len(names)} authors: {listed}" if len(names) >= _COUNTED else listed


def few_authors(paper: Paper) -> str:
    """The first of them, for a line on a paper."""
    names = [straight(name) for name in paper.names]
    return ", ".join(names[:_IN_A_CELL]) + (" et al." if len(names) > _IN_A_CELL else "")


def joined(parts: Sequence[str], by: str = "and") -> str:
    """Parts as they are said: "a, b and c"."""
    return f"{', '.join(parts[:-1])} {by} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown of plain texts; of the first column, where they are papers' titles, see `title`."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell or '–' for cell in line)} |" for line in lines)


def papers_table(papers: Sequence[Paper]) -> str:
    """Papers with what their records say of authors, year and venue; a column that none has is left out."""
    told = {
        "Authors": [few_authors(paper) for paper in papers],
        "Year": [str(paper.year or "") for paper in papers],
        "Venue": [venue_name(paper.venue or "") for paper in papers],
    }
    columns = {name: cells for name, cells in told.items() if any(cells)}
    rows = zip(map(title, papers), *(map(escape_line, cells) for cells in columns.values()), strict=True)
    return table(("Title", *columns), rows)
