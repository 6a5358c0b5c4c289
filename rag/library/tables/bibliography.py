"""What the records of all papers say in one field, read without the papers: for counts, and for who has the most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import sqlalchemy as sa

from rag.library.tables import names, schema
from rag.library.tables.database import Select
from rag.library.tables.dialects import octets
from rag.records import Name
from rag.text.forms import name_form

Column = Literal[
    "year", "venue", "doi", "arxiv_id", "pmid", "url", "key", "publisher", "volume", "issue", "pages", "keywords",
    "abstract", "authors", "retracted",
]  # fmt: skip
_AT_ONCE = 5_000  # papers read at a time
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
            return dict(map(tuple, db.execute(query).all()))

    def authors(self, word: str = "") -> Iterator[tuple[str, tuple[Name, ...]]]:
        """The id and the authors of each paper that has any; given a word, as `name_form` has it, of those whose authors'
        names hold it."""
        own = schema.papers.c
        texts = sa.select(own.number, own.authors).where(own.authors != _NOTHING).order_by(own.number)
        both = sa.select(own.id, own.authors, own.names).order_by(own.number)
        with self._engine.connect() as db:
            if not word:
                yield from self._bylines(db, both.where(own.authors != _NOTHING))
                return
            # As many as the database can leave out: "Müller" is read here, and "D'Angelo" of "dangelo".
            may_hold = own.authors.ilike(f"%{'%'.join(word)}%") | (octets(own.authors) > sa.func.length(own.authors))
            texts = texts.where(may_hold)
            holding = [number for number, text in db.execute(texts).all() if _holds(text, word)]
            for lot in schema.lots(holding):
                yield from self._bylines(db, both.where(own.number.in_(lot)))

    def _bylines(self, db: sa.Connection, query: Select) -> Iterator[tuple[str, tuple[Name, ...]]]:
        for lot in db.execute(query).partitions(_AT_ONCE):
            yield from ((paper_id, names.names(texts, parts)) for paper_id, texts, parts in lot)


def _holds(texts: str, word: str) -> bool:
    """Whether names hold a word, as `name_form` has both; most that hold no more than its letters are told without it."""
    if not texts.isascii():
        return f" {word} " in f" {name_form(texts)} "
    plain = texts.lower().replace("'", "").replace("`", "")
    return word in re.sub("([aou])e", r"\1", plain) and f" {word} " in f" {name_form(texts)} "


def _has(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    if isinstance(column.type, sa.Boolean):
        return column.is_(True)
    if isinstance(column.type, sa.Integer):
        return column > 0
    return column.is_not(None) & column.not_in(("", _NOTHING))
