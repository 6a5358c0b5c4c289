"""kill -9 at seeded moments of commands that change a library, and what is there when it is opened again."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.breaking.ledger import backup_wrong, look, record
from tests.breaking.steps import KINDS, Step, Steps, back_to_words, note, run, steps
from tests.disk import Disk, counted, layer, new_counter

SECONDS = 5.0  # in which a library is to answer again


@dataclass(frozen=True, slots=True)
class Killed:
    """One moment: the command, the change on the disk at which it was killed, how many it made, and what was found."""

    kind: str
    moment: int
    length: int
    was_killed: bool
    recovery: float
    work: float
    repaired: tuple[str, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        told = "; ".join([*(f"WRONG: {one}" for one in self.wrong), *(f"repaired: {one}" for one in self.repaired)])
        how = f"killed at change {self.moment}" if self.was_killed else f"done after {self.length} changes"
        return f"{self.kind:8} {how:24} well again in {self.recovery:.2f} s  {told}".rstrip()


def kills(made: Steps, moments: int, seed: int, deep_every: int = 1) -> Iterator[Killed]:
    """Kill commands at that many moments, one after the other on one library; each moment told.

    A moment is the n-th change of a file, and where the layer of `tests.disk` cannot be had, a thousandth of a second. How
    many a command has is learnt on the way. Every so many moments the indexes are also compared with the catalogue.
    """
    rng, lengths = random.Random(seed), dict.fromkeys(KINDS, 200)
    for number in range(moments):
        kind = KINDS[number % len(KINDS)]
        if kind == "split" and not made.ledger.merged:
            do(made, made.make("merge"))
        moment = rng.randint(1, lengths[kind])
        killed = _killed(made, made.make(kind), moment, deep=number % deep_every == 0)
        lengths[kind] = max(lengths[kind], 2 * moment) if killed.was_killed else max(killed.length, 1)
        yield killed


@contextmanager
def prepared(folder: Path, seed: int, papers: int = 40) -> Iterator[Steps]:
    """Steps for a library in a folder that has so many papers, and an answer, to be lost."""
    with steps(folder / "home", seed) as made:
        numbers = frozenset(range(1, papers + 1))
        path = made.file("first.jsonl", map(record, sorted(numbers)))
        do(made, Step("add", ("add", str(path), "--json"), adds=numbers))
        do(made, made.make("mirror"))
        do(made, made.make("answer"))
        yield made


def do(made: Steps, step: Step, disk: Disk | None = None) -> None:
    """Run a step that nothing happens to."""
    done = run(step, made.ledger.home, disk)
    assert done.returncode == 0, done.stderr
    found = look(made.ledger, step.adds | step.takes, made.embeddings.url, deep=False)
    assert not found.wrong, found.wrong
    assert not note(step, made.ledger, True, found.numbers)


def _killed(made: Steps, step: Step, moment: int, deep: bool) -> Killed:
    ledger, counter, begun = made.ledger, made.folder / "counter", time.perf_counter()
    disk = Disk("kill", str(ledger.home), at=moment, counter=new_counter(counter)) if layer() else None
    ended = run(step, ledger.home, disk, None if disk else moment / 1_000)
    length = counted(counter) if disk else int(1_000 * (time.perf_counter() - begun))
    is_done = ended.returncode == 0
    found = look(ledger, step.adds | step.takes, made.embeddings.url, deep)
    wrong = list(found.wrong) + note(step, ledger, is_done, found.numbers)
    if not is_done and ended.returncode != -signal.SIGKILL:
        wrong.append(f"it ended with {ended.returncode}: {ended.stderr[-500:]}")
    wrong += backup_wrong(step.words, is_done, found.papers)
    back_to_words(made)
    return Killed(step.kind, moment, length, not is_done, found.recovery, found.work, found.repaired, tuple(wrong))
