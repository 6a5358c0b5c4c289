"""A table: papers by columns; counted, filtered and sorted by what its cells say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.columns.column import Cell, Column
from rag.errors import InputError
from rag.records import Paper

_MANY = 30  # different values of a column, from which on they are not counted one by one
_FILTER = re.compile(r"\s*(?P<column>.+?)\s*(?P<operator>>=|<=|!=|=|>|<|~)\s*(?P<value>.+?)\s*", re.S)
_STATES = {"not stated": "not_stated", "stated": "stated", "not_stated": "not_stated"}


@dataclass(frozen=True, slots=True)
class TableRow:
    paper: Paper
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """How many papers state a column, and which values how often, the commonest first; of names and sentences, which are
    nearly all different, none."""

    column: str
    stated: int
    not_stated: int
    values: dict[str, int]


def counts(table: PaperTable) -> tuple[ColumnCount, ...]:
    """The counts of each column, in their order."""
    found = []
    for n, column in enumerate(table.columns):
        cells = [row.cells[n] for row in table.rows]
        told = [cell.plain for cell in cells if cell.state == "stated"]
        values = {} if column.kind == "text" else dict(Counter(told).most_common())
        found.append(
            ColumnCount(column.name, len(told), len(cells) - len(told), values if len(values) <= _MANY else {})
        )
    return tuple(found)


def filtered(table: PaperTable, filters: Sequence[str]) -> PaperTable:
    """The rows whose cells meet all of the filters, such as "design=randomised", "2>=100" or "code=not stated".

    Raises:
        InputError: a filter that cannot be read, or of no column of the table.
    """
    tests = [_test(table, text) for text in filters]
    return PaperTable(table.columns, tuple(row for row in table.rows if all(test(row) for test in tests)))


def ordered(table: PaperTable, by: str) -> PaperTable:
    """The rows in the order of a column, or of title or year; with a minus before it the other way round. Rows that state
    nothing come last.

    Raises:
        InputError: no such column.
    """
    falling, name = by.startswith("-"), by.removeprefix("-")
    fields: dict[str, Callable[[TableRow], str]] = {
        "title": lambda row: row.paper.title,
        "year": lambda row: str(row.paper.year or ""),
    }
    place = None if name.lower() in fields else column_place(table.columns, name)

    def told(row: TableRow) -> str:
        return fields[name.lower()](row) if place is None else row.cells[place].plain

    known = sorted((row for row in table.rows if told(row)), key=lambda row: _key(told(row)), reverse=falling)
    return PaperTable(table.columns, (*known, *(row for row in table.rows if not told(row))))


def column_place(columns: Sequence[Column], name: str) -> int:
    """The place of the column of this name, question or number, the first being 1.

    Raises:
        InputError: there is none.
    """
    wanted = name.strip().casefold()
    for n, column in enumerate(columns, start=1):
        if wanted in (
            column.name.casefold(),
            column.question.casefold(),
            column.question.casefold().rstrip("?. "),
            str(n),
        ):
            return n - 1
    known = ", ".join(f"{n} {column.name}" for n, column in enumerate(columns, start=1))
    raise InputError(f"there is no column {name!r}", f"the columns are: {known}" if known else "give a question first")


def _test(table: PaperTable, text: str) -> Callable[[TableRow], bool]:
    match = _FILTER.fullmatch(text)
    if not match:
        raise InputError(
            f"--filter {text!r} cannot be read",
            'write a column, =, !=, <, <=, >, >= or ~ (holds), and a value, such as "design=randomised" or "2>=100"',
        )
    place, operator, value = column_place(table.columns, match["column"]), match["operator"], match["value"]
    if value.casefold() in _STATES and operator in ("=", "!="):
        state = _STATES[value.casefold()]
        return lambda row: (row.cells[place].state == state) == (operator == "=")
    if operator in ("=", "!="):
        return lambda row: (row.cells[place].plain.casefold() == value.casefold()) == (operator == "=")
    if operator == "~":
        return lambda row: value.casefold() in f"{row.cells[place].text} {row.cells[place].plain}".casefold()
    than = _figure(value)
    if than is None:
        raise InputError(f"--filter {text!r} compares with no number", 'write a number behind it, such as "2>=100"')
    return lambda row: _compares(_figure(row.cells[place].plain), operator, than)


def _compares(value: float | None, operator: str, than: float) -> bool:
    if value is None:
        return False
    return {"<": value < than, "<=": value <= than, ">": value > than, ">=": value >= than}[operator]


def _figure(text: str) -> float | None:
    match = re.match(r"\s*[-−]?\d[\d,]*(?:\.\d+)?", text)
    return float(match.group().replace(",", "").replace("−", "-")) if match else None


def _key(text: str) -> tuple[bool, float, str]:
    """Figures first, by their value; then words."""
    figure = _figure(text)
    return (figure is None, figure or 0.0, text.casefold())
