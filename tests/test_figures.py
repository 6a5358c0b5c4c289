"""Figures in digits and in words, what they are of, and what they count."""

import math
import time

import pytest

from rag.text.figures import behind_figures, figures, states_duration, states_share


def amounts(text: str) -> set[tuple[float, bool]]:
    return {figure.amount for figure in figures(text)}


def test_the_same_figure_in_other_clothes_is_the_same():
    assert amounts("26.7K samples") == amounts("26,700 samples") == {(26700.0, False)}
    assert amounts("52 billion parameters") == amounts("52B parameters") == {(52e9, False)}
    assert (
        amounts("45%") == amounts("45 %") == amounts("45 percent") == amounts("forty-five per cent") == {(45.0, True)}
    )
    assert amounts("three rounds") == amounts("3 rounds")
    assert amounts("a hazard ratio of 0·75") == amounts("a hazard ratio of 0.75")
    assert amounts("3 × 10^-4 mol") == amounts("0.0003 mol")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("twenty-one hives", 21),
        ("ninety patients", 90),
        ("a dozen judges", 12),
        ("two dozen judges", 24),
        ("half a million votes", 5e5),
        ("two and a half million years", 2.5e6),
        ("three hundred thousand refugees", 3e5),
        ("one hundred and twenty thousand", 120_000),
        ("thirty-five thousand two hundred and four", 35_204),
        ("a hundred and one nights", 101),
        ("nine billion people", 9e9),
    ],
)
def test_numbers_in_words(words: str, value: float):
    assert [figure.value for figure in figures(words)] == [value]


def test_two_numbers_beside_each_other_stay_two():
    assert [f.value for f in figures("between two thousand and three thousand bees")] == [2000, 3000]
    assert [f.value for f in figures("pages 1,2,3 of 10,000")] == [1, 2, 3, 10_000]


@pytest.mark.parametrize("text", ["quality, density and gravity", "a liberty", "the twenty-first century", "the 10th bee",
                                  "GPT-4 and YOLOv9 on ABX3 with Mistral-7B", "one of them", "3D", "hundreds of bees"])  # fmt: skip
def test_what_is_no_figure(text: str):
    assert figures(text) == ()


def test_a_percentage_is_not_the_bare_figure():
    assert amounts("45%") != amounts("45")


def test_figures_know_their_place_and_unit():
    text = "Of 1,200 hives 5-10% died within 3 weeks in 2019."
    assert [(f.text, f.value, f.unit) for f in figures(text)] == [
        ("1,200", 1200, "hives"),
        ("5", 5, "%"),
        ("10%", 10, "%"),
        ("3", 3, "weeks"),
        ("2019", 2019, ""),
    ]
    assert all(f.span.of(text) == f.text for f in figures(text))


def test_what_figures_count_stands_behind_them_and_percentages_count_nothing():
    assert behind_figures("We watched 14 hives.") == ["hives."]
    assert behind_figures("Twenty-one bees, hundreds of wasps") == ["bees, hundreds of wasps", "of wasps"]
    assert behind_figures("81% of bees are of high quality") == []


def test_durations_and_shares():
    assert states_duration("It takes 3 hours.") and states_duration("a seven-year war") and states_duration("for 24 h")
    assert not states_duration("It takes hours.") and not states_duration("the 1H spectrum")
    assert states_share("81% of them do, and a third of wasps.") and states_share("9 of 14 do")
    assert not states_share("We tagged 14 bees.") and not states_share("The third bee was tagged.")


def test_what_is_too_large_for_a_number_is_read_all_the_same():
    assert [figure.value for figure in figures("10^999 grains, 0^-1")] == [math.inf, math.inf]


@pytest.mark.parametrize("unit", ["1,", "9", "1-", "10^", "one hundred ", "twenty-", "1x10^", "A", "5A"])
def test_a_long_run_of_figures_is_read_in_time(unit: str):
    begun = time.perf_counter()
    figures("1" + unit * 10_000)
    assert time.perf_counter() - begun < 5
