"""What is drawn can be read: contrast in light and dark, and nothing wider than a narrow screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.setup import stored
from tests.browser.conftest import Watched, served

TEXT, ICON = 4.5, 3.0  # WCAG AA
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
WAIT = 30_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> Iterator[str]:
    """One server for all, with a model that does not answer."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("theme") / "home"))
    stored.write(home, {"model": "m", "base_url": "http://127.0.0.1:9/v1", "budget": "2 usd"})
    with served(home) as at:
        yield at


def pale(page: Page) -> list[str]:
    """What falls short of its contrast, once nothing fades any more."""
    expect(page.locator(".stApp[data-test-script-state=notRunning]")).to_be_visible(timeout=WAIT)
    page.evaluate("() => Promise.allSettled(document.getAnimations().map((fading) => fading.finished))")
    found = page.evaluate(CONTRAST)
    assert len(found) > 5
    return [f"{text}: {ratio:.2f}" for text, ratio, icon in found if ratio < (ICON if icon else TEXT)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_contrast(browser: Watched, address: str, scheme: str):
    page = browser.page
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/settings")
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("no connection to its server")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Look")).to_be_visible()
    assert pale(page) == []

    page.get_by_role("link", name="Library").click()
    expect(page.get_by_test_id("stMain").get_by_text("47 papers", exact=True)).to_be_visible(timeout=WAIT)
    page.get_by_text("Add papers").click()
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_visible(timeout=WAIT)
    assert pale(page) == []

    page.get_by_role("link", name="Chat", exact=True).click()
    expect(page.get_by_text("Ask your papers")).to_be_visible(timeout=WAIT)
    assert pale(page) == []
    browser.ask("How do YOLOv9 and SPIN differ?")
    expect(page.locator(".mark").first).to_be_visible(timeout=WAIT)
    page.locator(".mark").first.click()
    assert pale(page) == []


def test_the_settings_fit_a_narrow_screen(browser: Watched, address: str):
    page = browser.page
    page.set_viewport_size({"width": 380, "height": 800})
    page.goto(f"{address}/settings")
    expect(page.get_by_role("button", name="Look")).to_be_visible(timeout=WAIT)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 380
    browser.stayed_here()
