"""Conditions that a question puts on papers in words: "since 2023", "at ICLR", "by Chen"."""

from __future__ import annotations

import re

from rag.records import Condition, Operator

_YEARS: dict[str, Operator] = {
    **dict.fromkeys(("since", "from"), ">="),
    **dict.fromkeys(("after", "later than", "newer than"), ">"),
    **dict.fromkeys(("before", "older than", "earlier than"), "<"),
    **dict.fromkeys(("until", "up to"), "<="),
    **dict.fromkeys(("in", "of", "published in"), "="),
}
_YEAR = re.compile(rf"\b({'|'.join(_YEARS)}) ((?:19|20)\d\d)\b", re.I)
_BETWEEN = re.compile(r"\b(?:between|from) ((?:19|20)\d\d) (?:and|to) ((?:19|20)\d\d)\b", re.I)
_VENUE = re.compile(r"\b(?:at|published in|presented at) ([A-Z][A-Za-z]*[A-Z]\w*)\b")
_AUTHOR_YEAR = re.compile(r"\b([A-Z][a-z][\w'-]+)(?: et al\.?| and [A-Z]\w+)?,? \(?((?:19|20)\d\d)\b")
_AUTHOR = re.compile(
    r"\b(?:papers?|works?|written|studies|articles?) by ([A-Z][\w'-]+)|\b([A-Z][\w'-]+)(?: et al\.?|'s (?:paper|work))"
)


def conditions(question: str) -> tuple[Condition, ...]:
    """What a question asks of the papers' year, venue and authors, each once."""
    if match := _BETWEEN.search(question):
        return Condition("year", ">=", min(match.groups())), Condition("year", "<=", max(match.groups()))
    found = [Condition("year", _YEARS[match[1].lower()], match[2]) for match in _YEAR.finditer(question)]
    found += [Condition("venue", "~", match[1]) for match in _VENUE.finditer(question)]
    found += [Condition("authors", "~", match[1] or match[2]) for match in _AUTHOR.finditer(question)]
    for match in _AUTHOR_YEAR.finditer(question):
        found += [Condition("authors", "~", match[1]), Condition("year", "=", match[2])]
    return tuple(dict.fromkeys(found))
