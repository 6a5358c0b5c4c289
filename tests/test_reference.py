"""A paper as one line of a list of references."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.export.reference import reference
from rag.intake.readers.record import paper
from tests.answers import BEES, HOSTILE


def test_a_reference_has_what_is_known_in_the_order_of_apa():
    assert reference(BEES) == (
        "Karlsson, A., & Lind, B. (2019). Waggle dances of YOLOv9 bees. Apidologie & Insects, 12(3), 11–19. "
        "https://doi.org/10.1000/bees_1"
    )


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ([], ""),
        (["Jan van der Berg"], "van der Berg, J. "),
        (["Jean-Paul Sartre"], "Sartre, J.-P. "),
        (["Berg, Jan Piet van der"], "Berg, J. P. van der "),
        (["Griffin DK", "Larkin, D.M."], "Griffin, D. K., & Larkin, D. M. "),
        (["Martin Luther King Jr."], "King, M. L., Jr. "),
        (["LIGO Scientific Collaboration", "Ada Lovelace"], "LIGO Scientific Collaboration, & Lovelace, A. "),
        ([f"A{n} Lee" for n in range(21)], ", ".join(["Lee, A."] * 19) + ", … Lee, A. "),
    ],
)
def test_authors_are_named_by_family_and_initials(authors: list[str], names: str):
    named = reference(paper(title="T", abstract="x", authors=authors, year="2020"))
    assert named == (f"{names}(2020). T." if authors else "T. (2020).")


def test_what_is_missing_is_left_out_and_a_retraction_is_said():
    assert reference(paper(title="Why bees?", abstract="x")) == "Why bees? (n.d.)."
    assert " bees. [Retracted]. Apidologie" in reference(replace(BEES, retracted=True))


def test_a_reference_is_one_line_of_plain_text():
    assert "\n" not in reference(paper(title=f"A\n{HOSTILE}", abstract="x", venue="V\r\nW"))
