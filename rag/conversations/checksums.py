"""Checksums of exchanges: what the disk gives back of a question and its answer is compared with what was kept.

They are those of `rag.library.tables.checksums`, of all that a turn's row says but for its heartbeat.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from rag.conversations.tables import turns
from rag.errors import LibraryError
from rag.library.tables.checksums import of_row
from rag.library.tables.database import Row

_NAMES = [column.name for column in turns.c if column.name not in ("number", "written_at", "checksum")]
_LOT = 500  # turns read at a time


class DamagedTurn(LibraryError):
    """A turn is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            "this question and its answer are damaged on disk, and not shown",
            "colloquy doctor --repair puts them back from the newest backup that has them",
        )


def of(values: Mapping[str, Any]) -> int:
    """The checksum of a turn, by the names of its columns."""
    return of_row(_NAMES, map(values.__getitem__, _NAMES))


def is_sound(row: Row) -> bool:
    """Whether a whole row is what was written."""
    return bool(of(row._asdict()) == row.checksum)


def put(db: sa.Connection, turn: int) -> None:
    """Write that of a turn, as it is now."""
    row = db.execute(sa.select(turns).where(turns.c.number == turn)).one()
    db.execute(sa.update(turns).where(turns.c.number == turn).values(checksum=of(row._asdict())))


def put_anew(db: sa.Connection) -> None:
    """Write those of all turns, as they are now."""
    for number in db.scalars(sa.select(turns.c.number)).all():
        put(db, number)


def damaged(engine: sa.Engine) -> list[int]:
    """The turns that are not what was written, whosever they are."""
    with engine.connect() as db:
        rows = db.execute(sa.select(turns), execution_options={"yield_per": _LOT})
        return [row.number for row in rows if not is_sound(row)]
