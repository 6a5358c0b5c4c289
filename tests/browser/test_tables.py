"""Tables and decisions are taken home as files, in headless Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import is_zipfile

import pytest
from playwright.sync_api import expect

from rag.answer.columns.understand import column_of
from rag.conversations.sheets import TABLE, Sheets
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.browser.conftest import Watched, downloaded, served


@pytest.fixture
def home(tmp_path: Path, three_papers) -> Path:
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    add(library, three_papers)
    library.close()
    sheets = Sheets(home)
    sheets.set_columns(TABLE, [column_of("What share?")])
    sheets.close()
    return home


def test_a_table_is_taken_home(browser: Watched, home: Path):
    page = browser.page
    with served(home) as address:
        page.goto(f"{address}/table")
        page.get_by_role("button", name="Download", exact=True).click()
        for label in ("CSV", "Markdown", "LaTeX"):
            assert "Waggle dances" in downloaded(page, label).read_text("utf-8")
        assert len(json.loads(downloaded(page, "JSON").read_text("utf-8"))["rows"]) == 3
        assert is_zipfile(downloaded(page, "XLSX"))
    browser.stayed_here()


def test_decisions_are_taken_home(browser: Watched, home: Path):
    page = browser.page
    with served(home) as address:
        page.goto(f"{address}/screening")
        page.get_by_role("textbox", name="What the review asks").fill("Which papers are on bees?")
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("button", name="Include").click()
        page.get_by_text("Decisions", exact=True).click()
        expect(page.get_by_role("button", name="RIS")).to_be_visible()
        assert "include" in downloaded(page, "CSV").read_text("utf-8")
        assert downloaded(page, "RIS").read_text("utf-8").count("TY  - ") == 3
    browser.stayed_here()
