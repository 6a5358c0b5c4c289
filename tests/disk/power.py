"""Power that fails: what a disk holds after a crash, from the changes that `tests.disk` has written down.

A disk may have any of what was not synced, or nothing of it. Three of these are tried: names as of the last sync and
contents that were synced alone; names as they were last, with the same contents, so that new files are empty; and the same
with some of the writes, in any order and cut at sectors.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WAYS = ("late", "early", "torn")
_SECTOR = 512
_INDEX_OF_JOURNAL = "-shm"  # SQLite's, in memory that is shared; made anew when nobody has the file open


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file, or, as `mark`, what was acknowledged."""

    what: str
    path: str
    other: str
    offset: int
    data: bytes


@dataclass
class _File:
    now: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    waiting: list[Change] = field(default_factory=list)

    def change(self, change: Change) -> None:
        _apply(self.now, change)
        self.waiting.append(change)

    def sync(self) -> None:
        self.synced = bytes(self.now)
        self.waiting.clear()

    def torn(self, rng: random.Random) -> bytes:
        kept = bytearray(self.synced)
        for change in self.waiting:
            if rng.random() < 0.5:
                length = len(change.data)
                if change.data and rng.random() < 0.3:
                    length = min(length, _SECTOR * rng.randrange(length // _SECTOR + 1))
                _apply(kept, Change(change.what, change.path, "", change.offset, change.data[:length]))
        return bytes(kept)


def _apply(content: bytearray, change: Change) -> None:
    if len(content) < change.offset:
        content.extend(bytes(change.offset - len(content)))
    if change.what == "cut":
        del content[change.offset :]
    else:
        content[change.offset : change.offset + len(change.data)] = change.data


def changes(record: Path) -> list[Change]:
    """The changes in a record, in their order."""
    data, at, found = record.read_bytes(), 0, []
    while at < len(data):
        end = data.index(b"\n", at)
        what, path, other, offset, length = data[at:end].decode().split("\t")
        at = end + 1
        size = int(length) if what == "write" else 0
        found.append(Change(what, path, other, int(offset), data[at : at + size]))
        at += size
    return found


def crashed(done: list[Change], folder: Path, way: str, into: Path, rng: random.Random) -> None:
    """Write to `into` what is left of `folder`, which was empty before these changes."""
    now: dict[str, _File] = {}
    synced: dict[str, _File] = {}
    for change in done:
        if change.what in ("make", "cut", "write"):
            file = now.setdefault(change.path, _File())
            if change.what != "make":
                file.change(change)
        elif change.what == "rename":
            for path in [path for path in now if path == change.path or path.startswith(f"{change.path}/")]:
                now[change.other + path.removeprefix(change.path)] = now.pop(path)
        elif change.what == "remove":
            now.pop(change.path, None)
        elif change.what == "sync":
            if change.path in now:
                now[change.path].sync()
            synced = dict(now)
    for path, file in (synced if way == "late" else now).items():
        if not path.endswith(_INDEX_OF_JOURNAL):
            left = into / Path(path).relative_to(folder)
            left.parent.mkdir(parents=True, exist_ok=True)
            left.write_bytes(file.torn(rng) if way == "torn" else file.synced)


def acknowledged(done: list[Change]) -> Iterator[list[str]]:
    """The words of each acknowledgement among the changes."""
    for change in done:
        if change.what == "mark":
            yield change.path.split()
