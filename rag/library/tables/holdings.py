"""What sources say of the papers that they hold beside their records: collections, the titles of notes, tags.

No index holds them, and papers need not be written anew for them. They belong to the source: a paper that comes from two
is in the collections of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from rag.library.tables import audit, schema, tags

Kind = Literal["collection", "note", "tag"]
Said = tuple[Kind, str]
_ROWS, _HELD = schema.holdings.c, schema.origins.c


class Holdings:
    """The catalogue's table of (file, what it says). A change is counted as one of tags (see `Tags.changes`)."""

    def __init__(self, engine: sa.Engine, acting: audit.Acting) -> None:
        self._acting = acting
        self._engine = engine

    def collections(self) -> dict[str, int]:
        """Every collection by its path -> how many papers are in it or in those that it holds, in alphabetical order."""
        query = sa.select(_ROWS.text, _HELD.paper_id).join(schema.origins, _HELD.file == _ROWS.file)
        with self._engine.connect() as db:
            rows = db.execute(query.where(_ROWS.kind == "collection").distinct()).all()
        steps = {(above, paper_id) for path, paper_id in rows for above in _with_outer(path)}
        counts = Counter(path for path, _ in steps)
        return dict(sorted(counts.items(), key=lambda counted: schema.tag_form(counted[0])))

    def of(self, kind: Kind, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """What is said of these papers, each text once; those of which nothing is said left out."""
        found: dict[str, dict[str, None]] = {}
        query = sa.select(_HELD.paper_id, _ROWS.text).join(schema.origins, _HELD.file == _ROWS.file)
        with self._engine.connect() as db:
            for lot in schema.lots(list(ids)):
                rows = db.execute(query.where(_ROWS.kind == kind, _HELD.paper_id.in_(lot)).order_by(_ROWS.form))
                for paper_id, text in rows:
                    found.setdefault(paper_id, {})[text] = None
        return {paper_id: tuple(texts) for paper_id, texts in found.items()}

    def said(self, files: Sequence[str]) -> dict[str, set[Said]]:
        """What each of these files says."""
        found: dict[str, set[Said]] = {}
        with self._engine.connect() as db:
            for lot in schema.lots(files):
                for row in db.execute(sa.select(schema.holdings).where(_ROWS.file.in_(lot))):
                    found.setdefault(row.file, set()).add((row.kind, row.text))
        return found

    def put(self, said: Mapping[str, Iterable[Said]]) -> None:
        """Have each of these files say this, and nothing else."""
        if not said:
            return
        rows = [
            {"file": file, "kind": kind, "form": form, "text": text}
            for file, own in said.items()
            for (kind, form), text in {(kind, schema.tag_form(text)): text for kind, text in own}.items()
        ]
        with self._engine.begin() as db:
            tags.counted(db)
            audit.note(db, self._acting(), f"what {len(said):,} sources say of papers")
            for lot in schema.lots(list(said)):
                db.execute(sa.delete(schema.holdings).where(_ROWS.file.in_(lot)))
            if rows:
                db.execute(sa.insert(schema.holdings), rows)


def _with_outer(path: str) -> list[str]:
    """A collection's path, and those of the collections that it is in."""
    steps = path.split("/")
    return ["/".join(steps[: end + 1]) for end in range(len(steps))]
