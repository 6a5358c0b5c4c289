"""What the disk gives back is compared with what was written: a damaged paper is cited by no answer, and told."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.answer.assistant import Assistant
from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.library.reindex import reindex
from rag.library.repair import repair
from rag.library.snapshots import keep
from rag.library.undo import put_back, take_out
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings, load_settings
from tests.conftest import Command

ICE = "What is known of glaciers in the Alps?"
LEFT_OUT = "Left out, as they are damaged on disk: 1 paper"
Change = Callable[[sqlite3.Connection], object]


@pytest.fixture
def home(settings: Settings, three_papers: list[Paper]) -> Path:
    with Library(settings) as library:
        add(library, three_papers)
    return settings.home


def damage(home: Path, change: Change) -> None:
    """Change what is stored behind the library's back."""
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as db, db:
        change(db)


def set_text(column: str, value: str) -> Change:
    return lambda db: db.execute(f"UPDATE papers SET {column} = {value} WHERE key = 'ice'")  # noqa: S608


def flip_vector(db: sqlite3.Connection) -> None:
    rows = db.execute(
        "SELECT passages.id, vector FROM passages JOIN papers ON papers.id = paper_id WHERE key = 'ice'"
    ).fetchall()
    for passage, vector in rows:
        numbers = np.frombuffer(vector, np.float32).copy()
        numbers[7] = -numbers[7]
        db.execute("UPDATE passages SET vector = ? WHERE id = ?", (numbers.tobytes(), passage))


TEXTS = {
    "a word of the abstract": set_text("abstract", "replace(abstract, 'lose', 'gain')"),
    "a figure of the abstract": set_text("abstract", "replace(abstract, '2020', '2030')"),
    "a byte that is no UTF-8": set_text("abstract", "CAST(X'476CFF' AS TEXT)"),
    "the title": set_text("title", "'Melting of fountain glaciers'"),
    "the year": set_text("year", "1999"),
    "authors that are no list": set_text("authors", "'[\"Ada'"),
    "keywords that are no list": set_text("keywords", "'[{'"),
}
CHANGES: dict[str, Change] = TEXTS | {"a vector": flip_vector}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_damaged_paper_is_cited_by_no_answer_and_told(home: Path, kind: str):
    damage(home, CHANGES[kind])
    with Library(load_settings(home=home)) as library:
        answer = Assistant(library.settings, library).ask(ICE)
        assert "ice" not in {citation.paper.key for citation in answer.citations}
        assert any(warning.startswith(LEFT_OUT) for warning in answer.warnings)
        other = Assistant(library.settings, library).ask("What do dancing honey bees tell?")
        assert {citation.paper.key for citation in other.citations} == {"bees"}
        assert kind == "a vector" or {p.key for p in library.papers()} == {"bees", "coral"}
        with pytest.raises(LibraryError, match="1 paper is damaged") as caught:
            library.check()
    assert "--repair" in caught.value.hint


def flips(data: bytes) -> Iterator[int]:
    """Places in a catalogue's file: a paper's id where it stands alone, the description of a table, and any that are not empty."""
    yield data.index(b"CREATE TABLE papers") + 3
    yield from (found.start() for found in re.finditer(rb"(?<![\w\x80-\xff])[0-9a-f]{12}", data))
    yield from random.Random(19).sample([at for at, byte in enumerate(data) if byte], 40)


def test_no_changed_bit_of_the_catalogue_makes_another_paper(home: Path, three_papers: list[Paper]):
    """An id in other letters was another paper, without a checksum; of a damaged description Python told a defect."""
    file = home / "catalogue.sqlite"
    data = file.read_bytes()
    told = 0
    for at in flips(data):
        for bit in (32, 128):
            file.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
            try:
                with Library(load_settings(home=home)) as library:
                    found = {paper.id: paper for paper in library.papers()}
                    told += bool(library.damaged())
                    assert len(found) == 3 or library.damaged()
            except LibraryError:
                told += 1
            else:
                assert found.items() <= {paper.id: paper for paper in three_papers}.items()
    assert told


