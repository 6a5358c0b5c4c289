"""A command that runs on and on, as a process: the lines that it prints, and how it ends when it is told to."""

from __future__ import annotations

import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests import forks

SECONDS = 60  # for a line to come, on a busy machine


class Running:
    """`colloquy` with these words; what it prints to either stream comes line by line.

    Args:
        ignoring: a signal that it starts with ignored, as the shell has it for a job in the background.
        cold: whether it is started as one starts it, in place of forked with its imports done.
    """

    def __init__(self, *words: str, ignoring: signal.Signals | None = None, cold: bool = False) -> None:
        command = [forks.COLD if cold else forks.python(), "-u", "-m", "rag", *words]
        if ignoring:
            command = ["sh", "-c", f'trap \'\' {ignoring.name.removeprefix("SIG")}; exec "$0" "$@"', *command]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self.seen: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def line(self, *words: str) -> str:
        """The next line that has all of these words."""
        deadline = time.monotonic() + SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                self.seen.append(self._lines.get(timeout=left))
            except queue.Empty:
                break
            if all(word in self.seen[-1] for word in words):
                return self.seen[-1]
        raise AssertionError(f"no line with {words}: {self.seen}")

    def told(self, by: signal.Signals) -> None:
        self.process.send_signal(by)

    def end(self, by: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """(exit code, last line) after Ctrl-C, or another signal."""
        self.told(by)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """(exit code, last line) of a process that was told to end."""
        code = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        while not self._lines.empty():
            self.seen.append(self._lines.get())
        return code, self.seen[-1]


@contextmanager
def running(*words: str, ignoring: signal.Signals | None = None, cold: bool = False) -> Iterator[Running]:
    command = Running(*words, ignoring=ignoring, cold=cold)
    try:
        yield command
    finally:
        if command.process.poll() is None:
            command.process.kill()
            command.process.wait()
        command.process.stdout.close()
