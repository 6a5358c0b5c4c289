"""RefWorks' tagged format, which CNKI and others write too: "RT Journal Article", "A1 ...", a record after an empty line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from rag.intake.readers import abstracts
from rag.intake.readers.authors import each_author
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.record import record
from rag.intake.readers.tagged.dialect import Dialect, is_written
from rag.intake.readers.tagged.records import Record, position, read_each, unique
from rag.intake.readers.unused import Unused, untold
from rag.records import Paper, Skipped

_KNOWN = frozenset(
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 JF JO YR FD VO IS SP OP K1 AB NO PB PP SN AV AD AN LA SF OT DB DS IP RD RL ST U1 U2"
    " U3 U4 U5 U6 U7 U8 U9 U10 U11 U12 U13 U14 U15 UL SL LL CR WT A7 CL CA CS DO ED FT OL PM LK WP WV".split()
)
_LINE = re.compile(r"([A-Z][A-Z0-9]{1,2})(?: (.*)|\s*$)", re.S)
_KEYWORDS = re.compile(r"[;|]")


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    return (found.group(1), (found.group(2) or "").strip()) if found and found.group(1) in _KNOWN else None


_DIALECT = Dialect(
    tag_of=_tag_of,
    starts=frozenset(("RT",)),
    end="",
    titles=frozenset(("T1",)),
    once=frozenset(("ID", "SR")),
    texts=frozenset(("AB",)),
)


def sniff(head: str) -> bool:
    """Several fields of one record with its kind and title, anywhere in the head."""
    return is_written(head, _DIALECT, _KNOWN) and re.search(r"^[\f\ufeff]?RT \S", head, re.M) is not None


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record."""
    return read_each(stream, source, lambda head: _DIALECT, lambda found: _record(source, found), unused)


def _record(source: str, found: Record) -> Paper | Skipped:
    title, key = found.first("T1"), found.first("ID", "AN")
    venue, kind = found.first("JF", "JO", "T2"), found.first("RT")
    start, end = found.first("SP"), found.first("OP")
    return record(
        source,
        position(found.line, key, title),
        key=key,
        title=title,
        abstract=abstracts.chosen(found.each("AB", joint="\n"), (venue,), title, found.first("LA")),
        authors=each_author(found.lines("A1")),
        year=found.first("YR", "FD"),
        venue=venue,
        doi=found.first("DO"),
        pmid=found.first("PM"),
        url=next((text for text in found.each("LK", "UL") if text.startswith("http")), ""),
        keywords=unique(word.strip() for text in found.lines("K1") for word in _KEYWORDS.split(text)),
        type=csl_type(kind),
        volume=found.first("VO"),
        issue=found.first("IS"),
        pages=f"{start}-{end}" if start and end and start != end else start,
        publisher=found.first("PB"),
        kinds=[kind, *found.lines("NO")],
    )
