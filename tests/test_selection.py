"""What a model is shown: the sentences that tell most of the question, within a budget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.question.gather import Gatherer
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.answer.write import prompt
from rag.answer.write.selection import Evidence, select
from rag.library.library import Library
from rag.records import EVERYTHING, Hit, Kind
from rag.search.scope import bounds

QUESTION = "Which pretrained model does SPIN start from?"


def shown(
    library: Library, question: str = QUESTION, budget: int = 1_200, spoken: int = 0, most: int = 12, **fields: object
) -> tuple[tuple[Evidence, ...], tuple[Hit, ...]]:
    scorer = Scorer(library)
    gathered = Gatherer(library, scorer, understand(question), bounds(library, EVERYTHING)).gather(12)
    asked = replace(gathered.question, **fields)
    room = prompt.room(asked, budget)
    chosen = select(asked, gathered.hits, spoken, scorer, prompt.cost, room, most)
    return chosen, gathered.hits


@pytest.mark.parametrize("budget", [600, 1_200, 4_000])
@pytest.mark.parametrize("kind", ["answer", "compare", "summary", "list"])
def test_the_prompt_stays_within_its_budget(sample_library: Library, budget: int, kind: Kind):
    chosen, _ = shown(sample_library, budget=budget, kind=kind, is_theme=kind == "summary")
    system, user = prompt.answer_prompt(understand(QUESTION), chosen)
    assert (
        chosen and prompt.count_tokens(system) + prompt.count_tokens(user) <= budget + 40
    )  # each kind has its own words
    assert all(evidence.sentences for evidence in chosen)


def test_one_sentence_is_shown_whatever_the_budget(sample_library: Library):
    (only,), hits = shown(sample_library, budget=1)
    assert only.paper == hits[0].paper and len(only.sentences) == 1


def test_sentences_stand_in_their_papers_order_and_papers_in_that_of_their_rank(sample_library: Library):
    chosen, hits = shown(sample_library, budget=2_000)
    ranks = [next(n for n, hit in enumerate(hits) if hit.paper == evidence.paper) for evidence in chosen]
    assert ranks == sorted(ranks) and len(ranks) > 1
    for evidence in chosen:
        starts = [sentence.span.start for sentence in evidence.sentences]
        assert starts == sorted(starts)
        assert all(sentence.span.of(evidence.paper.abstract) == sentence.text for sentence in evidence.sentences)


def test_a_sentence_that_answers_is_shown(sample_library: Library):
    chosen, _ = shown(
        sample_library, "How many training examples does a depth-3 net need for inner polynomials of degree k?", 900
    )
    assert any("d^k" in sentence.text for evidence in chosen for sentence in evidence.sentences)


def test_a_theme_is_shown_over_many_papers_and_one_question_over_few(sample_library: Library):
    many, _ = shown(sample_library, "Give an overview of the research on language models")
    few, _ = shown(sample_library)
    assert len(many) >= 8 > len(few)


def test_papers_that_are_to_be_spoken_of_are_shown_however_they_rank(sample_library: Library):
    scorer = Scorer(sample_library)
    gathered = Gatherer(sample_library, scorer, understand(QUESTION), bounds(sample_library, EVERYTHING)).gather(12)
    last = gathered.hits[7]
    hits = (replace(last, score=0.0), *gathered.hits[:7])
    chosen = select(gathered.question, hits, 1, scorer, prompt.cost, 500, 12)
    assert chosen[0].paper == last.paper


def test_no_more_papers_are_shown_than_are_allowed(sample_library: Library):
    chosen, _ = shown(sample_library, budget=4_000, most=2)
    assert len(chosen) == 2
