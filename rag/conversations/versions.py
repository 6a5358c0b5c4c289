"""The file of conversations: opened, and brought up to this version from any before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from rag.conversations.tables import conversations, folded, metadata, turns, words
from rag.errors import LibraryError
from rag.library.tables import database
from rag.library.tables.migrations import Migration, complete, migrate


def opened(path: Path) -> sa.Engine:
    """The file at `path` with all tables in it.

    Raises (on opening, and whenever it is used):
        LibraryError: the file cannot be read or written, or is of another version that cannot be brought up.
    """

    def unusable(reason: object) -> LibraryError:
        return LibraryError(
            f"{path}: cannot be read or written: {reason}",
            "check the disk and the file's rights; moved away, it is made anew, without the conversations in it",
        )

    engine = database.engine(f"sqlite:///{path}", unusable)
    sa.event.listen(engine, "connect", _teach_folding)
    migrate(engine, CONVERSATIONS)
    return engine


def _teach_folding(connection: sqlite3.Connection, _record: object) -> None:
    connection.create_function("folded", 1, folded, deterministic=True)


def _tree(db: sa.Connection) -> None:
    """Conversations of the first version were their turns, one after the other. They have no leaf yet."""
    before = turns.alias()
    in_line = turns.c.conversation_id.in_(sa.select(conversations.c.id).where(conversations.c.leaf.is_(None)))
    answer = sa.func.json_extract(turns.c.answer_json, "$.text")
    readable = sa.case((sa.func.json_valid(turns.c.answer_json), answer), else_="")
    text = sa.func.folded(turns.c.question + "\n" + readable)
    searched = sa.select(turns.c.number, turns.c.conversation_id, text).where(in_line)
    db.execute(sa.insert(words).from_select(["turn", "conversation_id", "folded"], searched))
    earlier = sa.and_(before.c.conversation_id == turns.c.conversation_id, before.c.number < turns.c.number)
    parent = sa.select(sa.func.max(before.c.number)).where(earlier).scalar_subquery()
    db.execute(sa.update(turns).where(in_line).values(parent=parent))
    own = turns.c.conversation_id == conversations.c.id
    leaf = sa.select(sa.func.max(turns.c.number)).where(own).scalar_subquery()
    asked = sa.select(sa.func.max(turns.c.asked_at)).where(own).scalar_subquery()
    db.execute(sa.update(conversations).where(conversations.c.leaf.is_(None)).values(leaf=leaf, asked=asked))


CONVERSATIONS = (
    Migration(
        1, "conversations, their turns, and the words that they are searched by", lambda db: complete(db, metadata)
    ),
    Migration(2, "the line of turns of the first version as a tree", _tree),
)
