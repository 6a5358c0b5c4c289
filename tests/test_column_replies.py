"""What a model writes into cells: read in every form, and stated only where its quote is the abstract's own."""

from __future__ import annotations

import pytest

from rag.answer.columns.column import Cell
from rag.answer.columns.replies import Entry, cell_of, given, place_of
from rag.answer.columns.understand import column_of
from rag.records import Paper

ABSTRACT = (
    "We enrolled forty judges in “two courts”. The dose was 5 mg (p < 0.05).\nRobes – not wigs – were randomised."
)
PAPER = Paper("p", "p", "Robes", ABSTRACT)
FORMS = {
    "JSON": '{"cells": [{"paper": 1, "question": 1, "quote": "forty judges", "value": "40"}, {"paper": 1, "question": 2, "quote": "", "value":'
    ' "not stated"}, {"paper": 2, "question": 1, "value": "12", "quote": "12 hives"}]}',
    "in a fence": 'Here:\n```json\n[{"paper": "1", "question": "1", "answer": "40", "evidence": "forty judges"},\n{"paper": "Paper 1", "question": "Q2",'
    ' "answer": "not stated", "evidence": ""}, {"paper": 2, "question": 1, "answer": 12, "evidence": "12 hives"}]\n```',
    "by paper": '{"papers": [{"paper": 1, "answers": [{"question": 1, "value": "40", "quote": "forty judges"}, {"question": 2, "value": "not stated",'
    ' "quote": ""}]}, {"paper": 2, "answers": [{"question": 1, "value": "12", "quote": "12 hives"}]}]}',
    "by keys": '{"1": {"1": {"value": "40", "quote": "forty judges"}, "2": {"value": "not stated", "quote": ""}}, "2": {"1": {"value": "12", "quote": "12 hives"}}}',
    "cut": '{"cells": [{"paper": 1, "question": 1, "quote": "forty judges", "value": "40"}, {"paper": 1, "question": 2, "quote": "", "value": "not stated"},'
    ' {"paper": 2, "question": 1, "value": "12", "quote": "12 hives"}, {"paper": 2, "que',
    "lines": '1.1: 40 – "forty judges"\n1.2: not stated\n2.1: 12 – "12 hives"',
    "a table": "| Paper | Question | Value | Quote |\n|---|---|---|---|\n| 1 | 1 | 40 | forty judges |\n| 1 | 2 | not stated | |\n| 2 | 1 | 12 | 12 hives |",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_reply_is_read_in_every_form(form: str):
    told = given(FORMS[form], 2, 2)
    assert told[1, 1] == Entry("40", "forty judges") and told[2, 1] == Entry("12", "12 hives")
    assert told[1, 2].value == "not stated" and (2, 2) not in told


def test_numbers_of_no_paper_or_question_are_left_aside():
    assert given('[{"paper": 3, "question": 1, "value": "x", "quote": "y"}]', 2, 2) == {}
    assert given("I cannot answer that.", 2, 2) == {}


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("forty judges", "forty judges"),
        ('"forty judges in "two courts"', "forty judges in “two courts"),
        ("p ‹ 0.05", "p < 0.05"),
        ("0.05). Robes - not wigs", "0.05).\nRobes – not wigs"),
        ("… The dose was 5 mg …", "The dose was 5 mg"),
        ("Forty judges", None),
        ("forty jud", None),
        ("the dose was 50 mg", None),
        ("", None),
        ("g", None),
    ],
)
def test_a_quote_stands_in_the_abstract_letter_for_letter(quote: str, found: str | None):
    place = place_of(quote, ABSTRACT)
    assert (place.of(ABSTRACT) if place else None) == found


@pytest.mark.parametrize(
    ("question", "value", "quote", "stated"),
    [
        ("What is the sample size?", "40", "forty judges", ("40", "40")),
        ("What is the sample size?", "41", "forty judges", None),
        ("What is the sample size?", "40", "40 judges", None),
        ("What is the dose?", "5 mg", "The dose was 5 mg", ("5 mg", "5 mg")),
        ("Is it randomised?", "Yes, robes were", "were randomised", ("Yes, robes were", "yes")),
        ("Is it randomised?", "unclear", "were randomised", None),
        ("What was worn?", "not stated", "Robes", None),
        ("What was worn?", "The abstract does not say it.", "Robes", None),
    ],
)
def test_a_cell_is_stated_only_where_its_quote_bears_it(
    question: str, value: str, quote: str, stated: tuple[str, str] | None
):
    cell = cell_of(Entry(value, quote), PAPER, column_of(question))
    if stated is None:
        assert cell == Cell("not_stated", by="model")
    else:
        assert (cell.text, cell.plain, cell.by) == (*stated, "model")
        assert cell.start is not None and ABSTRACT[cell.start : cell.end] == cell.quote == quote
