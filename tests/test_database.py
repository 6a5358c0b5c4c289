"""Catalogues of earlier versions are brought up where they lie, others are left alone; a new file has many openers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.catalog import Catalog
from rag.library.library import Library
from rag.library.tables import database, schema
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings

SINCE = ("type", "volume", "issue", "pages", "publisher", "retracted", "aliases")  # columns of papers that came later


@pytest.fixture
def old(settings: Settings, three_papers: list[Paper]) -> Path:
    """A library with papers in it, as the version before wrote it."""
    library = Library(settings)
    add(library, three_papers)
    library.close()
    file = settings.home / "catalogue.sqlite"
    with sqlite3.connect(file) as db:
        for column in SINCE:
            db.execute(f"ALTER TABLE papers DROP COLUMN {column}")
        for table in ("marks", "records", "sources", "migrations"):
            db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM manifest WHERE name = 'forms'")
    db.close()
    return file


def columns(file: Path) -> set[str]:
    db = sqlite3.connect(file)
    found = {row[1] for row in db.execute("PRAGMA table_info(papers)")}
    db.close()
    return found


def test_an_older_library_opens_with_all_that_it_holds(old: Path, settings: Settings, three_papers: list[Paper]):
    assert not set(SINCE) & columns(old)
    library = Library(settings)
    assert list(library.papers()) == three_papers
    assert columns(old) == set(schema.papers.c.keys())
    assert [hit.paper.key for hit in retrieve(library, "glaciers", 1)] == ["ice"]
    # Further records of its papers are recognised, by identifier and by title.
    doi = paper(key="x", title="Dances", abstract="Bees dance.", doi="10.1000/bees")
    title = paper(key="y", title=three_papers[1].title, abstract=three_papers[1].abstract)
    assert add(library, [doi, title]).merged == 2
    assert add(library, three_papers).unchanged == 3
    library.close()


@pytest.mark.parametrize("forms", ["1", "2"])
def test_marks_that_an_earlier_version_made_are_made_anew(settings: Settings, three_papers: list[Paper], forms: str):
    """How they were made stood in the manifest before steps were recorded."""
    library = Library(settings)
    add(library, three_papers)
    library.close()
    file = settings.home / "catalogue.sqlite"
    with sqlite3.connect(file) as db:
        db.execute("DROP TABLE migrations")
        db.execute("DELETE FROM marks")
        db.execute("INSERT INTO manifest VALUES ('forms', ?)", [forms])
    db.close()
    catalog = Catalog.at(settings.home)
    assert {work.paper.key for work in catalog.works_like(three_papers)} == {"bees", "coral", "ice"}
    assert catalog.manifest("forms") is None
    catalog.close()


def test_it_is_brought_up_wholly_or_not_at_all(old: Path):
    with sqlite3.connect(old) as db:
        db.execute("UPDATE papers SET authors = 'no list' WHERE key = 'ice'")
    db.close()
    before = columns(old)
    with pytest.raises(ValueError):
        Catalog.at(old.parent)
    assert columns(old) == before


@pytest.mark.parametrize(
    "change",
    ["ALTER TABLE papers ADD COLUMN mood TEXT", "ALTER TABLE papers DROP COLUMN abstract", "ALTER TABLE passages DROP COLUMN tokens"],
)  # fmt: skip
def test_any_other_version_is_refused_and_left_as_it_is(old: Path, settings: Settings, change: str):
    with sqlite3.connect(old) as db:
        db.execute(change)
    db.close()
    before = columns(old)
    with pytest.raises(LibraryError, match="another version"):
        Library(settings)
    assert columns(old) == before


def test_a_new_file_opens_while_another_process_writes_its_first_rows(tmp_path: Path):
    writer, other = (sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None) for _ in range(2))
    writer.execute("BEGIN IMMEDIATE")
    database.set_pragmas(other, None)
    writer.execute("CREATE TABLE t (a)")
    writer.execute("COMMIT")
    database.set_pragmas(writer, None)
    assert other.execute("SELECT * FROM t").fetchall() == []
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    for connection in (writer, other):
        connection.close()
