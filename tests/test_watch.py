"""Watching a folder: a real process, real files, and lines that tell each change."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.test_merging import BEES, ICE, REEF, write

SECONDS = 60  # for a line to come, on a busy machine


class Watching:
    """`colloquy watch` on a folder, and the lines that it prints."""

    def __init__(self, folder: Path, home: Path, *options: str) -> None:
        command = [sys.executable, "-u", "-m", "rag", "watch", str(folder), "--home", str(home), "--interval", "0.3"]
        self.process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self._lines: queue.Queue[str] = queue.Queue()
        self.seen: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def line(self, *words: str) -> str:
        """The next line that has all of these words."""
        deadline = time.monotonic() + SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                self.seen.append(self._lines.get(timeout=left))
            except queue.Empty:
                break
            if all(word in self.seen[-1] for word in words):
                return self.seen[-1]
        raise AssertionError(f"no line with {words}: {self.seen}")

    def end(self, by: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """(exit code, last line of standard error) after Ctrl-C, or another signal."""
        self.process.send_signal(by)
        code = self.process.wait(SECONDS)
        return code, self.process.stderr.read().splitlines()[-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "folder" / "a.jsonl", BEES)
    return tmp_path / "folder"


@pytest.fixture
def start(folder: Path, tmp_path: Path) -> Iterator:
    started: list[Watching] = []

    def starting(*options: str) -> Watching:
        started.append(Watching(folder, tmp_path / "home", *options))
        return started[-1]

    yield starting
    for watching in started:
        if watching.process.poll() is None:
            watching.process.kill()
            watching.process.wait()


def keys(home: Path) -> list[str]:
    library = Library(load_settings(home=home))
    found = sorted(p.key for p in library.papers())
    library.close()
    return found


def test_changes_are_taken_up_one_line_each_until_ctrl_c(start, folder: Path, tmp_path: Path):
    watching = start()
    watching.line("1 added")
    write(folder / "b.jsonl", ICE)
    watching.line("b.jsonl", "1 added")
    write(folder / "a.jsonl", BEES | {"year": 2019}, REEF)
    watching.line("a.jsonl", "1 added, 1 updated")
    (folder / "b.jsonl").unlink()
    write(folder / "c.jsonl", json.dumps(ICE)[:30])
    watching.line("c.jsonl", "cut short")
    write(folder / "c.jsonl", ICE | {"id": "ice2"})
    watching.line("c.jsonl", "1 merged", "3 papers")
    assert watching.end() == (0, "stopped watching")
    assert keys(tmp_path / "home") == ["bees", "ice", "reef"]


def test_a_mirrored_folder_loses_what_is_deleted_and_nothing_while_a_file_is_broken(start, folder, tmp_path: Path):
    write(folder / "b.jsonl", ICE, REEF)
    watching = start("--mirror")
    watching.line("3 added")
    (folder / "b.jsonl").write_bytes(b"")
    watching.line("b.jsonl", "nothing removed", "is empty", "3 papers")
    write(folder / "b.jsonl", ICE)
    watching.line("b.jsonl", "1 removed", "2 papers")
    (folder / "a.jsonl").unlink()
    watching.line("a.jsonl", "1 removed", "1 paper")
    assert watching.end()[0] == 0
    assert keys(tmp_path / "home") == ["ice"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path):
    command = [sys.executable, "-m", "rag", "watch", str(tmp_path / "none"), "--home", str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 1 and done.stderr.startswith("error: ") and "no such folder" in done.stderr
