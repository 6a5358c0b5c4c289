"""Nobody but its user reads a library's folder."""

import os
from itertools import islice
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.checks.doctor import examine
from rag.conversations.store import Conversations
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.library.passage_files import PASSAGES, PassageFiles
from rag.setup.settings import load_settings


@pytest.fixture
def open_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def wide(folder: Path) -> list[str]:
    """What others have rights on."""
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_a_new_library_is_private(tmp_path, open_umask):
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    add(library, islice(sample_papers(), 3))
    Assistant(library.settings, library).ask("What is distilled?")
    Conversations(home).close()
    library.close()
    assert (home / "conversations.sqlite").exists() and wide(home) == []


def test_an_older_one_is_tightened_when_it_is_opened_and_other_files_are_not(tmp_path, open_umask):
    home = tmp_path / "home"
    library = Library(load_settings(home=home))
    add(library, islice(sample_papers(), 3))
    library.refresh()
    PassageFiles(library.indexes / PASSAGES).keep(library.matrix)  # as of a large library
    library.close()
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    mine = home / "notes.txt"
    mine.write_text("mine")
    Library(load_settings(home=home)).close()
    assert wide(home) == [str(home), str(mine)]
    mine.unlink()
    Library(load_settings(home=home)).close()
    assert wide(home) == []


def test_doctor_tells_of_a_library_that_others_may_read(tmp_path, open_umask):
    """As on a disk that keeps no rights, where taking them does nothing."""
    library = Library(load_settings(home=tmp_path / "home"))
    assert {check.name: check for check in examine(library.settings, lambda _: "", library)}["rights"].ok
    (library.home / "conversations.sqlite").touch()
    (library.home / "conversations.sqlite").chmod(0o604)
    told = {check.name: check for check in examine(library.settings, lambda _: "", library)}["rights"]
    assert not told.ok and "others" in told.detail
    library.close()


def test_what_is_written_elsewhere_keeps_the_umask(tmp_path, open_umask):
    from rag.setup.files import written_whole

    with written_whole(tmp_path / "export.bib") as file:
        file.write(b"x")
    assert (tmp_path / "export.bib").stat().st_mode & 0o777 == 0o644
