"""The database of conversations: opened, and brought up to this version from any before."""

from __future__ import annotations

import json

import sqlalchemy as sa

from rag.conversations import checksums
from rag.conversations.tables import conversations, folded, metadata, turns, words
from rag.errors import LibraryError
from rag.library.tables.database import Databases
from rag.library.tables.migrations import Migration, add_columns, complete, migrate

_LOT = 500  # turns read at a time


def opened(at: Databases) -> sa.Engine:
    """The database with all tables in it.

    Raises (on opening, and whenever it is used):
        LibraryError: it cannot be read or written, or is of another version that cannot be brought up.
    """

    def unusable(reason: object) -> LibraryError:
        return LibraryError(
            f"{at.place('conversations')}: cannot be read or written: {reason}",
            "check the disk and the file's rights; moved away, it is made anew, without the conversations in it",
        )

    engine = at.engine("conversations", unusable)
    migrate(engine, CONVERSATIONS)
    return engine


def _tree(db: sa.Connection) -> None:
    """Conversations of the first version were their turns, one after the other. They have no leaf yet."""
    before = turns.alias()
    in_line = turns.c.conversation_id.in_(sa.select(conversations.c.id).where(conversations.c.leaf.is_(None)))
    told = sa.select(turns.c.number, turns.c.conversation_id, turns.c.question, turns.c.answer_json).where(in_line)
    for lot in db.execute(told).partitions(_LOT):
        searched = [
            {"turn": number, "conversation_id": of, "folded": folded(f"{question}\n{_text(answer)}")}
            for number, of, question, answer in lot
        ]
        db.execute(sa.insert(words), searched)
    earlier = sa.and_(before.c.conversation_id == turns.c.conversation_id, before.c.number < turns.c.number)
    parent = sa.select(sa.func.max(before.c.number)).where(earlier).scalar_subquery()
    db.execute(sa.update(turns).where(in_line).values(parent=parent))
    own = turns.c.conversation_id == conversations.c.id
    leaf = sa.select(sa.func.max(turns.c.number)).where(own).scalar_subquery()
    asked = sa.select(sa.func.max(turns.c.asked_at)).where(own).scalar_subquery()
    db.execute(sa.update(conversations).where(conversations.c.leaf.is_(None)).values(leaf=leaf, asked=asked))


def _text(answer_json: str) -> str:
    """What an answer says; nothing, where it cannot be read."""
    try:
        return str(json.loads(answer_json)["text"])
    except (ValueError, KeyError, TypeError):
        return ""


def _checksums(db: sa.Connection) -> None:
    # By the code of today, which reads every column of a turn: whoever adds one takes this step behind the new one.
    add_columns(db, turns, ("checksum",))
    checksums.put_anew(db)


CONVERSATIONS = (
    Migration(
        1, "conversations, their turns, and the words that they are searched by", lambda db: complete(db, metadata)
    ),
    Migration(2, "the line of turns of the first version as a tree", _tree),
    Migration(3, "whose conversations they are", lambda db: add_columns(db, conversations, ("user",))),
    Migration(4, "links by which others read them", lambda db: add_columns(db, conversations, ("link",))),
    Migration(5, "checksums of questions and answers", _checksums),
)
