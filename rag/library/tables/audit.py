"""Who changed what of a library, and when: a line for each change, written in the transaction that makes it.

Nothing of the catalogue is changed but through `note`, and by nobody who may not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from rag.library.tables import schema
from rag.setup.people import Person, Role

Acting = Callable[[], Person]  # who changes something just now
_NAMED = 5  # papers that a line names


@dataclass(frozen=True, slots=True)
class Change:
    """`at` is ISO 8601 in UTC; `who` is "" where the account has no name."""

    at: str
    who: str
    what: str


def note(db: sa.Connection, person: Person, what: str, needs: Role = "editor") -> None:
    """Note a change that is being made.

    Raises:
        InputError: this person may make none such; the transaction is not to be ended then.
    """
    person.require(needs)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    db.execute(sa.insert(schema.audit).values(at=now, who=person.told, what=what))


def listed(db: sa.Connection, most: int | None = None) -> tuple[Change, ...]:
    """The changes, the newest first."""
    own = schema.audit.c
    query = sa.select(own.at, own.who, own.what).order_by(own.number.desc()).limit(most)
    return tuple(Change(row.at, row.who, row.what) for row in db.execute(query))


def papers(verb: str, ids: Sequence[str]) -> str:
    """What was done with papers: such as "removed 2 papers: a1, b2"."""
    count = f"{len(ids):,} paper{'s' if len(ids) != 1 else ''}"
    rest = ", ..." if len(ids) > _NAMED else ""
    return f"{verb} {count}: {', '.join(ids[:_NAMED])}{rest}"
