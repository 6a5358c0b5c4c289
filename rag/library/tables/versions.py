"""The versions of the catalogue: the steps that lead from one to the next.

The marks of works are made by the code of today, from papers as they are described today. So that step stands last:
whoever adds another one behind it, or changes what `rag.intake.works.resolve.places` gives, moves it to the end under a
new number.
"""

from __future__ import annotations

import sqlalchemy as sa

from rag.library.tables import schema, works
from rag.library.tables.migrations import Migration, add_columns, complete

_MARKS_BEFORE = "forms"  # of the manifest: how marks were told apart before steps were recorded


def _marks(db: sa.Connection) -> None:
    works.mark_anew(db)
    db.execute(sa.delete(schema.manifest).where(schema.manifest.c.name == _MARKS_BEFORE))


CATALOGUE = (
    Migration(
        1, "papers with what a reference needs, their works, origins and tags", lambda db: complete(db, schema.metadata)
    ),
    Migration(3, "what people told apart", lambda db: complete(db, schema.metadata)),
    Migration(4, "papers that are notices on others", lambda db: add_columns(db, schema.papers, ("notice",))),
    Migration(6, "marks of works by identifiers, titles and beginnings of abstracts", _marks),
)
