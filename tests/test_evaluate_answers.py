"""Figures on labelled questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.checks.evaluate_answers import evaluate_answers
from rag.checks.labelled import read_questions
from rag.checks.report import read_run, table_lines
from rag.errors import InputError
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper, as_json

QUESTIONS = [
    {"id": 1, "type": "fact", "question": "What share of bee recruits found the feeder?", "history": [],
     "papers": ["Waggle dances of honey bees"], "must_contain": [["81%", "four fifths"]]},
    {"id": 2, "type": "fact", "question": "Which corals survive in warm water?", "history": [],
     "papers": ["Waggle dances of honey bees"], "must_contain": [["a hundred"]]},
    {"id": 3, "type": "unanswerable", "question": "Who won the football cup?", "history": [], "papers": [],
     "must_contain": []},
]  # fmt: skip


@pytest.fixture
def figures(library: Library, three_papers: list[Paper], tmp_path: Path) -> dict:
    add(library, three_papers)
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS))
    seen: list[int] = []
    run = evaluate_answers(Assistant(library.settings, library), read_questions(file), seen.append)
    assert seen == [1, 2, 3]
    return as_json(run)


def test_a_right_and_a_wrong_answer_are_told_apart(figures: dict):
    fact, refused = figures["by_type"]["fact"], figures["by_type"]["unanswerable"]
    assert (fact["questions"], fact["contains"], fact["cite_recall"], fact["wrongly_refused"]) == (2, 0.5, 0.5, 0.0)
    assert (refused["refused"], refused["contains"]) == (1.0, None)
    assert figures["overall"]["questions"] == 3
    assert figures["verdicts"].keys() == {"supported"} and figures["usage"]["calls"] == 0


def test_the_table_shows_the_change_from_an_earlier_run(figures: dict, tmp_path: Path):
    earlier = json.loads(json.dumps(figures))
    earlier["by_type"]["fact"]["contains"] = 0.25
    file = tmp_path / "run.json"
    file.write_text(json.dumps(earlier))
    lines = list(table_lines(figures, read_run(file, ["by_type", "overall"])))
    assert "0.5 (+0.25)" in next(line for line in lines if line.strip().startswith("fact"))
    assert "(" not in next(line for line in lines if line.strip().startswith("all"))


@pytest.mark.parametrize("content", ["", "nonsense\n", "{}\n", '{"id": 1, "type": "fact", "question": "x"}\n'])
def test_a_file_without_questions_is_an_error(tmp_path: Path, content: str):
    file = tmp_path / "questions.jsonl"
    file.write_text(content)
    with pytest.raises(InputError, match=str(file)):
        read_questions(file)


@pytest.mark.parametrize("content", ["", "[]", "{}"])
def test_a_file_without_a_run_is_an_error(tmp_path: Path, content: str):
    file = tmp_path / "run.json"
    file.write_text(content)
    with pytest.raises(InputError, match="earlier run"):
        read_run(file, ["by_type", "overall"])