def test_a_whole_library_has_no_damage_after_every_kind_of_change(home: Path, three_papers: list[Paper]):
    with Library(load_settings(home=home)) as library:
        add(
            library, [paper(key="bees2", title=three_papers[0].title, abstract="Honey bees dance.", doi="10.1000/bees")]
        )
        remove(library, ["coral"])
        library.tags.add("cold", [library.find(["ice"])[0].id])
        reindex(library, "wordllama")
        library.check()
        assert Assistant(library.settings, library).ask(ICE).warnings == () and not library.damaged()


def test_a_library_of_an_earlier_version_gets_them_when_it_is_opened(home: Path):
    damage(home, lambda db: db.executescript("DROP TABLE checksums; DELETE FROM migrations WHERE number = 8"))
    with Library(load_settings(home=home)) as library:
        library.check()
    damage(home, TEXTS["the title"])
    with Library(load_settings(home=home)) as library, pytest.raises(LibraryError, match="damaged"):
        library.check()


def test_a_record_that_comes_again_takes_the_place_of_a_damaged_one(home: Path, three_papers: list[Paper]):
    damage(home, TEXTS["a word of the abstract"])
    with Library(load_settings(home=home)) as library:
        add(library, three_papers)
        library.check()
        assert {p.abstract for p in library.papers()} == {p.abstract for p in three_papers}
        assert Assistant(library.settings, library).ask(ICE).warnings == ()


def test_a_damaged_paper_that_is_taken_out_does_not_come_back_as_sound(home: Path):
    damage(home, TEXTS["a word of the abstract"])
    with Library(load_settings(home=home)) as library:
        ids = sorted(library.catalog.ids())
        put_back(library, take_out(library, ids))
        assert {paper.key for paper in library.papers()} == {"bees", "coral"} and library.catalog.count() == 2


@pytest.mark.parametrize("kind", ["a word of the abstract", "a byte that is no UTF-8", "a vector"])
@pytest.mark.usefixtures("forked")
def test_repair_puts_a_damaged_paper_back_with_its_tags(home: Path, three_papers: list[Paper], kind: str):
    with Library(load_settings(home=home)) as library:
        library.tags.add("cold", [library.find(["ice"])[0].id])
    keep(home)
    damage(home, CHANGES[kind])
    told: list[str] = []
    with Library(load_settings(home=home)) as library:
        assert [fault.index for fault in repair(library, say=told.append)] == ["catalogue"]
        library.check()
        library.refresh()
        assert list(library.papers()) == three_papers and not library.damaged()
        assert retrieve(library, ICE, 1)[0].paper.key == "ice"
        assert library.tags.all() == {"cold": 1}
    assert kind == "a vector" or [line for line in told if "put back from catalogue." in line and "ice" in line]


@pytest.mark.usefixtures("forked")
def test_a_damaged_paper_that_no_backup_has_is_told_and_stays_left_out(home: Path):
    damage(home, TEXTS["a word of the abstract"])
    keep(home)  # which has the damaged one, too
    told: list[str] = []
    with Library(load_settings(home=home)) as library:
        assert len(repair(library, say=told.append)) == 1
        (line,) = [line for line in told if "no backup has it" in line]
        with pytest.raises(LibraryError, match="damaged"):
            library.check()
        remove(library, [line.split()[-1]])
        library.check()


def test_a_command_that_meets_damage_says_so(home: Path, command: Command, tmp_path: Path):
    damage(home, TEXTS["the title"])
    copy = shutil.copytree(home, tmp_path / "copy")
    for words in (["papers"], ["export"], ["search", "glaciers"], ["ask", ICE]):
        done = command(copy, *words)
        assert done.returncode == 0 and "1 paper" in done.stderr and "--repair" in done.stderr, words
        assert "fountain" not in done.stdout
