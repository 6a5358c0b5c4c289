"""Words that carry a question, ask for papers, or tell its topic."""

import re

import pytest

from rag.text.words import ANY_PAPER, PAPER, PAPERS, content_stems, has_topic, is_function_word, is_general, names_thing


def test_the_topic_is_what_function_and_request_words_leave():
    assert content_stems("Which papers are about the waggle dance of honey bees?") == ["waggl", "danc", "honey", "bee"]
    assert content_stems("Is there a paper?") == ["paper"]


@pytest.mark.parametrize("text", ["Why?", "How many?", "Summarise the papers.", "And what about it?"])
def test_a_question_without_a_topic(text: str):
    assert not has_topic(text)


def test_what_any_paper_has_is_general():
    assert is_general("What problem do they solve?") and not is_general("What problem do bees solve?")
    assert is_function_word("of") and not is_function_word("bees")


def test_papers_go_by_many_words():
    for one, several in (("trial", "trials"), ("study", "studies"), ("meta-analysis", "meta-analyses")):
        assert re.fullmatch(PAPER, one) and not re.fullmatch(PAPER, several)
        assert re.fullmatch(PAPERS, several) and not re.fullmatch(PAPERS, one)
        assert re.fullmatch(ANY_PAPER, one) and re.fullmatch(ANY_PAPER, several)


def test_a_thing_is_not_what_its_verb_does():
    assert names_thing("A small transformer and two transformers.", "transformer")
    assert not names_thing("We transform graphs by a linear transformation.", "Transformers")
    assert not names_thing("Optimising the optimisation", "optimiser") and names_thing("Bees dance.", "optimiser")
    assert names_thing("We transformed it.", "transform") and names_thing("mutated genes", "mutation")
    assert not names_thing("In contrast, learning failed.", "contrastive")
