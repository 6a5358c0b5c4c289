"""Some 150 questions on the samples, written by people who did not know the code: floors below what is reached."""

from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.checks.evaluate_answers import Evaluation, evaluate_answers
from rag.checks.labelled import read_questions
from rag.library.library import Library
from rag.setup.settings import load_settings

QUESTIONS = Path(__file__).parent / "questions" / "seeds.jsonl"


@pytest.fixture(scope="module")
def evaluation(sample_library: Library) -> Evaluation:
    assistant = Assistant(load_settings(home=sample_library.home), sample_library)
    return evaluate_answers(assistant, read_questions(QUESTIONS), lambda done: None)


def test_the_facts_and_papers_wanted_are_there(evaluation: Evaluation):
    assert evaluation.overall.contains >= 0.69 and evaluation.overall.words <= 75
    assert evaluation.overall.cite_recall >= 0.88 and evaluation.overall.cite_precision >= 0.82
    for kind in ("fact", "number", "method", "find", "followup"):
        assert evaluation.by_type[kind].cite_recall >= 0.75  # of one paper that is quoted, where it was two or three
    assert evaluation.by_type["compare"].cite_recall >= 0.88


def test_declining_is_mostly_right(evaluation: Evaluation):
    assert evaluation.overall.refused >= 0.72 and evaluation.overall.wrongly_refused <= 0.03


def test_every_claim_of_an_extract_is_supported(evaluation: Evaluation):
    assert set(evaluation.verdicts) == {"supported"}
