"""Headings of sections that lost what parted them from their text: "... is debated.MethodsThe search covered ...".

Exports lose the tags around headings, or set a comma between sections ("., OBJECTIVES: ..."). A heading is known by its
last word and by the seam, a capital directly behind it. One seam may be a name ("MethodsX", "ResultsDB"): two headings,
or one that follows a full stop without a space, show that a text has lost what parted them.
"""

import re
from string import ascii_letters

from rag.text.headings import NAMES

_COMMA = re.compile(r"[,;](?<=[.!?].) (?=[A-Z][A-Z]+(?:[ /&,-]+[A-Z]+){0,6}: )")
# The first character of what is glued to a word, or a colon without a space behind it: found first, as it is rare.
_SEAM = re.compile(
    r"[A-Z\d(\"“:](?:(?<=[a-z]{3}[^:])|(?<=\(s\).)|(?<=[A-Z]{5})(?=[a-z ])|(?<=[A-Z]{4}[\d(\"“])|(?<=\w{3}:)(?=[A-Z\d(\"“]))"
)
_LAST = (
    rf"(?i:{NAMES}|review|summary|study|relevance|question|perspectives?|impact|applications|highlights|search|sources"
    r"|population|criteria|analysis|scope|novelty|value|reviewers|clinicians|statement)"
)
_LAST_WORD = re.compile(_LAST)
_START = re.compile(r"[.!?)\]”\"]+(?P<gap>\s*)(?=[A-Z])")
_GLUED = re.compile(
    r"(?P<heading>[A-Z][A-Za-z /,&-]{2,60}?(?:\(s\))?)(?:(?P<colon> ?::?)(?=[A-Z0-9(\"“])"
    r"|(?<=[a-z)])(?=[A-Z\d(\"“])|(?<=[A-Z]{4})(?=[A-Z][a-z]|A |\d|[(\"“]))"
)
_HEADING = re.compile(
    r"(?!(?:A|An|At|As|All|By|For|From|Here|In|Its?|Of|On|Our|The|These|This|To|We|With)\b)"
    rf"(?:(?:[A-Z][A-Za-z]*|(?i:of|and|the|for|or|&|{NAMES}|data|study|trial|main|clinical))[ /,-]+){{0,4}}"
    rf"(?P<last>{_LAST})(?:\(s\))?"
)
_WORD = re.compile(r"\w+")
_MOST = 40  # headings of a text; what has more is no abstract
_LONGEST = 20  # characters of a heading's last word


def sections(text: str) -> str:
    """The text with a colon behind each heading that was glued to its text, and the heading at the start of a line."""
    if any(comma in text for comma in ("., ", "?, ", "!, ", ".; ")):
        text = _COMMA.sub("\n", text)
    if not any(_LAST_WORD.fullmatch(_word_before(text, seam.start())) for seam in _SEAM.finditer(text)):
        return text
    has_gap = {0: True, **{start.end(): bool(start["gap"]) for start in _START.finditer(text)}}
    seams = [seam for at in has_gap if (seam := _GLUED.match(text, at))]
    headings = [(seam, found) for seam in seams if (found := _HEADING.fullmatch(seam["heading"]))]
    if not headings or len(headings) > _MOST:
        return text
    headings = [(seam, found) for seam, found in headings if seam["colon"] or not _is_name(seam, found)]
    is_lost = any(not seam["colon"] and not has_gap[seam.start()] for seam, _ in headings)
    if not is_lost and len({found["last"] for _, found in headings}) < 2:
        headings = [(seam, found) for seam, found in headings if seam["colon"]]
    for seam, _ in reversed(headings):
        before = text[: seam.start()].rstrip()
        text = f"{before}{chr(10) if before else ''}{seam['heading']}: {text[seam.end() :]}"
    return text


def _word_before(text: str, end: int) -> str:
    before = text[max(0, end - _LONGEST) : end].removesuffix("(s)")
    return before[len(before.rstrip(ascii_letters)) :]


def _is_name(seam: re.Match[str], heading: re.Match[str]) -> bool:
    """Whether the heading's last word and what is glued to it are used as one word elsewhere, too."""
    word = _WORD.match(seam.string, seam.start() + heading.start("last"))
    return word is not None and seam.string.count(word.group()) > 1
