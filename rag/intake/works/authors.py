"""Lists of authors as they are compared: how many of the names in one are in another, written in whatever way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.records import Group, Name
from rag.text.forms import name_form
from rag.text.persons import surname

_COMPARED = 200  # names: collaborations have thousands, and each is held against each


@dataclass(frozen=True, slots=True)
class _Folded:
    """The last word of the family name, the first letter of the given names where they are known, and all words."""

    family: str
    initial: str
    words: frozenset[str]
    is_group: bool
    script: str

    def fits(self, other: _Folded) -> bool:
        """Whether two names may be one person's."""
        if self.family == other.family:
            return not self.initial or not other.initial or self.initial == other.initial
        return _changed_places(self.words, other.words)


def first_family(names: Sequence[Name]) -> str:
    """The last word of the first author's family name, folded; empty where there is none."""
    return next((name.family for name in _each(names)), "")


def fullest(lists: Sequence[tuple[Name, ...]]) -> tuple[Name, ...]:
    """The first list that names somebody, or the longest one that it is the beginning of: databases cut long lists."""
    best = next(filter(None, lists), ())
    for names in lists:
        if len(names) > len(best) > 0 and all(a.fits(b) for a, b in zip(_each(best), _each(names), strict=False)):
            best = names
    return best


def overlap(one: Sequence[Name], other: Sequence[Name]) -> float | None:
    """The share of the shorter list's names that the longer one has too, of a long list its first _COMPARED; None where one cannot be held against the
    other: a list is empty, one names persons and the other the group that they are, or they are in two alphabets."""
    lists = list(_each(one[:_COMPARED])), list(_each(other[:_COMPARED]))
    if {name.script for name in lists[0]}.isdisjoint(name.script for name in lists[1]):
        return None
    a, b = ([name for name in names if not name.is_group] for names in lists)
    if not a and not b:
        a, b = lists
    if not a or not b:
        return None
    shorter, longer = sorted((a, b), key=len)
    return sum(any(name.fits(another) for another in longer) for name in shorter) / len(shorter)


def _each(names: Sequence[Name]) -> Iterator[_Folded]:
    return (folded for name in names if (folded := _folded(name)).family)


@lru_cache(maxsize=65_536)
def _folded(name: Name) -> _Folded:
    if isinstance(name, Group):
        *given, family = name_form(name.name).split() or [""]
    else:
        *_, family = name_form(name.surname).split() or [""]
        given = name_form(name.given).split()
    words = frozenset((*given, *name_form(surname(name)).split()))
    initial = given[0][0] if given else ""
    return _Folded(family, initial, words, isinstance(name, Group), _script(surname(name)))


def _changed_places(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names have the same words, some of them as initials: family and given names changed places."""
    alone = sorted(one - other), sorted(other - one)
    spelt = one & other
    if len(one) != len(other) or len(one) < 2 or not any(len(word) > 1 for word in spelt):
        return False
    return all(word[0] == another[0] and 1 in (len(word), len(another)) for word, another in zip(*alone, strict=True))


def _script(name: str) -> str:
    """The alphabet of a name's first letter: "LATIN", "CYRILLIC", "CJK"."""
    letter = next(filter(str.isalpha, name), "")
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0]
