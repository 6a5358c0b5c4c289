"""Forked programs are like started ones: words, streams, environment, how they end, and signals."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests import forks

TOLD = "import os, sys; print(sys.argv, os.getcwd(), os.environ['X'], sys.stdin.read()); print('no', file=sys.stderr)"
WAITS = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored, as in a job in the background
try:
    print("here", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("told", flush=True)
"""


@pytest.fixture(params=["started", "forked"])
def python(request: pytest.FixtureRequest) -> str:
    return forks.COLD if request.param == "started" else forks.python()


def test_it_gets_words_streams_environment_and_folder(python: str, tmp_path: Path):
    done = subprocess.run(
        [python, "-u", "-c", TOLD, "a b", "-x"],
        env=os.environ | {"X": "é"}, cwd=tmp_path, input="sent", capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, f"['-c', 'a b', '-x'] {tmp_path} é sent\n")
    assert done.stderr == "no\n"


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('no')", 1, "no"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("import os; os.kill(os.getpid(), 11)", -signal.SIGSEGV, ""),
        ("raise KeyboardInterrupt", -signal.SIGINT, "KeyboardInterrupt"),
    ],
)
def test_it_ends_as_the_program_does(python: str, script: str, code: int, told: str):
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, timeout=30)
    assert done.returncode == code and told in done.stderr


@pytest.mark.parametrize(("by", "ends"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_signals_go_on_to_it(python: str, by: signal.Signals, ends: int):
    with subprocess.Popen([python, "-c", WAITS], stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stdout.readline() == "here\n"
        waiting.send_signal(by)
        assert waiting.stdout.read() == ("told\n" if by == signal.SIGINT else "")
        assert waiting.wait(30) == ends


def test_a_killed_stand_in_takes_the_program_with_it():
    script = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    with subprocess.Popen([forks.python(), "-c", script], stdout=subprocess.PIPE, text=True) as waiting:
        program = int(waiting.stdout.readline())
        waiting.kill()
    deadline = time.monotonic() + 30
    while _runs(program):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(program: int) -> bool:
    try:
        os.kill(program, 0)
    except ProcessLookupError:
        return False
    return True


def test_imports_are_done():
    script = "import sys; raise SystemExit('chromadb' not in sys.modules)"
    assert subprocess.run([forks.python(), "-c", script], timeout=30).returncode == 0
