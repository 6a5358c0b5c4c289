"""Checksums of papers and of their passages: what the disk gives back is compared with what was written.

A paper has two, CRC-32 in 31 bits: of its text, which is all that its row says, and of its passages with their vectors
and tokens. What says nothing, such as an empty column, does not count: a column that a later version adds changes none.
All papers have them: one without, whose id was changed, is not what was written.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from rag.library.tables import schema
from rag.records import Paper

_TABLE, _PASSAGE = schema.checksums.c, schema.passages.c
_NAMES = [column.name for column in schema.PAPER_COLUMNS]
_BITS = 0x7FFF_FFFF  # a column of whole numbers holds them in every database
_LOT = 1_000  # rows read, or written, at a time
_IN_LOTS = {"yield_per": _LOT}
PASSAGE_COLUMNS = (_PASSAGE.paper_id, _PASSAGE.start, _PASSAGE.end, _PASSAGE.vector, _PASSAGE.tokens)
# A paper as it is read to be checked: `paper` takes such rows.
COLUMNS = [
    *schema.PAPER_COLUMNS,
    sa.select(_TABLE.text).where(_TABLE.paper_id == schema.papers.c.id).scalar_subquery().label("checksum"),
]
# The same of passages. In one query with its checksum, each is of one moment.
CHECKED_PASSAGE_COLUMNS = [
    *PASSAGE_COLUMNS,
    sa.select(_TABLE.passages).where(_TABLE.paper_id == _PASSAGE.paper_id).scalar_subquery().label("checksum"),
]


def papers_with(db: sa.Connection, column: sa.Column[str], values: Sequence[str], damaged: set[str]) -> list[Paper]:
    """The papers whose column has one of the values, of each few hundred in their order; ids of others go to `damaged`."""
    query = _by(column)
    rows = (row for lot in schema.lots(list(values)) for row in db.execute(query, {"values": lot}))
    return [found for row in rows if (found := paper(row, damaged))]


@cache
def _by(column: sa.Column[str]) -> sa.Select[Any]:
    """Built once: with a parameter of its own for each value, a query takes longer to build than to run."""
    held = column.in_(sa.bindparam("values", expanding=True))
    return sa.select(*COLUMNS).where(held).order_by(column, schema.papers.c.number)


def paper(row: Sequence[Any], damaged: set[str]) -> Paper | None:
    """The paper of a row of COLUMNS; None where it is not what was written, and its id is then among the `damaged`."""
    *values, checksum = row
    if _of_text(values) != checksum:
        damaged.add(str(values[0]))
        return None
    return schema.paper(values)


def differing(db: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Those of the papers whose text is not what was written."""
    damaged: set[str] = set()
    for lot in schema.lots(ids):
        for row in db.execute(sa.select(*COLUMNS).where(schema.papers.c.id.in_(lot))):
            paper(row, damaged)
    return damaged


def of_passages(rows: Iterable[Sequence[Any]]) -> dict[str, int]:
    """The checksum of each paper's passages, in whatever order they come; rows of PASSAGE_COLUMNS."""
    sums: dict[str, int] = {}
    for paper_id, start, end, vector, tokens in rows:
        own = zlib.crc32(tokens, zlib.crc32(vector, start << 16 ^ end))
        sums[paper_id] = sums.get(paper_id, 0) + own & _BITS
    return sums


def differing_passages(rows: Sequence[Sequence[Any]]) -> set[str]:
    """The papers whose passages are not what was written; rows of CHECKED_PASSAGE_COLUMNS, all of each paper."""
    written = {row[0]: row[-1] for row in rows}
    return {paper_id for paper_id, found in of_passages(row[:-1] for row in rows).items() if written[paper_id] != found}


def damaged(db: sa.Connection) -> tuple[set[str], set[str]]:
    """All papers whose text is not what was written, and all whose passages are not."""
    texts: set[str] = set()
    for row in db.execute(sa.select(*COLUMNS), execution_options=_IN_LOTS):
        paper(row, texts)
    parts = of_passages(db.execute(sa.select(*PASSAGE_COLUMNS), execution_options=_IN_LOTS))
    written = db.execute(sa.select(_TABLE.paper_id, _TABLE.passages))
    return texts, {row.paper_id for row in written if parts.get(row.paper_id, 0) != row.passages}


def put(db: sa.Connection, papers: Sequence[dict[str, Any]], parts: Sequence[dict[str, Any]]) -> None:
    """Write those of papers that are new, or have been dropped before, as the rows that they and their passages are."""
    own = of_passages([part[column.name] for column in PASSAGE_COLUMNS] for part in parts)
    rows = [
        {
            "paper_id": row["id"],
            "text": _of_text([row[name] for name in _NAMES]),
            "passages": own.get(row["id"], 0),
        }
        for row in papers
    ]
    if rows:
        db.execute(sa.insert(schema.checksums), rows)


def drop(db: sa.Connection, ids: Sequence[str]) -> None:
    db.execute(sa.delete(schema.checksums).where(_TABLE.paper_id.in_(ids)))


def put_anew(db: sa.Connection) -> None:
    """Write those of all papers, as they are now."""
    db.execute(sa.delete(schema.checksums))
    texts = {row.id: _of_text(row) for row in db.execute(sa.select(*schema.PAPER_COLUMNS), execution_options=_IN_LOTS)}
    parts = of_passages(db.execute(sa.select(*PASSAGE_COLUMNS), execution_options=_IN_LOTS))
    rows = [{"paper_id": i, "text": text, "passages": parts.get(i, 0)} for i, text in texts.items()]
    for lot in schema.lots(rows, _LOT):
        db.execute(sa.insert(schema.checksums), lot)


def put_passages_anew(db: sa.Connection) -> None:
    """Write those of all passages, as they are now."""
    parts = of_passages(db.execute(sa.select(*PASSAGE_COLUMNS), execution_options=_IN_LOTS))
    change = sa.update(schema.checksums).where(_TABLE.paper_id == sa.bindparam("own"))
    if parts:
        rows = [{"own": paper_id, "sum": checksum} for paper_id, checksum in parts.items()]
        db.execute(change.values(passages=sa.bindparam("sum")), rows)


def _of_text(values: Iterable[object]) -> int:
    return of_row(_NAMES, values)


def of_row(names: Iterable[str], values: Iterable[object]) -> int:
    """The checksum of what a row says in the columns of these names; an empty one says nothing."""
    said = [f"{name}={value}" for name, value in zip(names, values, strict=True) if value and value != "[]"]
    # One database holds NUL in a text and another one does not.
    return zlib.crc32("\x1f".join(said).replace("\0", "\ufffd").encode(errors="surrogatepass")) & _BITS
