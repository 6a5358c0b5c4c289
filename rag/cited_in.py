"""The answers that cite a paper, among the conversations that were had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from rag import database
from rag.errors import LibraryError

LISTED = 20  # answers, the newest
_FILE = "conversations.sqlite"
# An answer that has the paper's id in it may only have considered it. It is looked for as text first: that is quick.
_CITING = sa.text(
    """
    SELECT conversations.*, question, asked_at
    FROM turns JOIN conversations ON conversations.id = turns.conversation_id
    WHERE CASE
        WHEN instr(answer_json, :quoted) = 0 OR NOT json_valid(answer_json) THEN 0
        ELSE EXISTS (SELECT 1 FROM json_each(answer_json, '$.citations') WHERE json_extract(value, '$.paper.id') = :id)
    END
    ORDER BY number DESC
    """
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
    try:
        with engine.connect() as db:
            rows = db.execute(_CITING, {"quoted": f'"{paper_id}"', "id": paper_id}).mappings().all()
    except sa.exc.DatabaseError as error:
        raise LibraryError(
            f"the conversations cannot be read: {error.orig}", "check the file conversations.sqlite and its rights"
        ) from None
    there = [row for row in rows if not row.get("deleted")]
    return tuple(Citing(row["id"], row["question"], datetime.fromisoformat(row["asked_at"])) for row in there[:most])
