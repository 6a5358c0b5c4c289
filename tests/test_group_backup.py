"""A group's library as one file, and back: into another database, or into a folder, and the other way round."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from rag.cli.move import parts
from rag.conversations import Conversations
from rag.library.adding import add
from rag.library.backup import restore
from rag.library.group_backup import back_up_group, restore_group
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import load_settings
from tests.answers import BEES, answer
from tests.conftest import Command
from tests.servers import Group, Postgres


@pytest.fixture
def filled(group: Group, tmp_path: Path, three_papers: list[Paper]) -> Library:
    library = Library(load_settings(home=tmp_path / "one"))
    add(library, three_papers)
    library.tags.add("to read", [three_papers[0].id])
    Conversations(library.databases, "ada").save(answer("Bees dance [1].", BEES))
    library.close()
    return library


def said(library: Library) -> list[object]:
    kept = Conversations(library.databases, "ada")
    try:
        return [
            library.papers(),
            library.tags.by_paper(),
            library.generation(),
            [change.what for change in library.changes()],
            [(heading.id, heading.title) for heading in kept.headings.find()],
            kept.last_answer(),
        ]
    finally:
        kept.close()


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLLOQUY_DATABASE", "COLLOQUY_CHROMA"):
        monkeypatch.delenv(name)


def test_a_groups_library_is_backed_up_and_put_back_in_a_folder_and_in_a_database(
    filled: Library, postgres_server: Postgres, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "group.backup"
    assert command(filled.home, "backup", str(file)).returncode == 0 and file.stat().st_mode & 0o077 == 0
    assert command(filled.home, "restore", str(file)).returncode == 1  # there is one already
    with closing(Library(load_settings(home=tmp_path / "one"))) as own:
        before = said(own)
    monkeypatch.setenv("COLLOQUY_DATABASE", postgres_server.database())
    assert command(tmp_path / "two", "restore", str(file)).returncode == 0
    with closing(Library(load_settings(home=tmp_path / "two"))) as other:
        assert said(other) == before
    alone(monkeypatch)
    assert command(tmp_path / "folder", "restore", str(file)).returncode == 0
    with closing(Library(load_settings(home=tmp_path / "folder"))) as folder:
        assert said(folder) == before
    assert not list(tmp_path.glob(".backup-*"))


def test_a_folders_backup_is_put_back_in_a_groups_database(
    group: Group, own_sample: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    alone(monkeypatch)
    Conversations(own_sample, "ada").close()
    file = tmp_path / "own.backup"
    assert command(own_sample, "backup", str(file)).returncode == 0
    with closing(Library(load_settings(home=own_sample))) as library:
        before = said(library)
    settings = load_settings(home=tmp_path / "one", database=group.database)
    assert restore_group(file, settings, parts()).papers == 47
    with closing(Library(settings)) as library:
        assert said(library) == before


def test_a_backup_is_of_one_moment_in_all_of_its_parts_while_others_write(filled: Library, tmp_path: Path):
    settings, ended = load_settings(home=tmp_path / "one"), threading.Event()

    def write() -> None:
        """Each tag that is given has been said in a conversation before."""
        kept = Conversations(filled.databases, "ada")
        with closing(Library(load_settings(home=tmp_path / "writer"))) as library:
            ids = [paper.id for paper in library.papers()]
            for n in range(60):
                kept.ask(f"tag {n}")
                library.tags.add(f"tag {n}", ids[:1])
        kept.close()
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    made = 0
    while not ended.is_set():
        file, home = tmp_path / f"{made}.backup", tmp_path / f"restored-{made}"
        back_up_group(settings, parts(), file)
        restore(file, home)
        made += 1
        with closing(Conversations(home, "ada")) as kept:
            own_tags = _tags(home)
            told = {heading.title for heading in kept.headings.find()}
            assert own_tags - {"to read"} <= told
            assert len(told - own_tags - {"Do bees dance?"}) <= 2  # of the one that is just being said
    writer.join()
    assert made > 1


def _tags(home: Path) -> set[str]:
    import sqlite3

    with closing(sqlite3.connect(home / "catalogue.sqlite")) as db:
        return {tag for (tag,) in db.execute("SELECT DISTINCT tag FROM tags")}
