"""A claim in another language than its source: of its letters, only figures and names by their spelling can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from rag.records import Paper
from rag.text.languages import language_of, other_language
from rag.text.names import acronyms

_NUMBER = re.compile(r"\d+(?:[.,’'\u00a0\u202f ]\d+)*[万萬亿億]?")
_MYRIADS = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_SEPARATOR = re.compile(r"[.,’'\u00a0\u202f ]")
_OTHER_SCRIPTS = re.compile(r"[^\x00-\u024f]+")
_SCALES = (1, 1e2, 1e3, 1e6, 1e9)  # a language may count in other units: "26,7 mil"
_ROUNDED = 0.005


def is_foreign(claim: str, papers: Sequence[Paper]) -> bool:
    """Whether a claim is surely in another language than the abstracts."""
    abstract = next((paper.abstract for paper in papers if paper.abstract), "")
    return _is_foreign(claim, language_of(abstract) or "en")


def strange_in(claim: str, papers: Sequence[Paper]) -> tuple[list[str], list[str]]:
    """The figures of a claim that the papers do not have in any way of writing them, and the names that they lack."""
    source = " ".join(f"{paper.title} {paper.abstract} {' '.join(paper.authors)} {paper.year}" for paper in papers)
    known = [value for number in _NUMBER.finditer(source) for value in _values(number.group())]
    figures = [
        number.group()
        for number in _NUMBER.finditer(claim)
        if not any(_are_one(value, other) for value, other in product(_values(number.group()), known))
    ]
    # In scripts without blanks a name stands right in the sentence; other languages join it to nouns: "LDL-Wert".
    found, text = acronyms(_OTHER_SCRIPTS.sub(" ", claim)), source.casefold()
    parts = [
        part for name in found if name.casefold() not in text for part in acronyms(name.replace("-", " ")) or (name,)
    ]
    return figures, [part for part in parts if part.casefold() not in text]


@lru_cache(4_096)
def _is_foreign(claim: str, home: str) -> bool:
    return bool(other_language(claim, home))


def _values(number: str) -> set[float]:
    """What a number may be: 26,700 is 26700 where commas part thousands, and 26.7 where they part decimals."""
    unit = _MYRIADS.get(number[-1], 1.0)
    *whole, last = _SEPARATOR.split(number.rstrip("万萬亿億"))
    values = {float(f"{''.join(whole)}.{last}")} if whole else {float(last)}
    if all(len(group) == 3 for group in (*whole[1:], last)):
        values.add(float("".join((*whole, last))))
    return {value * unit for value in values}


def _are_one(one: float, other: float) -> bool:
    low, high = sorted((one, other))
    return any(abs(low * scale - high) <= _ROUNDED * high for scale in _SCALES)
