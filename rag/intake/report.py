"""What became of the records of an import."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Skipped


@dataclass(frozen=True, slots=True)
class UnusedField:
    """A field, by the name that its file gives it, that no reader uses, and how many records of the file have it."""

    source: str
    field: str
    records: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Each record that was read is added, updated, unchanged, merged or skipped, once.

    `updated` are records read before, with changes; `merged` are other records of a work that is there. `joined` are
    papers that were there and turned out to be one with an older one, `removed` those that their source no longer
    holds, and `kept` tells why nothing was removed for a source. `unused` lists what was not used of the records, file by
    file, what most have first. `total` is the library's size afterwards.
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
    unused: tuple[UnusedField, ...] = ()
