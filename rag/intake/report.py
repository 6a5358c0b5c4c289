"""What became of the records of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from rag.records import LeftOut, Paper, Skipped

Outcome = Literal["added", "merged", "unchanged", "updated"]
_IN_WORDS = {
    **{"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "arxiv": "arXiv id", "isbn": "ISBN"},
    "identical record": "record",
    "item": "item of Zotero",
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
class FileCount:
    """What became of the records of one file or service, for a review's account of them.

    `source` is the file or the service, "" where none is named; `records` are all that it gave, each of
    them added (new to the library), merged (one more record of a paper), unchanged, updated or skipped. `reasons` are
    those of the skipped ones, the most frequent first, with how many were skipped for each.
    """

    source: str
    records: int
    added: int
    merged: int
    unchanged: int
    updated: int
    skipped: int
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class UnusedField:
    """A field, by the name that its file gives it, that no reader uses, and how many records of the file have it."""

    source: str
    field: str
    records: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Each record that was read is added, updated, unchanged, merged or skipped, once; `files` counts them by file.

    `updated` are records read before, with changes; `merged` are other records of a work that is there, and `merges`
    lists them. `joined` are papers that were there and turned out to be one with an older one, `removed` those that
    their source no longer holds, and `kept` tells why nothing was removed for a source. `left_out` is what could not be
    used of records that are there, `unused` the fields that no reader uses, by file. `total` is the library's size afterwards.
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
    files: tuple[FileCount, ...] = ()
    unused: tuple[UnusedField, ...] = ()


def file_counts(
    outcomes: Mapping[str, Mapping[Outcome, int]], skipped: Iterable[tuple[str, Skipped]]
) -> tuple[FileCount, ...]:
    """The counts of each file, in the order in which the files were read.

    Args:
        outcomes: of each file, how many records were added, merged, unchanged and updated.
        skipped: what was skipped, with the file that it was skipped in.
    """
    reasons: dict[str, Counter[str]] = {}
    for file, record in skipped:
        reasons.setdefault(file, Counter())[record.reason] += 1
    counted = []
    for file in dict.fromkeys((*outcomes, *reasons)):
        known, why = outcomes.get(file, {}), reasons.get(file, Counter())
        added, merged, unchanged, updated = (known.get(outcome, 0) for outcome in get_args(Outcome))
        records = sum(known.values()) + why.total()
        counted.append(
            FileCount(file, records, added, merged, unchanged, updated, why.total(), dict(why.most_common()))
        )
    return tuple(counted)
