"""SQL files are brought up step by step: each step once, recorded, and by any number of processes at once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from rag.answer.spending import SPENDING, Spending
from rag.conversations import Conversations
from rag.conversations.versions import CONVERSATIONS
from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.catalog import Catalog
from rag.library.library import Library
from rag.library.tables import database
from rag.library.tables.migrations import Migration, add_columns, complete, migrate
from rag.library.tables.versions import CATALOGUE
from rag.records import Group, Person, Usage
from tests import forks
from tests.test_conversations import FIRST_VERSION


def open_spending(home: Path) -> None:
    if not (home / "spending.sqlite").exists():
        Spending(home).note("m", Usage(1, 2, 3, None))
    Spending(home).of()


@dataclass(frozen=True)
class Kind:
    """A file of a library's, how it is opened, and its list of steps."""

    file: str
    open: Callable[[Path], None]
    steps: Sequence[Migration]


KINDS = [
    Kind("catalogue.sqlite", lambda home: Catalog.at(home).close(), CATALOGUE),
    Kind("conversations.sqlite", lambda home: Conversations(home).close(), CONVERSATIONS),
    Kind("spending.sqlite", open_spending, SPENDING),
]
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.file)


def rows(path: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def shape(path: Path) -> dict[str, set[str]]:
    """The columns and indexes of each table."""
    engine = sa.create_engine(f"sqlite:///{path}")
    inspector = sa.inspect(engine)
    found = {
        table: {column["name"] for column in inspector.get_columns(table)}
        | {str(index["name"]) for index in inspector.get_indexes(table)}
        for table in inspector.get_table_names()
    }
    engine.dispose()
    return found


@EACH
def test_each_step_is_applied_and_recorded_once(kind: Kind, tmp_path: Path):
    path = tmp_path / kind.file
    kind.open(tmp_path)
    recorded = rows(path, "SELECT * FROM migrations ORDER BY number")
    assert [row[:2] for row in recorded] == [(step.number, step.name) for step in kind.steps]
    change(path, "UPDATE migrations SET applied = 'long ago'")
    kind.open(tmp_path)
    assert {row[2] for row in rows(path, "SELECT * FROM migrations")} == {"long ago"}


@EACH
def test_a_file_from_before_steps_were_recorded_is_recognised(kind: Kind, tmp_path: Path):
    path = tmp_path / kind.file
    kind.open(tmp_path)
    before = shape(path)
    change(path, "DROP TABLE migrations")
    kind.open(tmp_path)
    assert len(rows(path, "SELECT * FROM migrations")) == len(kind.steps) and shape(path) == before


@EACH
def test_a_file_of_a_later_version_is_refused_and_left_as_it_is(kind: Kind, tmp_path: Path):
    path = tmp_path / kind.file
    kind.open(tmp_path)
    change(path, "INSERT INTO migrations VALUES (999, 'of a later version', '2030-01-01')")
    before = rows(path, "SELECT * FROM migrations")
    with pytest.raises(LibraryError, match="another version"):
        kind.open(tmp_path)
    assert rows(path, "SELECT * FROM migrations") == before


@EACH
def test_a_file_that_lacks_nothing_opens_while_another_process_writes(kind: Kind, tmp_path: Path):
    kind.open(tmp_path)
    with closing(sqlite3.connect(tmp_path / kind.file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        kind.open(tmp_path)  # one that waited for the writer would fail after a time


def test_a_first_version_of_conversations_becomes_what_a_new_file_is(tmp_path: Path):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    with closing(sqlite3.connect(old / "conversations.sqlite")) as db:
        db.executescript(FIRST_VERSION)
    for folder in (old, new):
        Conversations(folder).close()
    assert shape(old / "conversations.sqlite") == shape(new / "conversations.sqlite")


def test_processes_that_open_new_and_old_files_at_once_all_succeed(tmp_path: Path):
    homes = [tmp_path / str(number) for number in range(12)]
    for home in homes:
        home.mkdir()
    for home in homes[::2]:
        with closing(sqlite3.connect(home / "conversations.sqlite")) as db:
            db.executescript(FIRST_VERSION)
    script = (
        "import sys\nfrom pathlib import Path\nfrom rag.answer.spending import Spending\n"
        "from rag.conversations import Conversations\nfrom rag.library.catalog import Catalog\n"
        "from rag.records import Usage\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        "for home in map(Path, sys.argv[1:]):\n"
        "    Catalog.at(home)\n    Conversations(home)\n    Spending(home).note('m', Usage(1, 0, 0, None))\n"
    )
    processes = [
        subprocess.Popen(
            [forks.python(), "-c", script, *map(str, homes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * 3
    for home in homes:
        for kind in KINDS:
            assert len(rows(home / kind.file, "SELECT * FROM migrations")) == len(kind.steps)


# The mechanism, by a list of its own

METADATA = sa.MetaData()
SHEEP = sa.Table("sheep", METADATA, sa.Column("name", sa.String, primary_key=True), sa.Column("colour", sa.String))
FIRST = Migration(1, "sheep", lambda db: complete(db, METADATA))
SECOND = Migration(2, "dolly", lambda db: db.execute(sa.insert(SHEEP).values(name="dolly")))
THIRD = Migration(3, "colours", lambda db: add_columns(db, SHEEP, ["colour"]))


@pytest.fixture
def engine(tmp_path: Path) -> sa.Engine:
    return database.engine(
        f"sqlite:///{tmp_path / 'sheep.sqlite'}", lambda reason: LibraryError(str(reason), "shear it")
    )


def names(engine: sa.Engine) -> list[str]:
    with engine.connect() as db:
        return list(db.scalars(sa.select(SHEEP.c.name)))


def test_a_longer_list_applies_what_is_new_alone(engine: sa.Engine):
    migrate(engine, [FIRST, SECOND])
    migrate(engine, [FIRST, SECOND, THIRD])
    assert names(engine) == ["dolly"]
    with engine.connect() as db:
        assert list(db.execute(sa.text("SELECT number FROM migrations ORDER BY number")).scalars()) == [1, 2, 3]


def test_a_step_that_is_done_anew_by_a_later_one_may_go(engine: sa.Engine):
    migrate(engine, [FIRST, SECOND])
    migrate(engine, [FIRST, THIRD])
    assert names(engine) == ["dolly"]


def test_columns_that_a_new_file_has_already_are_left(engine: sa.Engine):
    with engine.begin() as db:
        db.execute(sa.text("CREATE TABLE sheep (name VARCHAR PRIMARY KEY)"))
        db.execute(sa.text("INSERT INTO sheep VALUES ('molly')"))
    migrate(engine, [FIRST, THIRD])
    with engine.connect() as db:
        assert [tuple(row) for row in db.execute(sa.select(SHEEP))] == [("molly", None)]


def test_a_step_that_fails_undoes_those_before_it(engine: sa.Engine):
    def fail(db: sa.Connection) -> None:
        raise ValueError("no sheep")

    with pytest.raises(ValueError, match="no sheep"):
        migrate(engine, [FIRST, SECOND, Migration(3, "fails", fail)])
    with engine.connect() as db:
        assert sa.inspect(db).get_table_names() == []


def test_what_a_file_cannot_hold_is_told_in_words(engine: sa.Engine):
    migrate(engine, [FIRST])
    with pytest.raises(LibraryError, match="surrogates"), engine.begin() as db:
        db.execute(sa.insert(SHEEP).values(name="half \ud800"))
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as db:
        db.execute(sa.insert(SHEEP), [{"name": "dolly"}, {"name": "dolly"}])  # a defect stays one


def test_authors_that_were_texts_are_told_in_their_parts(tmp_path: Path, library: Library):
    texts = ["Jan van der Berg", "ATLAS Collaboration"]
    same = {"title": "On the melting of ice in the far north", "abstract": "Ice melts in the north.", "authors": texts}
    add(library, [paper(key="a", doi="10.1000/a", **same), paper(key="b", doi="10.1000/a", year="2020", **same)])
    path = library.home / "catalogue.sqlite"
    library.close()
    change(
        path,
        "ALTER TABLE papers DROP COLUMN names",
        "UPDATE records SET record = json_remove(json_set(record, '$.authors', json(record ->> 'authors')), '$.names')",
        "DELETE FROM migrations WHERE number > 2",
    )
    assert json.loads(rows(path, "SELECT record FROM records")[0][0])["authors"] == texts
    catalog = Catalog.at(library.home)
    (found,) = catalog.papers()
    assert found.authors == tuple(texts)
    assert found.names == (Person("", "Berg", "Jan", "van der"), Group("ATLAS Collaboration"))
    assert [work.paper for work in catalog.works_like([found])] == [found]
    catalog.close()
