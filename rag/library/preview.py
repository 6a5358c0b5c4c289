"""What a fetch has brought, read and counted before any of it is added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rag.intake.fetch import Fetched
from rag.intake.fetch.dois import not_found
from rag.intake.readers import read_all
from rag.intake.report import ImportReport
from rag.library.library import Library
from rag.records import Paper, Skipped

_SHOWN = 5
_LOT = 1_000


@dataclass(frozen=True, slots=True)
class Preview:
    """`found` papers the service has, of which `fetched` came, and the library lacks `new`.

    `records` are those that came, as they were read, and what else is to be reported.
    """

    source: str
    query: str
    found: int
    fetched: int
    records: tuple[Paper | Skipped, ...]
    new: int

    @property
    def papers(self) -> list[Paper]:
        """The papers that can be added."""
        return [record for record in self.records if isinstance(record, Paper)]

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return tuple(record for record in self.records if isinstance(record, Skipped))

    @property
    def with_abstract(self) -> int:
        return sum(bool(paper.abstract) for paper in self.papers)

    def figures(self) -> dict[str, Any]:
        """What is seen, ready for JSON; `titles` are those of all papers that can be added."""
        return {
            "source": self.source,
            "query": self.query,
            "found": self.found,
            "fetched": self.fetched,
            "with_abstract": self.with_abstract,
            "new": self.new,
            "titles": [paper.title for paper in self.papers],
        }

    def report(self, total: int) -> ImportReport:
        """What became of the records where none was added to a library of `total` papers."""
        return ImportReport(added=0, updated=0, unchanged=0, merged=0, skipped=self.skipped, total=total)


def preview(fetched: Fetched, library: Library, unread: Sequence[Skipped] = (), title_only: bool = False) -> Preview:
    """Read what has come and compare it with the library, which stays as it is.

    Args:
        unread: lines of a list of DOIs that held none.
        title_only: take a record without an abstract as a paper too.
    """
    state = fetched.state
    records = list(islice(read_all(list(fetched.files), title_only), fetched.wanted))
    papers = [record for record in records if isinstance(record, Paper)]
    known = sum(_known(papers[start : start + _LOT], library) for start in range(0, len(papers), _LOT))
    return Preview(
        source=fetched.request.service.name,
        query=state.query,
        found=state.found - len(state.missing),
        fetched=len(records),
        records=(*records, *map(not_found, state.missing), *unread),
        new=len(papers) - known,
    )


def _known(papers: Sequence[Paper], library: Library) -> int:
    """How many of these papers the library has."""
    works = library.catalog.known(papers)
    return sum(bool(works.works_of(paper)) for paper in papers)


def preview_lines(preview: Preview) -> Iterator[str]:
    """The counts in a line, then the first titles and the first records that are left out, a line each."""
    papers = preview.papers
    yield (
        f"{preview.source}: {preview.found:,} found, {preview.fetched:,} fetched, {preview.with_abstract:,} with an "
        f"abstract, {len(papers) - preview.new:,} in the library already."
    )
    for paper in papers[:_SHOWN]:
        yield f"  {paper.title}" + (f" ({paper.year})" if paper.year else "")
    if (more := len(papers) - _SHOWN) > 0:
        yield f"  and {more:,} more"
    odd = [record for record in preview.skipped if record.paper is None]
    for record in odd[:_SHOWN]:
        yield f"left out: {record.source}, {record.position}: {record.reason}"
    if (more := len(odd) - _SHOWN) > 0:
        yield f"left out {more:,} more; --json lists them all"
