"""Replies that a real model of 1.5 billion parameters wrote to questions of all kinds and in other languages, as they came (make try-model),
answered anew."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.library.library import Library
from rag.records import Answer, Turn
from rag.setup.settings import load_settings
from rag.text.marks import marks
from tests.fakes import chat_server

RECORDED = [json.loads(line) for line in (Path(__file__).parent / "recorded.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def answers(sample_library: Library) -> list[Answer]:
    found = []
    for row in RECORDED:
        with chat_server(*row["replies"]) as server:
            settings = load_settings(home=sample_library.home, model="scripted", base_url=server.url)
            history = [Turn(turn["role"], turn["content"]) for turn in row["history"]]
            found.append(Assistant(settings, sample_library).ask(row["question"], history))
    return found


def test_no_label_and_no_thinking_is_left_in_the_text(answers: list[Answer]):
    for answer in answers:
        assert not re.search(r"\[\d+[a-z]+\]|\[[a-z]\]|【|</?think|<\|", answer.text), answer.text
        cited = {citation.n for citation in answer.citations}
        assert {mark.n for mark in marks(answer.text) if mark.is_known} <= cited


def test_citations_are_sentences_of_abstracts(answers: list[Answer]):
    for answer in answers:
        for citation in answer.citations:
            assert citation.paper.abstract[citation.start : citation.end] == citation.quote


def test_nearly_all_that_is_stated_is_cited_or_has_a_sentence_close_to_it(answers: list[Answer]):
    claims = [claim for answer in answers for claim in answer.claims]
    sourced = [claim for claim in claims if claim.citations or claim.closest]
    assert len(claims) > 25 and len(sourced) >= 0.92 * len(claims)


def test_nothing_is_supported_that_nobody_judged(answers: list[Answer]):
    assert all(claim.by == "verbatim" for answer in answers for claim in answer.claims if claim.verdict == "supported")
