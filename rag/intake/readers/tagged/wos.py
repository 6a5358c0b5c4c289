"""Web of Science plain text, and what other programs write in its way: "FN Clarivate ...", then PT, AU, TI ... ER.

What goes on with a field is indented. In files that lost their indents a line is a field where it begins with a tag that
is known, that the format has for such a value; and nowhere else is prose taken for a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from rag.intake.readers import abstracts
from rag.intake.readers.record import record
from rag.intake.readers.tagged.dialect import Dialect, TagLine
from rag.intake.readers.tagged.records import Record, position, read_each, unique
from rag.intake.readers.unused import Unused, untold
from rag.records import Group, Paper, Skipped

_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*$)", re.S)
_START = re.compile(r"^PT (?:[JBSPC]|[A-Z][a-z]+(?: \w+)?)[ \t]*\n(?:[A-Z][A-Z0-9] \S)", re.M)
_HEADING = re.compile(r"\s*FN [^\n]*\n\s*VR [\d.]+[ \t]*(?:\n|$)")
_NUMBERS = frozenset("PY VL IS BP EP PG NR TC Z9 U1 U2 GA PM AR DI D2 UT SN EI BN PD EA".split())
_TEXTS = frozenset(
    "FN VR PT AU AF BA BF CA GP BE ED TI SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FX CR PU PI PA J9 JI SI SU MA"
    " PN WC WE SC OA HC HP DA P2".split()
)
_ALONE = frozenset(("ER", "EF"))
_LOWER_CASE = frozenset(("AB", "TI", "DE", "ID"))  # whose values may begin with a small letter
_VALUE = re.compile(r"\S{1,60}(?: \d{1,4}(?: \d{4})?)?\s*$")
_ADDRESS = re.compile(r"\s*\([^()]*@[^()]*\)$")
_CSL = {"J": "article-journal", "B": "book", "C": "paper-conference", "P": "patent"}
_CSL_DOCUMENT = (
    ("Proceedings Paper", "paper-conference"),
    ("Book Chapter", "chapter"),
    ("Data Set", "dataset"),
    ("Preprint", "article"),
)


def _indented(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found.group(1), (found.group(2) or "").strip()) if found else None


def _bare(line: str) -> tuple[str, str] | None:
    """The tag of a line in a file without indents, where prose may begin with two capitals too."""
    found = _indented(line)
    if found is None:
        return None
    tag, text = found
    if tag in _NUMBERS:
        return found if _VALUE.match(text) and any(c.isdigit() for c in text) else None
    if tag in _ALONE:
        return None if text else found
    is_value = tag in _LOWER_CASE or text[:1].isupper() or text[:1] in '[("' or "@" in text
    return found if tag in _TEXTS and text and is_value else None


def _grammar(head: str) -> TagLine:
    lines = [line for line in head.split("\n") if line.strip()]
    begun = next((at for at, line in enumerate(lines) if line.startswith("PT ")), 0)
    lost = [line for line in lines[begun:] if not line[0].isspace() and not _LINE.match(line)]
    return _bare if lost else _indented


def dialect(head: str) -> Dialect:
    """The dialect of a file that begins so: with indents, or without."""
    return Dialect(
        tag_of=_grammar(head),
        starts=frozenset(("PT",)),
        end="ER",
        titles=frozenset(("TI",)),
        once=frozenset(("UT",)),
        texts=frozenset(("AB",)),
        of_file=frozenset(("FN", "VR", "EF")),
    )


def sniff(head: str) -> bool:
    """The file's heading of FN and VR, or a PT line and a tag after it, anywhere in the head."""
    return bool(_HEADING.match(head) or _START.search(head))


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record; one that lacks its end or its PT line is read as far as it goes."""
    return read_each(stream, source, dialect, lambda found: _record(source, found), unused)


def _record(source: str, found: Record) -> Paper | Skipped:
    title, key = found.first("TI"), found.first("UT")
    people = next(filter(None, (found.lines("AF"), found.lines("AU"), found.lines("BF"), found.lines("BA"))), [])
    kinds = [kind.strip() for text in found.each("DT") for kind in text.split(";")]
    kind = _CSL.get(found.first("PT")[:1] or "J", "")
    words = [word.strip() for tag in ("DE", "ID") for text in found.each(tag) for word in text.split(";")]
    pages = [page for page in (found.first("BP"), found.first("EP")) if page]
    venue = found.first("SO") or found.first("CT")
    return record(
        source,
        position(found.line, key, title),
        key=key,
        title=title,
        abstract=abstracts.chosen(found.each("AB"), (venue,), title, found.first("LA")),
        authors=[*(_ADDRESS.sub("", name) for name in people), *map(Group, found.lines("CA", "GP"))],
        year=found.first("PY", "EY", "EA"),
        venue=venue,
        doi=found.first("DI", "D2"),
        pmid=found.first("PM") or (key if key.startswith("MEDLINE:") else ""),
        keywords=unique(words),
        type=next((csl for name, csl in _CSL_DOCUMENT if any(kind.startswith(name) for kind in kinds)), kind),
        volume=found.first("VL"),
        issue=found.first("IS"),
        pages="-".join(pages) or found.first("AR"),
        publisher=found.first("PU"),
        kinds=kinds,
    )
