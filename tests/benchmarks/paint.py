"""First paint in Chromium: python -m tests.benchmarks.paint HOME [--times 3].

Seconds from the start of `colloquy ui` until a question can be typed; the same for a second person's browser; then the
first and the second answer, and the first sight of the library page.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from rag.answer.suggest import facts
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.browser.conftest import BROWSERS, QUIET, served

READING = 8.0  # seconds that a person looks at the page before the first question


def seconds(done: Callable[[], object]) -> float:
    started = time.perf_counter()
    done()
    return round(time.perf_counter() - started, 2)


def painted(browser: Browser, address: str) -> Page:
    """A page of a browser without anything cached, once a question can be typed."""
    page = browser.new_context().new_page()
    page.goto(address)
    page.get_by_test_id("stChatInputTextArea").wait_for(timeout=60_000)
    return page


def answered(page: Page, question: str, number: int) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".considered").nth(number).wait_for(timeout=60_000, state="attached")


def library_shown(page: Page) -> None:
    page.get_by_role("link", name="Library").click()
    page.get_by_test_id("stDataFrame").first.wait_for(timeout=60_000)


def measure(browser: Browser, home: Path, questions: tuple[str, ...]) -> dict[str, float]:
    started = time.perf_counter()
    with served(home, cold=True) as address:
        page = painted(browser, address)
        figures = {"first": round(time.perf_counter() - started, 2)}
        time.sleep(READING)
        figures["warm"] = seconds(lambda: painted(browser, address))
        figures["first_answer"] = seconds(lambda: answered(page, questions[0], 0))
        figures["second_answer"] = seconds(lambda: answered(page, questions[1], 1))
        figures["library"] = seconds(lambda: library_shown(page))
        page.goto("about:blank")
    return figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("home", type=Path, help="folder of a library; answers are added to its conversations")
    options.add_argument("--times", type=int, default=3, choices=range(1, 21), metavar="1-20")
    given = options.parse_args()
    library = Library(load_settings(home=given.home))
    questions = facts(library.papers(2_000), 2)
    library.close()
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=found, headless=True, args=QUIET)
        runs = [measure(browser, given.home.absolute(), questions) for _ in range(given.times)]
        browser.close()
    print(
        json.dumps(
            {name: {"median": median(r[name] for r in runs), "all": [r[name] for r in runs]} for name in runs[0]}
        )
    )


if __name__ == "__main__":
    main()
