"""What entries take from others: crossref and xdata, in whatever order a file has them."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rag.intake.readers.bibtex.allowance import Allowance
from rag.intake.readers.bibtex.entry import Entry

WAITING = 10_000
"""Entries held until their parent is read; beyond that the oldest goes out as it is."""

_COLLECTIONS = frozenset(
    ("proceedings", "mvproceedings", "book", "mvbook", "collection", "mvcollection", "reference", "periodical")
)
_PARTS = frozenset(
    ("inproceedings", "conference", "incollection", "inbook", "bookinbook", "suppbook", "suppcollection")
)
_INHERITED = frozenset(
    ("booktitle", "journal", "journaltitle", "year", "date", "publisher", "organization", "institution", "volume")
    + ("series", "eventtitle", "maintitle", "location", "address", "crossref", "xdata")
)
_DEPTH = 5


class Parents:
    """Takes the entries of a file one by one and gives them out with what they inherit.

    Only what can be inherited is kept of a parent. What is more than a file may repeat is not inherited, and the entry
    says so.
    """

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._fields: dict[str, dict[str, str]] = {}
        self._chars: dict[str, int] = {}
        self._wanted: set[str] = set()
        self._waiting: deque[Entry] = deque()

    def add(self, entry: Entry) -> Iterator[Entry]:
        """The entries that are ready now: this one, unless it waits for its parent."""
        key = entry.key.lower()
        if entry.kind == "xdata":
            self._put(key, entry.fields)
            return
        if entry.kind in _COLLECTIONS or key in self._wanted:
            self._put(key, _passed_on(entry))
        missing = {name for name in _named(entry.fields) if name not in self._fields}
        if not missing:
            yield self._filled(entry)
            return
        self._wanted |= missing
        self._waiting.append(entry)
        if len(self._waiting) > WAITING:
            yield self._filled(self._waiting.popleft())

    def rest(self) -> Iterator[Entry]:
        """The entries that waited, at the end of the file; a parent that never came gives nothing."""
        while self._waiting:
            yield self._filled(self._waiting.popleft())

    def _put(self, key: str, fields: Mapping[str, str]) -> None:
        self._fields[key] = dict(fields)
        self._chars[key] = sum(len(name) + len(value) for name, value in fields.items())

    def _filled(self, entry: Entry) -> Entry:
        fields = dict(entry.fields)
        for _ in range(_DEPTH):
            parents = [name for name in _named(fields) if name in self._fields]
            for name in ("crossref", "xdata"):
                fields.pop(name, None)
            for parent in parents:
                if not self._allowance.takes(self._chars[parent]):
                    return replace(entry, fields=fields, left_out=f"{parent} is too long to be repeated in it")
                for name, value in self._fields[parent].items():
                    if not fields.get(name) and (name != "booktitle" or entry.kind in _PARTS):
                        fields[name] = value
        return replace(entry, fields=fields)


def _passed_on(parent: Entry) -> dict[str, str]:
    """What a parent gives its parts: its title is theirs to stand in."""
    passed = {name: value for name, value in parent.fields.items() if name in _INHERITED}
    title = parent.fields.get("booktitle") or parent.fields.get("title", "")
    return passed | ({"journaltitle": title} if parent.kind == "periodical" else {"booktitle": title})


def _named(fields: Mapping[str, str]) -> list[str]:
    names = [fields.get("crossref", ""), *fields.get("xdata", "").split(",")]
    return list(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
