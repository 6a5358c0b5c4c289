"""The library page's states, and a paper's own page, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.conditions import conditions
from rag.library.library import Library
from rag.records import Scope
from rag.setup.settings import load_settings
from tests.fakes import embedding_server
from tests.test_embed import NAME
from tests.test_page import opened
from tests.test_uploads import BIB
from ui.papers.table import fitted, table


@pytest.fixture
def new_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "new"))
    return tmp_path / "new"


@pytest.fixture
def filled(new_home: Path, three_papers) -> Path:
    library = Library(load_settings(home=new_home))
    add(library, three_papers)
    library.close()
    return new_home


def library_page() -> AppTest:
    return run(opened().switch_page("page/library.py"))


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.main.button if button.label == label).click()
    return run(app)


def choose(app: AppTest, *rows: int) -> AppTest:
    app.session_state[app.dataframe[0].key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return run(app)


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "") for name, content in files])
    return press(app, "Add")


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.main.text]


def titles(app: AppTest) -> list[str]:
    return list(app.dataframe[0].value["Title"])


def test_an_empty_library_says_what_to_do_next(new_home: Path):
    app = library_page()
    assert app.title[0].value == "No papers yet" and "export" in app.markdown[0].value and app.file_uploader
    press(app, "Load the 47 sample papers")
    assert (app.title[0].value, len(app.dataframe[0].value)) == ("Library", 47)


def test_files_are_added_with_a_report_that_stays_until_it_is_closed(new_home: Path):
    app = upload(library_page(), ("mine.bib", BIB), ("broken.pdf", b"%PDF-1.4"))
    assert texts(app)[0] == "1 added, 2 skipped. The library holds 1 paper."
    skipped = app.dataframe[0].value
    assert list(skipped["File"]) == ["mine.bib", "broken.pdf"] and skipped["Reason"][0] == "no abstract"
    counts = app.dataframe[1].value
    assert list(counts["Records"]) == [2, 1] and list(counts["Added"]) == [1, 0] and list(counts["Skipped"]) == [1, 1]
    run(app)
    assert "2 skipped" in texts(app)[0]
    press(app, "Close the report")
    assert titles(app) == ["Waggle dances"]


TWO_OF_ONE = b"""@article{bees, title={Waggle dances}, doi={10.1000/bees}, abstract={Bees dance to tell where food is.}}
@article{hive, title={Waggle dances}, doi={10.1000/BEES}, pmid={3.70E+07}, abstract={Bees tell where food is.}}
"""


def test_merges_are_listed_and_a_wrong_one_is_split_from_the_list_and_stays_so(new_home: Path):
    app = upload(library_page(), ("mine.bib", TWO_OF_ONE))
    left, merges = (app.dataframe[n].value for n in range(2))
    assert list(left["Reason"]) == ["no PMID: 3.70E+07"]
    assert merges.iloc[0].tolist() == ["Waggle dances", "mine.bib", "Waggle dances", "the same DOI"]
    app.session_state["merges"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    press(run(app), "Split off 1 record")
    assert "1 paper split into 2" in app.success[0].value
    press(app, "Close the report")
    assert titles(app) == ["Waggle dances"] * 2
    upload(app, ("mine.bib", TWO_OF_ONE))
    assert "2 unchanged" in texts(app)[0]


def test_a_merged_paper_is_split_from_the_table(new_home: Path):
    app = press(upload(library_page(), ("mine.bib", TWO_OF_ONE)), "Close the report")
    press(choose(app, 0), "Split")
    assert titles(app) == ["Waggle dances"] * 2
    assert "Split" not in [button.label for button in choose(app, 0).main.button]


def test_files_of_which_nothing_can_be_read_are_told_too(new_home: Path):
    app = upload(library_page(), ("broken.pdf", b"%PDF-1.4"))
    assert "1 skipped. The library holds 0 papers." in texts(app)
    assert app.title[0].value == "No papers yet"


def test_adding_nothing_says_so(new_home: Path):
    assert "Choose files first" in press(library_page(), "Add").warning[0].value


def test_titles_alone_are_kept_when_that_is_ticked(new_home: Path):
    app = library_page()
    app.checkbox[0].check()
    upload(app, ("mine.bib", BIB))
    assert list(app.dataframe[0].value["Note"].fillna("")) == ["no abstract", ""]


def test_what_a_paid_embedder_costs_is_told(new_home: Path, monkeypatch: pytest.MonkeyPatch):
    with embedding_server() as server:
        monkeypatch.setenv("COLLOQUY_EMBEDDING", NAME)
        monkeypatch.setenv("COLLOQUY_BASE_URL", server.url)
        app = upload(library_page(), ("mine.bib", BIB))
        assert "embedding 1 passages" in texts(app)[1]


def test_the_table_shows_what_is_known_and_leaves_out_what_no_paper_has(filled: Path):
    table = library_page().dataframe[0].value
    assert list(table.columns) == ["Title", "Authors", "Year", "Venue", "Key", "Link"]
    assert list(table.iloc[2]) == [  # what came in last stands first
        "Waggle dances of honey bees",
        "Ada Karlsson; Bo Lind",
        2019,
        "Apidologie",
        "bees",
        "https://doi.org/10.1000/bees",
    ]


def test_ids_that_were_made_for_papers_without_a_key_are_not_shown_as_keys(new_home: Path):
    upload(library_page(), ("mine.csv", b"title,abstract\nZorbly bees,Bees dance in the dark.\n"))
    app = library_page()
    assert list(app.dataframe[0].value.columns) == ["Title"]


def test_search_and_filters_narrow_the_table_and_last_across_pages(filled: Path):
    app = library_page()
    app.text_input[0].set_value("karlsson")
    assert titles(run(app)) == ["Waggle dances of honey bees"]
    assert texts(app)[0] == "1 paper with these words"
    run(app.switch_page("page/chat.py"))
    run(app.switch_page("page/library.py"))
    assert app.text_input[0].value == "karlsson"
    app.text_input[0].set_value("")
    app.slider[0].set_value((2020, 2021))
    assert titles(run(app)) == ["Heat tolerance of reef corals"] and texts(app)[0] == "1 of 3 papers"
    app.slider[0].set_value((2019, 2021))
    app.multiselect[0].set_value(["Apidologie"])
    assert titles(run(app)) == ["Waggle dances of honey bees"]


def test_removing_can_be_undone_after_reruns_and_on_return_to_the_page(filled: Path):
    app = choose(library_page(), 0, 2)
    press(app, "Remove 2 papers")
    assert titles(app) == ["Heat tolerance of reef corals"] and "Removed 2 papers." in texts(app)
    run(app.switch_page("page/chat.py"))
    press(run(app.switch_page("page/library.py")), "Undo")
    assert sorted(app.dataframe[0].value["Key"]) == ["bees", "coral", "ice"]
    assert "Removed 2 papers." not in texts(app)


def test_removing_the_last_papers_can_be_undone_on_the_empty_page(filled: Path):
    app = press(choose(library_page(), 0, 1, 2), "Remove 3 papers")
    assert app.title[0].value == "No papers yet"
    assert len(press(app, "Undo").dataframe[0].value) == 3


def test_another_search_forgets_what_was_ticked(filled: Path):
    app = choose(library_page(), 0)
    app.text_input[0].set_value("corals")
    assert not [button for button in run(app).button if button.label.startswith("Remove")]


def test_one_paper_opens_on_its_own_page_with_its_bibtex(filled: Path):
    app = press(choose(library_page(), 2), "Open the paper")
    assert "@misc{bees" in app.code[0].value and "Waggle dances" in app.code[0].value


def test_a_click_on_a_title_opens_the_paper_and_one_on_another_cell_does_not(filled: Path):
    app = library_page()
    app.session_state[app.dataframe[0].key] = {"selection": {"rows": [], "columns": [], "cells": [(2, "Authors")]}}
    assert run(app).title[0].value == "Library"
    app.session_state[app.dataframe[0].key] = {"selection": {"rows": [], "columns": [], "cells": [(2, "Title")]}}
    assert "@misc{bees" in run(app).code[0].value


def test_a_title_that_is_too_long_for_its_column_ends_in_an_ellipsis():
    one = paper(
        key="a",
        title="The dances of honey bees in the dark of their hive, seen over three summers",
        abstract="x",
        year="2001",
    )
    (shown,) = table([one]).column("Title").to_pylist()
    assert shown.startswith("The dances of honey bees") and shown.endswith("…") and len(shown) < len(one.title)
    assert table([replace(one, year=None, key=one.id)]).column("Title").to_pylist() == [one.title]  # the only column
    assert fitted("Bees", 378) == "Bees"


def test_where_papers_are_added_the_formats_are_named(filled: Path):
    assert any(caption.value.startswith("BibTeX, RIS, CSL-JSON") for caption in library_page().main.caption)


def test_a_paper_that_is_not_there_is_said_in_words(filled: Path):
    app = opened().switch_page("page/paper.py")
    app.query_params["paper"] = "unknown"
    assert run(app).title[0].value == "No such paper"


def test_a_search_that_finds_nothing_under_the_filters_says_so(filled: Path):
    app = library_page()
    app.text_input[0].set_value("glaciers")
    app.multiselect[0].set_value(["Apidologie"])
    run(app)
    assert "Melting of mountain glaciers" not in titles(app) and texts(app)[0].startswith("No title")


def tagged(home: Path) -> dict[str, tuple[str, ...]]:
    """key -> tags."""
    library = Library(load_settings(home=home))
    own = library.catalog.tags.by_paper()
    found = {paper.key: own[paper.id] for paper in library.papers() if paper.id in own}
    library.close()
    return found


def give(home: Path, tag: str, *keys: str) -> None:
    library = Library(load_settings(home=home))
    library.catalog.tags.add(tag, [paper.id for paper in library.catalog.find(keys)])
    library.close()


def labelled(app: AppTest, label: str):
    return next(field for field in (*app.multiselect, *app.selectbox, *app.text_input) if field.label == label)


def test_tags_are_given_and_taken_from_the_ticked_rows(filled: Path):
    give(filled, "to read", "bees", "ice")
    give(filled, "some", "ice")
    app = choose(library_page(), 0, 2)
    assert list(app.dataframe[0].value["Tags"].iloc[0]) == ["some", "to read"]
    assert labelled(app, "Tags of all 2 papers").value == ["to read"]
    labelled(app, "Tags of all 2 papers").set_value(["core [x](y)"])
    labelled(app, "Take away what only some have").set_value(["some"])
    press(app, "Save")
    assert tagged(filled) == {"bees": ("core [x](y)",), "ice": ("core [x](y)",)}
    assert list(app.dataframe[0].value["Tags"].iloc[0]) == ["core [x](y)"]


def test_what_cannot_be_a_tag_is_said_in_words(filled: Path):
    app = choose(library_page(), 0)
    labelled(app, "Tags").set_value(["x" * 61])
    assert "cannot be a tag" in press(app, "Save").error[0].value and tagged(filled) == {}


def test_the_table_is_narrowed_to_papers_with_any_of_the_tags(filled: Path):
    give(filled, "a", "bees")
    give(filled, "b", "ice")
    app = library_page()
    labelled(app, "Tags").set_value(["a", "b"])
    assert titles(run(app)) == ["Melting of mountain glaciers", "Waggle dances of honey bees"]
    labelled(app, "Tags").set_value(["a"])
    assert titles(run(app)) == ["Waggle dances of honey bees"] and texts(app)[0] == "1 of 3 papers"


def test_filters_that_no_paper_meets_say_what_to_do(filled: Path):
    give(filled, "a", "bees")
    app = library_page()
    labelled(app, "Tags").set_value(["a"])
    app.slider[0].set_value((2020, 2021))
    run(app)
    assert texts(app)[0] == "0 of 3 papers" and app.main.caption[-1].value.startswith("Widen the years")
    assert not app.dataframe


def test_a_tag_is_renamed_and_taken_from_all_papers(filled: Path):
    give(filled, "a", "bees", "ice")
    app = library_page()
    labelled(app, "Tags").set_value(["a"])
    run(app)
    labelled(app, "Its new name").set_value("b")
    press(app, "Rename")
    assert tagged(filled) == {"bees": ("b",), "ice": ("b",)} and len(titles(app)) == 3
    press(app, "Take it from 2 papers")
    assert tagged(filled) == {} and "Tags" not in app.dataframe[0].value
    assert "Took the tag b from 2 papers." in texts(app)
    press(app, "Undo")
    assert tagged(filled) == {"bees": ("b",), "ice": ("b",)} and "Took the tag b from 2 papers." not in texts(app)


def test_ticked_papers_become_the_scope_of_the_chat(filled: Path):
    app = press(choose(library_page(), 0, 2), "Ask these 2 papers")
    keys = {paper.key for paper in opened_papers(filled, app.session_state["scope"].only)}
    assert keys == {"bees", "ice"} and app.chat_input


def test_what_a_filter_leaves_becomes_the_scope(filled: Path):
    app = library_page()
    assert not [button for button in app.main.button if "found" in button.label]
    app.slider[0].set_value((2020, 2021))
    press(run(app), "Ask the one found")
    assert app.session_state["scope"] == Scope(
        where=conditions(
            (
                "year>=2020",
                "year<=2021",
            )
        )
    )
    app = library_page()
    app.text_input[0].set_value("glaciers")
    press(run(app), "Ask the one found")
    assert {p.key for p in opened_papers(filled, app.session_state["scope"].only)} == {"ice"}


def opened_papers(home: Path, ids) -> list:
    library = Library(load_settings(home=home))
    found = library.catalog.find(ids)
    library.close()
    return found


def test_a_long_table_comes_in_pages_in_one_order(new_home: Path):
    library = Library(load_settings(home=new_home))
    add(
        library,
        (
            paper(key=f"k{n:04}", title=f"Paper {n:04}", abstract=f"Text {n}.", year=str(2000 + n % 7))
            for n in range(1_001)
        ),
    )
    library.close()
    app = library_page()
    assert len(titles(app)) == 1_000 and titles(app)[0] == "Paper 1000" and texts(app)[0] == "1,001 papers"
    labelled(app, "Order").set_value("newest")
    assert set(run(app).dataframe[0].value["Year"].head(100)) == {2006}
    app.text_input[0].set_value("0007")
    assert titles(run(app))[0] == "Paper 0007"


def paper_page(key: str) -> AppTest:
    app = opened().switch_page("page/paper.py")
    app.query_params["paper"] = key
    return run(app)


def test_a_papers_page_asks_it_alone_and_edits_its_tags(filled: Path):
    app = paper_page("bees")
    labelled(app, "Tags").set_value(["to read"])
    press(app, "Save")
    assert tagged(filled) == {"bees": ("to read",)}
    press(app, "Ask about this paper")
    assert [p.key for p in opened_papers(filled, app.session_state["scope"].only)] == ["bees"] and app.chat_input


def test_a_papers_page_is_shown_without_the_answers_where_these_cannot_be_read(filled: Path):
    (filled / "conversations.sqlite").write_bytes(b"no database" * 100)
    app = paper_page("bees")
    assert "conversations.sqlite: cannot be read" in app.warning[0].value and "@misc{bees" in app.code[0].value
