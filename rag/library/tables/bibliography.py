"""What the records of all papers say in one field, read without the papers: for counts, and for who has the most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import sqlalchemy as sa

from rag.library.tables import names, schema
from rag.records import Name
from rag.text.forms import name_form

Column = Literal[
    "year", "venue", "doi", "arxiv_id", "pmid", "url", "key", "publisher", "volume", "issue", "pages", "keywords",
    "abstract", "authors", "retracted",
]  # fmt: skip
_NOTHING = "[]"  # what lists are kept as where they are empty


class Bibliography:
    """The catalogue's papers, a field at a time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def having(self, column: Column) -> set[str]:
        """The ids of the papers whose records have a field; of `retracted`, of those that are."""
        own = schema.papers.c
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(own.id).where(_has(own[column]))))

    def values(self, column: Column) -> dict[str, Any]:
        """What a field of one value has, by the id of its paper, for those that have any, as they came in."""
        own = schema.papers.c
        query = sa.select(own.id, own[column]).where(_has(own[column])).order_by(own.number)
        with self._engine.connect() as db:
            return dict(map(tuple, db.execute(query)))

    def authors(self, word: str = "") -> Iterator[tuple[str, tuple[Name, ...]]]:
        """The id and the authors of each paper that has any; given a word, as `name_form` has it, of those whose authors'
        names hold it somewhere."""
        own = schema.papers.c
        query = sa.select(own.id, own.authors, own.names).where(own.authors != _NOTHING).order_by(own.number)
        with self._engine.connect() as db:
            for paper_id, texts, parts in db.execute(query):
                if not word or word in name_form(texts):
                    yield paper_id, names.names(texts, parts)


def _has(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    if isinstance(column.type, sa.Boolean):
        return column.is_(True)
    if isinstance(column.type, sa.Integer):
        return column > 0
    return column.is_not(None) & column.not_in(("", _NOTHING))
