"""Tables: CSV of any dialect, and tab-delimited text, with a header that names at least titles."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TextIO

from rag.intake.readers.columns import FIELD_OF, fields_of, known_fields, plain_name
from rag.intake.readers.record import record
from rag.intake.readers.table.delimited import dialect_of, rows
from rag.intake.readers.unused import Unused, untold
from rag.records import Paper, Skipped

HEAD_CHARACTERS = 65_536
MANY_BLANK_LINES = 1_000
_SHOWN = 400
_KEPT_TEXT = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")


def is_sure(head: str) -> bool:
    """Whether the first row names titles and other fields, and the next has as many cells: then no line in a cell makes
    the file another thing."""
    dialect = dialect_of(head)
    if dialect is None or not {"title"} < known_fields(dialect.header):
        return False
    lines = (line for line in head.splitlines(keepends=True) if line.strip() and not line.lower().startswith("sep="))
    try:
        first, second = islice(dialect.reader(lines), 2)
    except (ValueError, csv.Error):
        return False
    return tuple(cell.strip() for cell in first) == dialect.header and len(second) == len(first)


def sniff(head: str) -> bool:
    return dialect_of(head) is not None


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each row; what the whole table lacks is told once, and so are rows that are empty."""
    beginning = stream.read(HEAD_CHARACTERS)
    dialect = dialect_of(beginning)
    known = known_fields(dialect.header) if dialect else set()
    listed = ", ".join(dialect.header)[:_SHOWN] if dialect else "none"
    if dialect is None or "title" not in known:
        yield Skipped(source, "header", f"no column of titles among the columns: {listed}")
        return
    records = _records(rows(beginning, stream, dialect), dialect.header, source, unused)
    if "abstract" not in known:
        for first in records:
            if isinstance(first, Skipped) and first.paper:  # stands for all: none of them can have an abstract
                yield replace(first, reason=f"no abstract: no column of abstracts among the columns: {listed}")
                break
            yield first
    yield from records


def _records(
    table: Iterator[tuple[int, list[str] | str]], header: tuple[str, ...], source: str, unused: Unused
) -> Iterator[Paper | Skipped]:
    columns = [(index, plain) for index, name in enumerate(header) if (plain := plain_name(name)) in FIELD_OF]
    others = [(index, name) for index, name in enumerate(header) if name and plain_name(name) not in FIELD_OF]
    before_header, blank, empty = True, 0, 0
    for number, row in table:
        if isinstance(row, str):
            yield Skipped(source, f"line {number}", row)
        elif not row:
            blank += 1
        elif before_header:
            names = tuple(cell.strip() for cell in row)
            before_header = header not in (names, ("", *names))
        elif not any(cell and not cell.isspace() for cell in row):
            empty += 1
        elif any(row[len(header) :]):
            yield Skipped(source, f"line {number}", f"has {len(row)} cells, the header {len(header)}")
        else:
            yield record(source, f"line {number}", **fields_of(_cells(row, columns)))
            unused(name for index, name in others if index < len(row) and row[index])
    if before_header:
        yield Skipped(source, "file", "its header cannot be read")
    if empty or blank >= MANY_BLANK_LINES:
        yield Skipped(source, f"{empty + blank:,} rows", "are empty")


def _cells(row: list[str], columns: list[tuple[int, str]]) -> dict[str, str]:
    """The cells by the names of their columns; of columns of one name, the first that says something."""
    cells: dict[str, str] = {}
    for index, name in columns:
        if index >= len(row):
            break
        if row[index] and name not in cells:
            cells[name] = _cell(row[index])
    return cells


def _cell(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if _KEPT_TEXT.match(text) else text
