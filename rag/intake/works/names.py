"""Authors' names as they are compared: "Family, Given", "Given Family" and "Family GI" alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_SUFFIX = {"jr", "sr", "ii", "iii", "iv", "phd", "md"}
_OTHERS = re.compile(r"^(?:and )?(?:others|et\.? al\.?|…|\.\.\.)$", re.I)
_AND_OTHERS = re.compile(r",?\s+et\.? al\.?$", re.I)
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
_GROUP = re.compile(
    r"\b(?:collaborations?|collaborators|consortium|groups?|committee|investigators|network|team|organi[sz]ation|agency|"
    r"association|society|institute|university|ministry|council|foundation|commission|department|panel|task force)\b",
    re.I,
)
_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_APOSTROPHE = re.compile(r"['’`]")
_GAP = re.compile(r"[\W_]+")
_UMLAUT = re.compile(r"([aou])e")


@dataclass(frozen=True, slots=True)
class Name:
    """The last word of the family name, and the initials of the given names where they are known."""

    family: str
    initials: str
    words: frozenset[str]


def listed(authors: Sequence[str]) -> list[Name]:
    """The names of a list, without what says that it goes on."""
    return [name for author in authors if not _OTHERS.match(author.strip()) and (name := parsed(author)).family]


def first(authors: Sequence[str]) -> str:
    """The last word of the first author's family name; empty where there is none."""
    return next((name.family for author in authors for name in listed((author,))), "")


def is_cut(authors: Sequence[str]) -> bool:
    """Whether a list of authors says that it names only the first."""
    return bool(authors) and bool(_OTHERS.match(authors[-1].strip()) or _AND_OTHERS.search(authors[-1]))


def overlap(one: Sequence[str], other: Sequence[str]) -> float | None:
    """The share of the shorter list's names that the longer one has too; None where one cannot be held against the
    other: a list is empty, or one names persons and the other the group that they are."""
    a, b = _persons(one), _persons(other)
    if not a and not b:
        a, b = listed(one), listed(other)
    if not a or not b:
        return None
    shorter, longer = sorted((a, b), key=len)
    return sum(any(_same(name, there) for there in longer) for name in shorter) / len(shorter)


@lru_cache(maxsize=65_536)
def parsed(author: str) -> Name:
    family, comma, given = _AND_OTHERS.sub("", author).partition(",")
    if comma:
        return _name(family, given.replace(".", ". ").split())
    words = family.split()
    while len(words) > 1 and _folded(words[-1]) in _SUFFIX:
        words.pop()
    end = len(words)
    while end > 1 and _INITIALS.fullmatch(words[end - 1]):
        end -= 1
    if end < len(words):  # "Smith JA", "Smith J A"
        return _name(" ".join(words[:end]), [c for c in "".join(words[end:]) if c.isalpha()])
    return _name(words[-1] if words else "", words[:-1])


def is_group(author: str) -> bool:
    """Whether a name is that of an organisation or of a group of people."""
    return "," not in author and bool(_GROUP.search(author))


def _persons(authors: Sequence[str]) -> list[Name]:
    return listed([author for author in authors if not is_group(author)])


def _name(family: str, given: Sequence[str]) -> Name:
    words = [w for w in _folded(family).split() if w not in _SUFFIX]
    firsts = [w for part in given for w in _folded(part).split() if w not in _SUFFIX]
    return Name(words[-1] if words else "", "".join(w[0] for w in firsts), frozenset(words + firsts))


def _folded(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _UMLAUT.sub(r"\1", _GAP.sub(" ", _APOSTROPHE.sub("", text)))


def _same(one: Name, other: Name) -> bool:
    if one.family == other.family:
        return not one.initials or not other.initials or one.initials[0] == other.initials[0]
    return len(one.words) > 1 and one.words == other.words  # family and given names changed places
