"""Records that people have told apart after they had been taken for one work: they stay apart when they come again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations

from rag.intake.works.identifiers import identifiers, own_key
from rag.intake.works.merge import Work, content
from rag.records import Paper
from rag.text.forms import title_form

_BEGINNING = 200  # characters of an abstract by which it is known again
_Place = tuple[int, int]  # the number of a split, and that of a part in it


@dataclass(frozen=True, slots=True)
class Splits:
    """What each split told apart: digest of traits -> the parts that are known by it."""

    places: Mapping[str, Collection[_Place]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.places)

    def apart(self, some: Iterable[Paper], others: Iterable[Paper]) -> bool:
        """Whether records are known to be of other works than others: they belong to other parts of one split."""
        a, b = self._parts(some), self._parts(others)
        return any(a[split].isdisjoint(b[split]) for split in a.keys() & b.keys())

    def _parts(self, records: Iterable[Paper]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for record in records:
            for trait in traits(record):
                for split, part in self.places.get(trait, ()):
                    found.setdefault(split, set()).add(part)
        return found


def told_apart(parts: Sequence[Work]) -> list[frozenset[str]]:
    """What each part of a split is known by: the traits of its records that no other part has."""
    of_each = [frozenset().union(*map(traits, part.records)) for part in parts]
    return [own - frozenset().union(*(other for other in of_each if other is not own)) for own in of_each]


def traits(record: Paper) -> frozenset[str]:
    """Digests by which a record is known again, also where one thing of it was edited: all that it says, and any two
    of its key, title, identifiers, beginning and place in print."""
    place = "|".join(str(part or "") for part in (record.year, record.volume, record.pages))
    begins = title_form(record.abstract[:_BEGINNING])
    named = {"key": own_key(record), "title": title_form(record.title), "begins": begins, "place": place.strip("|")}
    known = [f"{name}:{value}" for name, value in named.items() if value] + sorted(identifiers(record))
    return frozenset(map(_digest, (repr(content(record)), *map("\n".join, combinations(known, 2)))))


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
