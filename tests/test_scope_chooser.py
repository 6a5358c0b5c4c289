"""The scope as it is chosen on the page, run by Streamlit's own AppTest."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.conditions import conditions
from rag.library.library import Library
from rag.records import Scope
from rag.setup.settings import load_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, three_papers) -> Path:
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path))
    library = Library(load_settings(home=tmp_path))
    add(library, three_papers)
    library.catalog.tags.add("to read", [library.papers()[0].id])
    library.close()
    return tmp_path


def chooser(scope: Scope | None = None) -> AppTest:
    def page():
        import streamlit as st

        from rag.setup.settings import load_settings
        from ui.papers.scope import choose, scope_chooser
        from ui.shared import shared_library

        if given := st.session_state.pop("given", None):
            choose(given)
        scope_chooser(shared_library(load_settings()))

    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["given"] = scope
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return run(app)


def words(app: AppTest) -> str:
    return app.text[0].value


def test_the_whole_library_is_asked_until_a_scope_is_chosen(home: Path):
    app = chooser()
    assert words(app) == "Asks the whole library" and [b.label for b in app.button] == ["Ask these"]
    app.selectbox[0].set_value("to read")
    app.slider[0].set_value((2019, 2020))
    press(app, "Ask these")
    assert app.session_state["scope"] == Scope(
        where=conditions(
            (
                "tag=to read",
                "year>=2019",
                "year<=2020",
            )
        )
    )
    assert words(app) == "Asks papers tagged to read and 2019 to 2020"
    assert (app.selectbox[0].value, app.slider[0].value) == ("to read", (2019, 2020))
    press(app, "Ask all papers")
    assert app.session_state["scope"] == Scope() and words(app) == "Asks the whole library"


def test_papers_that_were_chosen_stay_on_offer(home: Path):
    app = chooser(Scope(only=("bees", "ice")))
    assert words(app) == "Asks 2 chosen papers"
    press(app, "Ask all papers")
    assert app.selectbox[0].value == "All papers"
    app.selectbox[0].set_value("2 chosen papers")
    press(app, "Ask these")
    assert app.session_state["scope"] == Scope(only=("bees", "ice"))


def test_a_long_title_is_cut(home: Path):
    library = Library(load_settings(home=home))
    add(library, [paper(key="long", title="A long title of a paper " * 20, abstract="It is long.")])
    library.close()
    line = words(chooser(Scope(only=("long",))))
    assert line.startswith("Asks 1 paper: “A long title") and line.endswith("…") and len(line) < 80


def test_tags_and_years_that_changed_elsewhere_are_offered(home: Path):
    app = chooser()
    other = Library(load_settings(home=home))
    other.catalog.tags.rename("to read", "core")
    other.close()
    assert run(app).selectbox[0].options == ["Any tag, or none", "core (1)"]


def test_a_collection_is_a_scope_where_papers_are_in_any(home: Path):
    library = Library(load_settings(home=home))
    ids = [found.id for found in library.papers()]
    library.catalog.origins.note([("zotero:DB/users/0/library/A", ids[0]), ("zotero:DB/users/0/library/B", ids[1])], 1)
    library.holdings.put({"zotero:DB/users/0/library/A": [("collection", "Thesis/Chapter 2")]})
    library.close()
    app = chooser()
    collections = next(box for box in app.selectbox if box.label == "Collection")
    assert collections.options == ["Any collection, or none", "Thesis (1)", "Thesis/Chapter 2 (1)"]
    collections.set_value("Thesis/Chapter 2")
    press(app, "Ask these")
    assert app.session_state["scope"] == Scope(where=conditions(("collection=Thesis/Chapter 2",)))
    assert words(app) == "Asks papers in Thesis/Chapter 2"
