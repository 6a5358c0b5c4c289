"""The library as a list to look through, and the papers nearest to one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.conditions import conditions
from rag.library.library import Library
from rag.records import Scope
from rag.search.near import nearest_papers
from rag.search.shelf import Order, Shelf, ShelfQuery
from tests.conftest import Open


@pytest.fixture
def shelf(library: Library, three_papers) -> Shelf:
    add(library, three_papers)
    return Shelf(library.catalog.headings())


def keys(shelf: Shelf, rows) -> list[str]:
    return [shelf.papers[row].key for row in rows]


def test_headings_are_the_papers_without_their_abstracts(library: Library, shelf: Shelf):
    whole = library.papers()
    assert [(p.id, p.key, p.title, p.authors, p.doi) for p in shelf.papers] == [
        (p.id, p.key, p.title, p.authors, p.doi) for p in whole
    ]
    assert [p.abstract for p in shelf.papers] == [p.abstract[0] for p in whole]


def test_an_empty_query_is_every_paper_in_its_order(library: Library, shelf: Shelf):
    found = shelf.find(library, ShelfQuery())
    assert (keys(shelf, found.rows), found.literal) == (["bees", "coral", "ice"], 3)


def test_words_of_authors_and_keys_find_papers_and_parts_of_words_do(library: Library, shelf: Shelf):
    for words in ("KARLSSON waggle", "karls", "bees apidologie"):
        found = shelf.find(library, ShelfQuery(words))
        assert found.literal == 1 and keys(shelf, found.rows)[0] == "bees"


def test_words_that_stand_in_no_heading_find_by_meaning(library: Library, shelf: Shelf):
    found = shelf.find(library, ShelfQuery("bleaching in warm sea"))
    assert found.literal == 0 and keys(shelf, found.rows)[0] == "coral"


def test_what_is_about_something_else_is_not_shown_beside_a_match(library: Library, shelf: Shelf):
    assert keys(shelf, shelf.find(library, ShelfQuery("waggle dances of honey bees")).rows) == ["bees"]


def test_years_and_venues_leave_papers_out_also_of_a_search(library: Library, shelf: Shelf):
    assert (shelf.years, shelf.venues) == ((2019, 2021), {"Apidologie": 1})
    assert keys(shelf, shelf.find(library, ShelfQuery(years=(2020, 2021))).rows) == ["coral"]
    assert keys(shelf, shelf.find(library, ShelfQuery(venues=("Apidologie",))).rows) == ["bees"]
    assert "bees" not in keys(shelf, shelf.find(library, ShelfQuery("honey bees", years=(2020, 2021))).rows)


def test_the_nearest_papers_are_of_the_same_matter_and_not_the_paper_itself(library: Library, three_papers):
    other = paper(key="hive", title="How bees find the hive", abstract="Honey bees find the hive by the sun's angle.")
    add(library, [*three_papers, other])
    (bees,) = library.catalog.find(["bees"])
    near = nearest_papers(library, bees.id, 5)
    assert near[0].key == "hive" and {p.key for p in near} == {"hive", "coral", "ice"}
    assert nearest_papers(library, "unknown") == ()


def test_the_nearest_papers_count_a_long_paper_once(open_library: Open, tmp_path: Path):
    library = open_library()
    long = "Honey bees dance to tell where food is and how far it is from the hive. " * 60
    add(library, [paper(key="long", title="Bees", abstract=long), paper(key="short", title="Bee", abstract=long[:72])])
    assert [p.key for p in nearest_papers(library, library.catalog.find(["short"])[0].id, 3)] == ["long"]


def test_tags_leave_papers_out_and_any_of_them_will_do(library: Library, shelf: Shelf):
    bees, coral, _ = library.papers()
    library.catalog.tags.add("To read", [bees.id])
    library.catalog.tags.add("core", [coral.id])
    assert keys(shelf, shelf.find(library, ShelfQuery(tags=("to read",))).rows) == ["bees"]
    assert keys(shelf, shelf.find(library, ShelfQuery(tags=("core", "to read"))).rows) == ["bees", "coral"]
    assert keys(shelf, shelf.find(library, ShelfQuery("bees", tags=("core",))).rows) == ["coral"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("found", ["bees", "coral", "ice"]),
        ("newest", ["coral", "bees", "ice"]),
        ("oldest", ["bees", "coral", "ice"]),
        ("title", ["coral", "ice", "bees"]),
        ("author", ["bees", "coral", "ice"]),
    ],
)
def test_papers_come_in_the_order_that_is_asked_for(library: Library, shelf: Shelf, order: Order, expected: list[str]):
    assert keys(shelf, shelf.find(library, ShelfQuery(order=order)).rows) == expected


def test_a_query_is_a_scope_where_conditions_can_say_it(library: Library, shelf: Shelf):
    assert ShelfQuery(years=(2019, 2020), tags=("x",)).scope() == Scope(
        where=conditions(
            (
                "tag=x",
                "year>=2019",
                "year<=2020",
            )
        )
    )
    for query in (ShelfQuery("words"), ShelfQuery(venues=("Apidologie",)), ShelfQuery(tags=("x", "y"))):
        assert query.scope() is None
