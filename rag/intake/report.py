"""What became of the records of an import."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import LeftOut, Paper, Skipped

_IN_WORDS = {
    **{"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "arxiv": "arXiv id", "isbn": "ISBN"},
    "identical record": "record",
}


@dataclass(frozen=True, slots=True)
class Merge:
    """A record that went into a paper with others.

    `record` is there without its abstract; `source` is the file that it came from, "" where none is named, and of a
    paper that was there and turned out to be one with an older one; `paper` is the id of the paper that it went into.
    `by` tells by what: "doi" or another identifier, "key", "identical record", or what the two have in common, such as
    "title, authors and year".
    """

    record: Paper
    source: str
    paper: str
    by: str

    @property
    def reason(self) -> str:
        """`by` in words: "the same DOI"."""
        return f"the same {_IN_WORDS.get(self.by, self.by)}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Each record that was read is added, updated, unchanged, merged or skipped, once.

    `updated` are records read before, with changes; `merged` are other records of a work that is there, and `merges`
    lists them. `joined` are papers that were there and turned out to be one with an older one, `removed` those that
    their source no longer holds, and `kept` tells why nothing was removed for a source. `left_out` is what could not be
    used of records that are there. `total` is the library's size afterwards.
    """

    added: int
    updated: int
    unchanged: int
    merged: int
    skipped: tuple[Skipped, ...]
    total: int
    joined: int = 0
    removed: int = 0
    kept: tuple[Skipped, ...] = ()
    merges: tuple[Merge, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
