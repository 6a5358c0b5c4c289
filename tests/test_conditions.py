"""Conditions on the authors of papers: however a name is written, in the paper or in the condition."""

from __future__ import annotations

import pytest

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.conditions import condition
from rag.library.library import Library
from rag.records import Group

PAPERS = [
    paper(key="a", title="Bees", abstract="Bees dance.", authors=["Roe, Ada", "van der Berg, Jan"]),
    paper(key="b", title="Ice", abstract="Ice melts.", authors=["Jan van der Berg"]),
    paper(key="c", title="Owls", abstract="Owls hunt.", authors=[Group("Roe and Sons \"Ltd\""), "Roe, A."]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("authors~roe", "a c"),
        ("authors~Jan van der Berg", "a b"),
        ("authors~van der Berg, Jan", "a b"),
        ("authors=jan van der berg", "a b"),
        ("authors=Berg", ""),
        ("authors=Roe, A.", "c"),
        ("authors!=Ada Roe", "b c"),
        ('authors~Sons "Ltd"', "c"),
        ("authors~family", ""),
    ],
)
def test_a_name_in_a_condition_is_found_in_whatever_order(library: Library, text: str, keys: str):
    add(library, PAPERS)
    assert " ".join(found.key for found in library.catalog.papers(where=condition(text))) == keys


@pytest.mark.parametrize(
    "text", ["venue=Économie", "venue=ÉCONOMIE", "venue~Économ", "authors=Ørsted, Åse", "authors>=Å"]
)
def test_letters_beyond_ascii_are_found_as_they_are_written(library: Library, text: str):
    venue = "ÉCONOMIE" if "ÉCO" in text else "Économie"
    add(library, [paper(key="d", title="Prix", abstract="Les prix.", venue=venue, authors=["Ørsted, Åse"])])
    assert [found.key for found in library.catalog.papers(where=condition(text))] == ["d"]
