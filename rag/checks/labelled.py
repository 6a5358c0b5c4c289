"""Labelled questions and sets, as files hold them: of each question it is known what a good answer or search finds.

A file of questions has a line each: {"id", "type", "question", "history", "papers": [titles], "any_of": bool,
"must_contain": [[alternatives]]}; a question of type "unanswerable" has no papers and is to be declined.

A set is a folder with `corpus.jsonl` or `corpus.jsonl.gz` (papers), `queries.jsonl` ({"id", "text"}) and `qrels.tsv`
(query id, paper id, grade); a paper with a grade above 0 is relevant, one without a line is not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rag.answer.question.understand import checked
from rag.checks.report import note
from rag.errors import InputError
from rag.records import Turn

UNANSWERABLE = "unanswerable"
LAYOUT = "give a folder with corpus.jsonl or corpus.jsonl.gz, queries.jsonl and qrels.tsv"
_HIGHEST = 100  # grade; the gain of a much higher one is no number
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, the titles of the papers that answer it, and what the answer must contain: of each group of
    alternatives one. Where `any_of` is set, one of the papers is enough."""

    id: str
    type: str
    text: str
    history: tuple[Turn, ...]
    papers: tuple[str, ...]
    any_of: bool
    must_contain: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A query, and the grade of each paper that is relevant to it, by key."""

    text: str
    grades: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """The file of the papers, and the queries; `notes` tell what of the folder is not used, and why."""

    corpus: Path
    queries: tuple[LabelledQuery, ...]
    notes: tuple[str, ...]


def read_questions(path: Path) -> list[LabelledQuestion]:
    """The questions of a file.

    Raises:
        InputError: a file that cannot be read, or a line that is no question, named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: cannot be read: {error}",
            "give a file of JSON lines, a question each, or a folder of a labelled set",
        ) from None
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    f"{path}, line {number}: is no question ({type(error).__name__}: {error})",
                    "it needs id, type, question, papers and must_contain",
                ) from None
    if not questions:
        raise InputError(f"{path}: holds no question", "give a file of JSON lines, a question each")
    return questions


def read_set(folder: Path) -> LabelledSet:
    """The queries of a folder that have relevant papers; the corpus is not read yet.

    Raises:
        InputError: a file that is missing or cannot be read, a broken line, named, or no query with relevant papers.
    """
    corpora = (folder / "corpus.jsonl", folder / "corpus.jsonl.gz")
    corpus = next((file for file in corpora if file.is_file()), None)
    if corpus is None:
        raise InputError(f"{folder}: holds no corpus.jsonl or corpus.jsonl.gz", LAYOUT)
    texts = _parsed(folder / "queries.jsonl", _query, 'lines such as {"id": "1", "text": "..."}')
    grades: dict[str, dict[str, float]] = {}
    for query, paper, grade in _parsed(folder / "qrels.tsv", _judgement, "query id, paper id and grade"):
        if grade > 0:
            grades.setdefault(query, {})[paper] = grade
    queries = tuple(LabelledQuery(text, grades[query]) for query, text in texts if query in grades)
    if not queries:
        raise InputError(f"{folder}: no query in queries.jsonl has a relevant paper in qrels.tsv", "compare their ids")
    unjudged = [query for query, _ in texts if query not in grades]
    unknown = sorted(grades.keys() - {query for query, _ in texts})
    notes = (
        *note("queries without a relevant paper in qrels.tsv, left out", unjudged),
        *note("queries in qrels.tsv that are not in queries.jsonl, left out", unknown),
    )
    return LabelledSet(corpus, queries, notes)


def _question(line: dict[str, Any]) -> LabelledQuestion:
    return LabelledQuestion(
        id=str(line["id"]),
        type=str(line["type"]),
        text=line["question"],
        history=tuple(Turn(turn["role"], turn["content"]) for turn in line.get("history") or ()),
        papers=tuple(line["papers"]),
        any_of=bool(line.get("any_of")),
        must_contain=tuple(map(tuple, line["must_contain"])),
    )


def _parsed(file: Path, parse: Callable[[str], _T], needs: str) -> list[_T]:
    """Every line that is neither blank nor a heading."""
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except FileNotFoundError:
        raise InputError(f"{file.parent}: holds no {file.name}", LAYOUT) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {error}", LAYOUT) from None
    parsed = []
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("query-id\t"):
            try:
                parsed.append(parse(line))
            except (ValueError, KeyError, TypeError, RecursionError, InputError):
                raise InputError(f"{file}, line {number}: cannot be read", f"write {needs}") from None
    return parsed


def _query(line: str) -> tuple[str, str]:
    query = json.loads(line)
    return str(query["id"]), checked(query["text"])


def _judgement(line: str) -> tuple[str, str, float]:
    query, paper, grade = line.split("\t")[:3]
    if not abs(float(grade)) <= _HIGHEST:
        raise ValueError("no grade")
    return query, paper, float(grade)
