"""Each file of a library broken in each way that is known: put back from its newest backup, or set aside, and told."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.answer.spending import Spending
from rag.conversations import Conversations
from rag.conversations.sheets import Sheets
from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library import snapshots
from rag.library.adding import add
from rag.library.library import Library
from rag.library.mending import broken, mend
from rag.library.repair import repair
from rag.library.snapshots import backups, keep
from rag.records import Usage
from rag.search.retrieve import retrieve
from rag.setup import stored
from rag.setup.settings import load_settings
from tests.conftest import Command
from tests.damage import cut, spoil
from tests.test_cli import failed, output

BESIDE = ("conversations.sqlite", "tables.sqlite", "spending.sqlite", "settings.json")
LICHEN = paper(key="lichen", title="Lichen on graves", abstract="Lichen grows on old graves, slowly.")


def spoil_head(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:40] = b"x" * len(data[:40])
    path.write_bytes(data)


def as_a_folder(path: Path) -> None:
    path.unlink()
    (path / "inner").mkdir(parents=True)


def as_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "nowhere" / "file")


def as_a_circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


HARMS: dict[str, Callable[[Path], object]] = {
    "cut short": cut,
    "spoilt": spoil,
    "spoilt at its head": spoil_head,
    "a folder": as_a_folder,
    "a link to nowhere": as_a_link,
    "a link to itself": as_a_circle,
    "gone": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with something in every file of its, and a backup of each."""
    home = tmp_path_factory.mktemp("whole") / "home"
    with Library(load_settings(home=home)) as library:
        bees = paper(key="bees", title="Waggle dances", abstract="Honey bees dance to tell where food is.")
        add(library, [bees, paper(key="ice", title="Melting of glaciers", abstract="Glaciers in the Alps lose ice.")])
        answer = Assistant(library.settings, library).ask("Do glaciers lose ice?")
    with closing(Conversations(home)) as conversations, closing(Sheets(home)) as sheets:
        conversations.save(answer)
        sheets.set_topic("screening", "ice")
    Spending(home).note("model", Usage(1, 2, 3, None))
    stored.write(home, {"timeout": 100})
    keep(home)
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


def mended(home: Path) -> list[str]:
    told: list[str] = []
    mend(home, told.append)
    return told


def holds_everything(home: Path) -> None:
    assert list(broken(home)) == []
    with closing(Conversations(home)) as conversations, closing(Sheets(home)) as sheets:
        assert conversations.last() and sheets.topic("screening") == "ice"
    assert [spent.model for spent in Spending(home).of()] == ["model"]
    with Library(load_settings(home=home)) as library:
        assert retrieve(library, "glaciers of the Alps", 1)[0].paper.key == "ice"
        assert library.settings.timeout == 100
        library.check()


@pytest.mark.parametrize("harm", HARMS)
def test_every_file_is_put_back_from_its_backup_and_what_was_there_stays(home: Path, harm: str):
    names = ("catalogue.sqlite", *BESIDE)
    for name in names:
        HARMS[harm](home / name)
    told = mended(home)
    for name in names:
        (line,) = [line for line in told if line.startswith(name)]
        assert "put back as of 20" in line
        assert (harm == "gone") != bool(list(home.glob(f"{name}.damaged-*")))
        assert name != "catalogue.sqlite" or "none of its papers is lost" in line
    holds_everything(home)


@pytest.mark.parametrize("harm", [harm for harm in HARMS if harm not in ("gone", "emptied")])
def test_what_no_backup_has_is_set_aside_and_begins_anew(home: Path, harm: str):
    shutil.rmtree(home / snapshots.FOLDER)
    for name in BESIDE:
        HARMS[harm](home / name)
    told = mended(home)
    assert len(told) == len(BESIDE) and all("no backup has it: set aside" in line for line in told)
    with closing(Conversations(home)) as conversations:
        assert conversations.last() is None
    assert load_settings(home=home).timeout == 300


@pytest.mark.parametrize("harm", ["spoilt at its head", "gone", "a folder"])
def test_a_catalogue_without_a_backup_is_left_alone_and_told(home: Path, harm: str):
    shutil.rmtree(home / snapshots.FOLDER)
    HARMS[harm](home / "catalogue.sqlite")
    before = sorted(home.rglob("*"))
    with pytest.raises(LibraryError, match="no backup"):
        mend(home)
    assert [path for path in sorted(home.rglob("*")) if path.name != ".lock"] == [
        path for path in before if path.name != ".lock"
    ]


