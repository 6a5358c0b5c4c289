"""The long form: each target with so many inputs, other ones each time.

    python -m tests.fuzz --count 100000 [TARGET ...]
    python -m tests.fuzz --atheris labels --count 100000

In `tests.fuzz.led` one is led by what of our code its inputs reach.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback

from tests.fuzz.targets import TARGETS, fuzzed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="after which a target is left")
    asked = parser.parse_args()
    failed = [name for name in asked.targets or TARGETS if not _run(name, asked.count, asked.seconds)]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _run(name: str, count: int, seconds: float, lot: int = 1_000) -> bool:
    """Lots of inputs, until there were enough; whether all went well."""
    begun, done = time.perf_counter(), 0
    while done < count and time.perf_counter() - begun < seconds:
        try:
            fuzzed(name, min(lot, count - done), seeded=False)()
        except Exception:
            traceback.print_exc()
            return False
        done += min(lot, count - done)
        print(f"{name}: {done:,} of {count:,}, {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    print(json.dumps({"target": name, "inputs": done, "seconds": round(time.perf_counter() - begun)}), flush=True)
    return True


if __name__ == "__main__":
    main()
