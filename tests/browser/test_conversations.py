"""What people do with their conversations, in headless Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.conversations import Conversations
from tests import forks
from tests.browser.conftest import Watched, free_port, healthy, served
from tests.fakes import Scripted, chat_server

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"
SLOW = Scripted("SPIN plays against itself [1]. " + "It goes on and on and on. " * 400, pause=0.1)
WAIT = 30_000


@pytest.fixture
def home(tmp_path: Path, sample_home: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def wait_until_kept(page: Page, kept: Conversations, talk: str, sentences: int = 1) -> None:
    """Until so much of the answer is stored, which is at most a second behind what is written."""
    while getattr(kept.path(talk)[0].answer, "text", "").count("It goes on") < sentences:
        page.wait_for_timeout(100)


@contextmanager
def killable(home: Path, **env: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """`colloquy ui`, started as one starts it, and its address."""
    port = free_port()
    process = subprocess.Popen(
        [forks.COLD, "-m", "rag", "ui", "--port", str(port), "--home", str(home)],
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
    )
    try:
        yield process, healthy(process, port)
    finally:
        process.kill()
        process.wait(10)


def answers(page: Page) -> Locator:
    return page.locator(".answer")


def questions(page: Page) -> Locator:
    return page.get_by_test_id("stChatMessage").filter(has=page.get_by_text("person", exact=True))


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def test_reload_find_again_rename_search_export_delete_and_undo(browser: Watched, home: Path, tmp_path: Path):
    page = browser.page
    with served(home) as address:
        page.goto(address)
        browser.ask(QUESTION)
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        page.wait_for_url("**/?conversation=*")
        first = page.url
        page.reload()
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        long = sorted(re.findall(r"[a-z]+", page.locator(".text .lead").inner_text()), key=len)[-2:]

        button(page, "New conversation").click()
        expect(page.get_by_text("Ask your papers")).to_be_visible(timeout=WAIT)
        browser.ask("What is NeuRBF?")
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        expect(answers(page)).to_contain_text("NeuRBF")
        assert page.url != first

        page.get_by_role("textbox", name="Search conversations").fill(f"{long[0].upper()} {long[1]}")
        page.keyboard.press("Enter")
        expect(button(page, "What is NeuRBF?")).to_have_count(0, timeout=WAIT)
        button(page, "Which method lets").click()
        expect(answers(page)).to_contain_text("Self-Play", timeout=WAIT)
        assert page.url == first
        page.get_by_role("textbox", name="Search conversations").fill("")
        page.keyboard.press("Enter")
        expect(button(page, "What is NeuRBF?")).to_be_visible(timeout=WAIT)

        button(page, "Rename").click()
        page.get_by_role("textbox", name="Title").fill("Self-play *at last*")
        button(page, "Save").click()
        expect(button(page, "Self-play *at last*")).to_be_visible(timeout=WAIT)

        page.get_by_test_id("stSidebar").get_by_role("button", name="Export").click()
        with page.expect_download() as exported:
            page.get_by_role("button", name="Markdown", exact=True).click()
        assert exported.value.suggested_filename == "self-play-at-last.md"
        exported.value.save_as(tmp_path / "talk.md")
        assert (tmp_path / "talk.md").read_text("utf-8").startswith("# Self-play \\*at last\\*")
        with page.expect_download() as exported:
            button(page, "Cited papers, BibTeX").click()
        exported.value.save_as(tmp_path / "talk.bib")
        assert "@misc{" in (tmp_path / "talk.bib").read_text("utf-8")
        page.keyboard.press("Escape")

        button(page, "Delete").click()
        expect(page.get_by_text("Deleted “Self-play *at last*”.")).to_be_visible(timeout=WAIT)
        expect(answers(page)).to_have_count(0)
        page.reload()
        button(page, "Undo").click()
        expect(answers(page)).to_contain_text("Self-Play", timeout=WAIT)
        page.wait_for_url(first)
        browser.stayed_here()


def test_back_and_forward_go_through_what_was_open_with_one_press_each(browser: Watched, home: Path):
    page = browser.page
    with served(home) as address:
        page.goto(address)
        for question in ("What is SPIN?", "What is NeuRBF?"):
            browser.ask(question)
            expect(questions(page)).to_contain_text([question], timeout=WAIT)
            page.wait_for_url("**/?conversation=*")
            expect(answers(page)).to_have_count(1, timeout=WAIT)
            if question == "What is SPIN?":
                button(page, "New conversation").click()
                expect(page.get_by_text("Ask your papers")).to_be_visible(timeout=WAIT)
        for go, there in (
            (page.go_back, page.get_by_text("Ask your papers")),
            (page.go_back, questions(page).filter(has_text="What is SPIN?")),
            (page.go_forward, page.get_by_text("Ask your papers")),
            (page.go_forward, questions(page).filter(has_text="What is NeuRBF?")),
        ):
            go()
            expect(there).to_be_visible(timeout=WAIT)
        page.get_by_role("link", name="Library").click()
        expect(page.get_by_role("heading", name="Library")).to_be_visible(timeout=WAIT)
        page.get_by_role("link", name="Chat", exact=True).click()
        expect(questions(page).filter(has_text="What is NeuRBF?")).to_be_visible(timeout=WAIT)
        browser.stayed_here()


def test_a_killed_server_leaves_what_was_written_to_be_asked_again(browser: Watched, home: Path):
    page, kept = browser.page, Conversations(home)
    with chat_server(SLOW, "SPIN plays against itself [1].") as model:
        env = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": model.url}
        with killable(home, **env) as (process, address):
            page.goto(address)
            browser.ask(QUESTION)
            expect(page.get_by_text("It goes on").first).to_be_visible(timeout=WAIT)
            talk = page.url.partition("conversation=")[2]
            wait_until_kept(page, kept, talk, 4)
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)
        written = kept.path(talk)[0].answer.text
        assert written.count("It goes on") >= 4
        with served(home, **env) as address:
            browser.problems.clear()  # of the connection that was cut
            page.goto(f"{address}/?conversation={talk}")
            expect(answers(page)).to_contain_text("It goes on", timeout=WAIT)
            shown = answers(page).inner_text().partition("statements to check")[0]
            assert shown.count("It goes on") == written.count("It goes on")
            expect(page.get_by_text("This answer was broken off")).to_be_visible(timeout=WAIT)
            button(page, "Ask again").click()
            button(page, "Ask it").click()
            expect(page.get_by_text("2 of 2")).to_be_visible(timeout=WAIT)
            expect(page.get_by_text("broken off")).to_have_count(0)
            expect(page.get_by_text("It goes on")).to_have_count(0)
            button(page, "Previous").click()
            expect(page.get_by_text("This answer was broken off")).to_be_visible(timeout=WAIT)
    kept.close()


def test_a_reload_while_an_answer_is_written_leaves_it_with_a_word(browser: Watched, home: Path):
    page = browser.page
    with (
        chat_server(SLOW) as model,
        served(home, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=model.url) as address,
    ):
        page.goto(address)
        browser.ask(QUESTION)
        expect(page.get_by_text("It goes on").first).to_be_visible(timeout=WAIT)
        kept, talk = Conversations(home), page.url.partition("conversation=")[2]
        wait_until_kept(page, kept, talk)
        kept.close()
        page.reload()
        expect(answers(page)).to_contain_text("It goes on", timeout=WAIT)
        expect(page.get_by_text("in another window").or_(page.get_by_text("stopped here")).first).to_be_visible()
        expect(button(page, "Ask again")).to_be_visible()
        browser.stayed_here()


def test_another_window_says_that_an_answer_is_being_written_and_shows_it_when_it_is(browser: Watched, home: Path):
    page = browser.page
    with (
        chat_server(Scripted("SPIN plays against itself [1]. " * 30, hold_after=20)) as model,
        served(home, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=model.url) as address,
    ):
        page.goto(address)
        browser.ask(QUESTION)
        expect(page.get_by_text("plays against").first).to_be_visible(timeout=WAIT)
        other = page.context.new_page()
        other.goto(page.url)
        expect(other.get_by_text("being written in another window")).to_be_visible(timeout=WAIT)
        expect(other.get_by_text("broken off")).to_have_count(0)
        model.go_on.set()
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        expect(other.get_by_text("being written in another window")).to_have_count(0, timeout=WAIT)
        expect(other.get_by_text("broken off").or_(other.get_by_text("stopped here"))).to_have_count(0)
        assert answers(other).inner_text().count("plays against") >= 30
        browser.stayed_here()


def test_edit_ask_by_another_model_and_go_between_versions(browser: Watched, home: Path):
    page = browser.page
    with (
        chat_server("SPIN plays against itself [1].") as model,
        served(home, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=model.url) as address,
    ):
        page.goto(address)
        browser.ask(QUESTION)
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        browser.ask("What is NeuRBF?")
        expect(answers(page)).to_have_count(2, timeout=WAIT)

        page.get_by_role("button", name="Edit", exact=True).first.click()
        page.get_by_role("textbox", name="Question").fill("What is SPIN?")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_text("2 of 2")).to_be_visible(timeout=WAIT)
        expect(answers(page)).to_have_count(1)
        expect(page.get_by_role("main").get_by_text(QUESTION)).to_have_count(0)

        button(page, "Ask again").click()
        page.get_by_role("textbox", name="Model").fill("another")
        page.keyboard.press("Enter")
        button(page, "Ask it").click()
        expect(page.get_by_text("3 of 3")).to_be_visible(timeout=WAIT)
        assert model.requests[-1]["model"] == "another"
        button(page, "Previous").click()
        expect(page.get_by_text("2 of 3")).to_be_visible(timeout=WAIT)
        button(page, "Previous").click()
        expect(answers(page)).to_have_count(2, timeout=WAIT)

        page.get_by_role("radio", name="Thumbs down").last.click()
        comment = page.get_by_role("textbox", name="Comment on the answer")
        comment.fill("Not what I asked.")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Kept with the answer.")).to_be_visible(timeout=WAIT)
        page.reload()
        expect(comment).to_have_value("Not what I asked.", timeout=WAIT)
        browser.stayed_here()


def test_what_is_done_with_an_answer_asks_questions(browser: Watched, home: Path):
    page, kept = browser.page, Conversations(home)
    with served(home) as address:
        page.goto(address)
        browser.ask(QUESTION)
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        cited = answers(page).locator(".card .head").first
        expect(cited).to_contain_text("Self-Play")
        cited.click()
        button(page, "Exclude").first.click()
        expect(page.get_by_text("2 of 2")).to_be_visible(timeout=WAIT)
        expect(answers(page).locator(".card", has_text="Self-Play Fine-Tuning")).to_have_count(0)
        page.get_by_role("list").get_by_role("button", name="Sum up").first.click(timeout=WAIT)
        expect(answers(page)).to_have_count(2, timeout=WAIT)
        first, second = kept.path(page.url.partition("conversation=")[2])
        assert len(first.scope.exclude) == len(second.scope.pin) == 1 and second.answer.citations
        answers(page).last.locator(".card .head").first.click()
        button(page, "Open its page").last.click()
        expect(page).to_have_url(f"{address}/paper?paper={second.scope.pin[0]}", timeout=WAIT)
        page.get_by_role("link", name="Chat", exact=True).click()
        expect(answers(page)).to_have_count(2, timeout=WAIT)
        browser.stayed_here()
    kept.close()


def test_what_was_asked_last_comes_into_view_and_stays_there(browser: Watched, home: Path):
    page = browser.page
    more = "SPIN plays against itself [1].\n\n" * 40
    long = f"## What it does\n\n{more}"
    tops = "() => [...document.querySelectorAll('[data-testid=stChatMessage]')].map(m => m.getBoundingClientRect().top)"
    with (
        chat_server(long, Scripted(long + more * 2, pause=0.01)) as model,
        served(home, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=model.url) as address,
    ):
        page.goto(address)
        browser.ask(QUESTION)
        expect(answers(page)).to_have_count(1, timeout=WAIT)
        expect(questions(page)).to_be_in_viewport()

        answers(page).locator(".mark").first.click()
        expect(page.locator(".cited.chosen")).to_be_in_viewport()
        browser.ask("What is NeuRBF?")
        expect(questions(page).last).to_be_in_viewport(ratio=1, timeout=WAIT)
        expect(questions(page)).to_have_count(2)
        heading = page.get_by_role("main").locator("h2", has_text="What it does").last
        page.wait_for_function("() => document.body.innerText.split('against itself').length > 90", timeout=WAIT)
        expect(button(page, "Stop")).to_be_in_viewport(ratio=1)
        expect(heading).to_be_in_viewport()
        asked, written = page.evaluate(tops)[-2], heading.bounding_box()["y"]
        expect(answers(page)).to_have_count(2, timeout=WAIT)
        assert page.evaluate(tops)[-2] == pytest.approx(asked, abs=1)
        assert heading.bounding_box()["y"] == pytest.approx(written, abs=4)

        page.reload()
        expect(answers(page)).to_have_count(2, timeout=WAIT)
        expect(questions(page).last).to_be_in_viewport(ratio=1)
        browser.stayed_here()
