"""Refer, a percent sign and a letter before each field: EndNote's own export (.enw), BibIX, and repositories' citations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rag.intake.readers import abstracts
from rag.intake.readers.authors import each_author
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.record import record
from rag.intake.readers.source_line import source_line
from rag.intake.readers.tagged.dialect import Dialect, is_written, tagged_line
from rag.intake.readers.tagged.records import Record, position, read_each, unique
from rag.intake.readers.unused import Unused, untold
from rag.records import Paper, Skipped

_KNOWN = frozenset("0TADJBXKRUVNPIMFESC@89YZLOGQW78+*~#!?()>")
_ABSTRACT_WORDS = 40  # more than the name of a book has
_DIALECT = Dialect(
    tag_of=tagged_line(r"%([^\sa-z%])[ \t]+(.*)"),
    starts=frozenset("0"),
    end="",
    titles=frozenset("T"),
    once=frozenset("XF"),
    texts=frozenset("X"),
)


def sniff(head: str) -> bool:
    """Several fields of one record, its title among them, anywhere in the head."""
    return is_written(head, _DIALECT, _KNOWN)


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record, whether its kind comes first or not at all."""
    return read_each(stream, source, lambda head: _DIALECT, lambda found: _record(source, found), unused)


def _record(source: str, found: Record) -> Paper | Skipped:
    title, key = found.first("T"), found.first("F", "M")
    journal, book, abstract = found.first("J"), found.first("B"), found.each("X", joint="\n")
    if not abstract and len(book.split()) >= _ABSTRACT_WORDS:  # the Astrophysics Data System gives abstracts there
        book, abstract = "", found.each("B", joint="\n")
    venue = source_line(journal).venue or book or found.first("S")
    return record(
        source,
        position(found.line, key, title),
        key=key,
        title=title,
        abstract=abstracts.chosen(abstract, (venue,), title, found.first("G")),
        authors=each_author(found.lines("A")),
        year=found.first("D", "8"),
        venue=venue,
        doi=next((text for text in found.each("R", "U") if "10." in text), ""),
        arxiv_id=next((text for text in found.lines("U") if "arxiv.org/abs/" in text), ""),
        url=next((text for text in found.lines("U") if text.startswith("http")), ""),
        keywords=unique(part.strip() for text in found.lines("K") for part in text.split(";")),
        type=csl_type(found.first("0")),
        volume=found.first("V") or source_line(journal).volume,
        issue=found.first("N"),
        pages=found.first("P"),
        publisher=found.first("I"),
        kinds=found.each("9", "Z"),
    )
