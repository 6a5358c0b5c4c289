"""Break a library in every way that is known, and look what is lost: nothing may be.

    python -m tests.breaking kills --moments 100 --papers 5000 --seed 1
    python -m tests.breaking disks --every 5
    python -m tests.breaking power --moments 100
    python -m tests.breaking costs

Commands killed at drawn moments; disks on which the n-th change fails, each n in turn, and full ones; power that fails; and
what SQLite's `synchronous` costs. The last line of each is its sum, as JSON.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from tests import forks
from tests.breaking.failing import failing, full
from tests.breaking.kills import SECONDS, kills, prepared
from tests.breaking.power import costs, outages
from tests.breaking.steps import KINDS

_T = TypeVar("_T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("kills", "disks", "power", "costs"))
    parser.add_argument("--moments", type=int, default=100)
    parser.add_argument("--papers", type=int, default=5_000, help="in the library whose commands are killed")
    parser.add_argument("--every", type=int, default=1, help="of the changes of each command on a failing disk")
    parser.add_argument(
        "--kind", action="append", choices=KINDS, help="of commands on a failing disk; all, unless given"
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    sys.executable = forks.python()  # a look into an index of Chroma's starts one
    with TemporaryDirectory(prefix="breaking-") as own:
        folder = Path(own)
        if asked.what == "costs":
            list(_told(costs(folder)))
            return
        if asked.what == "kills":
            with prepared(folder, asked.seed, asked.papers) as made:
                found = list(_told(kills(made, asked.moments, asked.seed, deep_every=10)))
            times = [one.recovery for one in found]
            summary = {
                "killed": sum(one.was_killed for one in found),
                "papers": asked.papers,
                "recovery_median_s": round(statistics.median(times), 2),
                "recovery_max_s": round(max(times), 2),
                "recovery_work_max_s": round(max(one.work for one in found), 2),
                "slow": sum(time > SECONDS for time in times),
            }
        elif asked.what == "disks":
            with prepared(folder, asked.seed) as made:
                kinds = asked.kind or KINDS
                found = list(_told(chain(full(made), failing(made, asked.seed, every=asked.every, kinds=kinds))))
            summary = {}
        else:
            found = list(_told(outages(folder, asked.seed, asked.moments, deep_every=5)))
            summary = {}
    summary |= {"moments": len(found), "repaired": sum(bool(one.repaired) for one in found)}
    summary["wrong"] = sum(bool(one.wrong) for one in found)
    print(json.dumps(summary))
    sys.exit(bool(summary["wrong"] or summary.get("slow")))


def _told(found: Iterable[_T]) -> Iterator[_T]:
    for one in found:
        print(one, flush=True)
        yield one


if __name__ == "__main__":
    main()
