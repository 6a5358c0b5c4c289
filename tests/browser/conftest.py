"""A real page in a real browser: the served app and headless Chromium, with every request on record."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests import forks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Request

    from tests.browser.showing import Shown

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGES = ("library", "manuscript", "map", "paper", "screening", "settings", "table")
PROBED = ("health", "host-config")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",
]


@contextmanager
def served(home: Path, log: Path | None = None, cold: bool = False, **env: str) -> Iterator[str]:
    """`colloquy ui` on a free port; its address.

    Args:
        log: file that takes what it prints.
        cold: whether it is started as one starts it, in place of forked with its imports done.
    """
    python = forks.COLD if cold else forks.python()
    port = free_port()
    command = [python, "-m", "rag", "ui", "--port", str(port), "--home", str(home)]
    with running(command, port, home, log, **env) as address:
        yield address


def free_port() -> int:
    """The same again and again while nobody listens there: a browser keeps what it got from an address.

    No two processes that run tests have the same, and none is a port that the system gives to who connects.
    """
    first = 20_000 + os.getpid() % 1_000 * 10
    for port in range(first, first + 10):
        with socket.socket() as free, suppress(OSError):
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))
            return port
    raise OSError(f"no port is free from {first} on")


@contextmanager
def running(command: list[str], port: int, folder: Path, log: Path | None = None, **env: str) -> Iterator[str]:
    """A server of pages, from when it answers; its address."""
    with open(log or os.devnull, "wb") as told:
        server = subprocess.Popen(command, env={**os.environ, **env}, stdout=told, stderr=subprocess.STDOUT, cwd=folder)
    try:
        yield healthy(server, port)
    finally:
        server.terminate()
        server.wait(10)


def healthy(server: subprocess.Popen, port: int) -> str:
    """The address of a server of pages, once it answers."""
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1):
                return address
        except (URLError, OSError):
            if time.monotonic() > end or server.poll() is not None:
                raise
            time.sleep(0.02)


@dataclass
class Watched:
    """A browser tab, what it asked for, and what went wrong in it."""

    page: object
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.page.get_by_test_id("stChatInputTextArea").fill(question)
        self.page.keyboard.press("Enter")

    def stayed_here(self) -> None:
        """No request left this machine, and nothing was reported on the console."""
        outside = [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname not in ("127.0.0.1", "localhost")
        ]
        assert (outside, self.problems) == ([], [])


def give(page: Page, *files: Path | FilePayload) -> None:
    """Choose files, and wait until the server has each and all are listed: a button that is pressed before knows nothing of
    them, and each pushes it down, from below the pointer."""
    from playwright.sync_api import expect

    def is_upload(request: Request) -> bool:
        return "/upload_file/" in request.url

    taken: list[Request] = []
    page.on("requestfinished", lambda request: taken.append(request) if is_upload(request) else None)
    page.locator("input[type=file]").set_input_files(list(files))
    expect(page.get_by_test_id("stFileUploader").get_by_role("button", name="Remove ")).to_have_count(len(files))
    while len(taken) < len(files):
        page.wait_for_event("requestfinished", is_upload)


def downloaded(page: Page, label: str) -> Path:
    """What the button of this label gives, each time it is pressed."""
    for _ in range(2):
        with page.expect_download() as saved:
            page.get_by_role("button", name=label, exact=True).click()
    return Path(saved.value.path())


def _probing(message: object) -> bool:
    """Whether it tells of Streamlit looking for its server below a page's own address first, as in /library/_stcore."""
    path = urlsplit(message.location["url"]).path
    return "404" in message.text and path in {f"/{page}/_stcore/{what}" for page in PAGES for what in PROBED}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One process for all of these tests, and not beyond: in its thread runs an event loop as long as it is there."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and not os.environ.get("DEMAND_BROWSER"):
        pytest.skip(f"no browser: install one of {', '.join(BROWSERS)}")
    assert found, f"DEMAND_BROWSER is set and none of {BROWSERS} is installed"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # milliseconds; a busy machine is slow, and what comes ends the wait
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, headless=True, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="package")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One server for all tests of answers: each opening of the page reads anew what is on it."""
    from tests.browser.showing import showing

    with showing(tmp_path_factory.mktemp("shown")) as show:
        yield show


@pytest.fixture(scope="package")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One for all tests, with a page of its own, so that scripts are fetched and compiled once."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def browser(window: BrowserContext) -> Iterator[Watched]:
    """A tab of the test's own: of another test, nothing is kept but what was fetched."""
    (stays,) = window.pages
    page = window.new_page()
    watched = Watched(page)
    note = {
        "request": lambda request: watched.requests.append(request.url),
        "console": lambda m: watched.problems.append(m.text) if m.type == "error" and not _probing(m) else None,
        "weberror": lambda error: watched.problems.append(str(error.error)),
    }
    for event, noted in note.items():
        window.on(event, noted)
    page.on("websocket", lambda socket_: watched.requests.append(socket_.url))
    yield watched
    for event, noted in note.items():
        window.remove_listener(event, noted)
    origin = page.evaluate("origin")
    for opened in window.pages[1:]:
        opened.close()
    window.clear_cookies()
    window.clear_permissions()
    window.new_cdp_session(stays).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
