"""A library that cannot be written is searched, asked, listed, exported and backed up; who would change it is told in a line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests import forks

# A superuser may write whatever its rights say, until it gives that up; what is forked from here on has given it up, too.
POWERLESS = """
import ctypes, sys
header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
if ctypes.CDLL(None, use_errno=True).capset(header, none):
    raise OSError(ctypes.get_errno())
sys.argv = ["colloquy", *sys.argv[1:]]
from rag.cli import main
for words in " ".join(sys.argv[1:]).split(" | "):
    sys.argv = ["colloquy", *words.split("~")]
    try:
        main()
    except SystemExit as ended:
        print("ended with", ended.code or 0, flush=True)
    sys.stderr.flush()
"""
READING = (
    "ask~What is known of glaciers?",
    "search~glaciers",
    "papers",
    "export",
    "export~--answer",
    "tags",
    "table~--yes~What was measured?",
)
WRITING = ("add~--sample", "tag~cold~ice", "screen~--include~ice")


def without_rights(home: Path, *commands: str) -> list[tuple[str, int]]:
    """What each command prints, and its exit code, of a home that cannot be written."""
    folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        done = subprocess.run(
            [forks.python(), "-c", POWERLESS, " | ".join(commands)],
            env={**os.environ, "COLLOQUY_HOME": str(home)},
            cwd=home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        )
    finally:
        for folder in folders:
            folder.chmod(0o700)
    *parts, rest = done.stdout.split("ended with ")
    texts = [parts[0], *(part.partition("\n")[2] for part in parts[1:])]
    codes = [int(part.split()[0]) for part in [*parts[1:], rest]]
    return list(zip(texts, codes, strict=True))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    with Library(load_settings(home=home)) as library:
        bees = paper(key="bees", title="Waggle dances", abstract="Honey bees dance to tell where food is.")
        add(library, [bees, paper(key="ice", title="Melting of glaciers", abstract="Glaciers in the Alps lose ice.")])
    return home


def files(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_all_is_read_and_nothing_written(home: Path):
    before = files(home)
    backup = home.parent / "file.backup"
    done = without_rights(home, *READING, f"backup~{backup}", *WRITING)
    (asked, *others), refused = done[: len(READING) + 1], done[len(READING) + 1 :]
    assert asked[1] == 0 and "lose ice" in asked[0] and "not kept" in asked[0] and "read-only" in asked[0]
    searched, listed, exported, answer, _, table, saved = others
    assert [code for _, code in (searched, listed, exported, table, saved)] == [0] * 5
    assert "Melting of glaciers" in searched[0] and "Waggle dances" in listed[0] and "@" in exported[0]
    assert "there is no answer yet" in answer[0]
    assert backup.stat().st_size and "not kept" in table[0]
    for text, code in refused:
        assert code == 1 and "read-only" in text and text.count("\n") <= 2, text
    assert files(home) == before


@pytest.mark.parametrize("journal", ["with its index", "without its index"])
def test_what_a_journal_holds_is_read(home: Path, journal: str):
    """Copied while it was open: what was written last is in the journal alone."""
    library = Library(load_settings(home=home))
    add(library, [paper(key="lichen", title="Lichen on graves", abstract="Lichen grows on old graves, slowly.")])
    copy = shutil.copytree(home, home.with_name("copy"))
    library.close()
    if journal == "without its index":
        (copy / "catalogue.sqlite-shm").unlink()
    ((found, code),) = without_rights(copy, "search~lichen on graves")
    assert code == 0 and "Lichen on graves" in found


@pytest.mark.parametrize("harm", ["an earlier version", "no lexical index", "an index behind"])
def test_one_that_would_be_written_first_is_read_all_the_same(home: Path, harm: str):
    if harm == "an earlier version":
        with closing(sqlite3.connect(home / "catalogue.sqlite")) as db, db:
            db.executescript("DROP TABLE checksums; DELETE FROM migrations WHERE number = 8")
    elif harm == "no lexical index":
        shutil.rmtree(home / "lexical")
    else:
        (home / "lexical" / "GENERATION").write_text("0")
    before = files(home)
    ((found, code), (listed, _)) = without_rights(home, "search~glaciers of the Alps", "papers")
    assert code == 0 and "Melting of glaciers" in found and "Waggle dances" in listed
    assert files(home) == before


def test_a_folder_that_cannot_be_written_and_holds_nothing_is_no_library(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    ((told, code),) = without_rights(tmp_path / "empty", "papers")
    assert code == 1 and "cannot be written" in told


def test_conversations_are_worked_with_in_a_copy(home: Path):
    """As on a page, where all works and nothing is kept."""
    done = subprocess.run(
        [forks.python(), "-c", POWERLESS.split("sys.argv = ")[0] + COPY, str(home)],
        env={**os.environ, "COLLOQUY_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["True", "1", "0"], done.stderr


COPY = """
import os
from pathlib import Path
from rag.answer.assistant import Assistant
from rag.conversations import Conversations
from rag.library.library import Library
from rag.setup.settings import load_settings
home = Path(sys.argv[1])
home.chmod(0o500)
library = Library(load_settings(home=home))
answer = Assistant(library.settings, library).ask("What is known of glaciers?")
conversations = Conversations(home)
conversations.save(answer)
print(library.is_read_only, len(Conversations(home).headings.find()), len(list(home.glob("conversations*"))))
home.chmod(0o700)
"""
