"""Questions and follow-ups."""

import pytest

from rag.answer.question.understand import QUESTION_CHARS, checked, understand
from rag.errors import InputError
from rag.records import Turn

HISTORY = [Turn("user", "How do bees find food?"), Turn("assistant", "They dance [1].")]


def test_a_first_question_stands_as_it_is():
    understood = understand("and what is it?", ())
    assert understood.text == understood.asked.text == "and what is it?" and not understood.leans


@pytest.mark.parametrize(
    "question",
    [
        "And in winter?",
        "In which month?",
        "How far away can it be?",
        "Why?",
        "what about the queen bee in her hive",
        "In winter, how do they survive?",
        "Does smoke harm them?",
        "If I have no camera, can it be counted?",
        "Do you have to know what sets it off?",
        "What does the first paper say?",
        "Which data did they use, and how was it cleaned?",
        "Is it legal?",
    ],
)
def test_a_follow_up_is_searched_with_the_question_before_it(question: str):
    understood = understand(question, HISTORY)
    assert understood.text == f"How do bees find food? {question}"
    assert understood.asked.text == question and understood.leans


@pytest.mark.parametrize(
    "question",
    [
        "Which corals survive warm water?",
        "What is YOLOv9?",
        "Is there a paper that looks at ice?",
        "glaciers",
        "Right. Now Transfer Q*: what is it?",
        "ok something else: BeeNet, what does it count?",
        "ok, and for the fruit fly one: how do they fly?",
        "What is estoppel, and how does it bind a landlord?",
        "What is the second law of thermodynamics?",
        "How did the First World War change medicine, and what did it cost?",
        "How does sleep affect memory and its consolidation?",
        "Why do rivers meander when it rains?",
        "Is it true that oaks outlive elms?",
        "How long does it take to train a falcon?",
    ],
)
def test_a_question_of_its_own_is_left_alone(question: str):
    assert understand(question, HISTORY).text == question


def test_an_ordinal_does_not_turn_to_another_paper():
    assert understand("ok, and the first one: is it new?", HISTORY).text.startswith("How do bees find food?")


def test_a_chain_of_follow_ups_goes_back_to_the_question_that_opened_it():
    history = [*HISTORY, Turn("user", "And in winter?"), Turn("assistant", "They do not [1].")]
    assert understand("Why?", history).text == "How do bees find food? Why?"


def test_what_the_caller_says_to_search_for_leaves_the_conversation_aside():
    understood = understand("And those?", HISTORY, standalone="How do bees and wasps differ?")
    assert (understood.text, understood.kind) == ("How do bees and wasps differ?", "compare")


def test_a_question_is_stripped():
    assert checked("  what?\n") == "what?"


@pytest.mark.parametrize("question", ["", "   \n\t", "x" * (QUESTION_CHARS + 1), "x" * 100_000])
def test_empty_and_endless_questions_are_refused(question: str):
    with pytest.raises(InputError):
        checked(question)
