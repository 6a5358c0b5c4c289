"""The answers that cite a paper, among the conversations that were had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from rag import database
from rag.conversations import from_json
from rag.errors import LibraryError
from rag.records import Answer

LISTED = 20  # answers, the newest
_FILE = "conversations.sqlite"
# Of all turns whose answer has the paper's id in it; some only considered the paper.
_TURNS = sa.text(
    "SELECT conversations.*, question, answer_json, asked_at FROM turns "
    "JOIN conversations ON conversations.id = turns.conversation_id "
    "WHERE instr(answer_json, :id) > 0 ORDER BY number DESC"
)


@dataclass(frozen=True, slots=True)
class Citing:
    """An answer that cites a paper: what was asked, in which conversation, and when (UTC)."""

    conversation: str
    question: str
    asked: datetime


def citing(folder: Path, paper_id: str, most: int = LISTED) -> tuple[Citing, ...]:
    """The latest answers of a library's conversations that cite a paper, the newest first.

    Raises:
        LibraryError: the conversations cannot be read.
    """
    if not (folder / _FILE).exists():
        return ()
    engine = sa.create_engine(f"sqlite:///{folder / _FILE}", poolclass=sa.NullPool)
    sa.event.listen(engine, "connect", database.set_pragmas)
    found = []
    try:
        with engine.connect() as db, closing(_having(db, paper_id)) as rows:
            for row in rows:
                found.append(Citing(row.id, row.question, datetime.fromisoformat(row.asked_at)))
                if len(found) == most:
                    break
    except sa.exc.DatabaseError as error:
        raise LibraryError(
            f"the conversations cannot be read: {error.orig}", "check the file conversations.sqlite and its rights"
        ) from None
    return tuple(found)


def _having(db: sa.Connection, paper_id: str) -> Iterator[sa.Row]:
    for row in db.execute(_TURNS, {"id": f'"{paper_id}"'}):
        answer = None if row._mapping.get("deleted") else _readable(row.answer_json)
        if answer and any(citation.paper.id == paper_id for citation in answer.citations):
            yield row


def _readable(text: str) -> Answer | None:
    try:
        return from_json(text)
    except LibraryError:  # of another version: the chat page tells of it
        return None
