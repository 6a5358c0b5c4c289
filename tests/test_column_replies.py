"""What a model writes into cells: read in every form, and stated only where its quote is the abstract's own."""

from __future__ import annotations

import pytest

from rag.answer.columns.column import Cell
from rag.answer.columns.replies import Entry, cell_of, given, place_of
from rag.answer.columns.understand import column_of
from rag.answer.write.labels.label import Label
from rag.answer.write.selection import whole
from rag.records import Paper

ABSTRACT = (
    "We enrolled forty judges in “two courts”. The dose was 5 mg (p < 0.05).\nRobes – not wigs – were randomised."
)
PAPER = whole(Paper("p", "p", "Robes", ABSTRACT))
HIVES = whole(Paper("q", "q", "Hives", "Bees dance. We kept 12 hives."))
FORMS = {
    "lines": "1.1: 40 [1a]\n1.2: not stated\n2.1: 12 [2b]",
    "lines in words": "Paper 1, question 1: 40 [1a].\nPaper 1, question 2: not stated\n**Paper 2, question 1:** 12 [sentence 2b]",
    "a table": "| Paper | Question | Value | Label |\n|---|---|---|---|\n| 1 | 1 | 40 | [1a] |\n| 1 | 2 | not stated | - |\n| 2 | 1 | 12 | 2b |",
    "a table, the label first": "| 1 | 1 | [1a] | 40 |\n| 1 | 2 | - | not stated |\n| 2 | 1 | [2b] | 12 |",
    "JSON": '{"cells": [{"paper": 1, "question": 1, "label": "1a", "value": "40"}, {"paper": 1, "question": 2, "label": "", "value":'
    ' "not stated"}, {"paper": 2, "question": 1, "value": "12", "label": "[2b]"}]}',
    "in a fence": 'Here:\n```json\n[{"paper": "1", "question": "1", "answer": "40 [1a]"},\n{"paper": "Paper 1", "question": "Q2",'
    ' "answer": "not stated", "evidence": ""}, {"paper": 2, "question": 1, "answer": 12, "sentence": "2b"}]\n```',
    "by paper": '{"papers": [{"paper": 1, "answers": [{"question": 1, "value": "40", "label": "1a"}, {"question": 2, "value": "not stated",'
    ' "label": ""}]}, {"paper": 2, "answers": [{"question": 1, "value": "12", "label": "2b"}]}]}',
    "by keys": '{"1": {"1": {"value": "40", "label": "1a"}, "2": {"value": "not stated", "label": ""}}, "2": {"1": {"value": "12", "label": "2b"}}}',
    "cut": '{"cells": [{"paper": 1, "question": 1, "label": "1a", "value": "40"}, {"paper": 1, "question": 2, "label": "", "value": "not stated"},'
    ' {"paper": 2, "question": 1, "value": "12", "label": "2b"}, {"paper": 2, "que',
}  # fmt: skip
QUOTED = {
    "lines": '1.1: 40 – "forty judges"',
    "a table": "| 1 | 1 | 40 | forty judges |",
    "JSON": '{"cells": [{"paper": 1, "question": 1, "quote": "forty judges", "value": "40"}]}',
}


@pytest.mark.parametrize("form", FORMS)
def test_a_reply_is_read_in_every_form(form: str):
    told = given(FORMS[form], [PAPER, HIVES], 2)
    assert told[1, 1] == Entry("40", "", (Label(1, "a"),))
    assert (told[2, 1].value, told[2, 1].labels) == ("12", (Label(2, "b"),))
    assert told[1, 2].value in ("not stated", "-") and not told[1, 2].labels and (2, 2) not in told


@pytest.mark.parametrize("form", QUOTED)
def test_words_that_are_quoted_in_place_of_a_label_are_read_too(form: str):
    assert given(QUOTED[form], [PAPER], 1) == {(1, 1): Entry("40", "forty judges")}


def test_numbers_of_no_paper_or_question_are_left_aside():
    assert given('[{"paper": 3, "question": 1, "value": "x", "quote": "y"}]', [PAPER, HIVES], 2) == {}
    assert given("I cannot answer that.", [PAPER, HIVES], 2) == {}


def test_an_abstract_of_more_sentences_than_letters_is_shown_whole():
    long = Paper("r", "r", "Long", " ".join(f"Hive {n} had bees." for n in range(40)))
    shown = whole(long).sentences
    assert len(shown) == 26 and shown[-1].span.end == len(long.abstract)
    assert "".join(one.text for one in shown).replace(" ", "") == long.abstract.replace(" ", "")


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


FIRST, SECOND, THIRD = "We enrolled forty judges in “two courts”.", "The dose was 5 mg (p < 0.05).", "Robes – not wigs – were randomised."  # fmt: skip


@pytest.mark.parametrize(
    ("question", "entry", "stated"),
    [
        ("What is the sample size?", Entry("40", "", (Label(1, "a"),)), ("40", "40", FIRST)),
        ("What is the sample size?", Entry("40", "forty judges"), ("40", "40", "forty judges")),
        # The figures stand in another sentence than the one that is pointed at: that one is quoted.
        ("What is the sample size?", Entry("40", "", (Label(1, "b"),)), ("40", "40", FIRST)),
        ("What is the dose?", Entry("5 mg"), ("5 mg", "5 mg", SECOND)),
        ("What was worn?", Entry("Robes", "the robes of judges"), ("Robes", "Robes", THIRD)),
        ("What was worn?", Entry("gowns", "", (Label(1, "c"),)), ("gowns", "gowns", THIRD)),
        (
            "Is it randomised?",
            Entry("Yes, robes were", "were randomised"),
            ("Yes, robes were", "yes", "were randomised"),
        ),
        ("Is it randomised?", Entry("yes", "", (Label(1, "c"),)), ("yes", "yes", THIRD)),
        # Figures that stand nowhere, words that stand nowhere, a sentence of another paper, no yes or no.
        ("What is the sample size?", Entry("41", "", (Label(1, "a"),)), None),
        ("What is the dose?", Entry("50 mg", "The dose was 5 mg"), None),
        ("What was worn?", Entry("gowns"), None),
        ("What was worn?", Entry("gowns", "", (Label(2, "c"),)), None),
        ("What was worn?", Entry("gowns", "", (Label(1, "x"),)), None),
        ("Is it randomised?", Entry("yes"), None),
        ("Is it randomised?", Entry("yes", "they were all randomised"), None),
        ("Is it randomised?", Entry("unclear", "were randomised"), None),
        ("What was worn?", Entry("not stated", "Robes"), None),
        ("What was worn?", Entry("The abstract does not say it.", "", (Label(1, "c"),)), None),
    ],
)
def test_a_cell_is_stated_only_where_a_sentence_bears_it(
    question: str, entry: Entry, stated: tuple[str, str, str] | None
):
    cell = cell_of(entry, 1, PAPER, column_of(question))
    if stated is None:
        assert cell == Cell("not_stated", by="model")
    else:
        assert (cell.text, cell.plain, cell.quote, cell.by) == (*stated, "model")
        assert cell.start is not None and ABSTRACT[cell.start : cell.end] == cell.quote
