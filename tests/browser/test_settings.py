"""What people do on the settings page, in headless Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, served
from tests.damage import cut
from tests.fakes import chat_server

KEY = "sk-secret-of-a-test-1234567890"
WAIT = 30_000
QUESTION = "What is YOLOv9?"


@pytest.fixture
def home(tmp_path: Path, sample_home: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def save(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The next answer is made with it.")).to_be_visible(timeout=WAIT)


def enter(page: Page, key: str) -> None:
    page.get_by_label("Key for").fill(key)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is held in memory")).to_be_visible(timeout=WAIT)


def test_from_no_model_to_an_answer_of_one_and_the_key_stays_out_of_sight(browser: Watched, home: Path, tmp_path: Path):
    page, log = browser.page, tmp_path / "log"
    sent_back: list[str] = []
    page.on("websocket", lambda s: s.on("framereceived", lambda frame: sent_back.append(str(frame))))
    page.on("response", lambda response: sent_back.append(response.url))
    with (
        chat_server("yes", "YOLOv9 uses programmable gradient information [1].", key=KEY) as server,
        served(home, log) as address,
    ):
        page.goto(f"{address}/settings")
        save(page, Model="scripted", Address_of_its_server=server.url)
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text("its server refused the key (401)")).to_be_visible(timeout=WAIT)
        enter(page, KEY)
        expect(page.get_by_label("Key for")).to_have_value("")
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text(f"scripted answers at {server.url}")).to_be_visible(timeout=WAIT)

        page.get_by_role("link", name="Chat", exact=True).click()
        browser.ask(QUESTION)
        expect(page.get_by_text("YOLOv9 uses programmable").first).to_be_visible(timeout=WAIT)
        page.get_by_role("link", name="Settings").click()
        expect(page.get_by_text("scripted: 1 call, 120 tokens, price not known")).to_be_visible(timeout=WAIT)
        page.reload()
        expect(page.get_by_test_id("stMain").get_by_label("Model", exact=True)).to_have_value("scripted", timeout=WAIT)
        expect(page.get_by_text("is held in memory")).to_be_visible(timeout=WAIT)

        other = server.url.replace("127.0.0.1", "localhost")
        save(page, Address_of_its_server=other)
        expect(page.get_by_text("None is set for")).to_be_visible(timeout=WAIT)
        asked = len(server.keys)
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text("its server refused the key (401)")).to_be_visible(timeout=WAIT)
        assert KEY not in str(server.keys[asked:])
        assert KEY not in page.content() + "".join(sent_back) + " ".join(browser.requests)
        browser.stayed_here()
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert KEY.encode() not in written + log.read_bytes()


def test_what_was_saved_holds_after_a_restart_without_the_key(browser: Watched, home: Path):
    page = browser.page
    with chat_server("yes", key=KEY) as server:
        with served(home) as address:
            page.goto(f"{address}/settings")
            save(page, Model="scripted", Address_of_its_server=server.url)
            enter(page, KEY)
            page.goto("about:blank")
        with served(home) as address:
            page.goto(f"{address}/settings")
            expect(page.get_by_label("Address of its server")).to_have_value(server.url, timeout=WAIT)
            expect(page.get_by_text("None is set for")).to_be_visible(timeout=WAIT)
            page.goto("about:blank")
        with served(home, COLLOQUY_MODEL="another", COLLOQUY_BASE_URL=server.url, COLLOQUY_API_KEY=KEY) as address:
            page.goto(f"{address}/settings")
            expect(page.get_by_test_id("stMain").get_by_label("Model", exact=True)).to_be_disabled(timeout=WAIT)
            expect(page.get_by_test_id("stMain").get_by_label("Model", exact=True)).to_have_value("another")
            expect(page.get_by_text("COLLOQUY_API_KEY of the environment is sent to")).to_be_visible()
            assert KEY not in page.content()
            browser.stayed_here()


def test_health_in_words_and_a_repair(browser: Watched, home: Path):
    page = browser.page
    cut(home / "chroma" / "chroma.sqlite3")  # a folder that is missing would be made anew with the next search
    with served(home) as address:
        page.goto(f"{address}/settings")
        page.get_by_role("button", name="Look").click()
        expect(page.get_by_text("the chroma index cannot be read")).to_be_visible(timeout=WAIT)
        page.get_by_role("button", name="Repair").click()
        expect(page.get_by_text("Repaired: the index.")).to_be_visible(timeout=WAIT)
        page.get_by_role("button", name="Look").click()
        expect(page.get_by_text("in step at change")).to_be_visible(timeout=WAIT)
        browser.stayed_here()
