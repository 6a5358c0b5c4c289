"""Watching a folder: a real process, real files, and lines that tell each change."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rag.library.library import Library
from rag.setup.settings import load_settings
from tests import forks
from tests.running import SECONDS, Running, running
from tests.test_merging import BEES, ICE, REEF, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "folder" / "a.jsonl", BEES)
    return tmp_path / "folder"


@pytest.fixture
def start(folder: Path, tmp_path: Path) -> Iterator:
    with ExitStack() as started:

        def starting(*options: str) -> Running:
            words = ("watch", str(folder), "--home", str(tmp_path / "home"), "--interval", "0.3", *options)
            return started.enter_context(running(*words))

        yield starting


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
    command = [forks.python(), "-m", "rag", "watch", str(tmp_path / "none"), "--home", str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 1 and done.stderr.startswith("error: ") and "no such folder" in done.stderr
