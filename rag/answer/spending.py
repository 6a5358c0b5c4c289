"""What the chat model used, day by day, and the day's budget: a database of the library's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables.database import Databases, databases
from rag.library.tables.dialects import upsert
from rag.library.tables.migrations import Migration, complete, migrate
from rag.records import Usage
from rag.setup.prices import cost
from rag.setup.settings import Settings

metadata = sa.MetaData()
spent = sa.Table(
    "spent",
    metadata,
    sa.Column("day", sa.String, primary_key=True),  # ISO 8601, of this machine's calendar
    sa.Column("model", sa.String, primary_key=True),
    sa.Column("user", sa.String, primary_key=True, server_default=""),  # whose questions; nobody's where nobody logs in
    sa.Column("calls", sa.Integer, nullable=False),
    sa.Column("input_tokens", sa.Integer, nullable=False),
    sa.Column("output_tokens", sa.Integer, nullable=False),
    sa.Column("cost_usd", sa.Float),  # of what has a known price
)


def _by_user(db: sa.Connection) -> None:
    """An account of each user's own: a part of the key, which only a table made anew has."""
    if "user" in sa.inspect(db).get_pk_constraint(spent.name)["constrained_columns"]:
        return
    before = spent.to_metadata(sa.MetaData(), name="spent_before")
    kept = [column for column in before.c if column.name != "user"]
    db.execute(sa.text(f"ALTER TABLE {spent.name} RENAME TO {before.name}"))
    db.execute(sa.schema.CreateTable(spent))
    db.execute(sa.insert(spent).from_select([column.name for column in kept], sa.select(*kept)))
    db.execute(sa.schema.DropTable(before))


SPENDING = (
    Migration(1, "what each model used each day", lambda db: complete(db, metadata)),
    Migration(2, "whose questions it was used for", _by_user),
)
_COUNTED = ("calls", "input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one model used in one day."""

    model: str
    usage: Usage

    @property
    def tokens(self) -> int:
        return self.usage.input_tokens + self.usage.output_tokens


class Spending:
    """The account of one library. Any number of processes may write to it.

    Args:
        at: the folder of the library, or where a group keeps its tables.
        user: whose questions are noted; the account is told for all of them together.

    Raises (whenever it is used):
        LibraryError: the database cannot be read or written.
    """

    def __init__(self, at: Path | Databases, user: str = "") -> None:
        self._at = databases(at)
        self._user = user
        self._engine = self._at.engine("spending", self._unusable, poolclass=sa.NullPool)

    def note(self, model: str, usage: Usage, day: date | None = None) -> None:
        """Add what an answer used to its day's account; the day is today."""
        row = {name: getattr(usage, name) for name in _COUNTED}
        key = {"day": str(day or date.today()), "model": model, "user": self._user}
        with self._opened() as db:
            new = upsert(db, spent).values(cost_usd=usage.cost_usd, **key, **row)
            sums = {name: spent.c[name] + new.excluded[name] for name in _COUNTED}
            if usage.cost_usd is not None:
                sums["cost_usd"] = sa.func.coalesce(spent.c.cost_usd, 0) + new.excluded.cost_usd
            db.execute(new.on_conflict_do_update(index_elements=list(key), set_=sums))

    def of(self, day: date | None = None, user: str | None = None) -> tuple[Spent, ...]:
        """What each model used that day, or today; for one user's questions, or for all."""
        if not self._at.are_there("spending"):
            return ()
        own = spent.c
        sums = [sa.func.sum(own[name]).label(name) for name in (*_COUNTED, "cost_usd")]
        query = sa.select(own.model, *sums).where(own.day == str(day or date.today()))
        query = query.group_by(own.model).order_by(own.model)
        if user is not None:
            query = query.where(own.user == user)
        with self._opened() as db:
            return tuple(
                Spent(row.model, Usage(row.calls, row.input_tokens, row.output_tokens, row.cost_usd))
                for row in db.execute(query)
            )

    @contextmanager
    def _opened(self) -> Iterator[sa.Connection]:
        migrate(self._engine, SPENDING)
        with self._engine.begin() as db:
            yield db

    def _unusable(self, reason: object) -> LibraryError:
        return LibraryError(
            f"{self._at.place('spending')}: cannot be read or written: {reason}",
            "check the disk and the file's rights; moved away, it is made anew, and the day's account begins at nothing",
        )


def over_budget(settings: Settings, at: Path | Databases, user: str = "") -> str | None:
    """Why the model is not to be asked: the day's budget is used up, for all or for this user, or cannot be told; None when
    it may be.

    Raises:
        LibraryError: the account cannot be read.
    """
    budgets: list[tuple[str, str | None, str | None]] = [("the day's budget", settings.budget, None)]
    if user:
        budgets.append((f"{user}'s budget for the day", settings.person_budget, user))
    told = (_over(settings, name, budget, Spending(at).of(user=of)) for name, budget, of in budgets if budget)
    return next(filter(None, told), None)


def _over(settings: Settings, name: str, budget: str, today: Sequence[Spent]) -> str | None:
    most, unit = budget.split()
    if unit == "tokens":
        used, amount = float(sum(of.tokens for of in today)), f"{float(most):,.0f} tokens"
    elif cost(settings, 1, 1) is None:
        return f"the price of {settings.model} is not known, and {name} is in dollars: set it in tokens"
    else:
        used, amount = sum((of.usage.cost_usd or 0.0 for of in today), 0.0), f"${float(most):,.2f}"
    return f"{name} of {amount} is used up" if used >= float(most) else None
