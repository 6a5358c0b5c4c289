"""Figures, names, quotations, negation and direction."""

import pytest

from rag.text.facts import antonyms, figures, is_negated, names, quotations


def values(text: str) -> set[tuple[float, bool]]:
    return set(figures(text).values())


def test_the_same_figure_in_other_clothes_is_the_same():
    assert values("26.7K samples") == values("26,700 samples") == {(26700.0, False)}
    assert values("52 billion parameters") == values("52B parameters") == {(52e9, False)}
    assert values("45%") == values("45 %") == values("45 percent") == {(45.0, True)}
    assert values("three rounds") == values("3 rounds")


def test_a_percentage_is_not_the_bare_figure():
    assert values("45%") != values("45")


def test_a_figure_inside_a_name_is_no_figure():
    assert values("GPT-4 and YOLOv9 on ABX3 with Mistral-7B") == set()


def test_names_are_words_with_capitals_or_figures_inside_and_capitals_in_mid_sentence():
    assert names("We compare YOLOv9, SPIN and f-DPG with the model of Gauss.") == ["YOLOv9", "SPIN", "f-DPG", "Gauss"]
    assert names("The method works. However, it fails on SoftMoEs.") == ["SoftMoEs"]


def test_quotations_are_longer_than_a_term():
    assert quotations('They call it "dark matter" and say “it cannot be seen at all”.') == ["it cannot be seen at all"]


@pytest.mark.parametrize(
    ("text", "negated"),
    [("It works.", False), ("It does not work.", True), ("It doesn't work.", True), ("It is not without use.", False)],
)
def test_negations_cancel(text: str, negated: bool):
    assert is_negated(text) == negated


def test_opposite_directions():
    assert antonyms("It increases cost.", "It decreases cost.") == ("increases", "decreases")
    assert antonyms("It increases cost.", "It increases cost and decreases time.") is None
    assert antonyms("It is blue.", "It is red.") is None