def test_what_came_after_the_backup_is_told_and_the_indexes_follow(home: Path):
    with Library(load_settings(home=home)) as library:
        add(library, [LICHEN])
        generation = library.generation()
    spoil(home / "catalogue.sqlite")
    (line,) = mended(home)
    assert "lost" in line and ("lichen" in line or "1 change" in line) and "none" not in line
    with Library(load_settings(home=home)) as library:
        assert library.generation() > generation  # no process goes on with what it has read
        assert {hit.paper.key for hit in retrieve(library, "lichen on graves")} == {"bees", "ice"}
        assert library.lexical.generation() == library.dense.generation() == library.generation()


@pytest.mark.parametrize("harm", ["spoilt at its head", "gone"])
def test_who_has_a_library_open_goes_on_with_what_was_put_back(home: Path, harm: str):
    """What was written into the file that was set aside was told as added, and nobody else saw it."""
    with Library(load_settings(home=home)) as page, closing(Conversations(home)) as kept:
        first = kept.last()
        for name in ("catalogue.sqlite", "conversations.sqlite"):
            HARMS[harm](home / name)
        mended(home)
        add(page, [LICHEN])
        assert {hit.paper.key for hit in retrieve(page, "lichen on graves")} == {"bees", "ice", "lichen"}
        kept.save(Assistant(page.settings, page).ask("Where does lichen grow?"))
    with Library(load_settings(home=home)) as other, closing(Conversations(home)) as read:
        assert [paper.key for paper in other.papers()] == ["bees", "ice", "lichen"]
        assert read.last().answers[-1].question == "Where does lichen grow?" and read.last().id != first.id


@pytest.mark.parametrize("name", ["catalogue.sqlite", "conversations.sqlite"])
def test_nothing_is_written_into_a_file_that_was_taken_away(home: Path, name: str):
    with Library(load_settings(home=home)) as page, closing(Conversations(home)) as kept:
        answer = Assistant(page.settings, page).ask("Where does lichen grow?")
        (home / name).rename(home / "elsewhere")
        before = (home / "elsewhere").read_bytes()
        write = partial(add, page, [LICHEN]) if name == "catalogue.sqlite" else partial(kept.save, answer)
        with pytest.raises(LibraryError, match="moved away or deleted"):
            write()
        with ThreadPoolExecutor() as pool, pytest.raises(LibraryError, match="moved away or deleted"):
            pool.submit(write).result()  # which has no connection yet
    assert (home / "elsewhere").read_bytes() == before and not (home / name).exists()


def test_a_damaged_backup_is_passed_over_for_the_one_before(home: Path):
    (newest,) = backups(home / "catalogue.sqlite")
    before = newest.with_name("catalogue.2001-01-01.sqlite")
    shutil.copyfile(newest, before)
    os.utime(before, (1e9, 1e9))
    spoil(newest)
    spoil_head(home / "catalogue.sqlite")
    (line,) = mended(home)
    assert "put back as of 2001" in line
    holds_everything(home)


def test_a_journal_of_the_damaged_file_is_not_written_into_the_one_put_back(home: Path):
    library = Library(load_settings(home=home))
    add(library, [LICHEN])  # in the journal, while it is open
    aside = shutil.copytree(home, home.with_name("copy"))
    library.close()
    assert (aside / "catalogue.sqlite-wal").stat().st_size
    as_a_folder(aside / "catalogue.sqlite")
    mended(aside)
    assert not (aside / "catalogue.sqlite-wal").exists() and list(aside.glob("catalogue.sqlite.damaged-*-wal"))
    holds_everything(aside)


@pytest.mark.parametrize("name", [".lock", ".writable", "catalogue.sqlite-wal", "backups"])
@pytest.mark.parametrize("harm", ["a folder", "a link to itself"])
def test_what_stands_where_a_mark_or_a_journal_has_its_place_is_taken_away(home: Path, name: str, harm: str):
    if (home / name).is_dir():
        shutil.rmtree(home / name)
    (home / name).touch()
    if harm != "a folder" or name != "backups":
        HARMS[harm](home / name)
    mended(home)
    keep(home)
    holds_everything(home)


def test_a_file_of_a_later_version_is_left_as_it_is(home: Path):
    for name in ("catalogue.sqlite", "conversations.sqlite"):
        with closing(sqlite3.connect(home / name)) as db, db:
            db.execute("INSERT INTO migrations VALUES (999, 'of a later version', '2030-01-01')")
    assert mended(home) == []
    with pytest.raises(LibraryError, match="another version"):
        Library(load_settings(home=home))


