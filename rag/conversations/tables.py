"""The tables that conversations are kept in, and files of earlier versions brought up to them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables import database

metadata = sa.MetaData()
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created", sa.String, nullable=False),  # ISO 8601, UTC, as all times here
    sa.Column("asked", sa.String),  # when its latest question was
    sa.Column("leaf", sa.Integer),  # the last turn of the path that is shown
    sa.Column("deleted", sa.String),  # when; it can be put back for a while
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),  # in the order in which they were had
    sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id"), nullable=False, index=True),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("answer_json", sa.String, nullable=False),  # empty until something is written
    sa.Column("asked_at", sa.String, nullable=False),
    sa.Column("written_at", sa.String),  # when it was last known to be on its way
    sa.Column("parent", sa.Integer),  # the turn that it follows
    sa.Column("scope", sa.String, nullable=False, server_default="{}"),
    sa.Column("standalone", sa.String),  # what to search for, where the user said so
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("problem", sa.String),  # why there is no answer
    sa.Column("hint", sa.String),
    sa.Column("thumb", sa.String),
    sa.Column("comment", sa.String, nullable=False, server_default=""),
)
# What conversations are searched by: beside the turns, whose answers take much space.
words = sa.Table(
    "words",
    metadata,
    sa.Column("turn", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String, nullable=False, index=True),
    sa.Column("folded", sa.String, nullable=False),
)


def opened(path: Path) -> sa.Engine:
    """The file at `path` with all tables in it; those of an earlier version get what has come since.

    Raises (on opening, and whenever it is used):
        LibraryError: the file cannot be read or written.
    """

    def in_words(context: sa.engine.ExceptionContext) -> LibraryError:
        return LibraryError(
            f"{path}: cannot be read or written: {context.original_exception}",
            "check the disk and the file's rights; moved away, it is made anew, without the conversations in it",
        )

    engine = sa.create_engine(f"sqlite:///{path}")
    sa.event.listen(engine, "connect", database.set_pragmas)
    sa.event.listen(engine, "connect", _teach_folding)
    sa.event.listen(engine, "handle_error", in_words)
    with engine.connect() as db:
        is_current = _is_current(db)
    if not is_current:
        with engine.begin() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")  # another process may be at it too
            _make(db)
    return engine


def folded(text: str) -> str:
    """Text as it is compared when searched: case does not count, nor does how words are parted."""
    return " ".join(text.casefold().split())


def _teach_folding(connection, _record) -> None:
    connection.create_function("folded", 1, folded, deterministic=True)


def _is_current(db: sa.Connection) -> bool:
    """Whether all is there. Looked at first: reading waits for no other process."""
    inspector = sa.inspect(db)
    there = set(inspector.get_table_names())
    return there >= metadata.tables.keys() and all(
        {column["name"] for column in inspector.get_columns(table.name)} >= set(table.c.keys())
        for table in metadata.sorted_tables
    )


def _make(db: sa.Connection) -> None:
    for table in metadata.sorted_tables:
        db.execute(sa.schema.CreateTable(table, if_not_exists=True))
    is_earlier = "parent" not in {column["name"] for column in sa.inspect(db).get_columns("turns")}
    for table in metadata.sorted_tables:
        database.bring_up(db, table)
        for index in table.indexes:
            db.execute(sa.schema.CreateIndex(index, if_not_exists=True))
    if is_earlier:
        _from_a_line(db)


def _from_a_line(db: sa.Connection) -> None:
    """What the first version kept: a conversation was its turns, one after the other."""
    before, own = turns.alias(), turns.c.conversation_id == conversations.c.id
    earlier = sa.and_(before.c.conversation_id == turns.c.conversation_id, before.c.number < turns.c.number)
    parent = sa.select(sa.func.max(before.c.number)).where(earlier).scalar_subquery()
    latest = sa.select(sa.func.max(turns.c.number)).where(own).scalar_subquery()
    asked = sa.select(sa.func.max(turns.c.asked_at)).where(own).scalar_subquery()
    db.execute(sa.update(turns).values(parent=parent))
    db.execute(sa.update(conversations).values(leaf=latest, asked=asked))
    answer = sa.func.json_extract(turns.c.answer_json, "$.text")
    told = sa.case((sa.func.json_valid(turns.c.answer_json), answer), else_="")
    text = sa.func.folded(turns.c.question + "\n" + told)
    columns = ["turn", "conversation_id", "folded"]
    db.execute(sa.insert(words).from_select(columns, sa.select(turns.c.number, turns.c.conversation_id, text)))
