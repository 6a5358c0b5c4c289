"""Batches: whatever is in a line, it gets its answer or its error, and the rest goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from rag.cli.batch import Line, run_batch
from rag.errors import InputError
from tests import forks
from tests.conftest import Command
from tests.test_cli import failed

HALF = "\\ud83d"  # of a character, as JSON can spell it


@pytest.fixture(scope="module")
def sample_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy for these tests: what they ask is kept in it."""
    return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("batches") / "home"))


def strict(line: str) -> dict:
    """A line as a program reads it that knows no JSON but the standard's."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    line.encode()
    return json.loads(line, parse_constant=refuse)


def batch(folder: Path, *lines: str) -> Path:
    file = folder / "lines.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines))
    return file


def answered(line: Line) -> Line:
    """Answers that go wrong as the line says."""
    what = line["question"]
    if what == "index":
        return {"text": ()[len(what)]}
    if what == "silent":
        raise RuntimeError
    values = {"nan": float("nan"), "infinity": float("inf"), "set": {1}, "deep": deep(100_000)}
    return {"text": values.get(what, "well")}


def deep(levels: int) -> list:
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


def test_a_defect_in_one_line_is_named_in_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    asked = ["well", "index", "silent", "nan", "infinity", "set", "deep", "well"]
    file = batch(tmp_path, *(json.dumps({"id": n, "question": what}) for n, what in enumerate(asked)))
    with pytest.raises(InputError, match="6 of the lines"):
        run_batch(file, answered)
    lines = [strict(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == list(range(8))
    assert [line.get("text") for line in lines] == ["well", *[None] * 6, "well"]
    bad = lines[1:-1]
    assert all(line.keys() == {"id", "error", "hint"} and "defect" in line["hint"] for line in bad)
    errors = [line["error"] for line in bad]
    assert errors[:2] == ["IndexError: tuple index out of range", "RuntimeError"]
    assert [error.partition(":")[0] for error in errors[2:]] == [
        "ValueError",
        "ValueError",
        "TypeError",
        "RecursionError",
    ]
    assert not any("Traceback" in error or "\n" in error for error in errors)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": NaN, "question": "What is NeuRBF?"}', "id"),
        ('{"id": 1e999, "question": "What is NeuRBF?"}', "id"),
        ('{"id": ' + "9" * 5_000 + ', "question": "What is NeuRBF?"}', "is not a JSON object"),
        ("[" * 100_000, "is not a JSON object"),
        ('{"id": 1, "question": "What is NeuRBF?", "history": 5}', "history"),
        ('{"id": 1, "question": "What is NeuRBF?", "history": ["x"]}', "history"),
        ('{"id": 1, "question": "What is NeuRBF?", "history": [{"role": ["user"], "content": "x"}]}', "history"),
    ],
)
def test_what_no_line_can_be_is_told_in_its_place(
    command: Command, sample_home: Path, tmp_path: Path, line: str, problem: str
):
    file = batch(tmp_path, line, '{"id": "b", "question": "What is NeuRBF?"}')
    done = command(sample_home, "ask", "--json", "--batch", str(file))
    failed(done, "1 of the lines")
    bad, good = map(strict, done.stdout.splitlines())
    assert problem in bad["error"] and bad["hint"] and (good["id"], good["abstained"]) == ("b", None)


def test_halves_of_characters_end_no_batch(command: Command, sample_home: Path, tmp_path: Path):
    question = '"question": "What is NeuRBF?"'
    file = batch(
        tmp_path,
        f'{{"id": "a{HALF}", {question}}}',
        f'{{"id": "b", "question": "What is NeuRBF{HALF}?"}}',
        f'{{"id": "c", "question": "And PGI?", "history": [{{"role": "user", "content": "What is YOLOv9{HALF}?"}}, '
        f'{{"role": "assistant", "content": "**x\\udc00y**"}}]}}',
        f'{{"id": "d", "question": "And?", "standalone": "What is {HALF} SPIN?"}}',
        f'{{"id": "e", {question}, "pin": ["{HALF}"]}}',
        f'{{"id": "f", {question}, "where": ["tag={HALF}"]}}',
        f'{{"id": "g", {question}, "only": ["{HALF}"]}}',
        f'{{"id": "h", {question}, "{HALF}": 1}}',
    )
    done = command(sample_home, "ask", "--json", "--batch", str(file))
    lines = [strict(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["a\ufffd", *"bcdefgh"]
    assert not any("defect" in line.get("hint", "") for line in lines)
    assert [line["id"] for line in lines if "error" not in line][:4] == ["a\ufffd", "b", "c", "d"]
    assert lines[2]["standalone"] == "What is YOLOv9\ufffd? And PGI?"
    found = command(sample_home, "search", "--batch", str(batch(tmp_path, f'{{"id": 1, "text": "reward{HALF}"}}')))
    assert found.returncode == 0 and strict(found.stdout)["results"]


def test_bytes_on_standard_input_that_are_no_text_end_no_batch(sample_home: Path):
    done = subprocess.run(
        [forks.python(), "-m", "rag", "search", "--home", str(sample_home), "--batch", "-"],
        input=b'{"id": 1, "text": "reward\xff"}\n\xff\n{"id": 3, "text": "reward"}\n', capture_output=True, timeout=100,
    )  # fmt: skip
    lines = [strict(line) for line in done.stdout.decode().splitlines()]
    assert [(line["id"], "results" in line) for line in lines] == [(1, True), (None, False), (3, True)]
    assert b"1 of the lines" in done.stderr


def test_sides_that_no_paper_speaks_of_are_answered_in_json(command: Command, own_sample: Path, tmp_path: Path):
    done = command(own_sample, "ask", "compare ☃ vs ☂", "--json")
    assert done.returncode == 0, done.stderr
    assert strict(done.stdout)["kind"] == "compare"
    lines = command(
        own_sample, "ask", "--batch", str(batch(tmp_path, '{"id": 1, "question": "compare ☃ vs ☂"}'))
    ).stdout
    assert "error" not in strict(lines)
