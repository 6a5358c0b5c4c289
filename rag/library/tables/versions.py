"""The versions of the catalogue: the steps that lead from one to the next.

The marks of works and the checksums are made by the code of today, from papers as they are described today. So whoever adds
a step that changes papers or their records, or changes what `rag.intake.works.resolve.places` gives of those that are
there, moves these steps to the end under new numbers.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from rag.library.tables import checksums, names, schema, works
from rag.library.tables.migrations import Migration, add_columns, complete
from rag.text.persons import read_name

_LOT = 1_000  # papers changed at a time
_MARKS_BEFORE = "forms"  # of the manifest: how marks were told apart before steps were recorded


def _names(db: sa.Connection) -> None:
    """Authors were texts alone, in papers and in the records of merged ones."""
    add_columns(db, schema.papers, ["names"])
    own, table = schema.papers.c, schema.records
    rows = db.execute(sa.select(own.id, own.authors).where(own.names == "[]", own.authors != "[]")).all()
    for lot in schema.lots(rows, _LOT):
        parted = [{"own": row.id, "parts": _parts(json.loads(row.authors))} for row in lot]
        change = sa.update(schema.papers).where(own.id == sa.bindparam("own")).values(names=sa.bindparam("parts"))
        db.execute(change, parted)
    for row in db.execute(sa.select(table)).all():
        values = json.loads(row.record)
        if "names" in values:
            continue
        texts = values["authors"]
        values |= {"authors": json.dumps(texts, ensure_ascii=False), "names": _parts(texts)}
        at = (table.c.paper_id == row.paper_id) & (table.c.place == row.place)
        db.execute(sa.update(table).where(at).values(record=json.dumps(values, ensure_ascii=False)))


def _parts(texts: list[str]) -> str:
    return names.parts([read_name(text) for text in texts])


def _marks(db: sa.Connection) -> None:
    works.mark_anew(db)
    db.execute(sa.delete(schema.manifest).where(schema.manifest.c.name == _MARKS_BEFORE))


def _checksums(db: sa.Connection) -> None:
    complete(db, schema.metadata)
    checksums.put_anew(db)


CATALOGUE = (
    Migration(
        1, "papers with what a reference needs, their works, origins and tags", lambda db: complete(db, schema.metadata)
    ),
    Migration(3, "what people told apart", lambda db: complete(db, schema.metadata)),
    Migration(4, "papers that are notices on others", lambda db: add_columns(db, schema.papers, ("notice",))),
    Migration(5, "authors as persons in their parts, and groups", _names),
    Migration(6, "marks of works by identifiers, titles and beginnings of abstracts", _marks),
    Migration(7, "what sources say beside records", lambda db: complete(db, schema.metadata)),
    Migration(8, "checksums of papers and passages", _checksums),
    Migration(9, "who changed what", lambda db: complete(db, schema.metadata)),
)
