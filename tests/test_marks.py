"""The citation mark: found, left out, escaped, and what stands between."""

import pytest

from rag.records import Span
from rag.text.marks import (
    Mark,
    between_marks,
    end_of_marks,
    escape_marks,
    groups,
    marks,
    trimmed,
    without_marks,
    written,
)


def test_a_mark_is_a_number_of_up_to_three_figures_known_or_not():
    text = "So [1], [22][333?] and x[4]; not [4444], [a], [ 5], [6??], [] or (7)."
    assert marks(text) == (Mark(1, True), Mark(22, True), Mark(333, False), Mark(4, True))
    assert "".join(written(mark.n, mark.is_known) for mark in marks(text)) == "[1][22][333?][4]"


def test_text_without_marks_and_between_them_is_the_rest():
    text = "[1] Bees dance [2] [3?]. They do \n[4]"
    assert without_marks(text) == "Bees dance. They do"
    assert [span.of(text) for span in between_marks(text)] == ["", " Bees dance", "", ". They do", ""]


def test_what_is_escaped_holds_no_mark():
    assert marks(escape_marks("a[1]b [2?] [33]")) == ()
    assert escape_marks("a[1]b [x] [2?]") == r"a[1\]b [x] [2?\]"


@pytest.mark.parametrize(
    ("text", "start", "end", "behind"),
    [
        ("Bees.[1] [2?]\n[3] So", 5, None, 17),
        ("Bees. So [1]", 5, None, 5),
        ("Bees. [1] [2]", 5, 10, 9),
        ("[1]", 3, None, 3),
    ],
)
def test_marks_end_where_the_last_that_follows_does(text: str, start: int, end: int | None, behind: int):
    assert end_of_marks(text, start, end) == behind


def test_known_marks_that_stand_together_are_a_group():
    text = "One [1] [2]. Two [3][4?] [5]"
    assert [(span.of(text), numbers) for span, numbers in groups(text)] == [
        (" [1] [2]", (1, 2)),
        (" [3]", (3,)),
        (" [5]", (5,)),
    ]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("[1] [2?] Bees [3] dance. [4][5] ", "Bees [3] dance."),
        (" Bees ", "Bees"),
        ("[1]Bees[2]", "Bees"),
        ("[1][2] ", ""),
        ("", ""),
    ],
)
def test_a_stretch_is_trimmed_of_marks_and_white_space_at_its_ends(text: str, rest: str):
    assert trimmed(f"x{text}y", Span(1, 1 + len(text))).of(f"x{text}y") == rest
