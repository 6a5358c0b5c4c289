"""`make check`: all that can be said of the code without running it, and whether the documents tell what there is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PARTS = {  # the longest first: the others run beside it
    "types": ["python", "-m", "tests.examples"],
    "rules of Python": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "layers": ["lint-imports", "--no-logo"],
    "rules of JavaScript": ["oxlint", "--deny-warnings", "ui"],
    "spelling": ["typos"],
    "documents": ["python", "-m", "pytest", "-p", "no:cacheprovider", "tests/test_docs.py"],
}


def run(command: list[str]) -> tuple[int, str, float]:
    """Its exit code, what it printed, and the seconds it took."""
    begun = time.monotonic()
    program, *words = command
    done = subprocess.run(
        [BIN / program, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout, time.monotonic() - begun


def main() -> int:
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as processors:
        for part, (code, printed, seconds) in zip(PARTS, processors.map(run, PARTS.values()), strict=True):
            print(f"{'FAILED' if code else 'ok':8}{part:22}{seconds:5.1f} s", flush=True)
            if code:
                failed.append(part)
                print(f"{printed.rstrip()}\n", flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else "All is well.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
