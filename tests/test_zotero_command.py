"""Zotero from the command line: add, watch, list and export."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.export import TEXTS, Format
from rag.export.formats import papers_in
from rag.intake.readers import read_all
from rag.intake.readers.record import paper as made
from rag.library.citation_keys import Keys
from tests import forks
from tests.running import SECONDS, running
from tests.test_zotero import paper
from tests.zotero_server import FakeZotero, opened

WASPS = "zotero://select/library/items/WASPAAAA"


@pytest.fixture
def zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZotero]:
    with opened(FakeZotero()) as zotero:
        zotero.collect("COLLAAAA", "Thesis")
        zotero.put("WASPAAAA", paper("Wasps", date="2019", DOI="10.1234/wasps", collections=["COLLAAAA"]))
        zotero.put("MOTHAAAA", paper("Moths", date="2020"))
        monkeypatch.setenv("COLLOQUY_ZOTERO_URL", zotero.url)
        yield zotero


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def colloquy(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [forks.python(), "-m", "rag", *words, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)


def printed(home: Path, *words: str) -> str:
    done = colloquy(home, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_zotero_holds_is_listed_and_exported_with_its_address_there(zotero: FakeZotero, home: Path):
    report = json.loads(printed(home, "add", "zotero:", "--json"))
    assert (report["added"], report["files"][0]["source"]) == (2, "zotero:")
    assert WASPS in printed(home, "papers", "--where", "collection=Thesis")
    listed = json.loads(printed(home, "papers", "--where", "collection!=Thesis", "--json"))
    assert [found["zotero"] for found in listed] == ["zotero://select/library/items/MOTHAAAA"]


@pytest.mark.parametrize("format", [format for format in Format if format not in TEXTS])
def test_every_export_of_papers_has_the_address_and_gives_it_back(format: Format, tmp_path: Path):
    found = made(title="Wasps in farmed land", abstract="Wasps were followed.", key="wasps", aliases=[WASPS])
    file = tmp_path / f"export.{format}"
    file.write_text("".join(papers_in(format, [found], Keys({found.id: "wasps"}))))
    assert WASPS in file.read_text()
    assert [again.zotero for again in read_all([file])] == [WASPS]


def test_a_zotero_that_is_not_there_is_one_line_and_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch):
    with opened(FakeZotero()) as closed:
        monkeypatch.setenv("COLLOQUY_ZOTERO_URL", closed.url)
    for command in ("add", "watch"):
        done = colloquy(home, command, "zotero:")
        error, hint = done.stderr.strip().splitlines()[:2]
        assert done.returncode == 1 and "must be open" in error
        assert "Settings > Advanced" in hint and "Allow other applications on this computer" in hint


def test_writing_is_asked_for_with_a_place_and_an_answer(home: Path):
    for words in (
        ("export", "--answer", "--write"),
        ("export", "--to", "zotero:", "--write"),
        ("tag", "a", "b", "--write"),
    ):
        assert colloquy(home, *words).returncode == 2


def test_places_do_not_go_with_files(zotero: FakeZotero, home: Path, tmp_path: Path):
    assert colloquy(home, "add", "zotero:", str(tmp_path)).returncode == 2


def test_changes_are_taken_up_and_a_closed_zotero_is_waited_for(zotero: FakeZotero, home: Path):
    with running("watch", "zotero:", "--mirror", "--interval", "0.1", "--home", str(home)) as watching:
        watching.line("zotero:", "2 added")
        began = time.monotonic()
        zotero.put("ANTSAAAA", paper("Ants"))
        watching.line("1 added", "3 papers")
        assert time.monotonic() - began < 5 * SECONDS / 12  # five seconds on a machine that has nothing else to do
        zotero.move("ANTSAAAA", "COLLAAAA")
        watching.line("collections, tags or notes of 1 paper")
        zotero.enabled = False
        watching.line("waiting", "switched off", "nothing was removed")
        zotero.drop("ANTSAAAA")
        zotero.enabled = True
        watching.line("1 removed", "2 papers")
        assert watching.end() == (0, "stopped watching")
