"""The list of references at the end of a plain text: its entries, each with what surely can be told of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.checks.manuscript.bibliography import unnamed
from rag.checks.manuscript.manuscript import Reference
from rag.intake import identifiers
from rag.text.persons import read_name, surname
from rag.text.rules import rule

HEADING = rule(
    "manuscript: heads a list of references",
    r"^\W*(?:\d+\.?\s+)?(?:references?|bibliography|works cited|literature(?: cited)?|cited literature|list of references"
    r"|references cited|literatur(?:verzeichnis)?|références|bibliographie|referencias|bibliografía|sources|notes and references)\W*$",
    matches=(
        "References",
        "## References",
        "REFERENCES:",
        "7. Bibliography",
        "Literature cited",
        "Literaturverzeichnis",
    ),
    misses=("References to bees are many.", "See references", "The literature"),
)
_NUMBER = re.compile(r"^\s*(?:\[(\d{1,4})\]|(\d{1,4})[.)])\s+(?=\S)")
_YEAR = re.compile(r"(?<!\d)((?:1[6-9]|20)\d\d)([a-z]?)(?![\d–-]|/)")
_MOST_AUTHORS = 3
_LONGEST_NAMES = 300  # characters
_INITIALS_BEHIND = re.compile(
    r"(?:[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)? [A-Z]{1,3}(?:[,;] |\. ))+"
)  # Lind B, Ng CD.
_YEAR_BEHIND = re.compile(r"\(?(?:1[6-9]|20)\d\d")
_BETWEEN_NAMES = re.compile(r";|,? (?:and|&|und|et) |(?<=\.), |,(?= [A-Z][^\W\d_]{2,})")


def parted(paragraphs: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[str]]:
    """The paragraphs of a text before its list of references, each with its line, and the entries of that list."""
    at = next((n for n in reversed(range(len(paragraphs))) if HEADING.holds(paragraphs[n][0].split("\n")[0])), None)
    if at is None:
        return list(paragraphs), []
    lines = [text for text, _ in paragraphs[at:]]
    lines[0] = "\n".join(lines[0].split("\n")[1:])
    return list(paragraphs[:at]), _entries([text for text in lines if text.strip()])


def references_of(entries: Sequence[str]) -> dict[str, Reference]:
    """Entries by number, where they have one or stand in order, and by author and year."""
    found: dict[str, Reference] = {}
    for place, entry in enumerate(entries, start=1):
        number = _NUMBER.match(entry)
        text = entry[number.end() :] if number else entry
        families, year, letter = _families(text), _YEAR.search(text), ""
        keys = [f"[{(number[1] or number[2]) if number else place}]"]
        if year:
            letter = year[2]
            keys += [f"{families[0]} {year[1]}{letter}"] if families else []
        paper = unnamed(keys[-1], tuple(families), int(year[1]) if year else None, doi=identifiers.doi(text),
                        arxiv_id=_arxiv(text), pmid=identifiers.pmid_in_text(text))  # fmt: skip
        for key in keys:
            found.setdefault(key, Reference(paper, " ".join(text.split())))
    return found


def _arxiv(text: str) -> str:
    return identifiers.arxiv_id_of_address(text) or next(
        (
            found
            for word in re.findall(r"(?i)arxiv:?\s?\S+", text)
            if (found := identifiers.arxiv_id(word.rstrip(".,")))
        ),
        "",
    )


def _families(text: str) -> list[str]:
    """The family names that an entry begins with, of its first authors."""
    if behind := _INITIALS_BEHIND.match(text):
        parts = re.split(r"[,;] ", behind.group().rstrip(". "))
    else:
        before = _YEAR_BEHIND.split(text, maxsplit=1)[0][:_LONGEST_NAMES]
        parts = _BETWEEN_NAMES.split(before)
    named = [part.strip(" .,(") for part in parts if part.strip(" .,(")]
    return [name for part in named[:_MOST_AUTHORS] if (name := surname(read_name(part)))]


def _entries(blocks: Sequence[str]) -> list[str]:
    """One entry a block, or, where a block holds several, one for each line that begins one; others go on."""
    found: list[str] = []
    for block in blocks:
        lines = [line for line in block.split("\n") if line.strip()]
        numbered = any(map(_NUMBER.match, lines))
        for n, line in enumerate(lines):
            if n == 0 or (_NUMBER.match(line) if numbered else _begins_entry(line, lines[n - 1])):
                found.append(line)
            else:
                found[-1] += f" {line.strip()}"
    return found


def _begins_entry(line: str, before: str) -> bool:
    """Whether a line without a number begins an entry: it is not indented, names stand at its head, and the line before
    does not go on."""
    return bool(_HEAD.match(line)) and not _GOES_ON.search(before)


_HEAD = re.compile(
    r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|al)[ -]){0,3}[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?"
    r",? (?:[A-Z]\.|[A-Z]{1,3}\b|[A-Z][a-z]+)|[A-Z]\. [A-Z]"
)
_GOES_ON = re.compile(r"(?:[,&;:–—-]|\b(?:and|in|of|the|for|on))\s*$")
