"""Abstracts of many fields with the places where their sentences start, as a reader labelled them.

`passages.jsonl` has texts: the sample papers, and passages of our own that are full of what is hard to cut; a text is
the list of its pieces. `abstracts.jsonl` points at abstracts in ../shared/data, which is not part of the project: file,
record, the text's SHA-256, and the places. Half of all, by that hash, was not looked at while the program was mended.

What was labelled: a sentence starts behind the full stop, question or exclamation mark of the one before; a heading, an
item's number and a citation behind a full stop are part of the sentence that they belong to; a line's end divides; what
stands in brackets inside a sentence, a colon and a semicolon do not. Only marks count: a full stop that was forgotten is
no boundary, one that was typed for a comma neither.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data"
_RECORDS = {  # where one ends, and where in it the abstract is
    ".nbib": (r"\n\s*\n(?=PMID-)", r"^AB  - (.*(?:\n      .*)*)"),
    ".bib": (r"\n(?=@)", r"^Abstract = \{\{((?:.|\n)*?)\}\},\n"),
    ".ris": (r"\nER  -[^\n]*", r"^(?:AB|N2)  - (.*(?:\n(?![A-Z][A-Z0-9]  - ).*)*)"),
    ".xml": (r"</entry>", r"<summary>((?:.|\n)*?)</summary>"),
}
_COLUMNS = ("abstract", "Abstract Note", "evidence")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, and where each of its sentences but the first starts."""

    field: str
    text: str
    starts: frozenset[int]

    @property
    def is_held_out(self) -> bool:
        return int(digest(self.text)[0], 16) % 2 == 1


@dataclass(frozen=True, slots=True)
class Score:
    """How many starts were found that are labelled, found that are not, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)


def score(rows: Sequence[Labelled], found: Sequence[set[int]]) -> Score:
    pairs = [(row.starts, starts) for row, starts in zip(rows, found, strict=True)]
    return Score(*(sum(len(part(a, b)) for a, b in pairs) for part in (_both, _only_second, _only_first)))


def passages() -> list[Labelled]:
    """The labelled texts that are in the project."""
    rows = map(json.loads, (HERE / "passages.jsonl").read_text("utf-8").splitlines())
    return [
        Labelled(row["field"], "".join(row["pieces"]), frozenset(accumulate(map(len, row["pieces"][:-1]))))
        for row in rows
    ]


def abstracts(shared: Path = SHARED) -> list[Labelled]:
    """The labelled abstracts of a folder as ../shared/data is; none where it is not there, or where a text changed."""
    rows = [json.loads(line) for line in (HERE / "abstracts.jsonl").read_text("utf-8").splitlines()]
    texts = [(row, _text(shared / row["file"], row["record"])) for row in rows if (shared / row["file"]).exists()]
    return [
        Labelled(row["field"], text, frozenset(row["starts"])) for row, text in texts if digest(text) == row["sha256"]
    ]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _text(file: Path, record: int) -> str:
    """The abstract of the file's record of that number, from 0."""
    if ".jsonl" in file.suffixes:
        return _abstract(json.loads(_lines(file)[record]))
    if file.suffix == ".csv":
        return _abstract(_rows(file)[record])
    return _found(file)[record]


def _abstract(row: dict[str, str]) -> str:
    return next(row[column] for column in _COLUMNS if row.get(column)).strip()


@cache
def _lines(file: Path) -> list[str]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as stream:
        return stream.readlines()


@cache
def _rows(file: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10**9)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def _found(file: Path) -> list[str]:
    between, abstract = _RECORDS[file.suffix]
    records = re.split(between, file.read_text("utf-8-sig", "replace"))
    found = (re.search(abstract, record, re.M) for record in records)
    return [" ".join(match[1].split()) if match else "" for match in found]


def _both(labelled: frozenset[int], found: set[int]) -> frozenset[int]:
    return labelled & found


def _only_first(labelled: frozenset[int], found: set[int]) -> frozenset[int]:
    return labelled - found


def _only_second(labelled: frozenset[int], found: set[int]) -> set[int]:
    return found - labelled
