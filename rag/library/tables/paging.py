"""The catalogue's papers a page at a time: a page begins behind a paper's number, which stays whatever comes or goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from rag.library.tables import schema
from rag.records import Condition, Paper


@dataclass(frozen=True, slots=True)
class Page:
    """Some papers in the order in which they came in, and how many there are in `total`. `next` is what the next page
    comes after; None where this is the last."""

    papers: tuple[Paper, ...]
    total: int
    next: int | None


def page(db: sa.Connection, conditions: Sequence[Condition], limit: int, after: int) -> Page:
    """At most `limit` papers that meet all of the conditions, behind the one that `after` stands for."""
    met, number = list(map(schema.comparison, conditions)), schema.papers.c.number
    query = sa.select(*schema.PAPER_COLUMNS, number).where(number > after, *met).order_by(number).limit(limit + 1)
    rows = db.execute(query).all()
    total = db.scalar(sa.select(sa.func.count()).select_from(schema.papers).where(*met)) or 0
    shown = rows[:limit]
    papers = tuple(schema.paper(row[:-1]) for row in shown)
    return Page(papers, total, shown[-1][-1] if len(rows) > limit else None)
