"""What people do on the library page, in headless Chromium."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from rag.answer.assistant import Assistant
from rag.conversations import Conversations
from rag.intake.readers.record import paper
from rag.library.adding import add as add_papers
from rag.library.library import Library
from rag.library.tables.tags import LONGEST
from rag.records import Group
from rag.setup.settings import load_settings
from tests.browser.conftest import Watched, downloaded, give, served
from tests.test_uploads import BIB

WAIT = 30_000
FIRST_ROW = (18, 36 + 18)  # of the table's boxes: below the head, in the first column


@pytest.fixture
def home(tmp_path: Path, sample_home: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def table(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").last


def tick_first_row(page: Page) -> None:
    """The table is drawn on a canvas: its boxes are places on it. It may be drawn anew just then, and is found again."""
    table(page).click(position={"x": FIRST_ROW[0], "y": FIRST_ROW[1]})


def search(page: Page, words: str) -> None:
    page.get_by_test_id("stMain").get_by_role("textbox", name="Search").fill(words)
    page.keyboard.press("Enter")


def add(page: Page, *files: Path | FilePayload) -> None:
    """Choose files and add them."""
    give(page, *files)
    page.get_by_role("button", name="Add", exact=True).click()


def test_upload_report_find_open_remove_and_undo(browser: Watched, home: Path, tmp_path: Path):
    page = browser.page
    bib, broken = tmp_path / "mine.bib", tmp_path / "broken.pdf"
    bib.write_bytes(BIB)
    broken.write_bytes(b"%PDF-1.4 of a paper")
    with served(home) as address:
        page.goto(address)
        page.get_by_role("link", name="Library").click()
        expect(page.get_by_test_id("stMain").get_by_text("47 papers", exact=True)).to_be_visible(timeout=WAIT)
        page.get_by_text("Add papers").click()
        add(page, bib, broken)
        expect(page.get_by_text("1 added, 2 skipped. The library holds 48 papers.")).to_be_visible(timeout=WAIT)
        for table in ("Skipped records", "Counts by file"):
            cells = page.get_by_role("region", name=table).locator("canvas td")
            expect(cells.filter(has_text="broken.pdf")).to_be_attached()
        assert downloaded(page, "Counts as CSV").read_text("utf-8").count("\n") == 4
        page.get_by_role("button", name="Close the report").click()

        search(page, "waggle dances")
        expect(page.get_by_text("1 paper with these words")).to_be_visible(timeout=WAIT)
        tick_first_row(page)
        page.get_by_role("button", name="Open the paper").click()
        expect(page.get_by_role("heading", name="Waggle dances")).to_be_visible(timeout=WAIT)
        page.reload()
        expect(page.get_by_role("heading", name="Waggle dances")).to_be_visible(timeout=WAIT)
        expect(page.locator("li button")).to_have_count(5)
        nearest = page.locator("li button").first.inner_text()
        page.locator("li button").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=nearest)).to_be_visible(timeout=WAIT)
        page.get_by_role("main").get_by_role("link", name="Library").click()
        search(page, "waggle dances")
        expect(page.get_by_text("1 paper with these words")).to_be_visible(timeout=WAIT)
        tick_first_row(page)
        page.get_by_role("button", name="Remove 1 paper").click()
        expect(page.get_by_text("Removed 1 paper.")).to_be_visible(timeout=WAIT)
        expect(page.get_by_text("1 paper with these words")).not_to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("1 paper with these words")).to_be_visible(timeout=WAIT)
        browser.stayed_here()


def test_hostile_papers_and_names_of_files_are_only_text(browser: Watched, tmp_path: Path):
    hostile = '<img src="http://example.org/a.png" onerror="document.title=1"><script>document.title=2</script>'
    picture = "![x](http://example.org/b.png) [link](javascript:alert(1)) <style>*{display:none}</style>"
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    clean = paper(key="bad", title="Zorbly", abstract="Zorbly bees dance.")
    bad = replace(clean, title=f"Zorbly {hostile}", abstract=f"Bees {picture}", names=(Group(hostile),), venue=picture)
    add_papers(library, [bad, paper(key="good", title="Other bees", abstract="Bees dance.")])
    library.catalog.tags.add(hostile[:LONGEST], [bad.id])
    library.catalog.tags.add(picture[:LONGEST], [bad.id])
    library.close()
    page = browser.page
    with served(home) as address:
        page.goto(f"{address}/library")
        expect(table(page)).to_be_visible(timeout=WAIT)
        page.get_by_text("Add papers").click()
        file = {"name": f"{picture}.bib".replace("/", "-"), "mimeType": "text/plain", "buffer": b"%PDF-1.4"}
        add(page, file)
        expect(page.get_by_text("1 skipped. The library holds 2 papers.")).to_be_visible(timeout=WAIT)
        page.goto(f"{address}/paper?paper={bad.id}")
        expect(page.get_by_role("heading", name=hostile)).to_be_visible(timeout=WAIT)
        expect(page.locator(".abstract")).to_have_text(f"Bees {picture}")
        for tag in (hostile[:LONGEST], picture[:LONGEST]):
            expect(page.locator(".tags").get_by_text(tag, exact=True)).to_be_visible()
        page.get_by_role("button", name="Tags").click()
        expect(page.get_by_test_id("stPopoverBody").get_by_text(hostile[:LONGEST])).to_be_visible(timeout=WAIT)
        page.keyboard.press("Escape")
        page.get_by_text("BibTeX", exact=True).click()
        expect(page.get_by_test_id("stCode")).to_contain_text("@misc{bad")
        page.goto(f"{address}/paper?paper=good")
        page.get_by_role("button", name=hostile).click()
        expect(page.get_by_role("heading", name=hostile)).to_be_visible(timeout=WAIT)
        assert page.title() not in ("1", "2")
        browser.stayed_here()


def saved(page: Page, tag: str) -> None:
    """Write a tag into the open popover and save it, by the keyboard alone."""
    page.get_by_test_id("stPopoverBody").get_by_role("combobox").first.fill(tag)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").press("Enter")


def test_tag_papers_filter_by_the_tag_and_take_them_to_the_chat(browser: Watched, home: Path):
    page = browser.page
    with served(home) as address:
        page.goto(f"{address}/library")
        expect(page.get_by_test_id("stMain").get_by_text("47 papers", exact=True)).to_be_visible(timeout=WAIT)
        tick_first_row(page)
        page.get_by_role("button", name="Tags").press("Enter")
        saved(page, "to read")
        expect(page.locator("canvas td", has_text="to read")).to_be_attached(timeout=WAIT)
        expect(page.get_by_test_id("stPopoverBody")).not_to_be_visible()
        page.get_by_role("combobox", name="Tags").first.fill("to read")
        page.keyboard.press("Enter")
        expect(page.get_by_text("1 of 47 papers")).to_be_visible(timeout=WAIT)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Ask the one found").click()
        expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible(timeout=WAIT)
        browser.stayed_here()


def test_a_papers_page_on_a_narrow_screen_leads_to_the_answers_that_cite_it(browser: Watched, home: Path):
    library = Library(load_settings(home=home))
    answer = Assistant(library.settings, library).ask("What is YOLOv9?")
    cited = answer.citations[0].paper
    kept = Conversations(home)
    conversation = kept.save(answer)
    kept.close()
    library.close()
    page = browser.page
    page.set_viewport_size({"width": 380, "height": 800})
    with served(home) as address:
        page.goto(f"{address}/paper?paper={cited.id}")
        expect(page.get_by_role("heading", name=cited.title)).to_be_visible(timeout=WAIT)
        link = page.get_by_role("link", name=answer.question)
        expect(link).to_have_attribute("href", f"/?conversation={conversation}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Ask about this paper").press("Enter")
        expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible(timeout=WAIT)
        browser.stayed_here()
