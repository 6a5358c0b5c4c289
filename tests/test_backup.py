"""A library as one file, and back."""

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.checks.manuscript.notes import Notes
from rag.conversations.sheets.store import Sheets
from rag.conversations.store import Conversations
from rag.errors import InputError, LibraryError
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.backup import back_up, restore
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import load_settings
from rag.setup.stored import write

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("backup") / "home"
    with closing(Library(load_settings(home=home))) as library:
        add(library, islice(sample_papers(), 8))
    Conversations(home).close()
    return home


@pytest.fixture
def file(home: Path, tmp_path: Path) -> Path:
    back_up(home, tmp_path / "mine.backup")
    return tmp_path / "mine.backup"


def test_what_comes_back_is_what_there_was(home: Path, file: Path, tmp_path: Path):
    made = restore(file, tmp_path / "new")
    assert made.papers == 8 and {kept.name for kept in made.files} == {"conversations.sqlite", "catalogue.sqlite"}
    with (
        closing(Library(load_settings(home=home))) as own,
        closing(Library(load_settings(home=tmp_path / "new"))) as new,
    ):
        new.refresh()
        assert new.papers() == own.papers() and new.generation() == own.generation()
        texts = [Assistant(library.settings, library).ask(QUESTION).text for library in (own, new)]
    assert texts[0] == texts[1]
    assert file.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".backup-*")) and not list((tmp_path / "new").glob(".backup-*"))


def test_a_backup_is_of_one_moment_while_others_write(tmp_path: Path):
    home = tmp_path / "busy"
    with closing(Library(load_settings(home=home))) as library:
        add(library, islice(sample_papers(), 2))
        done = threading.Event()

        def write() -> None:
            for n in range(40):
                pair = [
                    Paper(f"{n}-{i}", f"{n}-{i}", f"Title {n} {i}", f"The text {n} of {i} is short.") for i in (0, 1)
                ]
                add(library, pair)
            done.set()

        writer = threading.Thread(target=write)
        writer.start()
        sizes = []
        while not done.is_set():
            sizes.append(back_up(home, tmp_path / f"{len(sizes)}.backup").papers)
        writer.join()
    assert sizes == sorted(sizes) and all(size % 2 == 0 for size in sizes), "a batch is in it whole or not at all"


def test_where_a_library_is_nothing_is_put_back(home: Path, file: Path):
    before = (home / "catalogue.sqlite").read_bytes()
    with pytest.raises(InputError, match="there is a library already"):
        restore(file, home)
    assert (home / "catalogue.sqlite").read_bytes() == before


def test_conversations_whose_catalogue_is_lost_are_not_replaced(file: Path, tmp_path: Path):
    home = tmp_path / "lost"
    home.mkdir()
    Conversations(home).close()
    with pytest.raises(InputError, match=r"conversations\.sqlite"):
        restore(file, home)


def test_the_indexes_of_a_catalogue_that_is_lost_are_not_of_the_one_that_is_put_back(file: Path, tmp_path: Path):
    home = tmp_path / "other"
    with closing(Library(load_settings(home=home))) as library:
        add(library, islice(sample_papers(), 8, 16))
        assert library.by_words("self-play", 5) == {}
    for left in home.glob("catalogue.sqlite*"):
        left.unlink()
    restore(file, home)
    with closing(Library(load_settings(home=home))) as library:
        library.refresh()
        found = library.by_words("self-play", 5)
        assert found and set(library.get(list(found))) == set(found)


def test_all_that_is_not_made_of_the_catalogue_is_in_it(tmp_path: Path):
    home = tmp_path / "whole"
    with closing(Library(load_settings(home=home))) as library:
        add(library, islice(sample_papers(), 2))
    Conversations(home).close()
    Sheets(home).close()
    Notes(home).put("finding", "to be looked at")
    write(home, {"model": "openai:x"})
    kept = {kept.name for kept in back_up(home, tmp_path / "x.backup").files}
    made = {"chroma", "lexical", ".lock", ".writable", "manuscripts.json.lock"}
    assert {path.name for path in home.iterdir() if "-" not in path.name} - made == kept
    assert home.stat().st_mode & 0o077 == 0


def test_a_flipped_byte_is_noticed_wherever_it_counts(file: Path, tmp_path: Path):
    whole = file.read_bytes()
    refused, places = 0, range(40, len(whole) - 30, len(whole) // 40)
    for place in places:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            restore(file, tmp_path / str(place))
        except InputError:
            refused += 1
            assert not list((tmp_path / str(place)).iterdir())
        else:  # a byte that a ZIP has twice
            with closing(Library(load_settings(home=tmp_path / str(place)))) as library:
                assert len(library) == 8
    assert refused >= len(places) - 1


@pytest.mark.parametrize("keep", [0, 10, 1_000, -5])
def test_half_a_file_is_none(file: Path, tmp_path: Path, keep: int):
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(InputError, match=r"damaged|no backup"):
        restore(file, tmp_path / "new")


def changed(file: Path, change) -> None:
    """The backup with its list changed, and the rest as it was."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(contents["backup.json"])
    change(listed, contents)
    contents["backup.json"] = json.dumps(listed).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


def test_no_file_of_another_name_is_written(file: Path, tmp_path: Path):
    def add_name(listed, contents):
        listed["files"].insert(0, {"name": "../evil", "size": 1, "sha256": "x"})
        contents["../evil"] = b"x"

    changed(file, add_name)
    with pytest.raises(InputError, match="list of files"):
        restore(file, tmp_path / "new")
    assert not (tmp_path / "evil").exists()


def test_a_later_version_is_refused(file: Path, tmp_path: Path):
    changed(file, lambda listed, _: listed.update(format=2))
    with pytest.raises(InputError, match="later version"):
        restore(file, tmp_path / "new")


def test_a_catalogue_of_a_later_version_is_refused(home: Path, tmp_path: Path):
    newer = tmp_path / "newer"
    restore_from = tmp_path / "a.backup"
    back_up(home, restore_from)
    restore(restore_from, newer)
    with closing(sqlite3.connect(newer / "catalogue.sqlite")) as db:
        db.execute("INSERT INTO migrations VALUES (999, 'of tomorrow', '2030-01-01')")
        db.commit()
    back_up(newer, tmp_path / "newer.backup")
    with pytest.raises(InputError, match="later version"):
        restore(tmp_path / "newer.backup", tmp_path / "third")
    assert not (tmp_path / "third" / "catalogue.sqlite").exists()


def test_a_damaged_catalogue_is_not_backed_up(file: Path, tmp_path: Path):
    restore(file, tmp_path / "new")
    catalogue = tmp_path / "new" / "catalogue.sqlite"
    data = bytearray(catalogue.read_bytes())
    data[8192:12288] = bytes(4096)
    catalogue.write_bytes(data)
    with pytest.raises(LibraryError, match="cannot be backed up"):
        back_up(tmp_path / "new", tmp_path / "bad.backup")
    assert not (tmp_path / "bad.backup").exists()


def test_there_is_something_to_back_up(tmp_path: Path):
    with pytest.raises(LibraryError, match="no library"):
        back_up(tmp_path, tmp_path / "x.backup")
