"""Take the README's pictures of the real page: python -m tests.browser.screenshots"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.browser.conftest import BROWSERS, QUIET, served

SIZE = {"width": 1280, "height": 780}
FOLDER = Path(__file__).parent / "screenshots"
QUESTION = "What is programmable gradient information for?"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, BROWSERS)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        library = Library(load_settings(home=home))
        add(library, sample_papers())
        library.close()
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_page(viewport=SIZE)
        with served(home) as address:
            page.goto(address)
            page.get_by_test_id("stChatInputTextArea").fill(QUESTION)
            page.keyboard.press("Enter")
            expect(page.locator(".mark").first).to_be_visible(timeout=30_000)
            page.locator(".mark").first.click()
            expect(page.locator(".cited.chosen")).to_be_visible()
            page.mouse.move(1250, 760)
            page.screenshot(path=FOLDER / "chat.png", animations="disabled")
            page.keyboard.press("Escape")
            page.locator(".mark").last.hover()
            expect(page.locator(".tip:popover-open")).to_be_visible()
            page.screenshot(path=FOLDER / "evidence.png", animations="disabled")
            page.mouse.move(1250, 760)
            page.get_by_test_id("stChatInputTextArea").fill("How do DistillSpec and Transfer Q* differ?")
            page.keyboard.press("Enter")
            expect(page.locator(".compared")).to_be_visible(timeout=30_000)
            page.set_viewport_size({"width": 1280, "height": 1400})  # what stays at the bottom is not over the table
            page.locator(".compared").screenshot(path=FOLDER / "compare.png", animations="disabled")
            page.set_viewport_size(SIZE)
            page.get_by_role("link", name="Library").click()
            page.get_by_test_id("stMain").get_by_role("textbox", name="Search").fill("reward functions")
            page.keyboard.press("Enter")
            expect(page.get_by_text("close by meaning")).to_be_visible(timeout=30_000)
            page.mouse.move(1250, 760)
            page.screenshot(path=FOLDER / "library.png", animations="disabled")
            page.get_by_role("link", name="Map").click()
            expect(page.locator("#atlas[data-drawn]")).to_be_visible(timeout=60_000)
            page.mouse.move(1250, 760)
            page.screenshot(path=FOLDER / "map.png", animations="disabled")
        browser.close()


if __name__ == "__main__":
    main()
