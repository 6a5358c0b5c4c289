"""Names of journals and meetings as people call them, held against those that records have: "CVPR", "Nature"."""

from __future__ import annotations

import re

from rag.text.forms import title_form
from rag.text.rules import rule

_LITTLE = frozenset("a an and at for in of on the to und der die das de la le les et und y".split())
_ARCHIVE = rule(
    "venue: a preprint's number behind its archive",
    r"^((?:ar|bio|med|chem|psy|soc)x?r?xiv)\b.*",
    matches=("arXiv:2007.12928 [cs, eess]", "bioRxiv 2020.01.01", "arXiv"),
    misses=("Archives of Surgery", "on arXiv"),
)
_FEWEST = 3  # words that an abbreviation stands for


def venue_name(venue: str) -> str:
    """A venue as it is counted and shown: a preprint's archive is one, whatever number stands behind it."""
    return _ARCHIVE.sub(r"\1", venue)


def venue_form(venue: str) -> str:
    """A venue as it is compared: case, punctuation and little words do not count."""
    return " ".join(_words(venue_name(venue)))


def is_called(venue: str, name: str) -> bool:
    """Whether a venue has a name: all of it, or its abbreviation: "CVPR", "NeurIPS", "Sci Total Environ"."""
    own, asked = _words(venue_name(venue)), _words(name)
    if not asked or own == asked:
        return bool(asked)
    if len(asked) == 1:
        is_acronym = sum(map(str.isupper, name)) >= _FEWEST
        return is_acronym and (asked[0] in own or _abbreviates(asked[0], own, _acronyms(venue)))
    return len(asked) == len(own) and all(word.startswith(short) for word, short in zip(own, asked, strict=True))


def holds(venue: str, name: str) -> bool:
    """Whether a venue's name holds another as a whole: "Physical Review" in "Physical Review B"."""
    return bool(_words(name)) and f" {' '.join(_words(name))} " in f" {' '.join(_words(venue))} "


def _abbreviates(short: str, words: list[str], whole: frozenset[str]) -> bool:
    """Whether an abbreviation is made of the beginnings of words that stand together, of each at least a letter.

    Of a long one, a word between may be left out: NAACL has no letter of "Chapter". What stands behind "Chapter of the"
    is the whole that a meeting's body is a part of: NAACL is not ACL. Words that are acronyms themselves stand `whole`:
    the letter before CVPR in "IEEE Conference on Computer Vision" makes no ICCV.
    """
    return any(
        _begins(short, words[place:], whole, skips=len(short) > _FEWEST)
        for place in range(len(words))
        if not place or words[place - 1] != "chapter"
    )


def _begins(short: str, words: list[str], whole: frozenset[str], taken: int = 0, skips: bool = False) -> bool:
    if not short:
        return taken >= _FEWEST
    if not words:
        return False
    pairs = enumerate(zip(short, words[0], strict=False))
    most = next((n for n, (a, b) in pairs if a != b), min(len(short), len(words[0])))
    least = len(words[0]) if words[0] in whole else 1
    if any(_begins(short[n:], words[1:], whole, taken + 1, skips) for n in range(most, least - 1, -1)):
        return True
    return skips and taken > 0 and _begins(short, words[1:], whole, taken)


def _acronyms(venue: str) -> frozenset[str]:
    """The words in capitals alone, where these are not all."""
    words = re.findall(r"[^\W_]+", venue)
    found = frozenset(word.casefold() for word in words if len(word) > 1 and word.isupper())
    return frozenset() if venue.isupper() else found


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\s+", title_form(text)) if word and word not in _LITTLE]
