"""What people do on the page, in headless Chromium."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.browser.conftest import Watched, served
from tests.fakes import Scripted, chat_server

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"


@pytest.fixture
def home(tmp_path: Path, sample_home: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def test_ask_hover_click_and_nothing_leaves_the_machine(browser: Watched, home: Path):
    page = browser.page
    with served(home) as address:
        page.goto(address)
        expect(page.get_by_text("Ask your papers")).to_be_visible(timeout=30_000)
        expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
        first = page.locator(".st-key-suggested button")
        expect(first).to_have_count(4, timeout=30_000)
        assert first.all_inner_texts()[0].endswith("What is NeuRBF?")
        browser.ask(QUESTION)
        mark = page.locator(".text .mark").first
        expect(mark).to_be_visible(timeout=30_000)
        sentence = page.locator(".text .lead").inner_text().removesuffix(mark.inner_text()).strip()

        tip = page.locator(".tip")
        expect(tip).not_to_be_visible()
        mark.hover()
        expect(tip).to_be_visible()
        expect(tip).to_contain_text(sentence)

        expect(page.locator(".abstract")).to_have_count(0)
        mark.click()
        expect(page.locator(".pane .cited.chosen")).to_contain_text(sentence)
        expect(page.locator(".pane .cited.chosen")).to_be_in_viewport()
        page.mouse.move(0, 0)
        page.keyboard.press("Escape")
        expect(page.locator(".pane")).not_to_be_visible()
        expect(mark).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".pane .cited.chosen")).to_be_focused()
        page.keyboard.press("Escape")

        page.locator(".considered summary").click()
        expect(page.locator(".considered li")).to_have_count(9)
        browser.stayed_here()


def test_a_stop_keeps_what_was_written(browser: Watched, home: Path):
    page = browser.page
    long = "SPIN plays against itself [1]. " + "It goes on and on and on. " * 200
    with (
        chat_server(Scripted(long, pause=0.1), "The second answer [1].") as server,
        served(home, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=server.url) as address,
    ):
        page.goto(address)
        browser.ask(QUESTION)
        expect(page.get_by_text("It goes on").first).to_be_visible(timeout=30_000)
        stop = page.get_by_role("button", name="Stop", exact=True)
        stop.click(delay=2_000)  # in which lines are written: it stays below the pointer
        expect(page.locator(".note").first).to_have_text("The answer was stopped here.", timeout=30_000)
        written = page.locator(".text").inner_text()
        assert "SPIN plays against itself" in written and len(written) < len(long)
        expect(page.locator(".mark").first).to_be_visible()
        browser.ask("What is the second question about self-play fine-tuning?")
        expect(page.get_by_text("The second answer").first).to_be_visible(timeout=30_000)
        browser.stayed_here()


def test_hostile_text_is_only_text(browser: Watched, tmp_path: Path):
    hostile = '<img src="http://example.org/a.png" onerror="document.title=1"><script>document.title=2</script>'
    picture = "![x](http://example.org/b.png) [link](javascript:alert(1)) <style>*{display:none}</style>"
    library = Library(load_settings(home=tmp_path))
    clean = paper(key="bad", title="Zorbly", abstract="Zorbly bees dance.")
    # Readers take markup out of what they read: this stands for what they miss.
    abstract = f"Zorbly bees dance {picture}. {hostile} follows zorbly bees."
    add(library, [replace(clean, title=f"Zorbly {hostile}", abstract=abstract)])
    library.close()
    page = browser.page
    with (
        chat_server(Scripted(f"Zorbly bees dance {picture} {hostile} [1].", pause=0.02)) as server,
        served(tmp_path, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=server.url) as address,
    ):
        page.goto(address)
        browser.ask(f"zorbly bees {picture}")
        expect(page.locator(".mark").first).to_be_visible(timeout=60_000)
        expect(page.locator(".text").first).to_contain_text(picture)
        page.locator(".mark").first.click()
        page.get_by_text("Extracts only").click()
        browser.ask(f"which zorbly bees dance {hostile}")
        expect(page.locator(".text")).to_have_count(2, timeout=30_000)
        expect(page.locator(".text").nth(1)).to_contain_text(hostile)
        assert page.title() == "Colloquy"
        browser.stayed_here()
