"""The answers that cite a paper, among the conversations that were had."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from rag.conversations import checksums
from rag.conversations.headings import moment
from rag.conversations.tables import conversations, turns
from rag.library.tables.database import Row
from rag.library.tables.dialects import holds

_AT_ONCE = 20  # answers read at a time


@dataclass(frozen=True, slots=True)
class Citing:
    """An answer that cites a paper: what was asked, in which conversation, and when (UTC)."""

    conversation: str
    question: str
    asked: datetime


def citing(db: sa.Connection, paper_id: str, most: int, among: sa.ColumnElement[bool]) -> tuple[Citing, ...]:
    """The latest of a paper, the newest first.

    Args:
        among: which conversations are looked at.
    """
    # An answer that has the paper's id in it may only have considered it. It is looked for as text first: that is quick.
    query = (
        sa.select(turns)
        .join(conversations)
        .where(among, holds(turns.c.answer_json, f'"{paper_id}"'))
        .order_by(turns.c.number.desc())
    )
    rows = db.execution_options(yield_per=_AT_ONCE).execute(query)
    cited = islice((row for row in rows if checksums.is_sound(row) and _cites(row, paper_id)), most)
    return tuple(Citing(row.conversation_id, row.question, moment(row.asked_at)) for row in cited)


def _cites(row: Row, paper_id: str) -> bool:
    try:
        return any(citation["paper"]["id"] == paper_id for citation in json.loads(row.answer_json)["citations"])
    except (ValueError, KeyError, TypeError):
        return False  # of another version, or broken off
