"""What runs on and on ends cleanly when it is told to: real processes, by Ctrl-C and by a service manager's signal."""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from pathlib import Path

import filelock
import pytest

from rag.conversations import Conversations
from rag.errors import LibraryError
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.benchmarks.sessions import Session, opened
from tests.browser.conftest import free_port
from tests.fakes import Scripted, chat_server
from tests.running import SECONDS, running
from tests.test_merging import BEES, write

REPLY = "SPIN plays against itself [1]. " * 100
BATCH = 1_000  # records of a transaction
TOLD = pytest.mark.parametrize(
    ("by", "ignoring"),
    [(signal.SIGINT, None), (signal.SIGINT, signal.SIGINT), (signal.SIGTERM, None)],
    ids=["Ctrl-C", "Ctrl-C, ignored at the start", "SIGTERM"],
)


@TOLD
def test_watch_ends(tmp_path: Path, by: signal.Signals, ignoring: signal.Signals | None):
    write(tmp_path / "folder" / "a.jsonl", BEES)
    words = ("watch", str(tmp_path / "folder"), "--home", str(tmp_path / "home"), "--interval", "0.3")
    with running(*words, ignoring=ignoring, cold=by == signal.SIGTERM) as watching:
        watching.line("1 added")
        assert watching.end(by) == (0, "stopped watching")


@TOLD
def test_the_page_ends(sample_home: Path, by: signal.Signals, ignoring: signal.Signals | None):
    words = ("ui", "--port", str(free_port()), "--home", str(sample_home))
    with running(*words, ignoring=ignoring) as page:
        page.line("server started")
        assert page.end(by) == (0, "stopped serving")


def test_what_is_being_added_is_whole_and_can_be_found(tmp_path: Path):
    records = [
        {"id": f"k{n}", "title": f"Herd {n}", "abstract": f"Cows of herd {n} graze on meadow {n % 7}."}
        for n in range(12 * BATCH)
    ]
    write(tmp_path / "folder" / "a.jsonl", *records)
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    with running("watch", str(tmp_path / "folder"), "--home", str(home)) as watching:
        until(lambda: len(library) > 0)
        assert watching.end(signal.SIGTERM) == (0, "stopped watching")
    assert 0 < len(library) < len(records) and len(library) % BATCH == 0
    assert library.dense.generation() == library.lexical.generation() == library.generation()
    library.close()


def test_told_twice_it_waits_for_nothing(tmp_path: Path):
    write(tmp_path / "folder" / "a.jsonl", BEES)
    home = tmp_path / "home"
    Library(load_settings(home=home)).close()
    with filelock.FileLock(home / ".lock"), running("watch", str(tmp_path / "folder"), "--home", str(home)) as watching:
        watching.line("waiting")
        watching.told(signal.SIGTERM)
        watching.line("once more stops at once")
        assert watching.end(signal.SIGTERM) == (0, "stopped watching")


def test_an_answer_that_is_being_written_is_kept_as_far_as_it_came(sample_home: Path, tmp_path: Path, monkeypatch):
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    with chat_server(Scripted(REPLY, pause=0.1)) as server:
        monkeypatch.setenv("COLLOQUY_MODEL", "scripted")
        monkeypatch.setenv("COLLOQUY_BASE_URL", server.url)
        port = free_port()
        with running("ui", "--port", str(port), "--home", str(home)) as page:
            page.line("server started")
            asyncio.run(asked(f"http://127.0.0.1:{port}", home))
            assert page.end(signal.SIGTERM) == (0, "stopped serving")
    conversations = Conversations(home)
    last = conversations.path(conversations.last().id)[-1]
    conversations.close()
    assert last.ended and last.answer.text and REPLY.startswith(last.answer.text)
    assert "stopped" in last.answer.warnings[-1]


async def asked(address: str, home: Path) -> None:
    """Ask on the page, and leave when some of the answer is stored."""
    async with opened(address) as wire:
        session = Session(wire)
        await session.first_paint()
        asking = asyncio.create_task(session.ask("How does SPIN improve a language model?"))
        await asyncio.to_thread(until, lambda: stored(home))
        asking.cancel()


def stored(home: Path) -> bool:
    try:
        conversations = Conversations(home)
        try:
            answer = conversations.last_answer()
        finally:
            conversations.close()
    except LibraryError:
        return False
    return bool(answer and answer.text)


def until(met) -> None:
    deadline = time.monotonic() + SECONDS
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)
