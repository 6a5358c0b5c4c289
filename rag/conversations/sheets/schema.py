"""The tables that sheets are held in, and the database of them."""

from __future__ import annotations

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables.database import Databases
from rag.library.tables.migrations import Migration, add_columns, complete, migrate

metadata = sa.MetaData()
sheets = sa.Table(
    "sheets",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("topic", sa.String, nullable=False, server_default=""),  # what a review asks
    sa.Column("scope", sa.String, nullable=False, server_default="{}"),  # which papers
)
columns = sa.Table(
    "columns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sheet", sa.String, nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("question", sa.String, nullable=False),
)
# What an abstract states of a question, whichever sheet asks it. Another abstract, wording or model is another cell.
cells = sa.Table(
    "cells",
    metadata,
    sa.Column("paper_id", sa.String, primary_key=True),
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("question", sa.String, primary_key=True),
    sa.Column("reader", sa.String, primary_key=True),  # the model, or the rules and their number
    sa.Column("state", sa.String, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("start", sa.Integer),
    sa.Column("end", sa.Integer),
    sa.Column("quote", sa.String, nullable=False),
    sa.Column("value", sa.String, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("read", sa.String, nullable=False),  # when: ISO 8601, UTC
    sa.Index("cells_of_question", "question", "reader"),
)
# What a person wrote into a cell: it stays, whoever reads the paper again.
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("paper_id", sa.String, primary_key=True),
    sa.Column("question", sa.String, primary_key=True),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("written", sa.String, nullable=False),
    sa.Column("user", sa.String, nullable=False, server_default=""),
)
# Every decision, the last of a paper being the one that holds: "" takes one back.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sheet", sa.String, nullable=False, index=True),
    sa.Column("paper_id", sa.String, nullable=False),
    sa.Column("decision", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("decided", sa.String, nullable=False),
    sa.Column("user", sa.String, nullable=False, server_default=""),  # who; nobody where nobody logs in
)


def _add_users(db: sa.Connection) -> None:
    for table in (corrections, decisions):
        add_columns(db, table, ("user",))


TABLES = (
    Migration(1, "tables: columns, cells, corrections, decisions", lambda db: complete(db, metadata)),
    Migration(2, "who corrected and decided", _add_users),
)


def opened(at: Databases) -> sa.Engine:
    """The database with all tables in it.

    Raises (on opening, and whenever it is used):
        LibraryError: it cannot be read or written, or is of another version that cannot be brought up.
    """

    def unusable(reason: object) -> LibraryError:
        return LibraryError(
            f"{at.place('tables')}: cannot be read or written: {reason}",
            "check the disk and the file's rights; moved away, it is made anew, without the tables in it",
        )

    engine = at.engine("tables", unusable)
    migrate(engine, TABLES)
    return engine
