"""Retrieval quality on a labelled set: how high do searches rank the papers that are judged to be relevant?

A set is a folder with `corpus.jsonl` or `corpus.jsonl.gz` (papers), `queries.jsonl` ({"id", "text"}) and `qrels.tsv`
(query id, paper id, grade); a paper with a grade above 0 is relevant, one without a line is not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from rag.answer.question.understand import checked
from rag.checks.evaluate import change
from rag.checks.metrics import ndcg, recall, reciprocal_rank, success
from rag.errors import InputError
from rag.intake.readers import read_all
from rag.intake.report import ImportReport
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings

METRICS = {
    "ndcg@10": (ndcg, 10),
    "recall@10": (recall, 10),
    "recall@20": (recall, 20),
    "mrr@10": (reciprocal_rank, 10),
    "success@1": (success, 1),
}
DEPTH = max(k for _, k in METRICS.values())
_LAYOUT = "give a folder with corpus.jsonl or corpus.jsonl.gz, queries.jsonl and qrels.tsv"
_HIGHEST = 100  # grade; the gain of a much higher one is no number
_NAMED = 5  # items of a list that a table shows

# Opens a line of progress under a name; what it gives is called with the number done so far.
Stage = Callable[[str], AbstractContextManager[Callable[[int], None]]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """A query, and the grade of each paper that is relevant to it, by key."""

    text: str
    grades: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """`notes` tell what of the folder is not used, and why."""

    corpus: Path
    queries: tuple[LabelledQuery, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The names of the papers found, best first, against the grades that they should have."""

    ranking: tuple[str, ...]
    grades: Mapping[str, float]
    ms: float


def read_set(folder: Path) -> LabelledSet:
    """The queries of a folder that have relevant papers; the corpus is not read yet.

    Raises:
        InputError: a file that is missing or cannot be read, a broken line, named, or no query with relevant papers.
    """
    corpora = (folder / "corpus.jsonl", folder / "corpus.jsonl.gz")
    corpus = next((file for file in corpora if file.is_file()), None)
    if corpus is None:
        raise InputError(f"{folder}: holds no corpus.jsonl or corpus.jsonl.gz", _LAYOUT)
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


def evaluate_set(
    settings: Settings, labelled: LabelledSet, stage: Stage, say: Callable[[str], None] = lambda line: None
) -> dict[str, Any]:
    """Read the corpus into a library that lasts as long as the call, and search for every query.

    Args:
        say: told what a paid embedder will cost.

    Returns:
        The figures by name: papers, `figures`, papers_per_s (reading: from the file to searchable), and notes.

    Raises:
        InputError: a corpus that cannot be read, or holds no paper.
    """
    with TemporaryDirectory(prefix="colloquy-eval-") as home:
        with closing(Library(settings.model_copy(update={"home": Path(home)}))) as library:
            started = time.perf_counter()
            with stage("reading papers") as progress:
                report = add(library, read_all([labelled.corpus]), progress, say)
            seconds = time.perf_counter() - started
            if not report.total:
                raise InputError(f"{labelled.corpus}: holds no paper that can be read", _LAYOUT)
            with stage("queries") as progress:
                searches = [
                    searched(library, query.text, query.grades, lambda paper: paper.key)
                    for query in counted(labelled.queries, progress)
                ]
            notes = labelled.notes + _corpus_notes(report, library, labelled.queries)
    return {
        "papers": report.total,
        **figures(searches),
        "papers_per_s": round(report.total / seconds, 1),
        "notes": notes,
    }


def searched(library: Library, text: str, grades: Mapping[str, float], name: Callable[[Paper], str]) -> Search:
    """One search, timed; `name` is what the grades call a paper."""
    started = time.perf_counter()
    hits = retrieve(library, text, DEPTH)
    return Search(tuple(name(hit.paper) for hit in hits), grades, (time.perf_counter() - started) * 1000)


def figures(searches: Sequence[Search]) -> dict[str, float]:
    """How many queries, the mean of each metric over them, and the times' quantiles; without queries just that."""
    if not searches:
        return {"queries": 0}
    times = [search.ms for search in searches]
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    means = {
        name: round(mean(metric(search.ranking, search.grades, k) for search in searches), 4)
        for name, (metric, k) in METRICS.items()
    }
    return {"queries": len(searches), **means, "p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def counted(items: Iterable[T], progress: Callable[[int], None]) -> Iterator[T]:
    """The items, telling `progress` after each how many are done."""
    for number, item in enumerate(items, start=1):
        yield item
        progress(number)


def figure_lines(run: Mapping[str, Any], earlier: Mapping[str, Any] | None = None) -> Iterator[str]:
    """A line a figure, with the change from an earlier run's where there is one; lists give a line an item."""
    for name, value in run.items():
        label, before = name.replace("_", " "), (earlier or {}).get(name)
        if isinstance(value, dict):
            yield label
            yield from (f"  {line}" for line in figure_lines(value, before))
        elif isinstance(value, (list, tuple)):
            yield from (f"{label}: {item}" for item in value[:_NAMED])
            if len(value) > _NAMED:
                yield f"{label}: {len(value) - _NAMED:,} more; --json lists them all"
        else:
            yield f"{label:<14} {change(value, before)}"


def note(what: str, cases: Sequence[str]) -> tuple[str, ...]:
    """A line on how many cases there are, with the first; none where there are none."""
    return (f"{what}: {len(cases):,}, such as {cases[0]}",) if cases else ()


def _corpus_notes(report: ImportReport, library: Library, queries: Sequence[LabelledQuery]) -> tuple[str, ...]:
    relevant = {key for query in queries for key in query.grades}
    missing = sorted(relevant - {paper.key for paper in library.find(sorted(relevant))})
    skipped = [f"{record.position}: {record.reason}" for record in report.skipped]
    return (
        *note("relevant papers that are not in the corpus, counted as not found", missing),
        *note("records of the corpus that cannot be read, left out", skipped),
    )


def _parsed(file: Path, parse: Callable[[str], T], needs: str) -> list[T]:
    """Every line that is neither blank nor a heading."""
    try:
        lines = file.read_text("utf-8-sig").split("\n")
    except FileNotFoundError:
        raise InputError(f"{file.parent}: holds no {file.name}", _LAYOUT) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {error}", _LAYOUT) from None
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
