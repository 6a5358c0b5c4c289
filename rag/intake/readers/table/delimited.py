"""Rows of a table in text: which sign divides the cells, where the header is, and rows whose quotes are broken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TextIO

from rag.intake.readers.columns import known_fields
from rag.intake.readers.decoding import LineTooLong

CELL_LIMIT = 2_000_000
HEADER_WITHIN = 10
_DELIMITERS = (",", ";", "\t", "|")
_RARE = ("^", "~", "¦", "¤", "\x1f")  # only where they part names that are known
_TAGS = re.compile(r"(?:[A-Z][A-Z0-9]\t){3}")  # the header of Web of Science, which quotes nothing
_BARE_QUOTES = re.compile(r'(?:^|\t)"[^"\t\n]+"[^"\t\n]', re.M)  # quotation marks that are the text's own
_MIN_ROWS = 3
_LONGEST_NAME = 80
_SWALLOWED_LINES = 40  # of one row, among lines that a broken one had swallowed


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written; `header` is the row of its names, which need not be its first line."""

    delimiter: str
    quoted: bool
    escaped: bool
    header: tuple[str, ...]

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        csv.field_size_limit(CELL_LIMIT)
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            escapechar="\\" if self.escaped else None,
        )

    def unguarded(self, line: str) -> str:
        """The line without the sign by which text is kept from being taken for a number or a date: ="0012"."""
        return re.sub(rf'(^|{re.escape(self.delimiter)})="', r'\1"', line) if '="' in line else line


def dialect_of(head: str) -> Dialect | None:
    """The dialect in which most of a header's names are known; one of a table with an unknown header if none is."""
    found = [guess for delimiter in (*_DELIMITERS, *_RARE) if (guess := _guess(head, delimiter))]
    return max(found, key=lambda guess: (len(known_fields(guess.header)), len(guess.header)), default=None)


def _guess(head: str, delimiter: str) -> Dialect | None:
    quoted = not (delimiter == "\t" and (_TAGS.match(head) or _BARE_QUOTES.search(head)))
    dialect = Dialect(delimiter, quoted, '\\"' in head and '""' not in head, ())
    rows: list[tuple[str, ...]] = []
    try:
        for cells in dialect.reader(map(dialect.unguarded, io.StringIO(head))):
            rows.append(tuple(cell.strip() for cell in cells))
            if len(rows) == HEADER_WITHIN:
                break
    except csv.Error:  # in a later row, which is told when it is read
        pass
    for at, row in enumerate(rows):
        if len(row) > 1 and len(known := known_fields(row)) > 1 and ("title" in known or "abstract" in known):
            return replace(dialect, header=("", *row) if _are_named(rows[at + 1 :], len(row)) else row)
    full = [row for row in rows if any(row)]
    if (
        delimiter in _DELIMITERS
        and len(full) >= _MIN_ROWS
        and len({len(row) for row in full[:-1]}) == 1
        and _could_be_names(full[0])
    ):
        return replace(dialect, header=full[0])
    return None


def _are_named(rows: list[tuple[str, ...]], columns: int) -> bool:
    """Whether rows begin with a name, as R writes them, over which its header has nothing."""
    rows = [row for row in rows if row]
    return {len(row) for row in rows} == {columns + 1} and any(row[-1] for row in rows)


def _could_be_names(row: tuple[str, ...]) -> bool:
    return len(row) > 1 and len(set(row)) == len(row) and all(0 < len(cell) <= _LONGEST_NAME for cell in row)


class _Lines:
    """The lines of a stream, after those of its beginning that was read before; what a row took can be given back."""

    def __init__(self, beginning: str, stream: TextIO, dialect: Dialect) -> None:
        self._beginning, self._stream, self._dialect = io.StringIO(beginning), stream, dialect
        self._again: list[str] = []
        self.taken: list[str] = []
        self.ended = False
        self.bound: int | None = None  # of the lines that a row may take

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.bound is not None and len(self.taken) >= self.bound:
            self.ended = True
            raise StopIteration
        line = self._again.pop() if self._again else self._beginning.readline()
        if not line.endswith("\n"):
            line += self._stream.readline()
        if not line:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return self._dialect.unguarded(line)

    def give_back(self, lines: list[str]) -> None:
        self._again += reversed(lines)
        self.ended = False

    def given_back(self) -> int:
        return len(self._again)


def rows(beginning: str, stream: TextIO, dialect: Dialect) -> Iterator[tuple[int, list[str] | str]]:
    """The rows of a table, each with the line where it begins; in place of one that cannot be read, the reason.

    A quotation mark that is opened and never closed swallows what follows: the row where it is opened is given up, and
    of the lines that it had swallowed, those are read that are whole rows by themselves, of at most _SWALLOWED_LINES
    lines: each of them may have such a mark.
    """
    lines, number, swallowed, broken = _Lines(beginning, stream, dialect), 1, 0, ""
    reader = dialect.reader(lines)
    while True:
        lines.taken, lines.bound = [], _SWALLOWED_LINES if swallowed else None
        try:
            row = next(reader)
            problem = "a quotation mark is not closed" if lines.ended else ""
        except StopIteration:
            if not lines.taken:
                return
            problem = "a quotation mark is not closed"
        except csv.Error as error:
            problem = f"cannot be parted into cells: {error}"
        except LineTooLong as error:
            yield number, str(error)
            number += len(lines.taken) + 1
            continue
        if not problem:
            if not swallowed or _is_whole(row, lines.taken[0], broken, dialect):
                yield number, row
            swallowed = max(swallowed - len(lines.taken), 0)
            number += len(lines.taken)
            continue
        if not swallowed:
            yield number, problem
            broken = lines.taken[0]
        lines.give_back(lines.taken[1:])
        swallowed = lines.given_back()
        number += 1


def _is_whole(row: list[str], line: str, broken: str, dialect: Dialect) -> bool:
    """Whether a line that a broken row had swallowed is a row of its own, and not a line of prose with commas."""
    return (
        len(row) == len(dialect.header)
        and line.startswith('"') == broken.startswith('"')
        and not any(cell.startswith(" ") for cell in row)
    )
