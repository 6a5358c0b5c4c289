"""Splits in the catalogue's database: what records that people told apart are known by. They outlast their papers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from rag.intake.works.splits import Splits
from rag.library.tables import schema

_ROWS = schema.splits.c


def all_of(db: sa.Connection) -> Splits:
    found: dict[str, list[tuple[int, int]]] = {}
    for row in db.execute(sa.select(schema.splits)):
        found.setdefault(row.trait, []).append((row.split, row.part))
    return Splits(found)


def note(db: sa.Connection, parts: Sequence[Collection[str]]) -> None:
    """Remember a split by the traits of each of its parts."""
    number = (db.scalar(sa.select(sa.func.max(_ROWS.split))) or 0) + 1
    rows = [{"trait": t, "split": number, "part": place} for place, part in enumerate(parts) for t in part]
    db.execute(sa.insert(schema.splits), rows)
