"""What the chat model used, day by day, and the day's budget: a SQL file in the library's folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from rag.errors import LibraryError
from rag.library.tables import database
from rag.library.tables.migrations import Migration, complete, migrate
from rag.records import Usage
from rag.setup.prices import cost
from rag.setup.settings import Settings

FILE = "spending.sqlite"
metadata = sa.MetaData()
spent = sa.Table(
    "spent",
    metadata,
    sa.Column("day", sa.String, primary_key=True),  # ISO 8601, of this machine's calendar
    sa.Column("model", sa.String, primary_key=True),
    sa.Column("calls", sa.Integer, nullable=False),
    sa.Column("input_tokens", sa.Integer, nullable=False),
    sa.Column("output_tokens", sa.Integer, nullable=False),
    sa.Column("cost_usd", sa.Float),  # of what has a known price
)
SPENDING = (Migration(1, "what each model used each day", lambda db: complete(db, metadata)),)
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

    Raises (whenever it is used):
        LibraryError: the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._engine = database.engine(f"sqlite:///{self._path}", self._unusable, poolclass=sa.NullPool)

    def note(self, model: str, usage: Usage, day: date | None = None) -> None:
        """Add what an answer used to its day's account; the day is today."""
        row = {name: getattr(usage, name) for name in _COUNTED}
        new = insert(spent).values(day=str(day or date.today()), model=model, cost_usd=usage.cost_usd, **row)
        sums = {name: spent.c[name] + new.excluded[name] for name in _COUNTED}
        if usage.cost_usd is not None:
            sums["cost_usd"] = sa.func.coalesce(spent.c.cost_usd, 0) + new.excluded.cost_usd
        with self._opened() as db:
            db.execute(new.on_conflict_do_update(index_elements=["day", "model"], set_=sums))

    def of(self, day: date | None = None) -> tuple[Spent, ...]:
        """What each model used that day, or today."""
        if not self._path.exists():
            return ()
        query = sa.select(spent).where(spent.c.day == str(day or date.today())).order_by(spent.c.model)
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
            f"{self._path}: cannot be read or written: {reason}",
            "check the disk and the file's rights; moved away, it is made anew, and the day's account begins at nothing",
        )


def over_budget(settings: Settings, folder: Path) -> str | None:
    """Why the model is not to be asked: the day's budget is used up, or cannot be told; None when it may be.

    Raises:
        LibraryError: the account cannot be read.
    """
    if not settings.budget:
        return None
    most, unit = settings.budget.split()
    today = Spending(folder).of()
    if unit == "tokens":
        used, amount = float(sum(of.tokens for of in today)), f"{float(most):,.0f} tokens"
    elif cost(settings, 1, 1) is None:
        return f"the price of {settings.model} is not known, and the day's budget is in dollars: set it in tokens"
    else:
        used, amount = sum((of.usage.cost_usd or 0.0 for of in today), 0.0), f"${float(most):,.2f}"
    return f"the day's budget of {amount} is used up" if used >= float(most) else None
