"""Which records describe the same work, and what one record adds to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.readers.record import title_form
from rag.records import Paper, Skipped

_FILLED_IN = ("authors", "year", "venue", "doi", "arxiv_id", "pmid", "url", "keywords")


class Known:
    """Papers by what identifies them: id, DOI, or title."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._by_id: dict[str, Paper] = {}
        self._by_doi: dict[str, str] = {}
        self._by_title: dict[str, list[str]] = {}
        for paper in papers:
            self.put(paper)

    def put(self, paper: Paper) -> None:
        self._by_id[paper.id] = paper
        if paper.doi:
            self._by_doi[paper.doi] = paper.id
        ids = self._by_title.setdefault(title_form(paper.title), [])
        if paper.id not in ids:
            ids.append(paper.id)

    def same_work(self, paper: Paper) -> Paper | None:
        """The paper here that this record describes. A shared title alone is not enough: editorials share one."""
        same = self._by_id.get(paper.id) or self._by_id.get(self._by_doi.get(paper.doi or "", ""))
        if same is not None:
            return same
        for other_id in self._by_title.get(title_form(paper.title), []):
            other = self._by_id[other_id]
            if other.abstract == paper.abstract or (title_form(paper.title) and other.key == paper.key):
                return other
        return None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the records that were read; `total` is the library's size afterwards."""

    added: int
    updated: int
    unchanged: int
    merged: int
    skipped: tuple[Skipped, ...]
    total: int


@dataclass
class Tally:
    """The same, while they are read."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0


def changed(papers: Iterable[Paper], known: Known, tally: Tally) -> list[Paper]:
    """The papers that are new or add to those known, as they are to be written; counted in `tally`."""
    written: dict[str, Paper] = {}
    for paper in papers:
        same = known.same_work(paper)
        if same is None:
            tally.added += 1
        elif same == replace(paper, id=same.id):
            tally.unchanged += 1
            continue
        elif same.key == paper.key:
            tally.updated += 1
            paper = replace(paper, id=same.id)
        else:
            tally.merged += 1
            paper = filled_in(same, paper)
            if paper == same:
                continue
        known.put(paper)
        written[paper.id] = paper
    return list(written.values())


def filled_in(paper: Paper, other: Paper) -> Paper:
    """The paper, with the fields that it lacks taken from another record of the same work."""
    return replace(paper, **{name: getattr(paper, name) or getattr(other, name) for name in _FILLED_IN})
