"""Retrieval quality on a labelled set: how high do searches rank the papers that are judged to be relevant?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from rag.checks.labelled import LAYOUT, LabelledQuery, LabelledSet
from rag.checks.metrics import ndcg, recall, reciprocal_rank, success
from rag.checks.report import Stage, note, with_progress
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


@dataclass(frozen=True, slots=True)
class Search:
    """The names of the papers found, best first, against the grades that they should have."""

    ranking: tuple[str, ...]
    grades: Mapping[str, float]
    ms: float


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
                raise InputError(f"{labelled.corpus}: holds no paper that can be read", LAYOUT)
            with stage("queries") as progress:
                searches = [
                    searched(library, query.text, query.grades, lambda paper: paper.key)
                    for query in with_progress(labelled.queries, progress)
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


def _corpus_notes(report: ImportReport, library: Library, queries: Sequence[LabelledQuery]) -> tuple[str, ...]:
    relevant = {key for query in queries for key in query.grades}
    missing = sorted(relevant - {paper.key for paper in library.find(sorted(relevant))})
    skipped = [f"{record.position}: {record.reason}" for record in report.skipped]
    return (
        *note("relevant papers that are not in the corpus, counted as not found", missing),
        *note("records of the corpus that cannot be read, left out", skipped),
    )
