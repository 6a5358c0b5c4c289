"""Tables: CSV of any dialect, and tab-delimited text, with a header that names at least titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from rag.readers.columns import FIELD_OF, fields_of, known_fields, plain_name
from rag.readers.decoding import LINE_LIMIT
from rag.readers.delimited import dialect_of, rows
from rag.readers.record import record
from rag.records import Paper, Skipped

HEAD_CHARACTERS = 65_536
MANY_BLANK_LINES = 1_000
_SHOWN = 400
_KEPT_TEXT = re.compile(r"'+[=+\-@\t\r]")


def sniff(head: str) -> bool:
    return dialect_of(head) is not None


def read(stream: TextIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each row; what a table lacks is told once, and so are rows that are empty."""
    beginning = stream.read(HEAD_CHARACTERS)
    beginning += stream.readline(LINE_LIMIT)
    dialect = dialect_of(beginning)
    known = known_fields(dialect.header) if dialect else set()
    for field in ("title", "abstract"):
        if field not in known:
            listed = ", ".join(dialect.header)[:_SHOWN] if dialect else "none"
            yield Skipped(source, "header", f"no column of {field}s among the columns: {listed}")
    if dialect and "title" in known:
        yield from _records(rows(beginning, stream, dialect), dialect.header, source)


def _records(
    table: Iterator[tuple[int, list[str] | str]], header: tuple[str, ...], source: str
) -> Iterator[Paper | Skipped]:
    columns = [(index, plain) for index, name in enumerate(header) if (plain := plain_name(name)) in FIELD_OF]
    before_header, blank, empty = True, 0, 0
    for number, row in table:
        if isinstance(row, str):
            yield Skipped(source, f"line {number}", row)
        elif not row:
            blank += 1
        elif before_header:
            before_header = tuple(cell.strip() for cell in row) != header
        elif not any(cell and not cell.isspace() for cell in row):
            empty += 1
        elif any(row[len(header) :]):
            yield Skipped(source, f"line {number}", f"has {len(row)} cells, the header {len(header)}")
        else:
            cells: dict[str, str] = {}
            for index, name in columns:
                if index < len(row) and row[index] and name not in cells:
                    cells[name] = _cell(row[index])
            yield record(source, f"line {number}", **fields_of(cells))
    if empty or blank >= MANY_BLANK_LINES:
        yield Skipped(source, f"{empty + blank:,} rows", "are empty")


def _cell(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if _KEPT_TEXT.match(text) else text
