"""Disks that fail under commands: the n-th change of a file, each n in turn, or all from the n-th on."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.breaking.kills import do
from tests.breaking.ledger import backup_wrong, look
from tests.breaking.steps import KINDS, Step, Steps, back_to_words, note, run
from tests.disk import Disk, Mode, counted, new_counter

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
MODES: tuple[Mode, ...] = ("fail_once", "fail_from")
_OWN = 20  # papers that there are at least where some are taken away
NOT_KEPT = "was not kept"


@dataclass(frozen=True, slots=True)
class Failed:
    """One fault: the command, the change that failed and how, how the command ended, and what was found."""

    kind: str
    mode: str
    error: int
    at: int
    code: int
    told: str
    repaired: tuple[str, ...]
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        found = "; ".join([*(f"WRONG: {one}" for one in self.wrong), *(f"repaired: {one}" for one in self.repaired)])
        how = f"{self.mode} {errno.errorcode[self.error]} at {self.at}"
        return f"{self.kind:8} {how:26} exit {self.code} {self.told[:90]} {found}".rstrip()


def failing(
    made: Steps, seed: int, moments: int | None = None, every: int = 1, kinds: Sequence[str] = KINDS
) -> Iterator[Failed]:
    """Let each change of each command fail in turn, or so many drawn ones, with each error, once and from there on.

    Args:
        every: only each so-manieth change.
        kinds: of the commands whose changes fail in turn.
    """
    rng = random.Random(seed)
    if moments is not None:
        for number in range(moments):
            mode, error = MODES[number % 2], ERRORS[number % 3]
            yield _failed(made, KINDS[number % len(KINDS)], mode, error, rng.randint(1, 150), deep=number % 4 == 3)
        return
    for kind in kinds:
        length = length_of(made, kind)
        for at in range(1, length + 1, every):
            mode, error = MODES[at // every % 2], ERRORS[at // every // 2 % 3]
            yield _failed(made, kind, mode, error, at, deep=at // every % 10 == 0)


def length_of(made: Steps, kind: str) -> int:
    """How many changes on the disk such a command makes."""
    counter = made.folder / "counter"
    do(made, _made(made, kind), Disk("count", str(made.folder), counter=new_counter(counter)))
    back_to_words(made)
    return counted(counter)


def full(made: Steps, sizes: int = 3) -> Iterator[Failed]:
    """The same with files that cannot grow beyond so many bytes, as on a full disk: no layer is needed."""
    largest = max(path.stat().st_size for path in made.ledger.home.rglob("*") if path.is_file())
    for number in range(sizes):
        for kind in ("add", "answer", "backup"):
            yield _failed(made, kind, "no_more", errno.EFBIG, largest * number // sizes, deep=False)


def _made(made: Steps, kind: str) -> Step:
    if kind == "split" and not made.ledger.merged:
        do(made, made.make("merge"))
    while kind in ("remove", "merge") and len(made.own) < _OWN:
        do(made, made.make("add"))
    return made.make(kind)


def _failed(made: Steps, kind: str, mode: Mode, error: int, at: int, deep: bool) -> Failed:
    ledger, step = made.ledger, _made(made, kind)
    ended = run(step, ledger.home, Disk(mode, str(made.folder), at=at, error=error))
    lines = ended.stderr.strip().splitlines()
    is_done = ended.returncode == 0 and NOT_KEPT not in ended.stderr
    found = look(ledger, step.adds | step.takes, made.embeddings.url, deep)
    wrong = list(found.wrong) + note(step, ledger, is_done, found.numbers)
    if ended.returncode not in (0, 1) or "Traceback" in ended.stderr:
        wrong.append(f"it ended with {ended.returncode}: {ended.stderr[-900:]}")
    elif ended.returncode == 1 and not (
        len(lines) > 1 and lines[-2].startswith("error: ") and lines[-1].startswith("hint: ")
    ):
        wrong.append(f"no line of error and one of hint: {ended.stderr[-300:]}")
    elif step.kind == "backup" and "doctor" in ended.stderr:
        wrong.append(f"the library is blamed: {lines[-2]}")
    elif "defect in Colloquy" in ended.stderr:
        wrong.append(f"told as a defect: {lines[-2]}")
    wrong += backup_wrong(step.words, is_done, found.papers)
    back_to_words(made)
    told = lines[-2] if len(lines) > 1 else ""
    return Failed(step.kind, mode, error, at, ended.returncode, told, found.repaired, tuple(wrong))