@pytest.mark.usefixtures("forked")
def test_doctor_sees_and_repairs_what_lies_beside_the_papers(home: Path, command: Command):
    spoil_head(home / "conversations.sqlite")
    (home / "settings.json").write_text("{broken")
    told = command(home, "doctor")
    failed(told, "settings, files")
    assert "conversations.sqlite cannot be read" in told.stdout and "put back as of" in told.stdout
    done = command(home, "doctor", "--repair", "--json")
    assert output(done)["ok"]
    assert "settings.json cannot be read" in done.stderr and "nothing to repair" not in done.stderr
    holds_everything(home)


@pytest.mark.parametrize("index", ["chroma", "lexical"])
@pytest.mark.parametrize("place", ["", "inner"])
@pytest.mark.usefixtures("forked")
def test_an_index_that_is_a_link_to_nowhere_is_built_anew(home: Path, index: str, place: str):
    folder = home / index
    if place:
        file = next(path for path in sorted(folder.iterdir()) if path.suffix in (".idx", ".sqlite3"))
        as_a_link(file)
    else:
        shutil.rmtree(folder)
        folder.symlink_to(home / "nowhere")
    with Library(load_settings(home=home)) as library:
        assert index in [fault.index for fault in repair(library)]
    holds_everything(home)


# When backups are made, and how many


def names(home: Path) -> list[str]:
    return [path.name for path in backups(home / "catalogue.sqlite")]


def test_only_what_has_changed_is_backed_up_and_not_at_every_moment(home: Path, monkeypatch: pytest.MonkeyPatch):
    assert keep(home) == []
    Library(load_settings(home=home)).close()
    assert keep(home) == []  # opened, and nothing more
    with Library(load_settings(home=home)) as library:
        add(library, [LICHEN])
    monkeypatch.setattr(snapshots, "_A_SECOND", 1)
    assert keep(home) == []  # the last one was made a moment ago
    monkeypatch.undo()
    (newest,) = backups(home / "catalogue.sqlite")
    monkeypatch.setattr(snapshots, "_A_SECOND", 1e12)
    assert keep(home) == [newest]
    with closing(sqlite3.connect(newest)) as db:
        assert db.execute("SELECT count(*) FROM papers").fetchone() == (3,)
    assert all(path.stat().st_mode & 0o77 == 0 for path in (newest, newest.parent))


def test_the_last_days_are_kept_and_of_large_files_fewer(home: Path, monkeypatch: pytest.MonkeyPatch):
    (newest,) = backups(home / "catalogue.sqlite")
    for day in range(1, 6):
        shutil.copyfile(newest, newest.with_name(f"catalogue.2001-01-0{day}.sqlite"))
    os.utime(newest, (0, 0))
    monkeypatch.setattr(snapshots, "_A_SECOND", 1e12)
    assert keep(home) == [newest]
    assert names(home) == [newest.name, "catalogue.2001-01-05.sqlite", "catalogue.2001-01-04.sqlite"]
    os.utime(newest, (0, 0))
    monkeypatch.setattr(snapshots, "_MOST", 1)
    keep(home)
    assert names(home) == [newest.name]


@pytest.mark.parametrize("harm", ["spoilt", "spoilt at its head"])
def test_a_damaged_file_takes_no_place_of_a_sound_backup(home: Path, harm: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(snapshots, "_A_SECOND", 1e12)
    HARMS[harm](home / "conversations.sqlite")
    (sound,) = backups(home / "conversations.sqlite")
    before, told = sound.read_bytes(), []
    assert keep(home, told.append) == []
    assert sound.read_bytes() == before and "no backup was made" in told[0] and "colloquy doctor" in told[0]
    assert [path.name for path in sound.parent.glob("conversations*")] == [sound.name]


@pytest.mark.usefixtures("forked")
def test_commands_that_write_leave_a_backup_behind(tmp_path: Path, command: Command):
    home = tmp_path / "home"
    output(command(home, "add", "--sample", "--json"))
    assert len(backups(home / "catalogue.sqlite")) == 1 and not backups(home / "conversations.sqlite")
    output(command(home, "ask", "--json", "What is YOLOv9?"))
    assert json.loads(command(home, "papers", "--json").stdout)
