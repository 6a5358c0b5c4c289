"""Where a paper stands, as databases write it on one line -> journal, year, volume, issue and pages.

Sleep & Breathing. 27(4):1411-1420, 2023.
Kelp Letters. May2001, Vol. 12 Issue 3, p4-9. 6p.
Sleep Breath. 2023 Dec;27(4):1411-1420. doi: 10.1007/s11325-023-1.
Journal of Oral Rehabilitation. 49 (1) (pp 88-95), 2022. Date of Publication: January 2022.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s?"
_VENUE = re.compile(rf"(.+?)(?:[.,;]\s+(?=(?:vol\w*\.?\s*|{_MONTH})?\d)|\.\s+(?=\()|\s+(?=\d+\s?[(:])|\.?$)", re.I)
_IN_WORDS = re.compile(
    r"\bvol(?:ume)?\.?\s*(?P<volume>\w{1,10})\b(?:\W{1,3}(?:issue|iss|no|number|nr)\.?\s*(?P<issue>[\w/-]{1,20}))?"
    r"(?:\W{1,3}pp?\.?\s*(?P<pages>[A-Za-z]?\d[\w-]*))?",
    re.I,
)
_PLACE = re.compile(
    r"(?:^|[;.,]\s*|\s)(?:vol(?:ume)?\.?\s*)?(?P<volume>\d+[A-Za-z]?)\s*"
    r"(?:\((?!pp)(?:no\.?\s*)?(?P<issue>[^()]{1,30})\)\s*)?(?::\s*|\(pp?\.?\s*|,?\s*pp?\.?\s*)(?P<pages>[A-Za-z]?\d[\w.-]*)"
)
_LONGEST = 600
_DOI = re.compile(r"\bdoi:?\s*(10\.\d{4,9}/\S+)", re.I)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a line says; "" for what it does not."""

    venue: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""


def source_line(text: str) -> SourceLine:
    """The parts of a line; nothing where it is none."""
    text = " ".join(text[:_LONGEST].split())
    if not text:
        return SourceLine()
    doi = _DOI.search(text)
    before = text[: doi.start()] if doi else text
    venue, place = _VENUE.match(before), _IN_WORDS.search(before) or _PLACE.search(before)
    year = _YEAR.search(before)
    return SourceLine(
        venue.group(1).strip(" .,;") if venue else "",
        year.group() if year else "",
        place.group("volume") if place else "",
        (place.group("issue") or "") if place else "",
        (place.group("pages") or "").rstrip(".-") if place else "",
        doi.group(1).rstrip(".,;") if doi else "",
    )
