"""Lists of authors as they are compared: how many of the names in one are in another, written in whatever way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.records import Group, Name
from rag.text.forms import without_accents

_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_APOSTROPHE = re.compile(r"['’`]")
_GAP = re.compile(r"[\W_]+")
_UMLAUT = re.compile(r"([aou])e")


@dataclass(frozen=True, slots=True)
class _Folded:
    """The last word of the family name, the first of the given names where they are known, and all words."""

    family: str
    given: str
    words: frozenset[str]
    is_group: bool

    def fits(self, other: _Folded) -> bool:
        """Whether two names may be one person's."""
        if self.family == other.family:
            return not self.given or not other.given or self.given[0] == other.given[0]
        # Family and given names may have changed places.
        return len(self.words) > 1 and (self.words == other.words or self.turned(other) or other.turned(self))

    def turned(self, other: _Folded) -> bool:
        """Whether another is this name turned around, of which initials are left: "Xiao, Wang" of "Wang, X."."""
        return self.given == other.family and other.given == self.family[:1]


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
    """The share of the shorter list's names that the longer one has too; None where one cannot be held against the
    other: a list is empty, or one names persons and the other the group that they are."""
    lists = list(_each(one)), list(_each(other))
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
        *given, family = _words(name.name) or [""]
        return _Folded(family, given[0] if given else "", frozenset((*given, family)), True)
    families, given = _words(name.surname), _words(name.given)
    first = given[0] if given else ""
    return _Folded(families[-1] if families else "", first, frozenset(families + given), False)


def _words(text: str) -> list[str]:
    """Words with case, accents, apostrophes and the ways to write an umlaut folded away."""
    text = text.casefold()
    if not text.isascii():
        text = without_accents(text.translate(_UNDECOMPOSED))
    return _UMLAUT.sub(r"\1", _GAP.sub(" ", _APOSTROPHE.sub("", text))).split()
