"""make bench: measures Colloquy and the LangChain tutorial pipeline side by side, and how Colloquy grows.

BENCH_PAPERS, BENCH_SET and BENCH_SIZES say what is read; ../shared/data is used where they are not given.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import data, environments, measure, report
from tests.benchmarks.data import ROOT, LabelledSet
from tests.benchmarks.measure import Pipeline
from tests.benchmarks.process import Failed, run

HERE = Path(__file__).parent
TUTORIAL_PAPERS = 400  # a minute's reading for the tutorial's pipeline
COLD_STARTS = 7
QUERIES = measure.WARM_UP + 300
QUESTIONS = measure.WARM_UP + 100


class Stages:
    """Runs one stage after another, says so, notes what each took, and goes on when one fails."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: dict[str, str] = {}
        self._started = time.perf_counter()

    def run(self, name: str, measured: Callable[..., dict], *given: object) -> dict:
        """What the stage measured; nothing when it failed."""
        started = time.perf_counter()
        print(f"{started - self._started:6.0f} s  {name}", flush=True)
        try:
            return measured(*given)
        except Exception as failed:  # whatever it is, it must not cost the figures of the other stages
            self.failed[name] = str(failed) if isinstance(failed, Failed) else repr(failed)
            print(f"          failed: {self.failed[name]}", flush=True)
            return {}
        finally:
            self.seconds[name] = round(time.perf_counter() - started, 1)


def main() -> None:
    try:
        file, labelled, sizes = data.papers_file(), data.labelled_set(), data.sizes()
        ours, theirs = environments.colloquy(), environments.tutorial()
    except (data.Missing, Failed) as problem:
        sys.exit(f"error: {problem}")
    stages = Stages()
    figures = {
        "date": time.strftime("%Y-%m-%d"),
        "commit": environments.commit(),
        "machine": environments.machine(),
        "installed": {"colloquy": ours.installed, "tutorial": theirs.installed},
    }
    if (load := figures["machine"]["load_before"]) > 0.5:
        print(f"The machine is busy (load {load}): what is measured now will look slow.", flush=True)
    script = (theirs.bin / "python", HERE / "tutorial.py")
    colloquy = Pipeline((ours.bin / "colloquy",), (ours.bin / "python", HERE / "add_one.py"))
    tutorial = Pipeline(script, (*script, "search", "--batch", "-", "--json", "--home"))
    with tempfile.TemporaryDirectory(prefix="colloquy-bench-") as scratch:
        folder = Path(scratch)
        few = data.samples(file, [TUTORIAL_PAPERS], folder)[0]
        figures["help"] = stages.run("--help", measure.cold, [*colloquy.command, "--help"], folder, COLD_STARTS)
        figures["set"] = side_by_side(stages, colloquy, tutorial, labelled, folder)
        figures["tutorial_reading"] = stages.run("tutorial: reading", measure.reading, tutorial, few, folder / "few")
        figures["growth"] = growth(stages, colloquy, data.samples(file, sizes, folder), folder)
    report.write(figures | {"stages_s": stages.seconds, "failed": stages.failed})
    stages.run("plot", lambda: run([theirs.bin / "python", "-m", "tests.benchmarks.plot"], ROOT).output)
    print("\n" + report.tables(report.read()))
    if stages.failed:
        sys.exit(f"error: {len(stages.failed)} stages failed: {', '.join(stages.failed)}")


def side_by_side(stages: Stages, colloquy: Pipeline, tutorial: Pipeline, labelled: LabelledSet, folder: Path) -> dict:
    """Both pipelines on the papers and queries of the labelled set."""
    corpus, query = data.unpacked(labelled.corpus, folder), labelled.queries[0]["text"]
    sides = {
        "colloquy": (colloquy, measure.reading, [*colloquy.command, "ask", query, "--json", "--home"], COLD_STARTS),
        "tutorial": (tutorial, kept_reading, [*tutorial.command, "search", query, "--json", "--home"], 3),
    }
    figures: dict = {"name": labelled.name, "queries": len(labelled.queries)}
    for name, (pipeline, read, start, times) in sides.items():
        home = folder / f"set-{name}"
        figures[name] = {
            "reading": stages.run(f"{name}: reading {labelled.name}", read, pipeline, corpus, home),
            "search": stages.run(
                f"{name}: searching {labelled.name}", measure.searching, pipeline, home, labelled.queries, labelled
            ),
            "start": stages.run(f"{name}: cold start", measure.cold, [*start, home], folder, times),
            "adding": stages.run(f"{name}: adding one paper", measure.adding, pipeline, home),
        }
    return figures


def growth(stages: Stages, colloquy: Pipeline, files: Sequence[Path], folder: Path) -> list[dict]:
    """Colloquy alone at each size: everything that may grow with the library."""
    queries = data.searched_for(files[0], QUERIES)
    rows = []
    for file in files:
        home = folder / f"home-{file.stem}"
        ask = [*colloquy.command, "ask", queries[0]["text"], "--json", "--home", home]
        measures = {
            "reading": (measure.reading, colloquy, file, home),
            "again": (measure.reading, colloquy, file, home),
            "search": (measure.searching, colloquy, home, queries),
            "first_token": (measure.first_token, colloquy, home, queries[:QUESTIONS]),
            "ask": (measure.cold, ask, folder, COLD_STARTS),
            "adding": (measure.adding, colloquy, home),
            "adding_beside": (measure.adding_beside, colloquy, home),
        }
        rows.append({name: stages.run(f"{file.stem}: {name}", *given) for name, given in measures.items()})
        shutil.rmtree(home, ignore_errors=True)
    return rows


def kept_reading(tutorial: Pipeline, corpus: Path, home: Path) -> dict:
    """The tutorial's index of a file: made once, as that takes minutes, and kept beside the environments."""
    made_of = corpus.read_bytes() + b"".join((HERE / name).read_bytes() for name in ("tutorial.py", "tutorial.txt"))
    kept = environments.FOLDER / "index" / hashlib.sha256(made_of).hexdigest()[:16]
    note = kept / "reading.json"
    if not note.is_file():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        print("          made once, some ten minutes for five thousand papers", flush=True)
        note.write_text(json.dumps(measure.reading(tutorial, corpus, kept / "home")))
    shutil.copytree(kept / "home", home)
    return json.loads(note.read_text())


if __name__ == "__main__":
    main()
