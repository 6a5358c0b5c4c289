"""A manuscript is dropped and gone through by keyboard, in headless Chromium."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from rag.checks.manuscript.notes import Notes
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.browser.conftest import Watched, downloaded, give, served
from tests.test_manuscript_page import TEX
from tests.test_signals import until


def test_findings_are_gone_through_by_keyboard_and_noted_on(browser: Watched, tmp_path: Path, three_papers):
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    add(library, three_papers)
    library.close()
    (tmp_path / "draft.tex").write_bytes(TEX)
    with served(home) as address:
        page = browser.page
        page.goto(f"{address}/manuscript")
        give(page, tmp_path / "draft.tex")
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("article.current")).to_contain_text("Contradicted")
        page.get_by_role("radio", name="All that is cited (3)").click()
        expect(page.locator("article")).to_have_count(3)
        page.locator("article").first.click()
        page.keyboard.press("j")
        expect(page.locator("article.current")).to_contain_text("Bees dance")
        page.keyboard.press("k")
        page.keyboard.press("n")
        page.keyboard.type("81, not 75")
        page.keyboard.press("Escape")
        expect(page.locator("article.current")).to_contain_text("75% of recruits")
        expect(page.locator("article.current textarea")).to_have_value("81, not 75")
        until(lambda: Notes(home).all())
        for label in ("HTML", "Markdown"):
            assert "Bees dance" in downloaded(page, label).read_text("utf-8")
        page.reload()
    assert list(Notes(home).all().values()) == ["81, not 75"]
    browser.stayed_here()
