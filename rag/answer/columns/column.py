"""A column of a table: one question, understood once; and a cell, which is what one abstract states of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.answer.question.question import Asked
from rag.records import Sentence

ColumnKind = Literal["number", "yes_no", "name", "category", "text"]
State = Literal["stated", "not_stated"]
CellBy = Literal["verbatim", "model", "hand"]
Compares = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of some things there are: their stems. `is_sample` tells that the study's sample is asked for, whatever
    it consists of; with `than`, whether it is more or fewer than that many."""

    things: frozenset[str]
    is_sample: bool = False
    compares: Compares | None = None
    than: float = 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of a measure, by the stems that name it; `dimensions` are those that it can have, any where there are none."""

    stems: frozenset[str]
    dimensions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Design:
    """How the study was designed; with `of`, whether it was so."""

    of: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether, and where, something that was made can be had: code, data."""

    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """The names of things of a kind that have one, by the stems of the kind."""

    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Country:
    """In which country the study was done."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether something is said of the study."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence that tells it; of a question that could be put to any paper, by what that asks for: the result."""

    asked: Asked
    aspect: str = ""


Wants = Count | Measure | Design | Availability | Named | Country | Holds | Told


@dataclass(frozen=True, slots=True)
class Column:
    """One question, what kind of value it wants, and the short name that stands above its cells."""

    name: str
    question: str
    kind: ColumnKind
    wants: Wants


@dataclass(frozen=True, slots=True)
class Cell:
    """What one abstract states of a column's question.

    `start` and `end` are offsets into the abstract: `abstract[start:end] == quote or text`. Without a model `text` is the
    abstract's own and `quote` is empty; a model's `text` is short, and its `quote` is the abstract's own. `value` is what
    cells are counted, sorted and filtered by: "yes" or "no", a number in digits, a design in one spelling; "" where that is
    the text. What a person wrote (`by` "hand") may have no place in the abstract.
    """

    state: State
    text: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    value: str = ""
    by: CellBy = "verbatim"

    @property
    def plain(self) -> str:
        """What is counted, sorted and filtered by, on one line; "" where nothing is stated."""
        return " ".join((self.value or self.text).split())


NOT_STATED = Cell("not_stated")


def stated(sentence: Sentence, start: int, end: int, value: str = "") -> Cell:
    """The cell of a stretch of a sentence, by offsets into it."""
    begin = sentence.span.start
    return Cell("stated", sentence.text[start:end], begin + start, begin + end, value=value)
