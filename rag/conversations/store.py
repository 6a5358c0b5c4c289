"""The conversations of one library, turn by turn: asked, answered, asked again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from rag.conversations import checksums
from rag.conversations.answers import from_json, scope_from_json, scope_to_json, text_of, to_json
from rag.conversations.citing import Citing, citing
from rag.conversations.headings import NOT_DELETED, TITLE_CHARS, Headings, moment, now
from rag.conversations.paths import Exchange, Thumb, latest_from, path_to, versions_of
from rag.conversations.tables import conversations, folded, turns, words
from rag.conversations.versions import opened
from rag.errors import ColloquyError, LibraryError
from rag.library.tables.database import Databases, Row, begin_writing, databases
from rag.records import EVERYTHING, Answer, Scope

_SILENT = timedelta(seconds=6)  # a heartbeat comes each second, on a busy machine a little later


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation on the path that is shown: its answers, in the order of their questions, which they name, and how many
    there are besides that cannot be read."""

    id: str
    title: str
    created: datetime
    answers: tuple[Answer, ...]
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Shared:
    """A conversation as others read it: its title, whose it is, and its exchanges on the path that is shown."""

    title: str
    user: str
    path: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question was kept."""

    conversation: str
    turn: int


class Conversations:
    """Any number of threads and processes may write: each change is one transaction, and none undoes another's.

    Args:
        at: the folder of the library, or where a group keeps its tables.
        user: whose they are: nobody sees another's.

    Raises (on opening, and whenever it is used):
        LibraryError: the database cannot be read or written.
    """

    def __init__(self, at: Path | Databases, user: str = "") -> None:
        self._engine = opened(databases(at))
        self._user = user
        self._own = conversations.c.user == user
        self.headings = Headings(self._engine, user)
        self.headings.forget_old()

    def close(self) -> None:
        self._engine.dispose()

    def of(self, user: str) -> Conversations:
        """Those of another user, over the same connections."""
        others = copy(self)
        others._user, others._own = user, conversations.c.user == user
        others.headings = Headings(self._engine, user)
        return others

    # writing

    def ask(
        self,
        question: str,
        conversation: str | None = None,
        parent: int | None = None,
        scope: Scope = EVERYTHING,
        standalone: str | None = None,
    ) -> Asked:
        """Keep a question before it is answered; the path that is shown leads to it from now on.

        Args:
            conversation: None begins a new one; so does one that is not there any more.
            parent: the turn that it follows. Beside others that follow the same one, it is another version of them.
        """
        asked_at = now()
        with self._engine.begin() as db:
            own = sa.update(conversations).where(conversations.c.id == conversation, self._own, NOT_DELETED)
            if conversation is None or not db.execute(own.values(asked=asked_at)).rowcount:
                conversation, parent = uuid4().hex, None
                title = " ".join(question.split())[:TITLE_CHARS]
                begun = {"id": conversation, "title": title, "created": asked_at, "asked": asked_at, "user": self._user}
                db.execute(sa.insert(conversations).values(begun))
            values = {"question": question, "answer_json": "", "asked_at": asked_at, "ended": False, "parent": parent}
            values |= {"conversation_id": conversation, "scope": scope_to_json(scope), "standalone": standalone}
            inserted = db.execute(sa.insert(turns).values(values))
            turn: int = inserted.inserted_primary_key[0]  # type: ignore[index]  # a single row always has it
            db.execute(sa.insert(words).values(turn=turn, conversation_id=conversation, folded=folded(question)))
            db.execute(sa.update(conversations).where(conversations.c.id == conversation).values(leaf=turn))
            checksums.put(db, turn)
        return Asked(conversation, turn)

    def heartbeat(self, turn: int) -> None:
        """Note that an answer is still being written."""
        with self._engine.begin() as db:  # of which no checksum tells
            db.execute(sa.update(turns).where(turns.c.number == turn, self._is_turn_own()).values(written_at=now()))

    def write(self, turn: int, answer: Answer) -> None:
        """Keep what is written of an answer so far."""
        self._put(turn, answer_json=to_json(answer))

    def end(self, turn: int, answer: Answer) -> None:
        """Keep an answer.

        Raises:
            LibraryError: it is nothing that can be kept; or the file, as ever.
        """
        self._put(turn, answer_json=to_json(answer), ended=True)
        with self._engine.begin() as db:
            text = folded(f"{answer.question}\n{answer.text}")
            db.execute(sa.update(words).where(words.c.turn == turn).values(folded=text))

    def fail(self, turn: int, error: ColloquyError) -> None:
        """Keep why there is no answer."""
        self._put(turn, problem=error.message, hint=error.hint, ended=True)

    def rate(self, turn: int, thumb: Thumb | None) -> None:
        """Keep what a reader thinks of an answer, beside it and all that it rests on."""
        self._put(turn, thumb=thumb)

    def comment(self, turn: int, comment: str) -> None:
        self._put(turn, comment=comment)

    def save(self, answer: Answer, conversation: str | None = None) -> str:
        """Keep an answer as the next turn of a conversation, or as the first of a new one; the conversation's id."""
        to_json(answer)  # first: one that cannot be kept leaves no question behind
        asked = self.ask(answer.question, conversation, self._leaf(conversation), answer.scope)
        self.end(asked.turn, answer)
        return asked.conversation

    def show(self, turn: int) -> None:
        """Have the path lead through this turn, to what was had last after it."""
        with self._engine.begin() as db:
            conversation = db.scalar(
                sa.select(turns.c.conversation_id).where(turns.c.number == turn, self._is_turn_own())
            )
            if conversation is not None:
                leaf = latest_from(turn, _parents(db, conversation))
                db.execute(sa.update(conversations).where(conversations.c.id == conversation).values(leaf=leaf))

    # reading

    def path(self, conversation: str) -> tuple[Exchange, ...]:
        """The exchanges on the path that is shown."""
        with self._engine.connect() as db:
            return _path(db, conversation) if self._is_own(db, conversation) else ()

    def turns(self, conversation: str) -> tuple[int, ...]:
        """The turns of the same path alone: what was answered is not read."""
        with self._engine.connect() as db:
            return _turns(db, conversation, _parents(db, conversation)) if self._is_own(db, conversation) else ()

    def exchange(self, turn: int) -> Exchange | None:
        """One exchange; None where it is not there any more."""
        with self._engine.connect() as db:
            row = db.execute(sa.select(turns).where(turns.c.number == turn, self._is_turn_own())).first()
            return _exchange(row, versions_of(turn, _parents(db, row.conversation_id))) if row else None

    def said(self, numbers: Sequence[int]) -> list[tuple[str, str]]:
        """The questions of those of these turns that have an answer, each with its text, in their order."""
        query = sa.select(turns).where(turns.c.number.in_(numbers), self._is_turn_own(), turns.c.answer_json != "")
        with self._engine.connect() as db:
            rows = [row for row in db.execute(query) if checksums.is_sound(row)]
            told = {row.number: (row.question, text) for row in rows if (text := text_of(row.answer_json))}
        return [told[number] for number in numbers if number in told]

    def asked_since(self, moment: datetime) -> int:
        """How many questions were asked since then."""
        query = sa.select(sa.func.count()).select_from(turns).join(conversations)
        with self._engine.connect() as db:
            return db.scalar(query.where(self._own, turns.c.asked_at >= moment.isoformat())) or 0

    # sharing

    def share(self, conversation: str) -> str | None:
        """The link by which others read a conversation from now on, as it is and as it goes on: nobody can guess it. None
        where there is no such conversation."""
        if link := self.link(conversation):
            return link
        with self._engine.begin() as db:
            own = sa.update(conversations).where(conversations.c.id == conversation, self._own, NOT_DELETED)
            db.execute(own.where(conversations.c.link.is_(None)).values(link=secrets.token_urlsafe(24)))
        return self.link(conversation)

    def unshare(self, conversation: str) -> None:
        """Take the link back: whoever has it reads nothing any more."""
        with self._engine.begin() as db:
            db.execute(sa.update(conversations).where(conversations.c.id == conversation, self._own).values(link=None))

    def link(self, conversation: str) -> str | None:
        """The link by which others read a conversation; None where it is not shared."""
        query = sa.select(conversations.c.link).where(conversations.c.id == conversation, self._own, NOT_DELETED)
        with self._engine.connect() as db:
            return db.scalar(query)

    def shared(self, link: str) -> Shared | None:
        """What a link leads to, whosever it is; None where it was taken back, or the conversation was deleted."""
        query = sa.select(conversations.c.id, conversations.c.title, conversations.c.user)
        with self._engine.connect() as db:
            row = db.execute(query.where(conversations.c.link == link, NOT_DELETED)).first()
            return Shared(row.title, row.user, _path(db, row.id)) if row else None

    def has_heartbeat(self, turn: int) -> bool:
        """Whether an answer is being written just now, in whichever process."""
        with self._engine.connect() as db:
            row = db.execute(sa.select(turns).where(turns.c.number == turn)).first()
        return row is not None and _has_heartbeat(row)

    def whole(self, conversation: str) -> Conversation | None:
        """What is exported of a conversation; None where there is no such one, or it is deleted."""
        heading = self.headings.of(conversation)
        if heading is None:
            return None
        with self._engine.connect() as db:
            rows = _rows(db, conversation, _parents(db, conversation)) if self._is_own(db, conversation) else []
        read = [_answer(row) for row in rows]
        answers = tuple(one for one in read if isinstance(one, Answer))
        unreadable = sum(isinstance(one, LibraryError) for one in read)
        return Conversation(heading.id, heading.title, heading.created, answers, unreadable)

    def last(self) -> Conversation | None:
        """The conversation that was last asked in; None when there is none yet."""
        latest = self.headings.latest()
        return self.whole(latest.id) if latest else None

    def last_answer(self) -> Answer | None:
        """The answer that was given last, in whatever conversation; None when there is none yet.

        Raises:
            LibraryError: it is damaged on disk; or the file, as ever.
        """
        query = (
            sa.select(turns)
            .join(conversations)
            .where(self._own, NOT_DELETED, turns.c.answer_json != "")
            .order_by(turns.c.number.desc())
            .limit(1)
        )
        with self._engine.connect() as db:
            row = db.execute(query).first()
        if row and not checksums.is_sound(row):
            raise checksums.DamagedTurn
        return from_json(row.answer_json) if row else None

    def citing(self, paper_id: str, most: int = 20) -> tuple[Citing, ...]:
        """The latest answers that cite a paper, the newest first."""
        with self._engine.connect() as db:
            return citing(db, paper_id, most, self._own & NOT_DELETED)

    def _leaf(self, conversation: str | None) -> int | None:
        with self._engine.connect() as db:
            return db.scalar(sa.select(conversations.c.leaf).where(conversations.c.id == conversation))

    def _is_own(self, db: sa.Connection, conversation: str) -> bool:
        return db.scalar(sa.select(sa.true()).where(self._own, conversations.c.id == conversation)) is not None

    def _put(self, turn: int, **values: object) -> None:
        own = turns.c.number == turn, self._is_turn_own()
        with self._engine.begin() as db:
            begin_writing(db)
            row = db.execute(sa.select(turns).where(*own)).first()
            if row and checksums.is_sound(row):  # what is damaged does not become sound by what is written beside it
                values["checksum"] = checksums.of(row._asdict() | values)
            db.execute(sa.update(turns).where(*own).values(values))

    def _is_turn_own(self) -> sa.ColumnElement[bool]:
        return turns.c.conversation_id.in_(sa.select(conversations.c.id).where(self._own))


