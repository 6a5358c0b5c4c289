"""Conversations as they are listed: found by their words, renamed, deleted and put back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from rag.conversations.tables import conversations, folded, turns, words
from rag.library.tables.database import Row, Select
from rag.library.tables.dialects import holds

TITLE_CHARS = 100
_RESTORABLE = timedelta(days=1)
_ASKED = sa.func.coalesce(conversations.c.asked, conversations.c.created).label("asked")
_LISTED = sa.select(conversations.c.id, conversations.c.title, conversations.c.created, _ASKED)
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)
NOT_DELETED = conversations.c.deleted.is_(None)


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation as it is listed; `asked` is when its latest question was."""

    id: str
    title: str
    created: datetime
    asked: datetime


class Headings:
    """The conversations of one user, those that are deleted for a day apart."""

    def __init__(self, engine: sa.Engine, user: str = "") -> None:
        self._engine = engine
        self._own = conversations.c.user == user
        self._listed = _LISTED.where(self._own)

    def of(self, conversation: str) -> Heading | None:
        """None where there is no such conversation, or it is deleted."""
        return self._first(self._listed.where(NOT_DELETED, conversations.c.id == conversation))

    def latest(self) -> Heading | None:
        """The conversation that was last asked in; None when there is none yet."""
        return next(iter(self.find(limit=1)), None)

    def find(self, wanted: str = "", limit: int | None = None) -> list[Heading]:
        """Conversations that have each of the words in their title, their questions or their answers, the last asked
        in first; without words, all of them."""
        query = self._listed.where(NOT_DELETED).order_by(_ASKED.desc())
        sought = folded(wanted).split()
        with self._engine.connect() as db:
            if not sought:
                return [_heading(row) for row in db.execute(query.limit(limit))]
            found = [_heading(row) for row in db.execute(query)]
            for word in sought:
                said = set(db.scalars(sa.select(words.c.conversation_id).where(holds(words.c.folded, word))))
                found = [one for one in found if one.id in said or word in folded(one.title)]
        return found[:limit]

    def rename(self, conversation: str, title: str) -> None:
        """Give it another title; one without a character changes nothing."""
        if title := " ".join(title.split())[:TITLE_CHARS]:
            self._change(conversation, title=title)

    def delete(self, conversation: str) -> None:
        """Take a conversation away; for a day it can be put back."""
        self.forget_old()
        self._change(conversation, deleted=now())

    def restore(self, conversation: str) -> None:
        """Put a deleted conversation back as it was."""
        self._change(conversation, deleted=None)

    def last_deleted(self) -> Heading | None:
        """The conversation that was deleted last, of those that can be put back."""
        restorable = conversations.c.deleted >= now(-_RESTORABLE)
        return self._first(self._listed.where(restorable).order_by(conversations.c.deleted.desc()).limit(1))

    def forget(self, conversation: str) -> None:
        """Take a deleted conversation away for good."""
        self._purge(self._own, ~NOT_DELETED, conversations.c.id == conversation)

    def forget_old(self) -> None:
        """Take away for good what was deleted more than a day ago, whosever it was."""
        self._purge(conversations.c.deleted < now(-_RESTORABLE))

    def _purge(self, *conditions: sa.ColumnElement[bool]) -> None:
        gone = sa.select(conversations.c.id).where(*conditions)
        with self._engine.connect() as db:
            if db.execute(gone.limit(1)).first() is None:
                return
        with self._engine.begin() as db:
            db.execute(sa.delete(words).where(words.c.conversation_id.in_(gone)))
            db.execute(sa.delete(turns).where(turns.c.conversation_id.in_(gone)))
            db.execute(sa.delete(conversations).where(*conditions))

    def _change(self, conversation: str, **values: object) -> None:
        with self._engine.begin() as db:
            db.execute(sa.update(conversations).where(self._own, conversations.c.id == conversation).values(values))

    def _first(self, query: Select) -> Heading | None:
        with self._engine.connect() as db:
            row = db.execute(query).first()
        return _heading(row) if row else None


def now(since: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + since).isoformat()


def moment(text: str) -> datetime:
    """A time that was kept; the beginning of all times where it is damaged: what it is of can be read all the same."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return _NO_MOMENT


def _heading(row: Row) -> Heading:
    return Heading(row.id, row.title, moment(row.created), moment(row.asked))
