"""Killed, on failing disks, without power: nothing that was acknowledged is lost. The long forms are `make break`."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests import forks
from tests.breaking.failing import failing, full
from tests.breaking.kills import SECONDS, kills, prepared
from tests.breaking.ledger import Ledger, look, record
from tests.breaking.power import outages
from tests.breaking.steps import Steps
from tests.disk import Disk, counted, layer, new_counter
from tests.disk.power import changes, crashed

pytestmark = [pytest.mark.usefixtures("forked"), pytest.mark.timeout(300)]
WITH_LAYER = pytest.mark.skipif(
    layer() is None and not os.environ.get("DEMAND_ENGINES"), reason="left out: there is no C compiler"
)


def none_wrong(found: Iterable) -> list:
    found = list(found)
    assert [str(one) for one in found if one.wrong] == []
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steps]:
    """One library that all of them break, one after the other: what it has acknowledged is not forgotten in between."""
    with prepared(tmp_path_factory.mktemp("breaking"), seed=1) as steps:
        yield steps


def test_nothing_acknowledged_is_lost_by_a_kill(made: Steps):
    found = none_wrong(kills(made, 8, seed=3, deep_every=8))
    assert sum(one.was_killed for one in found) >= 4
    assert max(one.work for one in found) < SECONDS


def test_a_full_disk_loses_nothing(made: Steps):
    none_wrong(full(made, sizes=1))


@WITH_LAYER
def test_a_disk_that_fails_loses_nothing(made: Steps):
    found = none_wrong(failing(made, seed=2, moments=6))
    assert any(one.code for one in found)


@WITH_LAYER
def test_what_was_acknowledged_is_there_after_a_power_failure(tmp_path: Path):
    none_wrong(outages(tmp_path, seed=1, moments=6, deep_every=3))


def test_a_loss_is_seen(tmp_path: Path, command):
    """The ledger itself: what it has and the library has not, and the other way round."""
    home = tmp_path / "home"
    (tmp_path / "two.jsonl").write_text("".join(f"{line}\n" for line in map(as_line, (1, 2))))
    assert command(home, "add", str(tmp_path / "two.jsonl")).returncode == 0
    wrong = look(Ledger(home, there={1, 3}, gone={2}, asked=["What is known?"]), deep=False).wrong
    assert set(wrong) == {"p3 is not found", "p3 is lost", "p2 came back", "'What is known?' is lost"}
    assert look(Ledger(home, there={1}), among={2}, deep=False).wrong == ()


def as_line(number: int) -> str:
    return json.dumps(record(number))


SCRIPT = """
import os, sys
at = sys.argv[1]
for name in ("a", "b"):
    with open(f"{at}/{name}", "wb") as file:
        file.write(name.encode() * 5)
        file.flush()
        if name == "a":
            os.fsync(file.fileno())
os.replace(f"{at}/a", f"{at}/c")
"""


def on(disk: Disk, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [forks.python(layer()), "-c", SCRIPT, str(folder)]
    return subprocess.run(
        command, env={"PATH": "/bin:/usr/bin", **disk.env()}, capture_output=True, text=True, timeout=60
    )


@WITH_LAYER
def test_the_layer_fails_kills_counts_and_records(tmp_path: Path):
    own, counter, under = tmp_path / "own", tmp_path / "counter", str(tmp_path / "own")
    own.mkdir()
    assert on(Disk("count", under, counter=new_counter(counter)), own).returncode == 0
    assert counted(counter) == 6  # two opened, two written, one synced, one renamed
    assert on(Disk("kill", under, at=4), own).returncode == -signal.SIGKILL
    for at, (kinds, left) in enumerate((("o", "a"), ("w", "b"), ("s", "a"), ("r", "c")), start=1):
        done = on(Disk("fail_from", under, at=2 if kinds in "ow" else 1, error=errno.EIO, kinds=kinds), own)
        assert f"[Errno {errno.EIO}]" in done.stderr, (at, left, done.stderr)
    for path in own.iterdir():
        path.unlink()
    assert on(Disk("record", under, record=str(tmp_path / "record")), own).returncode == 0
    done = changes(tmp_path / "record")
    left = {}
    for way in ("late", "early"):
        crashed(done, own, way, tmp_path / way, random.Random(1))
        left[way] = {path.name: path.read_text() for path in (tmp_path / way).iterdir()}
    assert left == {"late": {"a": "aaaaa"}, "early": {"b": "", "c": "aaaaa"}}
