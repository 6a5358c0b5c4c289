"""One measure a function; each starts fresh processes. Seconds, milliseconds and megabytes (10^6 bytes)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.data import LabelledSet, mean_ndcg
from tests.benchmarks.process import Failed, Process, run
from tests.fakes import chat_server

WARM_UP = 20  # answers of a serving process that are not timed
REPLY = "The abstracts speak of it [1]."
# What papers that are added one by one speak of: nothing that is in a library of research.
SUBJECTS = ("quetzals", "lighthouses", "bagpipes", "sourdough", "canoes", "marzipan", "sundials", "windmills")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """How a pipeline is run: its command, and the one that both adds and searches in one process."""

    command: tuple[str | Path, ...]
    adding: tuple[str | Path, ...]

    def add(self, file: Path, home: Path) -> list[str | Path]:
        return [*self.command, "add", file, "--home", home, "--json"]

    def search(self, *query: str, home: Path) -> list[str | Path]:
        return [*self.command, "search", *query, "--home", home, "--json"]


def reading(pipeline: Pipeline, file: Path, home: Path) -> dict:
    """From the start of a process to its end, with all papers of the file in the library."""
    finished = run(pipeline.add(file, home), home.parent)
    with file.open("rb") as lines:
        papers = sum(1 for _ in lines)
    # The tutorial's process spends seconds on loading the model, which a few papers cannot outweigh: it tells its own.
    seconds = finished.output.get("seconds", finished.seconds)
    return {"papers": papers, "seconds": seconds, "papers_per_s": papers / seconds, "peak_mb": finished.peak_mb}


def searching(pipeline: Pipeline, home: Path, queries: Sequence[dict], labelled: LabelledSet | None = None) -> dict:
    """Queries one after another to one process; with a labelled set also how good the rankings are."""
    found: dict[str, list[str]] = {}
    times = []
    with Process(pipeline.search("--batch", "-", home=home), home.parent) as process:
        for query in queries:
            answer = process.answer(query)
            times.append(answer["ms"])
            found[query["id"]] = [result["paper"]["key"] for result in answer["results"]]
        figures = _spread(times) | _memory(process)
    return figures | {"ndcg_at_10": mean_ndcg(found, labelled)} if labelled else figures


def cold(command: Sequence[str | Path], folder: Path, times: int) -> dict:
    """A command from start to end; the median of some runs."""
    runs = [run(command, folder) for _ in range(times)]
    return {"seconds": median(r.seconds for r in runs), "peak_mb": max(r.peak_mb for r in runs), "runs": times}


def first_token(colloquy: Pipeline, home: Path, queries: Sequence[dict]) -> dict:
    """Questions to one process with a chat server that answers at once: all but the model is our own work."""
    retrieve, first = [], []
    with chat_server(REPLY) as server:
        env = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        ask = [*colloquy.command, "ask", "--batch", "-", "--json", "--home", home]
        with Process(ask, home.parent, **env) as process:
            for query in queries:
                answer = process.answer({"id": query["id"], "question": query["question"]})
                if answer["model"]:  # else it declined, and no model was called
                    retrieve.append(answer["timings"]["retrieve_ms"])
                    first.append(answer["timings"]["first_token_ms"])
            memory = _memory(process)
    counts = {"questions": len(queries), "model_called": len(first)}
    return counts | {"retrieve": _spread(retrieve), "first_token": _spread(first)} | memory


def adding(pipeline: Pipeline, home: Path) -> dict:
    """One paper into a library in use, until a search in the same process finds it; the median of a few."""
    with Process([*pipeline.adding, home], home.parent) as process:
        process.answer({"id": "first", "text": "a first search"})
        times = [
            _seconds_until_found(lambda file: process.answer({"add": str(file)}), process, home.parent, subject)
            for subject in SUBJECTS[:5]
        ]
        return {"seconds": median(times), "first_seconds": times[0], "peak_mb": process.finish().peak_mb}


def adding_beside(pipeline: Pipeline, home: Path) -> dict:
    """The same by a command of its own, until a process that was serving before finds it."""
    with Process(pipeline.search("--batch", "-", home=home), home.parent) as process:
        process.answer({"id": "first", "text": "a first search"})
        times = [
            _seconds_until_found(lambda file: run(pipeline.add(file, home), home.parent), process, home.parent, subject)
            for subject in SUBJECTS[5:]
        ]
        process.finish()
    return {"seconds": median(times)}


def _seconds_until_found(put: Callable[[Path], object], process: Process, folder: Path, subject: str) -> float:
    paper = {"id": subject, "title": f"Three centuries of {subject}", "abstract": f"Archives tell of {subject}."}
    file = folder / "one.jsonl"
    file.write_text(json.dumps(paper), "utf-8")
    started = time.perf_counter()
    put(file)
    for _ in range(100):
        results = process.answer({"id": subject, "text": paper["title"]})["results"]
        if subject in [result["paper"]["key"] for result in results]:
            return time.perf_counter() - started
    raise Failed("a paper that was added is not found")


def _memory(process: Process) -> dict:
    """What a process that has served holds, and the most that it held; it is ended."""
    held = process.memory_mb()
    peak = process.finish().peak_mb
    return {"memory_mb": held or peak, "peak_mb": max(held or 0, peak)}  # the system's two counts differ a little


def _spread(times: Sequence[float]) -> dict:
    """Median and 95th percentile in milliseconds, without the first answers where there are enough."""
    if len(times) < 2:
        raise Failed("too few questions were answered to measure")
    timed = times[WARM_UP:] if len(times) >= 2 * WARM_UP else times
    return {
        "p50_ms": median(timed),
        "p95_ms": quantiles(timed, n=20, method="inclusive")[-1],
        "first_ms": times[0],
        "timed": len(timed),
    }
