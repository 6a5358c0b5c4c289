"""The sheets of one library: their columns, what was read, what was corrected, and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from rag.answer.columns.column import Cell, Column
from rag.answer.columns.understand import column_of
from rag.conversations.answers import scope_from_json, scope_to_json
from rag.conversations.sheets.decisions import Decided, Decision
from rag.conversations.sheets.schema import cells, columns, corrections, decisions, opened, sheets
from rag.errors import InputError
from rag.library.tables.database import Databases, databases
from rag.library.tables.dialects import upsert
from rag.records import EVERYTHING, Paper, Scope
from rag.setup.people import NOBODY, Person

TABLE, SCREENING = "table", "screening"  # the sheets of the command line and of the page
RULES = "rules 1"  # the reader of cells without a model; rules that read otherwise get the next number
_AT_ONCE = 400  # ids in one query


@dataclass(frozen=True, slots=True)
class KeptColumn:
    id: int
    column: Column


class Sheets:
    """Any number of threads and processes may write: each change is one transaction.

    Args:
        at: the folder of the library, or where a group keeps its tables.
        by: who corrects and decides, and may not where the library may not be changed: all see the same sheets.

    Raises (on opening, and whenever it is used):
        LibraryError: the database cannot be read or written.
    """

    def __init__(self, at: Path | Databases, by: Person = NOBODY) -> None:
        self._engine = opened(databases(at))
        self._by = by

    def of(self, by: Person) -> Sheets:
        """The same as somebody else, over the same connections."""
        others = copy(self)
        others._by = by
        return others

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        """A transaction that changes what people see.

        Raises:
            InputError: this person may not.
        """
        self._by.require("editor")
        with self._engine.begin() as db:
            yield db

    # columns

    def columns(self, sheet: str) -> tuple[KeptColumn, ...]:
        """The columns of a sheet, in their order."""
        query = sa.select(columns).where(columns.c.sheet == sheet).order_by(columns.c.place, columns.c.id)
        with self._engine.connect() as db:
            return tuple(KeptColumn(row.id, column_of(row.question, row.name)) for row in db.execute(query))

    def set_columns(self, sheet: str, wanted: Sequence[Column]) -> None:
        """Have a sheet these columns and no other."""
        rows = [
            {"sheet": sheet, "place": n, "name": column.name, "question": column.question}
            for n, column in enumerate(wanted)
        ]
        with self._changing() as db:
            db.execute(sa.delete(columns).where(columns.c.sheet == sheet))
            if rows:
                db.execute(sa.insert(columns), rows)

    def add_column(self, sheet: str, column: Column) -> None:
        """Put a column behind those of a sheet.

        Raises:
            InputError: the sheet asks that already.
        """
        if any(kept.column.question == column.question for kept in self.columns(sheet)):
            raise InputError(f"there is a column for {column.question!r} already", "ask something else")
        with self._changing() as db:
            last = db.scalar(sa.select(sa.func.max(columns.c.place)).where(columns.c.sheet == sheet))
            values = {"sheet": sheet, "place": (last or 0) + 1, "name": column.name, "question": column.question}
            db.execute(sa.insert(columns).values(values))

    def change_column(self, column_id: int, column: Column) -> None:
        """Give a column another name or question; what was read for the earlier question is kept for whoever asks it."""
        values = {"name": column.name, "question": column.question}
        with self._changing() as db:
            db.execute(sa.update(columns).where(columns.c.id == column_id).values(values))

    def remove_column(self, column_id: int) -> None:
        with self._changing() as db:
            db.execute(sa.delete(columns).where(columns.c.id == column_id))

    # what a review asks, and of which papers

    def topic(self, sheet: str) -> str:
        with self._engine.connect() as db:
            return db.scalar(sa.select(sheets.c.topic).where(sheets.c.name == sheet)) or ""

    def scope(self, sheet: str) -> Scope:
        with self._engine.connect() as db:
            text = db.scalar(sa.select(sheets.c.scope).where(sheets.c.name == sheet))
        return scope_from_json(text) if text else EVERYTHING

    def set_topic(self, sheet: str, topic: str) -> None:
        self._set(sheet, topic=topic)

    def set_scope(self, sheet: str, scope: Scope) -> None:
        self._set(sheet, scope=scope_to_json(scope))

    def _set(self, sheet: str, **values: str) -> None:
        with self._changing() as db:
            new = upsert(db, sheets).values(name=sheet, **values)
            db.execute(new.on_conflict_do_update(index_elements=["name"], set_=values))

    # cells

    def cells(self, papers: Sequence[Paper], questions: Sequence[str], reader: str) -> dict[tuple[str, str], Cell]:
        """The cells that are known, by paper id and question: those corrected by hand, else as the reader read them."""
        digests = {paper.id: digest(paper) for paper in papers}
        found: dict[tuple[str, str], Cell] = {}
        with self._engine.connect() as db:
            for ids in _parts(list(digests)):
                read = sa.select(cells).where(
                    cells.c.paper_id.in_(ids), cells.c.question.in_(questions), cells.c.reader == reader
                )
                for row in db.execute(read):
                    if row.digest == digests[row.paper_id]:
                        found[row.paper_id, row.question] = Cell(
                            row.state, row.text, row.start, row.end, row.quote, row.value, row.by
                        )
                by_hand = sa.select(corrections).where(
                    corrections.c.paper_id.in_(ids), corrections.c.question.in_(questions)
                )
                for row in db.execute(by_hand):
                    paper = next(paper for paper in papers if paper.id == row.paper_id)
                    found[row.paper_id, row.question] = _corrected(row.state, row.text, paper)
        return found

    def keep(self, read: Iterable[tuple[Paper, str, Cell]], reader: str) -> None:
        """Keep what a reader read of papers for questions."""
        now = _now()
        rows = [
            {"paper_id": paper.id, "digest": digest(paper), "question": question, "reader": reader, "state": cell.state, "text": cell.text,
             "start": cell.start, "end": cell.end, "quote": cell.quote, "value": cell.value, "by": cell.by, "read": now}
            for paper, question, cell in read
        ]  # fmt: skip
        if rows:
            with self._engine.begin() as db:
                db.execute(upsert(db, cells).on_conflict_do_nothing(), rows)

    def correct(self, paper_id: str, question: str, text: str | None) -> None:
        """Put what a person says in the place of what was read: a text, or that it is not stated ("")."""
        key = (corrections.c.paper_id == paper_id, corrections.c.question == question)
        with self._changing() as db:
            db.execute(sa.delete(corrections).where(*key))
            if text is not None:
                of = {"paper_id": paper_id, "question": question}
                said = {"state": "stated" if text.strip() else "not_stated", "text": " ".join(text.split())}
                said |= {"written": _now(), "user": self._by.name}
                new = upsert(db, corrections).values(of | said)  # another may say something at the same time
                db.execute(new.on_conflict_do_update(index_elements=list(of), set_=said))

    # decisions

    def decide(self, sheet: str, paper_id: str, decision: Decision | None, reason: str = "") -> None:
        """Note a decision on a paper; None takes it back."""
        values = {
            "sheet": sheet,
            "paper_id": paper_id,
            "decision": decision or "",
            "reason": " ".join(reason.split()),
            "decided": _now(),
            "user": self._by.name,
        }
        with self._changing() as db:
            db.execute(sa.insert(decisions).values(values))

    def decided(self, sheet: str) -> dict[str, Decided]:
        """The decisions that hold, by paper id, in the order in which they were made."""
        query = sa.select(decisions).where(decisions.c.sheet == sheet).order_by(decisions.c.number)
        held: dict[str, Decided] = {}
        with self._engine.connect() as db:
            for row in db.execute(query):
                held.pop(row.paper_id, None)
                if row.decision:
                    held[row.paper_id] = Decided(row.paper_id, row.decision, row.reason, row.decided)
        return held


def digest(paper: Paper) -> str:
    """What tells whether an abstract is the one that was read."""
    return blake2b(paper.abstract.encode(errors="replace"), digest_size=8).hexdigest()


def _corrected(state: str, text: str, paper: Paper) -> Cell:
    """What a person wrote, with its place where the abstract has these words."""
    at = paper.abstract.find(text) if text else -1
    start, end = (at, at + len(text)) if at >= 0 else (None, None)
    return Cell("stated" if state == "stated" else "not_stated", text, start, end, by="hand")


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
