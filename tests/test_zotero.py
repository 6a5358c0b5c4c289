"""Zotero, live: what a place holds comes in, what changes there is taken up, and nothing is ever lost by mistake."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rag.errors import FetchError, InputError
from rag.intake.report import ImportReport
from rag.intake.sources import sources
from rag.intake.zotero.api import Api
from rag.intake.zotero.contents import Contents
from rag.intake.zotero.place import placed
from rag.library.adding import add_files
from rag.library.conditions import condition
from rag.library.library import Library
from rag.library.undo import put_back, take_out
from rag.library.zotero import take_up
from rag.records import as_json
from rag.setup.settings import load_settings
from tests.zotero_server import FakeZotero, Object, Shelf, opened

ABSTRACT = "{} were followed over two summers. Their numbers grew where hedges were left to stand."


def paper(of: str, **more: object) -> Object:
    creators = [{"creatorType": "author", "firstName": "Ada", "lastName": of.rstrip("s")}]
    return {"title": f"{of} in farmed land", "abstractNote": ABSTRACT.format(of), "creators": creators} | more


@pytest.fixture
def zotero() -> Iterator[FakeZotero]:
    with opened(FakeZotero()) as zotero:
        zotero.put("WASPAAAA", paper("Wasps", date="2019", DOI="10.1234/wasps"))
        zotero.put("MOTHAAAA", paper("Moths", date="2020-05-01"))
        yield zotero


@pytest.fixture
def before_ten() -> Iterator[FakeZotero]:
    with opened(FakeZotero(server=None)) as zotero:
        zotero.put("WASPAAAA", paper("Wasps", date="2019"))
        zotero.put("MOTHAAAA", paper("Moths", date="2020"))
        yield zotero


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(load_settings(home=tmp_path / "home"))
    yield library
    library.close()


@pytest.fixture
def start(library: Library) -> Iterator[Callable]:
    """A place that is looked at again and again: what each look brings, None where there is nothing to read."""
    with ExitStack() as open_:

        def starting(zotero: FakeZotero, place: str = "zotero:", mirror: bool = True, page: int = 2, **options):
            api = open_.enter_context(Api(zotero.url, 10.0, page))
            api.meet()
            contents = Contents(api, placed(api, place), **options)

            def look() -> ImportReport | None:
                return take_up(library, contents, mirror=mirror) if contents.look() else None

            return look

        yield starting


def counts(report: ImportReport | None) -> tuple[int, int, int, int]:
    assert report is not None
    return report.added, report.updated, report.unchanged, report.removed


def titles(library: Library) -> set[str]:
    return {found.title.partition(" in ")[0] for found in library.papers()}


def meeting(library: Library, where: str) -> set[str]:
    return {found.title.partition(" in ")[0] for found in library.each([condition(where)])}


def test_items_come_in_page_by_page_with_their_address_in_zotero(zotero, library, start):
    for n in range(5):
        zotero.put(f"BEE0000{n}", paper(f"Bees{n}"))
    report = start(zotero)()
    assert counts(report) == (7, 0, 0, 0) and report.files[0].source == "zotero:"
    assert sum("start=" in asked for asked in zotero.asked) == 3
    wasps = library.find(["10.1234/wasps"])[0]
    assert wasps.zotero == "zotero://select/library/items/WASPAAAA" and wasps.year == 2019
    assert library.find([wasps.zotero]) == [wasps] and as_json(wasps)["zotero"] == wasps.zotero


def test_files_notes_and_what_is_in_the_trash_are_no_papers(zotero, library, start):
    zotero.put("FILEAAAA", {"itemType": "attachment", "title": "Scan.pdf"})
    zotero.put("NOTEAAAA", {"itemType": "note", "note": "<p>Alone</p>"})
    zotero.put("NOTEBBBB", {"itemType": "note", "note": "<h1>On &amp; on</h1><p>more</p>", "parentItem": "WASPAAAA"})
    zotero.put("ANNOAAAA", {"itemType": "annotation", "annotationText": "a", "parentItem": "FILEAAAA"})
    zotero.bin("MOTHAAAA")
    report = start(zotero)()
    assert titles(library) == {"Wasps"}
    assert [skipped.position for skipped in report.skipped] == ["2 items"]
    ids = [found.id for found in library.papers()]
    assert library.holdings.of("note", ids) == {ids[0]: ("On & on",)}


def test_an_item_without_an_abstract_comes_by_its_title_alone_where_that_is_wanted(zotero, library, start):
    zotero.put("ANTSAAAA", paper("Ants", abstractNote=""))
    report = start(zotero)()
    assert titles(library) == {"Wasps", "Moths"}
    assert [skipped.reason for skipped in report.skipped] == ["no abstract"]
    assert counts(start(zotero, title_only=True)())[0] == 1
    assert titles(library) == {"Wasps", "Moths", "Ants"}


def test_nothing_is_read_where_nothing_has_changed(zotero, start):
    look = start(zotero)
    look()
    zotero.asked.clear()
    assert look() is None
    assert zotero.asked == ["/api/", "/api/users/0/collections"]


def test_only_what_changed_is_read(zotero, library, start):
    look = start(zotero)
    look()
    zotero.put("MOTHAAAA", {"title": "Moths in fallow land"})
    zotero.put("ANTSAAAA", paper("Ants"))
    zotero.asked.clear()
    assert counts(look()) == (1, 1, 0, 0)
    assert not [
        asked for asked in zotero.asked if "items/top?" in asked and "since" not in asked and "keys" not in asked
    ]
    assert "Moths in fallow land" in {found.title for found in library.papers()}
    assert look() is None


@pytest.mark.parametrize("how", ["drop", "bin"])
def test_what_is_deleted_is_removed_where_that_is_wanted(zotero, library, start, how: str):
    look, keeping = start(zotero), start(zotero, mirror=False)
    look(), keeping()
    getattr(zotero, how)("MOTHAAAA")
    assert counts(keeping()) == (0, 0, 0, 0) and len(library) == 2
    assert counts(look()) == (0, 0, 0, 1)
    assert titles(library) == {"Wasps"}


def test_what_another_source_holds_too_is_not_removed(zotero, library, start, tmp_path: Path):
    file = tmp_path / "moths.jsonl"
    file.write_text(json.dumps({"title": "Moths in farmed land", "abstract": ABSTRACT.format("Moths"), "year": 2020}))
    add_files(library, sources([file]))
    look = start(zotero)
    look()
    zotero.drop("MOTHAAAA")
    assert counts(look()) == (0, 0, 0, 0) and titles(library) == {"Wasps", "Moths"}


def test_collections_come_nested_and_are_scopes(zotero, library, start):
    zotero.collect("COLLAAAA", "Thesis")
    zotero.collect("COLLBBBB", "Chapter 2", "COLLAAAA")
    zotero.move("WASPAAAA", "COLLBBBB")
    look = start(zotero)
    look()
    assert library.holdings.collections() == {"Thesis": 1, "Thesis/Chapter 2": 1}
    for where in ("collection=thesis", "collection=Chapter 2", "collection=Thesis/Chapter 2", "collection~apte"):
        assert meeting(library, where) == {"Wasps"}
    assert meeting(library, "collection!=Thesis") == {"Moths"}
    assert meeting(library, "collection=Chapter") == set()


def test_a_move_between_collections_is_taken_up_and_writes_no_paper_anew(zotero, library, start):
    zotero.collect("COLLAAAA", "Thesis")
    look = start(zotero)
    look()
    generation = library.generation()
    zotero.move("MOTHAAAA", "COLLAAAA")
    assert counts(look()) == (0, 0, 1, 0)
    assert meeting(library, "collection=Thesis") == {"Moths"} and library.generation() == generation
    zotero.collect("COLLAAAA", "Book")  # renamed: no item tells that
    assert counts(look()) == (0, 0, 1, 0)
    assert meeting(library, "collection=Book") == {"Moths"} and not meeting(library, "collection=Thesis")
    zotero.move("MOTHAAAA")
    look()
    assert library.holdings.collections() == {}


def test_a_collection_is_taken_with_those_that_it_holds(zotero, library, start):
    zotero.collect("COLLAAAA", "Thesis")
    zotero.collect("COLLBBBB", "Chapter 2", "COLLAAAA")
    zotero.put("ANTSAAAA", paper("Ants"))
    zotero.move("WASPAAAA", "COLLAAAA", "COLLBBBB")
    zotero.move("MOTHAAAA", "COLLBBBB")
    look = start(zotero, "zotero:collection/thesis")
    assert counts(look()) == (2, 0, 0, 0)
    zotero.move("MOTHAAAA")  # out of it: it is still in Zotero, and no longer there
    zotero.move("ANTSAAAA", "COLLBBBB")
    assert counts(look()) == (1, 0, 0, 1)
    assert titles(library) == {"Wasps", "Ants"}
    assert {found.zotero for found in library.papers()} == {
        f"zotero://select/library/items/{key}AAAA" for key in ("WASP", "ANTS")
    }


def test_what_left_a_collection_stays_where_the_library_is_a_source_too(zotero, library, start):
    zotero.collect("COLLAAAA", "Thesis")
    zotero.move("MOTHAAAA", "COLLAAAA")
    zotero.move("WASPAAAA", "COLLAAAA")
    whole, part = start(zotero), start(zotero, "zotero:collection/COLLAAAA")
    whole(), part()
    zotero.move("MOTHAAAA")
    assert counts(part())[3] == 0 and titles(library) == {"Wasps", "Moths"}


def test_a_collection_that_is_deleted_is_told_and_nothing_is_removed(zotero, library, start):
    zotero.collect("COLLAAAA", "Thesis")
    zotero.move("MOTHAAAA", "COLLAAAA")
    look = start(zotero, "zotero:collection/Thesis")
    look()
    del zotero.shelves["users/0"].collections["COLLAAAA"]
    zotero.tick("users/0")
    with pytest.raises(FetchError, match="no more"):
        look()
    assert titles(library) == {"Moths"}


def test_groups_are_places_and_scopes(zotero, library, start):
    zotero.shelves["groups/77"] = Shelf("Reading club")
    zotero.collect("COLLGGGG", "May", library="groups/77")
    zotero.put("BEESGGGG", paper("Bees"), "groups/77")
    zotero.put("ANTSGGGG", paper("Ants", collections=["COLLGGGG"]), "groups/77")
    assert counts(start(zotero, "zotero:group/Reading Club")())[0] == 2
    assert meeting(library, "collection=Reading club") == {"Bees", "Ants"}
    assert meeting(library, "collection=May") == {"Ants"}
    ants = next(found for found in library.papers() if found.title.startswith("Ants"))
    assert ants.zotero == "zotero://select/groups/77/items/ANTSGGGG"
    assert counts(start(zotero, "zotero:group/Reading club/collection/May")())[2] == 1


def test_a_saved_search_is_run_and_a_match_in_a_note_counts_for_its_paper(zotero, library, start):
    zotero.put("NOTEBBBB", {"itemType": "note", "note": "<p>hedges!</p>", "parentItem": "WASPAAAA"})
    found = lambda data: "hedges!" in data.get("note", "") or data.get("title", "").startswith("Ants")  # noqa: E731
    zotero.shelves["users/0"].searches["SRCHAAAA"] = ("To discuss", found)
    look = start(zotero, "zotero:search/to discuss")
    assert counts(look()) == (1, 0, 0, 0) and titles(library) == {"Wasps"}
    zotero.put("ANTSAAAA", paper("Ants"))
    assert counts(look()) == (1, 0, 0, 0)
    zotero.drop("NOTEBBBB")
    assert counts(look()) == (0, 0, 0, 1) and titles(library) == {"Ants"}


def test_a_place_that_is_not_there_is_an_error_with_those_that_are(zotero, start):
    zotero.collect("COLLAAAA", "Thesis")
    zotero.collect("COLLBBBB", "Notes", "COLLAAAA")
    zotero.collect("COLLCCCC", "Notes")
    zotero.collect("COLLDDDD", "Old", "COLLCCCC")
    zotero.collect("COLLEEEE", "Old", "COLLAAAA")
    with pytest.raises(InputError, match="none of that name") as told:
        start(zotero, "zotero:collection/Book")
    assert "Thesis" in told.value.hint
    with pytest.raises(InputError, match=r"several have that name.*Notes/Old"):
        start(zotero, "zotero:collection/Old")
    for wrong in ("zotero:tag/a", "zotero:collection/", "zotero:group/None", "zotero:search/None"):
        with pytest.raises(InputError):
            start(zotero, wrong)
    start(zotero, "zotero:collection/Notes")  # the one of which this is the whole path


def test_citation_keys_are_those_of_the_item_or_of_better_bibtex(zotero, library, start):
    zotero.put("ANTSAAAA", paper("Ants", citationKey="ants2021native"))
    zotero.put("BEESAAAA", paper("Bees", extra="PMID: 12345\nCitation Key: bees_pinned"))
    start(zotero)()
    assert {found.key for found in library.papers()} == {"WASPAAAA", "MOTHAAAA", "ants2021native", "bees_pinned"}
    zotero.citation_keys = {"WASPAAAA": "wasp2019farmed", "MOTHAAAA": "moth2020farmed", "ANTSAAAA": "not_asked"}
    assert counts(start(zotero)()) == (0, 2, 2, 0)  # it was installed
    assert {found.key for found in library.papers()} == {
        *("wasp2019farmed", "moth2020farmed"),
        *("ants2021native", "bees_pinned"),
    }


def test_better_bibtex_names_a_groups_library_by_a_number_of_its_own(zotero, library, start):
    zotero.shelves["groups/77"] = Shelf("Reading club")
    zotero.put("BEESGGGG", paper("Bees"), "groups/77")
    zotero.citation_keys = {"11:BEESGGGG": "bee2020", "BEESGGGG": "of_another_library"}
    start(zotero, "zotero:group/Reading club")()
    assert [found.key for found in library.papers()] == ["bee2020"]


def test_tags_that_people_gave_are_tags_and_those_of_importers_are_keywords(zotero, library, start):
    zotero.put("WASPAAAA", {"tags": [{"tag": "to read"}, {"tag": "Insecta", "type": 1}, {"tag": "x" * 70}]})
    look = start(zotero)
    look()
    wasps = library.find(["10.1234/wasps"])[0]
    assert wasps.keywords == ("to read", "Insecta", "x" * 70)
    assert library.tags.of([wasps.id]) == {wasps.id: ("to read",)}
    library.tags.add("mine", [wasps.id])
    zotero.put("WASPAAAA", {"tags": [{"tag": "read"}]})
    look()
    assert library.tags.of([wasps.id]) == {wasps.id: ("mine", "read")}
    library.tags.remove("read", [wasps.id])
    zotero.put("WASPAAAA", {"volume": "3"})
    look()
    assert library.tags.of([wasps.id]) == {wasps.id: ("mine",)}


def test_a_tag_that_another_item_of_the_paper_has_stays(zotero, library, start):
    zotero.put("WASPBBBB", paper("Wasps", date="2019", DOI="10.1234/wasps", tags=[{"tag": "to read"}]))
    zotero.put("WASPAAAA", {"tags": [{"tag": "to read"}]})
    look = start(zotero)
    look()
    wasps = library.find(["10.1234/wasps"])[0].id
    zotero.put("WASPAAAA", {"tags": []})
    look()
    assert library.tags.of([wasps]) == {wasps: ("to read",)}
    zotero.put("WASPBBBB", {"tags": []})
    look()
    assert library.tags.of([wasps]) == {}


def test_titles_of_notes_follow_their_notes(zotero, library, start):
    zotero.put("NOTEBBBB", {"itemType": "note", "note": "<p>First</p>", "parentItem": "WASPAAAA"})
    look = start(zotero)
    look()
    wasps = library.find(["10.1234/wasps"])[0].id
    zotero.put("NOTEBBBB", {"note": "<p>Second</p>"})
    look()
    assert library.holdings.of("note", [wasps]) == {wasps: ("Second",)}
    zotero.put("NOTECCCC", {"itemType": "note", "note": "<p>Third</p>", "parentItem": "WASPAAAA"})
    look()
    assert library.holdings.of("note", [wasps]) == {wasps: ("Second", "Third")}
    zotero.drop("NOTEBBBB")
    look()
    assert library.holdings.of("note", [wasps]) == {wasps: ("Third",)}


def test_a_title_that_tells_of_a_retraction_marks_the_paper(zotero, library, start):
    look = start(zotero)
    look()
    zotero.put("WASPAAAA", {"title": "RETRACTED: Wasps in farmed land"})
    look()
    assert library.find(["10.1234/wasps"])[0].retracted


def test_an_item_that_is_corrected_stays_one_paper(zotero, library, start):
    look = start(zotero)
    look()
    zotero.put("WASPAAAA", {"DOI": "10.1234/wasps.corrected"})
    assert counts(look()) == (0, 1, 0, 0)
    zotero.put("MOTHAAAA", {"title": "Nocturnal lepidoptera", "abstractNote": "Nothing is as it was in this text."})
    assert counts(look()) == (0, 1, 0, 0) and len(library) == 2


def test_an_item_that_became_another_work_leaves_no_paper_behind(zotero, library, start):
    look = start(zotero)
    look()
    zotero.put("WASPAAAA", paper("Corals", DOI="10.9999/corals", title="Corals and heat", date="2001"))
    assert counts(look()) == (1, 0, 0, 1)
    assert titles(library) == {"Corals and heat", "Moths"}


def test_an_export_of_the_same_items_and_zotero_are_one(zotero, library, start, tmp_path: Path):
    file = tmp_path / "export.json"
    file.write_text(json.dumps(list(zotero.shelves["users/0"].items.values())))
    add_files(library, sources([file]))
    assert counts(start(zotero)()) == (0, 2, 0, 0)
    add_files(library, sources([file]))
    assert len(library) == 2 and all(found.zotero for found in library.papers())


# what may go wrong


def once(when: Callable[[str], bool], then: Callable[[], bool | None]) -> Callable[[str], bool | None]:
    """What is done before the first reply to a path that is meant."""
    waiting = [True]

    def before(path: str) -> bool | None:
        if waiting and when(path):
            waiting.clear()
            return then()
        return None

    return before


def test_a_library_that_changes_between_two_pages_is_read_again(zotero, library, start):
    for n in range(6):
        zotero.put(f"BEE0000{n}", paper(f"Bees{n}"))
    zotero.before = once(lambda path: "start=4" in path, lambda: zotero.drop("BEE00000"))
    report = start(zotero)()
    assert titles(library) == {"Wasps", "Moths", *(f"Bees{n}" for n in range(1, 6))}
    assert report.kept == () and sum("start=2" in asked for asked in zotero.asked) == 2
    assert counts(start(zotero)())[0] == 0


def test_an_item_that_slips_between_two_pages_is_not_missed_and_not_removed(before_ten, library, start):
    """Before Zotero 10 no version tells that a library changed between two pages."""
    for n in range(6):
        before_ten.put(f"BEE0000{n}", paper(f"Bees{n}"))
    look = start(before_ten)
    before_ten.before = once(lambda path: "start=2" in path, lambda: before_ten.drop("WASPAAAA"))
    look()
    assert titles(library) >= {"Moths", *(f"Bees{n}" for n in range(6))}
    look()
    assert titles(library) == {"Moths", *(f"Bees{n}" for n in range(6))}


def test_a_library_that_never_stands_still_is_told_and_loses_nothing(zotero, library, start):
    look = start(zotero)
    look()
    zotero.put("ANTSAAAA", paper("Ants"))
    zotero.drop("MOTHAAAA")
    zotero.before = lambda path: zotero.tick("users/0") if "itemType=note" in path else None
    report = look()
    assert "changed while it was read" in report.skipped[0].reason and report.kept and len(library) == 2
    zotero.before = lambda path: None
    assert counts(look()) == (1, 0, 0, 1) and titles(library) == {"Wasps", "Ants"}


@pytest.mark.parametrize("where", ["items/top?format=keys", "itemType=note", "start=2", "start=4", "json-rpc"])
def test_a_zotero_that_closes_in_the_middle_loses_nothing(zotero, library, start, where: str):
    for n in range(4):
        zotero.put(f"BEE0000{n}", paper(f"Bees{n}"))
    zotero.citation_keys = {}
    start(zotero)()
    assert len(library) == 6
    zotero.drop("MOTHAAAA")
    zotero.put("ANTSAAAA", paper("Ants"))
    look = start(zotero)
    zotero.before = lambda path: False if where in path else None
    with ExitStack() as may_fail:
        if "keys" in where:
            may_fail.enter_context(pytest.raises(FetchError))
        report = look()
        assert report.removed == 0 and report.kept and "broke off" in report.skipped[-1].reason
    assert titles(library) >= {"Wasps", "Moths", *(f"Bees{n}" for n in range(4))}
    zotero.before = lambda path: None
    assert counts(look())[3] == 1 and "Ants" in titles(library) and "Moths" not in titles(library)


def test_an_emptied_place_removes_nothing(zotero, library, start):
    look = start(zotero)
    look()
    zotero.drop("MOTHAAAA"), zotero.drop("WASPAAAA")
    report = look()
    assert report.removed == 0 and "nothing that came from there" in report.kept[0].reason and len(library) == 2


def test_a_library_that_is_being_filled_anew_loses_nothing(zotero, library, start):
    for n in range(28):
        zotero.put(f"BEE000{n:02d}", paper(f"Bees{n}"))
    look = start(zotero, page=100)
    look()
    shelf = zotero.shelves["users/0"]
    whole, shelf.items = shelf.items, dict(list(shelf.items.items())[:8])
    zotero.tick("users/0")
    report = look()
    assert report.removed == 0 and "22 of 30 items" in report.kept[0].reason and len(library) == 30
    assert look() is None  # told once
    zotero.put("MOTHAAAA", {"volume": "7"})
    whole |= shelf.items
    shelf.items = whole
    zotero.drop("BEE00000")
    assert counts(look()) == (0, 1, 0, 1)


def test_another_zotero_with_its_own_database_removes_nothing(zotero, library, start):
    start(zotero)()
    other = FakeZotero(server="DB2")
    other.put("CRABAAAA", paper("Crabs"))
    with opened(other):
        look = start(other)
        look(), other.put("EELSAAAA", paper("Eels")), look()
    assert titles(library) == {"Wasps", "Moths", "Crabs", "Eels"}


def test_another_profile_of_a_zotero_without_a_name_takes_nothing_in_or_out(before_ten, library, start):
    start(before_ten)()
    other = FakeZotero(server=None)
    other.put("CRABAAAA", paper("Crabs"))
    with opened(other):
        look = start(other)
        assert look().kept
        other.put("EELSAAAA", paper("Eels"))
        assert look().kept
    assert titles(library) == {"Wasps", "Moths"}


def test_another_database_under_a_watch_is_told(zotero, library, start):
    look = start(zotero)
    look()
    zotero.server = "DB2"
    for _ in range(2):
        with pytest.raises(FetchError, match="another Zotero"):
            look()
    zotero.server = "DB1"
    zotero.put("ANTSAAAA", paper("Ants"))
    assert counts(look()) == (1, 0, 0, 0)


def test_a_zotero_that_became_version_ten_goes_on_where_it_was(before_ten, library, start):
    start(before_ten)()
    before_ten.server = "DB1"
    look = start(before_ten)
    assert counts(look()) == (0, 0, 2, 0)
    before_ten.drop("MOTHAAAA")
    assert counts(look()) == (0, 0, 0, 1) and titles(library) == {"Wasps"}


def test_changes_that_a_zotero_before_ten_does_not_number_are_found(before_ten, library, start):
    look = start(before_ten)
    look()
    assert look() is None
    before_ten.put("MOTHAAAA", {"volume": "12"})
    assert counts(look()) == (0, 1, 0, 0)
    before_ten.put("ANTSAAAA", paper("Ants"))
    before_ten.drop("WASPAAAA")
    assert counts(look()) == (1, 0, 0, 1) and titles(library) == {"Moths", "Ants"}
    assert look() is None


def test_a_move_that_no_version_and_no_date_tells_is_found_when_all_is_read_again(before_ten, library, start):
    before_ten.collect("COLLAAAA", "Thesis")
    look = start(before_ten, whole_again=0.0)
    look()
    before_ten.move("MOTHAAAA", "COLLAAAA")
    assert counts(look()) == (0, 0, 1, 0) and meeting(library, "collection=Thesis") == {"Moths"}


def test_a_removal_can_be_undone_with_its_place_in_zotero(zotero, library, start):
    zotero.collect("COLLAAAA", "Thesis")
    zotero.move("MOTHAAAA", "COLLAAAA")
    look = start(zotero)
    look()
    moths = next(found for found in library.papers() if found.title.startswith("Moths"))
    put_back(library, take_out(library, [moths.id]))
    assert library.find([moths.zotero]) == [moths] and meeting(library, "collection=Thesis") == {"Moths"}
    zotero.drop("MOTHAAAA")
    assert counts(look())[3] == 1


def test_a_zotero_that_is_not_open_or_switched_off_says_what_to_do(zotero, tmp_path: Path):
    zotero.enabled = False
    with Api(zotero.url, 5.0) as api, pytest.raises(FetchError, match="switched off") as told:
        api.meet()
    assert "Settings > Advanced" in told.value.hint
    with opened(FakeZotero()) as closed:
        pass
    with Api(closed.url, 5.0) as api, pytest.raises(FetchError, match="must be open") as told:
        api.meet()
    assert "Settings > Advanced" in told.value.hint
