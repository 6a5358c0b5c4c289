"""Break a library in every way that is known, and look what is lost: nothing may be.

    python -m tests.breaking --kills 100 --papers 5000 --seed 1
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import forks
from tests.breaking.kills import SECONDS, Killed, kills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--papers", type=int, default=5_000, help="in the library whose commands are killed")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    sys.executable = forks.python()  # a look into an index of Chroma's starts one
    with TemporaryDirectory(prefix="breaking-") as folder:
        found = list(told(kills(Path(folder), asked.kills, asked.seed, asked.papers, deep_every=10)))
    summary = {
        "moments": len(found),
        "killed": sum(one.was_killed for one in found),
        "wrong": sum(bool(one.wrong) for one in found),
        "repaired": sum(bool(one.repaired) for one in found),
        "recovery_median_s": round(statistics.median(one.recovery for one in found), 2),
        "recovery_max_s": round(max(one.recovery for one in found), 2),
        "papers": asked.papers,
    }
    print(json.dumps(summary))
    sys.exit(bool(summary["wrong"]) or summary["recovery_max_s"] > SECONDS)


def told(found):
    for one in found:
        print(one, flush=True)
        yield one


if __name__ == "__main__":
    main()
