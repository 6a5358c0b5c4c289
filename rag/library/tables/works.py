"""Works in the catalogue's database: what each is found by, and the records that merged ones are made of."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields

import sqlalchemy as sa

from rag.intake.works.merge import Work
from rag.intake.works.resolve import places, sought
from rag.library.tables import names, schema
from rag.library.tables.dialects import insert_many
from rag.records import Paper

_LOT = 1_000  # works written at a time
_PLAIN = [field.name for field in fields(Paper) if field.name != "names"]
_LISTS = [field.name for field in fields(Paper) if field.type == "tuple[str, ...]"]


def put(db: sa.Connection, works: Iterable[Work]) -> None:
    """Write works whose papers are new, or have been dropped before."""
    works = list(works)
    marks = [{"mark": place, "paper_id": work.id} for work in works for place in places(work)]
    records = [
        {"paper_id": work.id, "place": place, "record": _record_text(record)}
        for work in works
        if len(work.records) > 1
        for place, record in enumerate(work.records)
    ]
    for table, rows in ((schema.marks, marks), (schema.records, records)):
        insert_many(db, table, rows)


def drop(db: sa.Connection, ids: Sequence[str]) -> None:
    for table in (schema.marks, schema.records):
        db.execute(sa.delete(table).where(table.c.paper_id.in_(ids)))


def like(db: sa.Connection, papers: Iterable[Paper]) -> list[Work]:
    """The works that records may be of, the oldest first; of some it turns out that they are not."""
    return of(db, ids_at(db, {place for paper in papers for place in sought(paper)}))


def ids_at(db: sa.Connection, marks: Iterable[str]) -> set[str]:
    """The ids of the papers at these marks."""
    table = schema.marks.c
    return {
        i for lot in schema.lots(list(marks)) for i in db.scalars(sa.select(table.paper_id).where(table.mark.in_(lot)))
    }


def of(db: sa.Connection, ids: Iterable[str]) -> list[Work]:
    """Works by the ids of their papers, the oldest first."""
    found: list[tuple[int, Work]] = []
    for lot in schema.lots(list(ids)):
        columns = schema.records.c
        query = sa.select(columns.paper_id, columns.record).where(columns.paper_id.in_(lot)).order_by(columns.place)
        records: dict[str, list[Paper]] = {}
        for row in db.execute(query):
            records.setdefault(row.paper_id, []).append(_record(row.record))
        columns = schema.papers.c
        numbers = {
            row.id: row.number for row in db.execute(sa.select(columns.id, columns.number).where(columns.id.in_(lot)))
        }
        for row in db.execute(sa.select(*schema.PAPER_COLUMNS).where(columns.id.in_(lot))):
            paper = schema.paper(row)
            found.append((numbers[paper.id], Work.of(paper, tuple(records.get(paper.id, ())))))
    return [work for _, work in sorted(found, key=lambda pair: pair[0])]


def count_records(db: sa.Connection, ids: Collection[str]) -> int:
    """How many records papers came as: of each those that it is made of, or the files that hold it, where these are more."""
    counts = []
    for table in (schema.records, schema.origins):
        query = sa.select(table.c.paper_id, sa.func.count()).group_by(table.c.paper_id)
        counts.append({paper_id: int(count) for paper_id, count in db.execute(query)})
    return sum(max(1, *(count.get(paper_id, 0) for count in counts)) for paper_id in ids)


def mark_anew(db: sa.Connection) -> None:
    """Make the marks of all works, where an earlier version made them in another way, or none."""
    db.execute(sa.delete(schema.marks))
    for lot in schema.lots(list(db.scalars(sa.select(schema.papers.c.id))), _LOT):
        works = of(db, lot)
        insert_many(db, schema.marks, [{"mark": p, "paper_id": w.id} for w in works for p in places(w)])


def _record_text(record: Paper) -> str:
    own = {"authors": names.texts(record.names), "names": names.parts(record.names)}
    return json.dumps({name: getattr(record, name) for name in _PLAIN} | own, ensure_ascii=False)


def _record(text: str) -> Paper:
    values = json.loads(text)
    values["names"] = names.names(values.pop("authors"), values["names"])
    return Paper(**values | {name: tuple(values[name]) for name in _LISTS})
