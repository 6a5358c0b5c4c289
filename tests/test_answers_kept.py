"""Answers that are kept are what was written: damage on disk is told, never shown, and put back from a backup."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.conversations import Conversations
from rag.conversations.answers import scope_from_json
from rag.conversations.mending import kept as said_of
from rag.conversations.mending import mend
from rag.errors import LibraryError
from rag.library.library import Library
from rag.library.snapshots import keep
from rag.library.tables.database import databases
from rag.records import Answer
from rag.setup.settings import load_settings
from tests.answers import BEES, ICE, answer
from tests.conftest import Command
from tests.test_cli import failed

FIRST, SECOND = answer("Bees dance [1].", BEES), answer("Ice melts [1].", ICE, question="And ice?")
CHANGES = (
    "answer_json = replace(answer_json, 'Ice', 'Ire')",
    "answer_json = replace(answer_json, '{', '[')",
    "answer_json = CAST(X'7BFF7D' AS TEXT)",
    "question = 'And fire?'",
    "asked_at = 'p' || asked_at",
    "scope = '{\"only'",
    "checksum = NULL",
    "parent = 77",
    "parent = 2",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    Library(load_settings(home=home)).close()
    with closing(Conversations(home)) as kept:
        kept.save(SECOND, kept.save(FIRST))
    keep(home)
    return home


def change(home: Path, how: str) -> None:
    with closing(sqlite3.connect(home / "conversations.sqlite")) as db, db:
        db.execute(f"UPDATE turns SET {how} WHERE number = 2")  # noqa: S608


def shown(home: Path) -> tuple[Answer, ...]:
    """The answers of the conversation as whoever reads it has them; all that is read of it can be."""
    with closing(Conversations(home)) as kept:
        (heading,) = kept.headings.find()
        kept.said(kept.turns(heading.id))
        kept.citing(ICE.id)
        return tuple(exchange.answer for exchange in kept.path(heading.id) if exchange.answer)


@pytest.mark.parametrize("how", CHANGES)
def test_a_damaged_answer_is_told_and_not_shown_and_put_back(home: Path, how: str):
    change(home, how)
    assert SECOND not in shown(home) and set(shown(home)) <= {FIRST}
    with closing(Conversations(home)) as kept:
        exchange = kept.exchange(2)
        assert exchange and exchange.problem and "damaged on disk" in exchange.problem.message
        with pytest.raises(LibraryError, match="damaged on disk"):
            kept.last_answer()
        kept.rate(2, "up")
    with Library(load_settings(home=home)) as library, pytest.raises(LibraryError, match="1 kept answer is damaged"):
        said_of(library)  # what is written beside it makes it no sounder
    told: list[str] = []
    assert mend(databases(home), told.append)
    assert len(told) == 1 and told[0].startswith("put back from conversations.2")
    assert shown(home) == (FIRST, SECOND)
    assert not mend(databases(home))


@pytest.mark.parametrize("text", ['{"only"', '{"exklude": []}', '{"where": ["yeer>=2019"]}', "[]", '{"only": 1}'])
def test_papers_that_were_chosen_and_are_damaged_are_told_in_a_line(text: str):
    with pytest.raises(LibraryError, match="damaged on disk"):
        scope_from_json(text)


def test_what_no_backup_has_is_told(home: Path):
    change(home, CHANGES[0])
    shutil.rmtree(home / "backups")
    told: list[str] = []
    assert mend(databases(home), told.append) and "no backup has it" in told[0]
    assert shown(home) == (FIRST,)


def test_doctor_tells_and_repairs(home: Path, command: Command):
    change(home, CHANGES[0])
    told = command(home, "doctor")
    failed(told, "failed: answers")
    assert "1 kept answer is damaged on disk" in told.stdout
    assert "put back from conversations." in command(home, "doctor", "--repair").stderr
    assert command(home, "doctor").returncode == 0


def test_an_export_says_what_it_leaves_out(home: Path, command: Command):
    change(home, CHANGES[0])
    told = command(home, "export", "--conversation")
    assert "left out, as it cannot be read: 1 answer" in told.stderr
    assert "Bees dance" in told.stdout and "*Left out, as it cannot be read: 1 answer.*" in told.stdout


def test_no_changed_bit_of_conversations_makes_another_answer(home: Path):
    file = home / "conversations.sqlite"
    data = file.read_bytes()
    fewer = 0
    for at in random.Random(19).sample([at for at, byte in enumerate(data) if byte], 150):
        for journal in home.glob("conversations.sqlite-*"):
            journal.unlink()
        file.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        try:
            with closing(Conversations(home)) as kept:
                told = [exchange.answer for one in kept.headings.find() for exchange in kept.path(one.id)]
        except LibraryError:
            continue
        assert {one for one in told if one} <= {FIRST, SECOND}
        fewer += told != [FIRST, SECOND]
    assert fewer > 30
