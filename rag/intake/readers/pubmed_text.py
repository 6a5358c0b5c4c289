"""PubMed's text with abstracts ("Abstract" as format of "Save"): numbered records, told by their paragraphs.

1. Sleep Breath. 2023 Dec;27(4):1411-1420. doi: 10.1007/s11325-023-1.
                                                            the title, the authors, "Author information:" ...,
                                                            the abstract, then "DOI: ..." and "PMID: 36912345"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from rag.intake.readers.lines import RECORD_CHARS, TOO_LONG, pieces
from rag.intake.readers.record import record
from rag.intake.readers.source_line import source_line
from rag.intake.readers.unused import Unused, untold
from rag.intake.readers.values import place
from rag.records import Paper, Skipped

_START = re.compile(r"\d{1,6}[.:] (?=\S.*\b(?:1[89]|20)\d\d\b)")
_NUMBER = re.compile(r"^PMID: (\d{1,8})\b", re.M)
_LABELLED = re.compile(r"(DOI|PMCID|PMID): (\S+)")
_FOOT = re.compile(r"(?:DOI|PMCID|PMID): \S")
_MARKS = re.compile(r"\([#*†‡§]?\d{0,3}\)|\[\d{1,3}\]")  # of affiliations
_NOTES = re.compile(
    r"(?:Author information|Collaborators|Comment (?:in|on)|Erratum (?:in|for)|Retraction (?:in|of)|Retracted Publication"
    r"|Expression of concern (?:in|for)|Republished (?:in|from)|Update (?:in|of)|Conflict of interest statement"
    r"|Publisher|Summary for patients in|Original report in|Dataset described in|Copyright|©|Grant support)\b:?",
    re.I,
)
_IN_LANGUAGE = re.compile(r"\[Article in [^\]]{1,60}\]$")
_ANONYMOUS = re.compile(r"\[?No authors listed\]?\.?$", re.I)
_NAME = re.compile(r"[^\W\d_][\w'’. -]{0,60}? [A-Z]{1,4}(?: (?:Jr|Sr|II|III|2nd|3rd))?$")
_RETRACTED = re.compile(r"Retraction in\b", re.I)
_NOTICE = re.compile(r"Retraction of\b", re.I)


@dataclass(slots=True)
class _Text:
    """The paragraphs of one record, from line `line` on; its PubMed number ends it."""

    line: int
    paragraphs: list[list[str]] = field(default_factory=list)
    chars: int = 0
    is_numbered: bool = False


def sniff(head: str) -> bool:
    """A numbered line with a year begins a stretch of lines, and a line of its own gives the PubMed number."""
    return _NUMBER.search(head) is not None and any(_START.match(block.lstrip()) for block in head.split("\n\n"))


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record; what stands in it beside (affiliations, comments) is not used."""
    for found in _texts(pieces(stream)):
        if found.chars > RECORD_CHARS:
            yield Skipped(source, f"line {found.line}", TOO_LONG)
        else:
            yield _record(source, found, unused)


def _texts(lines: Iterator[tuple[int, str]]) -> Iterator[_Text]:
    current: _Text | None = None
    is_open, last = False, 0  # within a paragraph
    for number, raw in lines:
        text, before, last = raw.strip("\f\ufeff \t\n"), last, number
        if not text:
            is_open = False
            continue
        if not is_open and number != before and (not current or current.is_numbered) and _START.match(text):
            if current:
                yield current
            current = _Text(number)
        if current is None:
            continue
        current.chars += len(text)
        current.is_numbered |= _NUMBER.match(text) is not None
        if current.chars > RECORD_CHARS:
            current.paragraphs.clear()
        elif is_open and current.paragraphs:
            current.paragraphs[-1].append(text)
        else:
            current.paragraphs.append([text])
        is_open = True
    if current:
        yield current


def _record(source: str, found: _Text, unused: Unused) -> Paper | Skipped:
    cited, *rest = ["\n".join(lines) for lines in found.paragraphs] or [""]
    line = source_line(_START.sub("", cited, count=1))
    rest = [text for text in rest if not _IN_LANGUAGE.match(text)]
    title, *rest = rest or [""]
    authors: list[str] = []
    if rest and (names := _names(" ".join(rest[0].split()))) is not None:
        authors, rest = names, rest[1:]
    said = {name: value for text in rest if _FOOT.match(text) for name, value in _LABELLED.findall(text)}
    notes = [text for text in rest if _NOTES.match(text)]
    if notes:
        unused(["notes on the record"])
    texts = [text for text in rest if not (_NOTES.match(text) or _FOOT.match(text))]
    pmid = said.get("PMID", "")
    return record(
        source,
        place(f"line {found.line}", pmid and f"PMID {pmid}"),
        key=pmid,
        title=title,
        abstract="\n\n".join(_sections(text) for text in texts),
        authors=authors,
        year=line.year,
        venue=line.venue,
        doi=said.get("DOI") or line.doi,
        pmid=pmid,
        pmcid=said.get("PMCID", ""),
        type="article-journal" if line.venue else "",
        volume=line.volume,
        issue=line.issue,
        pages=line.pages,
        retracted=any(_RETRACTED.match(note) for note in notes),
        kinds=["Retraction of Publication"] * any(_NOTICE.match(note) for note in notes),
    )


def _names(paragraph: str) -> list[str] | None:
    """The persons and groups of a paragraph that is a list of them; None where it is none."""
    if _ANONYMOUS.match(paragraph):
        return []
    bare = _MARKS.sub("", paragraph).strip()
    if not bare.endswith(".") or ". " in bare.rstrip("."):
        return None
    names = [name.strip() for part in bare.rstrip(".").split(";") for name in part.split(", ") if name.strip()]
    return names if names and any(_NAME.fullmatch(name) for name in names) else None


def _sections(text: str) -> str:
    """A paragraph on one line, its labelled sections each on theirs."""
    return re.sub(r"\n(?![A-Z][A-Z ,/&-]{2,60}: )", " ", text)
