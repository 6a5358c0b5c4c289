"""The benchmark's own parts: what it measures with, and that the README shows what was measured."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import report
from tests.benchmarks.data import Missing, labelled_set, ndcg, papers_file, samples, sizes
from tests.benchmarks.process import Failed, Process, run

ROOT = Path(__file__).parents[1]


def test_the_readme_shows_the_figures_of_the_last_run():
    shown = report.README.read_text("utf-8").split(report.BEGIN)[1].split(report.END)[0]
    assert shown.strip() == report.tables(report.read())


def test_a_child_is_measured_from_start_to_end(tmp_path: Path):
    work = "import time; held = bytearray(150_000_000); time.sleep(0.2); print('{\"done\": 1}')"
    # In a small process of its own, as the benchmark is: a child's peak starts at that of its parent.
    measure = (
        "import json, sys; from pathlib import Path; from tests.benchmarks.process import run\n"
        f"done = run([sys.executable, '-c', {work!r}], Path(sys.argv[1]))\n"
        "print(json.dumps([done.output, done.seconds, done.peak_mb]))"
    )
    measured = subprocess.check_output([sys.executable, "-c", measure, str(tmp_path)], cwd=ROOT, text=True)
    output, seconds, peak_mb = json.loads(measured)
    assert output == {"done": 1}
    assert 0.2 < seconds < 10
    assert 150 < peak_mb < 250


def test_a_child_that_fails_says_why(tmp_path: Path):
    failing = "import sys; sys.exit('error: it is full\\nhint: empty it')"
    with pytest.raises(Failed, match="error: it is full"):
        run([sys.executable, "-c", failing], tmp_path)
    with Process([sys.executable, "-c", failing], tmp_path) as process, pytest.raises(Failed, match="it is full"):
        for _ in range(1_000):
            process.answer({"text": "anything"})


def test_a_serving_child_answers_line_by_line(tmp_path: Path):
    echo = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"
    with Process([sys.executable, "-c", echo], tmp_path) as process:
        assert process.answer({"id": "1"}) == {"id": "1"}
        assert process.answer({"id": "2"}) == {"id": "2"}
        assert process.finish().peak_mb > 1


def test_ndcg_counts_places_and_grades():
    assert ndcg(["a", "b"], {"a": 1}) == 1
    assert ndcg(["b", "a"], {"a": 1}) == pytest.approx(1 / math.log2(3))
    assert ndcg(["b", "a"], {"a": 2, "b": 1}) == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert ndcg(["x"] * 10 + ["a"], {"a": 1}) == 0


def test_samples_are_drawn_evenly_and_hold_the_smaller_ones(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    rows = [{"id": str(n), "title": "", "abstract": "Text." if n % 10 else ""} for n in range(1_000)]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    few, more, whole = [
        {int(json.loads(line)["id"]) for line in path.read_text().splitlines()}
        for path in samples(file, [100, 300, 5_000], tmp_path)
    ]
    assert (len(few), len(more), len(whole)) == (100, 300, 900)
    assert few < more < whole
    assert 300 < sum(more) / len(more) < 700


def test_what_is_missing_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BENCH_PAPERS", str(tmp_path / "none.jsonl"))
    monkeypatch.setenv("BENCH_SET", str(tmp_path))
    monkeypatch.setenv("BENCH_SIZES", "many")
    for needed, name in ((papers_file, "BENCH_PAPERS"), (labelled_set, "BENCH_SET"), (sizes, "BENCH_SIZES")):
        with pytest.raises(Missing, match=f"give {name}=|{name}=many is no list"):
            needed()
