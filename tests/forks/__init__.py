"""Python with its imports done: a stand-in for `sys.executable` whose programs are forked, not started.

Imports are most of a program's start. One process makes them, once for all tests, and is forked for each program: the fork
gets the words, the environment, the folder, the three streams and the ignored signals of who starts it, and has the
modules, and their places, of the tests: PYTHONPATH and options such as -P make no difference. The stand-in passes signals on
to it and ends as it ends; killed, it takes the program with it, a moment later.
"""

from __future__ import annotations

import atexit
import os
import shlex
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
COLD = sys.executable
SHARED = "TESTS_PYTHON"  # names the stand-in for all processes that run tests side by side


@cache
def python(layer: Path | None = None) -> str:
    """The path of the stand-in. The process that is forked is there from the first call until that caller ends.

    Args:
        layer: a library that it is started with, before all others; see `tests.disk`.
    """
    shared = f"{SHARED}_{layer.stem}" if layer else SHARED
    if shared not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="forks-")
        stand_in, door = Path(folder.name) / "python", Path(folder.name) / "door"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(door))
            listening.listen()
            words = [COLD, "-m", "tests.forks.server", str(listening.fileno()), str(stand_in)]
            env = {**os.environ, "LD_PRELOAD": str(layer)} if layer else None
            server = subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.PIPE, pass_fds=[listening.fileno()])
        command = [COLD, "-I", "-S", str(Path(__file__).with_name("stand_in.py")), str(door)]
        stand_in.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        stand_in.chmod(0o700)
        os.environ[shared] = str(stand_in)
        atexit.register(folder.cleanup)
        atexit.register(server.communicate)  # its standard input ends, and so does the server
    return os.environ[shared]
