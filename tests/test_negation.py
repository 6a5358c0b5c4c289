"""Negations, what they are of, and words of opposite directions."""

import pytest

from rag.text.negation import denied, denies, is_negated
from rag.text.opposites import LESS, PAIRS, antonyms, is_better, is_worse


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("It works.", False),
        ("It does not work.", True),
        ("It doesn't work.", True),
        ("It is not without use.", False),
        ("Smoke harms not only wasps.", False),
        ("Gram-negative bacteria grew.", False),
        ("Neither hounds nor wolves bark.", True),
        ("Pneumonia was ruled out.", True),
        ("A Norse settlement is unlikely.", True),
        ("There was no increase in bleeding.", True),
    ],
)
def test_an_odd_number_of_negations_negates(text: str, negated: bool):
    assert is_negated(text) == negated


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("It does not harm bees, but wasps.", ["harm bees"]),
        ("It kills wasps.", []),
        ("The treaty did not end the war because both kings lied.", ["end the war"]),
        ("Smoke harms not only wasps.", []),
        ("After imaging, a fracture of the wrist was ruled out.", ["a fracture of the wrist"]),
        ("There was no increase in bleeding.", ["increase"]),
        ("Cells lacking condensin divide late.", []),
        ("No fewer than nine judges dissented.", []),
        ("It never was one two three four five six seven", ["was one two three four five six"]),
        ("Was it? Not at all", ["at all"]),
    ],
)
def test_what_is_denied_stands_in_the_clause_of_the_negation(text: str, scopes: list[str]):
    assert denied(text) == scopes


def test_words_can_deny_by_themselves():
    assert denies("Why are larvae unharmed?") and denies("How did he avoid prison?") and denies("Why does it not rain?")
    assert not denies("Why are larvae harmed?") and not denies("Why does smoke harm not only wasps?")


def test_opposite_directions():
    assert antonyms("It increases cost.", "It decreases cost.") == ("increases", "decreases")
    assert antonyms("It increases cost.", "It increases cost and decreases time.") is None
    assert antonyms("It is blue.", "It is red.") is None


def test_no_word_stands_on_both_sides():
    assert [pair for pair in PAIRS if pair.up & pair.down] == []


def test_worth():
    assert is_better("Heparin improved survival.") and is_better("a state-of-the-art hive")
    assert not is_better("The gene enhancer is a successive one.")
    assert is_worse("Droughts harm wheat.") and is_worse("Rome declined.")
    assert not is_worse("A droplet of harmless resin") and not is_worse("Heparin reduces clotting.")
    assert {"less", "worse", "fewer", "lower", "slower", "weaker", "smaller"} <= LESS and "more" not in LESS