def _path(db: sa.Connection, conversation: str) -> tuple[Exchange, ...]:
    """The exchanges on the path that is shown of a conversation, whosever it is."""
    parents = _parents(db, conversation)
    return tuple(_exchange(row, versions_of(row.number, parents)) for row in _rows(db, conversation, parents))


def _rows(db: sa.Connection, conversation: str, parents: Mapping[int, int | None]) -> list[Row]:
    """The turns on that path."""
    path = _turns(db, conversation, parents)
    own = turns.c.conversation_id == conversation
    rows = {row.number: row for row in db.execute(sa.select(turns).where(own)) if row.number in path}
    return [rows[turn] for turn in path]


def _turns(db: sa.Connection, conversation: str, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    if not parents:
        return ()
    leaf = db.scalar(sa.select(conversations.c.leaf).where(conversations.c.id == conversation))
    return tuple(path_to(leaf if leaf is not None and leaf in parents else max(parents), parents))


def _parents(db: sa.Connection, conversation: str) -> dict[int, int | None]:
    """Each turn of a conversation, and the one that it follows."""
    query = sa.select(turns.c.number, turns.c.parent).where(turns.c.conversation_id == conversation)
    return {row.number: row.parent for row in db.execute(query)}


def _has_heartbeat(row: Row) -> bool:
    if row.ended:
        return False
    return datetime.now(UTC) - moment(row.written_at or row.asked_at) < _SILENT


def _answer(row: Row) -> Answer | LibraryError | None:
    """The answer of a turn, as far as it was written; or why it cannot be read, while the others can."""
    if not checksums.is_sound(row):
        return checksums.DamagedTurn()
    try:
        return from_json(row.answer_json) if row.answer_json else None
    except LibraryError as error:
        return error


def _exchange(row: Row, versions: tuple[int, ...]) -> Exchange:
    read, problem = _answer(row), ColloquyError(row.problem, row.hint) if row.problem else None
    if isinstance(read, LibraryError):
        problem = read
    return Exchange(
        turn=row.number,
        parent=row.parent,
        versions=versions,
        question=row.question,
        scope=EVERYTHING if isinstance(read, checksums.DamagedTurn) else scope_from_json(row.scope),
        standalone=row.standalone,
        answer=read if isinstance(read, Answer) else None,
        ended=row.ended,
        has_heartbeat=_has_heartbeat(row),
        problem=problem,
        thumb=row.thumb,
        comment=row.comment,
    )
