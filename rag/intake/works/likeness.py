"""What two records have in common beside titles, authors and identifiers: abstract, place in print, kind."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from rag.records import Paper
from rag.text.forms import title_form

Text = Literal["same", "alike", "other"]

ONES_OWN = frozenset(
    {"thesis", "dataset", "software", "book", "chapter"}
)  # one of these is another work than an article

_MEETING_VENUE = re.compile(
    r"proceedings|conference|symposium|workshop|advances in neural|lecture notes|\bmeeting\b|\bcongress\b", re.I
)
LONG_WORD = re.compile(r"[^\W\d_]{5,}")
TEXT_WORDS = 12  # long words: abstracts of fewer tell nothing by their share of common ones
_ALIKE = 0.5
_SAME = 0.95  # of all words of both
_WHOLE = 8  # words of an abstract that says something, where it is the same letter by letter
_FEW = 5  # long words: where two abstracts of as many have next to none in common, they are of two works
_OTHER, _OTHER_OF_FEW = 0.2, 0.1

_ENGLISH = frozenset(
    "the of and in to was were with for by is that are from on as we this an be after during than not at or its which".split()
)
_IS_ENGLISH, _IS_NOT = 0.12, 0.06  # share of those among the words


def alike(one: Paper, other: Paper) -> float | None:
    """The share of the long words of the abstract with fewer that the other has too; None where they are too few."""
    if one.abstract and one.abstract == other.abstract:
        return 1.0
    a, b = sorted((_long_words(one.abstract), _long_words(other.abstract)), key=len)
    return len(a & b) / len(a) if len(a) >= TEXT_WORDS else None


def texts(one: Paper, other: Paper) -> Text | None:
    """Whether two abstracts are one text, alike, or of two works; None where that cannot be told: one is missing or
    short, or they are in two languages."""
    if not one.abstract or not other.abstract:
        return None
    form = _folded(one.abstract)
    if form == _folded(other.abstract) and form.count(" ") + 1 >= _WHOLE:
        return "same"
    a, b = sorted((_long_words(one.abstract), _long_words(other.abstract)), key=len)
    if len(a) < _FEW:
        return None
    share = len(a & b) / len(a)
    if len(a) >= TEXT_WORDS and share >= _ALIKE:
        return "same" if len(a & b) >= _SAME * len(a | b) else "alike"
    is_other = share < (_OTHER if len(a) >= TEXT_WORDS else _OTHER_OF_FEW)
    return "other" if is_other and not _in_two_languages(one.abstract, other.abstract) else None


def same_place(one: Paper, other: Paper) -> bool | None:
    """Whether both stand on one page, or else in two volumes; None where a page is missing, or written in two ways."""
    a, b = _first_page(one.pages), _first_page(other.pages)
    if one.volume and other.volume and one.volume != other.volume:
        return None if a and a == b else False
    if not a or not b or a.isdigit() != b.isdigit():
        return None
    return a == b


def elsewhere_in_print(one: Paper, other: Paper) -> bool:
    """Whether both are known by volume and page, and neither agrees."""
    return bool(
        one.volume
        and other.volume
        and one.pages
        and other.pages
        and one.volume != other.volume
        and _first_page(one.pages) != _first_page(other.pages)
    )


def kind(paper: Paper) -> str | None:
    """The type of what stands for itself, else "meeting" or "journal"; None where a record does not tell."""
    if paper.type in ONES_OWN:
        return paper.type
    if paper.type == "paper-conference" or _MEETING_VENUE.search(paper.venue or ""):
        return "meeting"
    return "journal" if paper.type == "article-journal" or paper.volume else None


def year_gap(one: Paper, other: Paper) -> int | None:
    return abs(one.year - other.year) if one.year and other.year else None


def same_venue(one: str | None, other: str | None) -> bool | None:
    """Whether two names of venues are one's, spelt out or short; None where one is missing."""
    if not one or not other:
        return None
    a, b = sorted((_venue_words(one), _venue_words(other)), key=lambda words: sum(map(len, words)))
    if "".join(w[0] for w in b) == "".join(a) or set(a) <= set(b):
        return True
    rest = iter(b)
    return all(any(word.startswith(short) for word in rest) for short in a)


def _venue_words(venue: str) -> list[str]:
    return [w for w in title_form(venue).split() if w not in {"the", "of", "and", "in", "on", "for", "a"}]


def _first_page(pages: str | None) -> str:
    return re.split(r"\W+", (pages or "").strip().casefold(), maxsplit=1)[0]


@lru_cache(maxsize=2_048)
def _long_words(text: str) -> frozenset[str]:
    return frozenset(LONG_WORD.findall(text.casefold()))


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return title_form(text)


def _in_two_languages(one: str, other: str) -> bool:
    less, more = sorted(map(_english, (one, other)))
    return less < _IS_NOT and more > _IS_ENGLISH


def _english(text: str) -> float:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return sum(word in _ENGLISH for word in words) / max(len(words), 1)
