"""The table page and the screening page, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.answer.columns.column import Cell
from rag.answer.columns.understand import column_of
from rag.conversations.sheets import SCREENING, TABLE, Sheets
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Span
from rag.setup.settings import load_settings
from tests.fakes import Scripted, chat_server
from tests.test_library_page import press, run
from tests.test_page import opened
from tests.test_sheets import reply
from ui.tables.view import heads, lit

SHARE = "What share of recruits found the feeder?"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, three_papers) -> Path:
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "home"))
    library = Library(load_settings(home=tmp_path / "home"))
    add(library, three_papers)
    library.close()
    return tmp_path / "home"


def page(name: str) -> AppTest:
    return run(opened().switch_page(f"page/{name}.py"))


def field(app: AppTest, label: str):
    return next(one for one in app.main.text_input if one.label == label)


def test_a_question_becomes_a_column_whose_cells_open_in_the_abstract(home: Path):
    app = page("table")
    field(app, "A question for every paper").set_value(SHARE)
    press(app, "Add column")
    table = app.dataframe[0]
    assert list(table.value.columns) == ["Paper", "Year", "Share of recruits found the feeder"]
    assert list(table.value.iloc[:, 2]) == ["81%", "not stated", "not stated"]
    assert any("1 stated, 2 not" in caption.value for caption in app.caption)
    app.session_state[table.key] = {
        "selection": {"rows": [], "columns": [], "cells": [(0, "Share of recruits found the feeder")]}
    }
    run(app)
    assert any(":orange-background[81%]" in text.value.replace("\\", "") for text in app.markdown)
    field(app, "Correct it by hand; empty for not stated").set_value("most of them")
    press(app, "Keep")
    assert app.dataframe[0].value.iloc[0, 2] == "most of them (by hand)"


def test_a_model_reads_when_it_may_and_what_it_read_is_there_again(home: Path, monkeypatch: pytest.MonkeyPatch):
    sheets = Sheets(home)
    sheets.set_columns(TABLE, [column_of(SHARE)])
    with chat_server("-") as server:
        server.refuses = lambda body: Scripted(reply(body))
        monkeypatch.setenv("COLLOQUY_MODEL", "scripted")
        monkeypatch.setenv("COLLOQUY_BASE_URL", server.url)
        app = page("table")
        app.toggle[0].set_value(True)
        run(app)
        assert any("3 cells are to be read: 1 call" in text.value for text in app.text)
        assert not app.dataframe and not server.requests
        press(app, "Read them")
        table = app.dataframe[0]
        told = list(table.value.iloc[:, 2])
        assert told[0] == "Honey: “Honey bees dance to tell where food is.”" and len(server.requests) == 1
        app.session_state[table.key] = {
            "selection": {"rows": [], "columns": [], "cells": [(0, table.value.columns[2])]}
        }
        run(app)
        lit_sentence = ":orange-background[Honey bees dance to tell where food is"
        assert any(lit_sentence in text.value.replace("\\", "") for text in app.markdown)
        sheets.set_columns(TABLE, [column_of(SHARE), column_of("Which city is named?")])
        run(app)
        assert any("3 cells are to be read" in text.value for text in app.text) and len(server.requests) == 1
        sheets.set_columns(TABLE, [column_of(SHARE)])
        assert list(run(app).dataframe[0].value.iloc[:, 2]) == told
    sheets.close()


def test_a_column_is_renamed_filtered_by_and_removed(home: Path):
    sheets = Sheets(home)
    sheets.set_columns(TABLE, [column_of(SHARE)])
    app = page("table")
    field(app, "Name").set_value("Share")
    press(app, "Change")
    field(app, "Only rows where").set_value("Share=not stated")
    assert len(run(app).dataframe[0].value) == 2
    press(app, "Remove the column")
    assert sheets.columns(TABLE) == () and not app.dataframe
    sheets.close()


def test_screening_decides_by_buttons_and_loses_nothing_on_reload(home: Path):
    app = page("screening")
    field(app, "What the review asks").set_value("Which papers are on bees?")
    press(app, "Begin")
    assert any("Waggle dances" in text.value for text in app.markdown)
    press(app, "Include")
    press(app, "Exclude")
    again = page("screening")
    assert any("2 of 3 screened: 1 included, 1 excluded, 0 unsure" in caption.value for caption in again.caption)
    press(again, "Back")
    press(again, "Unsure")
    press(again, "Unsure")
    assert "Every paper is decided on." in again.success[0].value
    sheets = Sheets(home)
    assert sorted(one.decision for one in sheets.decided(SCREENING).values()) == ["include", "unsure", "unsure"]
    sheets.close()


def test_pages_of_an_empty_library_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "new"))
    for name in ("table", "screening"):
        assert "Add some papers first" in page(name).markdown[0].value


def test_an_abstract_is_lit_where_cells_quote_and_words_speak():
    cell = Cell("stated", "dance * well", 5, 17)
    assert lit("Bees dance * well. No <b>.", [cell], [Span(0, 4)]) == (
        ":green-background[Bees] :orange-background[dance \\* well]\\. No \\<b\\>\\."
    )
    assert lit("") == ""


def test_columns_of_one_name_are_told_apart():
    columns = [column_of("Is it so?", "n"), column_of("How many?", "n"), column_of("Who?", "Year")]
    assert heads(columns) == ["n", "n (2)", "Year (3)"]
