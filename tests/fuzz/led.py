"""One target, its inputs led by what of our code they reach: `pip install '.[fuzz]'` first.

python -m tests.fuzz.led TARGET [--count 100000]
"""

from __future__ import annotations

import argparse
import sys

try:
    import atheris
except ImportError:
    sys.exit("error: atheris is not installed\nhint: pip install '.[fuzz]'")

with atheris.instrument_imports(include=["rag"]):  # of all that is imported it would take many minutes
    from tests.fuzz.targets import TARGETS, fuzzed

# From the first on inputs may be long: of a few bytes no target makes anything.
_FLAGS = ("-len_control=0", "-max_len=8192")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=list(TARGETS))
    parser.add_argument("--count", type=int, default=100_000)
    asked = parser.parse_args()
    test = fuzzed(asked.target, asked.count).hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    atheris.Setup([sys.argv[0], f"-runs={asked.count}", *_FLAGS], test)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
