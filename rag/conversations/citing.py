"""The answers that cite a paper, among the conversations that were had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

# An answer that has the paper's id in it may only have considered it. It is looked for as text first: that is quick.
_CITING = sa.text(
    """
    SELECT conversation_id, question, asked_at
    FROM turns JOIN conversations ON conversations.id = conversation_id
    WHERE deleted IS NULL AND CASE
        WHEN instr(answer_json, :quoted) = 0 OR NOT json_valid(answer_json) THEN 0
        ELSE EXISTS (SELECT 1 FROM json_each(answer_json, '$.citations') WHERE json_extract(value, '$.paper.id') = :id)
    END
    ORDER BY number DESC
    LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class Citing:
    """An answer that cites a paper: what was asked, in which conversation, and when (UTC)."""

    conversation: str
    question: str
    asked: datetime


def citing(db: sa.Connection, paper_id: str, most: int) -> tuple[Citing, ...]:
    rows = db.execute(_CITING, {"quoted": f'"{paper_id}"', "id": paper_id, "most": most})
    return tuple(Citing(row.conversation_id, row.question, datetime.fromisoformat(row.asked_at)) for row in rows)
