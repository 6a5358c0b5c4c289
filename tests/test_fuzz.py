"""The short form of `make fuzz`, and what the long one has found."""

from __future__ import annotations

import pytest

from tests.fuzz.seeds import REPLIES
from tests.fuzz.targets import TARGETS, fuzzed, labels, latex


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
