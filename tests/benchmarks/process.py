"""Processes that are measured: their wall time and memory.

A child's peak memory starts at that of the process that made it, so what measures uses the standard library alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LONGEST = 3_600  # seconds after which a process is given up
_OURS = ("COLLOQUY_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


class Failed(Exception):
    """A process that did not do its work, with the last line that it said."""


@dataclass(frozen=True, slots=True)
class Finished:
    output: dict  # the JSON that it printed
    seconds: float
    peak_mb: float


class Process:
    """A child in its own folder, offline and without the settings of who runs it; ended when the block is left."""

    def __init__(self, command: Sequence[str | Path], folder: Path, **env: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 - it is open as long as the process runs
        self._started = time.perf_counter()
        self._child = subprocess.Popen(
            list(map(str, command)),
            cwd=folder,
            env=kept | {"HF_HUB_OFFLINE": "1"} | env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )
        self._limit = threading.Timer(LONGEST, self._child.kill)
        self._limit.daemon = True
        self._limit.start()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._limit.cancel()
        if self._child.returncode is None:
            self._child.kill()
        self._child.wait()
        self._close_input()
        self._child.stdout.close()
        self._said.close()

    def answer(self, line: dict) -> dict:
        """One JSON line in, one out.

        Raises:
            Failed: the process has ended, or could not answer this line.
        """
        try:
            self._child.stdin.write(json.dumps(line) + "\n")
            self._child.stdin.flush()
            return self._answer(self._child.stdout.readline())
        except BrokenPipeError:
            raise Failed(self._last_words()) from None

    def memory_mb(self) -> float | None:
        """Resident memory just now; None where the system does not tell."""
        try:
            status = Path(f"/proc/{self._child.pid}/status").read_text()
        except OSError:
            return None
        return next(int(row.split()[1]) * 1024 / 1e6 for row in status.splitlines() if row.startswith("VmRSS"))

    def finish(self) -> Finished:
        """No more input; what it printed, and what it took.

        Raises:
            Failed: it ended with an error.
        """
        self._close_input()
        printed = self._child.stdout.read()
        _, status, usage = os.wait4(self._child.pid, 0)
        seconds = time.perf_counter() - self._started
        self._child.returncode = os.waitstatus_to_exitcode(status)
        if self._child.returncode:
            raise Failed(self._last_words())
        output = self._answer(printed) if printed.startswith("{") else {}
        return Finished(output, seconds, usage.ru_maxrss * _MAXRSS_BYTES / 1e6)

    def _answer(self, text: str) -> dict:
        if not text:
            raise Failed(self._last_words())
        answer = json.loads(text)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer

    def _close_input(self) -> None:
        with suppress(BrokenPipeError):  # it may have ended before it read all
            self._child.stdin.close()

    def _last_words(self) -> str:
        self._said.seek(0)
        said = [line.strip() for line in self._said if line.strip()]
        return next((line for line in said if line.startswith("error:")), said[-1] if said else "it said nothing")


def run(command: Sequence[str | Path], folder: Path, **env: str) -> Finished:
    """Run a command to its end.

    Raises:
        Failed: it ended with an error.
    """
    with Process(command, folder, **env) as process:
        return process.finish()
