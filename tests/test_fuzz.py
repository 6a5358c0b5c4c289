"""The short form of `make fuzz`, and what the long one has found."""

from __future__ import annotations

import pytest

from rag.answer.evidence import split
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from tests.fuzz.runs import QUESTIONS, SECONDS, work
from tests.fuzz.seeds import REPLIES
from tests.fuzz.targets import MOSS, TARGETS, fuzzed, labels, latex, question


@pytest.mark.parametrize("name", TARGETS)
def test_two_hundred_inputs_go_well(name: str):
    fuzzed(name, 200)()


@pytest.mark.parametrize(
    "text",
    [
        "\\begin{thebibliography}{9}\\end{thebibliography}",  # a list of references without one
        "\\begin{thebibliography}{9}\\bibitem{{k1} Okafor. A title.\\end{thebibliography}",
    ],
)
def test_what_was_found_in_latex(text: str):
    latex(text)


def test_what_was_found_in_labels():
    """A long piece behind a block of code was looked at from within the fence that closes it: the block went on."""
    labels([REPLIES[3], "Moss cools [1], " + "[2a][2b] and (3). As 【1†source】 says; see " * 30])


@pytest.mark.parametrize(
    "reply",
    [
        "Moss cools [1]to[2].",  # a range without blanks, of which the first half was given out by itself
        "$$x [1a] 5.$ and [1a]$$",  # one dollar within two
        "Moss [none]–[1].",  # the sign that nothing says it took the label behind it away
        "\nanalysisWe see.assistantfinal It is so.",  # thinking whose marks the server took away, behind a blank
        "<|end|>analysisWe see.",
        "<|channel|>so.[THINK]<|message|>",
    ],
)
def test_a_reply_is_read_the_same_letter_by_letter(reply: str):
    labels(list(reply))


def test_a_label_behind_the_sign_that_nothing_says_it_stays():
    reply = CitedReply([Evidence(MOSS, split(MOSS))], lambda claim, sentences: 0)
    assert reply.feed("Moss [none]–[1] cools.") + reply.finish() == "Moss–[1] cools."


def test_what_was_found_in_questions():
    """Each further sign doubled the work."""
    question(f"sum up the pape{'?' * 60} On moss by Lee et al.", [])
    question(f"list the papers{' - ' * 3_000} by Lee", [])
    question(f"Compare {'model vs ' * 1_000}bees", [])  # a thousand things compared, each with all others


@pytest.mark.parametrize(
    ("place", "unit"),
    [
        ("reply", "a, "),  # a sentence was searched anew for a negation from each of its characters on
        ("reply", "\n"),  # and each line for the next one with words
        ("labels", "[1]"),  # the last sentence was looked for in the whole reply at each label
        ("labels", " "),
        ("labels", " and lasts [1, 2a]"),
        ("question", "*"),
        ("question", "Smith AB, "),
        ("conversation", "["),
        ("answered", "$a$"),
        ("markdown manuscript", "<!--"),
        ("message", "\n"),
    ],
)
def test_a_long_run_that_took_the_square_of_its_length_takes_little(place: str, unit: str):
    work(place, "warm up ", 100)
    length = 10_000 if place in QUESTIONS else 40_000
    seconds, quarter = work(place, unit, length), work(place, unit, length // 4)
    assert seconds < SECONDS
    assert seconds < 1 or seconds < 9 * quarter  # the square would be sixteen times
