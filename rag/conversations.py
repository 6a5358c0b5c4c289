"""Conversations that were had: a SQL file beside the catalogue, a row a turn, each written as it happens.

An answer is kept whole, with the abstracts that it rests on: it stays checkable when its papers change or go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import sqlalchemy as sa

from rag import database
from rag.errors import LibraryError, one_line
from rag.records import Answer

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_TITLE_CHARS = 100
metadata = sa.MetaData()
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created", sa.String, nullable=False),  # ISO 8601, UTC, as all times here
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),  # in the order in which they were had
    sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id"), nullable=False, index=True),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("answer_json", sa.String, nullable=False),
    sa.Column("asked_at", sa.String, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation, its answers in the order in which they were given; each names its question."""

    id: str
    title: str
    created: datetime
    answers: tuple[Answer, ...]


class Conversations:
    """The conversations of one library. Any number of processes may write: a turn is one transaction.

    Raises (on opening, and whenever it is used):
        LibraryError: the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "conversations.sqlite"
        self._engine = sa.create_engine(f"sqlite:///{self._path}")
        sa.event.listen(self._engine, "connect", database.set_pragmas)
        sa.event.listen(self._engine, "handle_error", self._in_words)
        with self._engine.begin() as db:
            for table in metadata.sorted_tables:
                db.execute(sa.schema.CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    db.execute(sa.schema.CreateIndex(index, if_not_exists=True))

    def close(self) -> None:
        self._engine.dispose()

    def save(self, answer: Answer, conversation: str | None = None) -> str:
        """Keep an answer as the next turn of a conversation, or as the first of a new one; the conversation's id."""
        now = datetime.now(UTC).isoformat()
        turn = {"question": answer.question, "answer_json": to_json(answer), "asked_at": now}
        with self._engine.begin() as db:
            if conversation is None:
                conversation = uuid4().hex
                title = " ".join(answer.question.split())[:_TITLE_CHARS]
                db.execute(sa.insert(conversations).values(id=conversation, title=title, created=now))
            db.execute(sa.insert(turns).values(conversation_id=conversation, **turn))
        return conversation

    def last_answer(self) -> Answer | None:
        """The answer that was given last, in whatever conversation; None when there is none yet."""
        with self._engine.connect() as db:
            found = db.scalar(sa.select(turns.c.answer_json).order_by(turns.c.number.desc()).limit(1))
        return found and from_json(found)

    def last(self) -> Conversation | None:
        """The conversation with the latest turn; None when there is none yet."""
        latest = sa.select(turns.c.conversation_id).order_by(turns.c.number.desc()).limit(1).scalar_subquery()
        with self._engine.connect() as db:
            row = db.execute(sa.select(conversations).where(conversations.c.id == latest)).one_or_none()
            if row is None:
                return None
            answers = db.scalars(
                sa.select(turns.c.answer_json).where(turns.c.conversation_id == row.id).order_by(turns.c.number)
            ).all()
        return Conversation(row.id, row.title, datetime.fromisoformat(row.created), tuple(map(from_json, answers)))

    def _in_words(self, context: sa.engine.ExceptionContext) -> LibraryError:
        return LibraryError(
            f"{self._path}: cannot be read or written: {context.original_exception}",
            "check the disk and the file's rights; moved away, it is made anew, without the conversations in it",
        )


def to_json(answer: Answer) -> str:
    """The whole of an answer, abstracts too; `from_json` gives it back as it was.

    Raises:
        LibraryError: a text in it is none, such as half of a character that a model wrote.
    """
    try:
        return _answers().dump_json(answer).decode()
    except ValueError as error:
        raise LibraryError(f"this answer cannot be kept: {one_line(error)}", "ask again") from None


def from_json(text: str) -> Answer:
    """
    Raises:
        LibraryError: the text is no answer.
    """
    try:
        return _answers().validate_json(text)
    except ValueError as error:
        raise LibraryError(
            f"an answer that was kept cannot be read: {one_line(error)}",
            "ask again; it was kept by another version of Colloquy",
        ) from None


@cache
def _answers() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
