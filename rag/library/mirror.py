"""Mirroring: the papers that a file or folder held before and does not hold now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.intake.sources import Source
from rag.library.tables.origins import Origins
from rag.records import LeftOut, Skipped

_OF_FILES = ("file", "rest of the file")  # positions that readers give where no record can be told


@dataclass
class Mirror:
    """What one reading found of its sources, to tell afterwards what is gone.

    Where a file that papers came from could not be read, broke off, or gave nothing at all, nothing of its source is
    taken out. Where one record of a file could not be read, it may be any of those before: nothing of that file is.
    A record that has lost its abstract, and is skipped for that, is still there.
    """

    origins: Origins
    reading: int
    read: set[str] = field(default_factory=set)  # files that gave a record
    broken: dict[str, Skipped] = field(default_factory=dict)  # files that could not be read, or not to their end
    unclear: dict[str, Skipped] = field(default_factory=dict)  # files with a record that could not be read

    def met(self, file: str, record: object) -> None:
        """Take note of a record of a file, or of what was skipped there."""
        if not isinstance(record, Skipped) or isinstance(record, LeftOut):
            self.read.add(file)
        elif record.position in _OF_FILES:
            self.broken.setdefault(file, record)
        elif record.paper is None:
            self.unclear.setdefault(file, record)
        else:
            self.read.add(file)

    def gone(self, sources: Sequence[Source]) -> tuple[list[str], list[Skipped]]:
        """The ids of papers that no file holds any more; and of each source that nothing was taken out for, why."""
        ids: list[str] = []
        kept: list[Skipped] = []
        for source in sources:
            before = self.origins.files_under(source.path)
            if why := self._in_doubt(source, before):
                kept.append(why)
                continue
            kept += [self.unclear[file] for file in sorted(before & self.unclear.keys())]
            ids += self.origins.forget_missing(source.path, self.reading, self.unclear)
        return ids, kept

    def _in_doubt(self, source: Source, before: set[str]) -> Skipped | None:
        for file in sorted(before):
            if file in self.broken:
                return self.broken[file]
            if file not in self.read and file not in self.unclear and Path(file).exists():
                return Skipped(file, "file", "gave no record")
        if before and Path(source.path).exists() and not any(file in self.read for file, _ in source.files):
            return Skipped(source.path, "source", "gave no record")
        return None
