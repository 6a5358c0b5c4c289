"""Power that fails while a library is written: what had been acknowledged is there when it is opened again."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import perf_counter

import sqlalchemy as sa

from rag.conversations.store import Conversations
from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import load_settings
from tests import forks
from tests.answers import BEES, answer
from tests.breaking.ledger import Ledger, look, record
from tests.disk import Disk, layer
from tests.disk.power import WAYS, acknowledged, changes, crashed

_ROUNDS = 12
# As the page does: the library stays open, and nothing is tidied up at the end.
_SCRIPT = """
import os, sys
from pathlib import Path
from rag.conversations.store import Conversations
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.answers import BEES, answer
from tests.breaking.ledger import record
from tests.disk import mark

home, rounds = Path(sys.argv[1]), int(sys.argv[2])
library = Library(load_settings(home=home))
conversations = Conversations(home)
for number in range(1, rounds + 1):
    own = record(number)
    add(library, [paper(key=own["id"], title=own["title"], abstract=own["abstract"], doi=own["doi"])])
    mark(f"there {number}")
    conversations.save(answer("Kept [1].", BEES, question=f"Q{number}"))
    mark(f"asked Q{number}")
    if number % 4 == 0:
        remove(library, [f"p{number - 1}"])
        mark(f"gone {number - 1}")
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Outage:
    """One moment: how many changes the disk had seen, which of those that were not synced it kept, what was found."""

    at: int
    way: str
    acknowledged: int
    repaired: tuple[str, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        found = "; ".join([*(f"WRONG: {one}" for one in self.wrong), *(f"repaired: {one}" for one in self.repaired)])
        return (
            f"power fails at change {self.at:<5} {self.way:5} after {self.acknowledged:2} acknowledged {found}".rstrip()
        )


def outages(folder: Path, seed: int, moments: int, deep_every: int = 1) -> Iterator[Outage]:
    """Write a library, then look at what is left of it at so many moments: some drawn, some just after something was
    acknowledged."""
    home, record = folder / "home", folder / "record"
    disk = Disk("record", str(home), record=str(record))
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COLLOQUY_", "OPENAI_"))}
    command = [forks.python(layer()), "-c", _SCRIPT, str(home), str(_ROUNDS)]
    subprocess.run(command, env={**clean, **disk.env()}, check=True, timeout=300)
    done, rng = changes(record), random.Random(seed)
    marks = [at for at, change in enumerate(done, start=1) if change.what == "mark"]
    for number in range(moments):
        at = rng.choice(marks) if number % 2 else rng.randrange(marks[0], len(done) + 1)
        way = WAYS[number // 2 % len(WAYS)]
        left = folder / f"left{number}"
        left.mkdir()
        crashed(done[:at], home, way, left, rng)
        yield _found(left, done, at, way, deep=number % deep_every == 0)


def _found(left: Path, done: list, at: int, way: str, deep: bool) -> Outage:
    ledger = Ledger(left)
    for what, name in acknowledged(done[:at]):
        if what == "there":
            ledger.there.add(int(name))
        elif what == "gone":
            ledger.there.discard(int(name))
            ledger.gone.add(int(name))
        else:
            ledger.asked.append(name)
    following = next(acknowledged(done[at:]), None)
    open_ = {int(following[1])} if following and following[0] != "asked" else set()
    try:
        found = look(ledger, open_, deep=deep)
    except LibraryError as error:
        return Outage(at, way, len(ledger.there), (), (error.message,))
    return Outage(at, way, len(ledger.there), found.repaired, found.wrong)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one setting of SQLite's `synchronous` costs: papers a second in one file, and the milliseconds of a paper added
    by itself and of an answer that is kept."""

    synchronous: str
    papers_a_second: float
    paper_ms: float
    answer_ms: float


def costs(folder: Path, papers: int = 2_000, single: int = 30) -> Iterator[Cost]:
    """The same writing with each setting."""
    for setting in ("NORMAL", "FULL", "NORMAL", "FULL"):
        home = Path(mkdtemp(dir=folder))
        library, kept = Library(load_settings(home=home)), Conversations(home)
        for engine in (library.catalog._engine, kept._engine):
            sa.event.listen(engine, "connect", lambda own, _, to=setting: own.execute(f"PRAGMA synchronous={to}"))
            engine.dispose()
        many = _seconds(lambda library=library: add(library, map(_paper, range(papers))))
        one = [_seconds(lambda n=n, library=library: add(library, [_paper(papers + n)])) for n in range(single)]
        saved = [_seconds(lambda kept=kept: kept.save(answer("Kept [1].", BEES))) for _ in range(single)]
        library.close()
        kept.close()
        yield Cost(setting, round(papers / many), *(round(1_000 * median(times), 1) for times in (one, saved)))


def _paper(number: int) -> Paper:
    own = record(number)
    return paper(key=own["id"], title=own["title"], abstract=own["abstract"], doi=own["doi"])


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
