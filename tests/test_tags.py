"""Tags: given, taken, renamed, kept through all that happens to their papers, and seen by every process."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import InputError
from rag.intake.readers.record import paper
from rag.intake.sources import sources
from rag.library.adding import add, add_files, remove
from rag.library.conditions import condition, conditions
from rag.library.library import Library
from rag.library.undo import put_back, take_out
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings
from tests.conftest import Open


@pytest.fixture
def ids(library: Library, three_papers: list[Paper]) -> dict[str, str]:
    """key -> id of the papers of the library."""
    add(library, three_papers)
    return {p.key: p.id for p in library.papers()}


def keys(library: Library, where: str) -> set[str]:
    return {p.key for p in library.papers(where=condition(where))}


def test_tags_are_given_counted_and_taken(library: Library, ids: dict[str, str]):
    tags = library.catalog.tags
    tags.add("to read", [ids["bees"], ids["ice"], "not there"])
    tags.add("  TO \n read ", [ids["coral"]])
    tags.add("Zürich", [ids["bees"]])
    assert tags.all() == {"to read": 3, "Zürich": 1}
    assert tags.of([ids["bees"], ids["coral"]]) == {ids["bees"]: ("to read", "Zürich"), ids["coral"]: ("to read",)}
    tags.remove("To Read", [ids["bees"], ids["coral"]])
    assert tags.by_paper() == {ids["bees"]: ("Zürich",), ids["ice"]: ("to read",)}
    tags.delete("ZÜRICH")
    assert tags.all() == {"to read": 1}


def test_a_renamed_tag_becomes_one_with_another(library: Library, ids: dict[str, str]):
    tags = library.catalog.tags
    tags.add("old", [ids["bees"], ids["ice"]])
    tags.add("new", [ids["bees"], ids["coral"]])
    tags.rename("Old", "NEW")
    assert tags.all() == {"NEW": 3}
    tags.rename("new", "New")
    assert tags.all() == {"New": 3}


@pytest.mark.parametrize("text", ["", " \n ", "x" * 61, "a\u202eb", "a\x00b", "\u200d", "a\ud800"])
def test_what_cannot_be_seen_or_is_too_long_is_no_tag(library: Library, ids: dict[str, str], text: str):
    with pytest.raises(InputError, match="cannot be a tag"):
        library.catalog.tags.add(text, [ids["bees"]])
    assert library.catalog.tags.all() == {}


@pytest.mark.parametrize("text", ["x" * 60, "<b>*x*</b> [a](b)", "50% = 1/2, 'x'", "👩‍🔬", "中文", "=tag"])
def test_any_text_that_is_seen_is_one_and_a_condition_finds_it(library: Library, ids: dict[str, str], text: str):
    library.catalog.tags.add(text, [ids["bees"]])
    assert keys(library, f"tag={text}") == {"bees"} and keys(library, f"tag~{text[:3]}") == {"bees"}


def test_conditions_on_tags_compare_without_case(library: Library, ids: dict[str, str]):
    library.catalog.tags.add("Über uns", [ids["bees"], ids["ice"]])
    assert keys(library, "tag=über UNS") == {"bees", "ice"} and keys(library, "tag!=ÜBER  uns") == {"coral"}
    assert keys(library, "tag~BER") == {"bees", "ice"} and keys(library, "tag=über") == set()
    with pytest.raises(InputError):
        library.papers(where=condition("tag>=a"))


def test_search_under_a_tag_knows_a_change_of_tags_by_another_process(open_library: Open, three_papers: list[Paper]):
    library, other = open_library(), open_library()
    add(library, three_papers)

    def found() -> set[str]:
        return {hit.paper.key for hit in retrieve(library, "bees", where=conditions(("tag=x",)))}

    assert found() == set()
    generation = library.catalog.generation()
    other.catalog.tags.add("x", [p.id for p in other.papers()[:2]])
    assert found() == {"bees", "coral"}
    other.catalog.tags.remove("x", [other.papers()[0].id])
    assert found() == {"coral"} and library.catalog.generation() == generation


def test_tags_stay_through_updates_and_go_with_their_paper(
    library: Library, ids: dict[str, str], three_papers: list[Paper]
):
    library.catalog.tags.add("x", list(ids.values()))
    add(library, [replace(three_papers[0], abstract=f"{three_papers[0].abstract} It was seen.")])
    add(library, three_papers)
    assert library.catalog.tags.all() == {"x": 3}
    remove(library, ["bees"])
    assert library.catalog.tags.by_paper() == {ids["coral"]: ("x",), ids["ice"]: ("x",)}


def test_a_work_of_two_papers_has_the_tags_of_both(library: Library):
    title, abstract = "Waggle dances of honey bees in the city", "Honey bees dance on roofs. " * 8
    add(library, [paper(key="a", title=title, abstract=abstract, doi="10.1000/a", year="2019")])
    other = "Glaciers of the Alps lose ice in summer, and most of it in hot ones. " * 3
    add(library, [paper(key="b", title="Another title of it all", abstract=other, arxiv_id="1901.00001", year="2019")])
    a, b = library.papers()
    library.catalog.tags.add("one", [a.id, b.id])
    library.catalog.tags.add("two", [b.id])
    both = paper(key="a", title=title, abstract=abstract, doi="10.1000/a", arxiv_id="1901.00001", year="2019")
    assert add(library, [both]).joined == 1 and len(library) == 1
    assert library.catalog.tags.by_paper() == {library.papers()[0].id: ("one", "two")}


def test_undo_brings_tags_back(library: Library, ids: dict[str, str], three_papers: list[Paper]):
    library.catalog.tags.add("x", [ids["bees"], ids["ice"]])
    library.catalog.tags.add("y", [ids["bees"]])
    before = library.catalog.tags.by_paper()
    taken = take_out(library, [ids["bees"], ids["coral"]])
    assert library.catalog.tags.by_paper() == {ids["ice"]: ("x",)}
    put_back(library, taken)
    assert library.catalog.tags.by_paper() == before
    taken = take_out(library, [ids["bees"]])
    add(library, [three_papers[0]])  # it came back by itself
    put_back(library, taken)
    assert library.catalog.tags.by_paper() == before


def test_a_mirrored_file_takes_the_tags_of_its_papers_with_it(library: Library, tmp_path: Path):
    file = tmp_path / "mine.jsonl"
    lines = [f'{{"id": "{key}", "title": "On {key} alone", "abstract": "The {key} sleeps."}}' for key in ("fox", "owl")]
    file.write_text("\n".join(lines))
    add_files(library, sources([file]))
    library.catalog.tags.add("x", [p.id for p in library.papers()])
    file.write_text(lines[0])
    assert add_files(library, sources([file]), mirror=True).removed == 1
    assert library.catalog.tags.all() == {"x": 1}


def test_an_older_library_gets_its_table_when_it_is_opened(settings: Settings, three_papers: list[Paper]):
    library = Library(settings)
    add(library, three_papers)
    library.close()
    with sqlite3.connect(settings.home / "catalogue.sqlite") as db:
        db.execute("DROP TABLE tags")
        db.execute("DROP TABLE migrations")  # it came later still
    db.close()
    library = Library(settings)
    library.catalog.tags.add("x", [library.papers()[0].id])
    assert library.catalog.tags.all() == {"x": 1}
    library.close()
