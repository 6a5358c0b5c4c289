"""A catalogue that another program holds, too little memory, a user that is not there: each ends in a line that says so."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rag.cli.memory import check_memory
from rag.conversations import Conversations
from rag.errors import ColloquyError, InputError, LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.library.tables import database
from rag.library.tables.holders import holders
from rag.setup.settings import load_settings
from tests import forks
from tests.conftest import Command
from tests.test_cli import failed

HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute(sys.argv[2])
db.execute(sys.argv[3])
db.execute("SELECT * FROM sqlite_master").fetchall()
print("holds", flush=True)
sys.stdin.read()
"""
ALONE = ("PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE")
WRITING = ("SELECT 1", "BEGIN IMMEDIATE")


@contextmanager
def held(path: Path, *how: str) -> Iterator[int]:
    """Have another process hold a file; its number."""
    with subprocess.Popen(
        [forks.COLD, "-I", "-S", "-c", HOLD, str(path), *how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout and program.stdout.readline() == "holds\n"
        yield program.pid
        assert program.stdin
        program.stdin.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Library(load_settings(home=tmp_path / "home")) as library:
        add(library, [paper(key="ice", title="Melting of glaciers", abstract="Glaciers in the Alps lose ice.")])
    return tmp_path / "home"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 50)


def test_it_is_given_up_within_five_seconds():
    assert database.WAIT <= 4_500


@pytest.mark.usefixtures("impatient")
def test_a_catalogue_that_another_program_holds_is_told_with_who_it_is(home: Path, command: Command):
    with held(home / "catalogue.sqlite", *ALONE) as pid:
        started = time.monotonic()
        done = command(home, "search", "glaciers")
        assert time.monotonic() - started < 5
        failed(done, f"{home}/catalogue.sqlite is locked by another program: ")
        assert f"(process {pid})" in done.stderr and len(done.stderr.splitlines()) == 2
    assert command(home, "search", "glaciers").returncode == 0


@pytest.mark.usefixtures("impatient")
def test_one_that_is_written_is_read_and_its_writer_is_told_to_who_would_write_too(home: Path):
    with held(home / "catalogue.sqlite", *WRITING) as pid, Library(load_settings(home=home)) as library:
        assert [found.key for found in library.papers()] == ["ice"]
        with pytest.raises(LibraryError, match=rf"locked by another program: .*\(process {pid}\)"):
            library.tags.add("cold", [library.papers()[0].id])


@pytest.mark.usefixtures("impatient")
def test_the_same_of_conversations(home: Path):
    Conversations(home).close()
    with held(home / "conversations.sqlite", *ALONE) as pid:
        with pytest.raises(LibraryError, match=rf"conversations.sqlite is locked .*\(process {pid}\)"):
            Conversations(home)


def test_who_has_a_file_open_without_a_lock_may_hold_it_and_nobody_is_made_up(tmp_path: Path):
    path = tmp_path / "file.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE t (a)")
    assert holders(path) == ""
    with held(path, "SELECT 1", "SELECT 1") as pid:
        assert f"(process {pid})" in holders(path)


def test_too_little_memory_is_told_before_anything_fails():
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (100 << 20, before[1]))
    try:
        with pytest.raises(ColloquyError, match="may use 100 MB, and 400 is the least"):
            check_memory()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    check_memory()


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("MemoryError", "error: there is not enough memory"),
        ("type('PanicException', (BaseException,), {})('a `None` value')", "error: PanicException: a `None` value"),
        ("ZeroDivisionError('zero')", "error: ZeroDivisionError: zero"),
    ],
)
def test_what_no_rule_foresaw_ends_in_a_line_and_a_place_to_look(raised: str, told: str):
    """What is not Python panics, and that is no `Exception`."""
    script = (
        "import sys\nfrom rag import cli\n"
        f"@cli.app.command('broken')\ndef broken(): raise {raised}\n"
        "sys.argv = ['colloquy', 'broken']\ncli.main()\n"
    )
    done = subprocess.run([forks.python(), "-c", script], capture_output=True, text=True, check=False)
    first, hint = done.stderr.splitlines()
    assert (done.returncode, first) == (1, told) and ("ulimit" in hint or "colloquy doctor" in hint)


@pytest.mark.parametrize("home", ["~nobody-here/x", "~nobody-here"])
def test_a_folder_of_a_user_that_is_not_there_is_told(home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(InputError, match="no user of that name: ~nobody-here"):
        load_settings(home=home)
    monkeypatch.setenv("COLLOQUY_HOME", home)
    with pytest.raises(InputError, match="no user of that name"):
        load_settings()
    assert load_settings(home="~/x").home == Path(os.path.expanduser("~/x"))
