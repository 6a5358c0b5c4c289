"""What a fork does: it becomes the program, and ends as that would."""

from __future__ import annotations

import atexit
import os
import runpy
import signal
import sys
import threading
from collections.abc import Sequence
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper
from types import ModuleType
from typing import NoReturn

from tests.disk import arm_as_told


def become(words: Sequence[str], env: dict[str, str], folder: str, ignored: Sequence[int]) -> NoReturn:
    """Run what Python would with these words: options, then -m and a module, -c and a script, or a file."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN if signal.SIGINT in ignored else signal.default_int_handler)
    first = next(at for at, word in enumerate(words) if word in ("-c", "-m") or not word.startswith("-"))
    _renew_streams(unbuffered="-u" in words[:first])
    arm_as_told()
    code = _code_of(words[first:])
    threading._shutdown()  # as the interpreter ends, but for taking down what the system takes anyway
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 120
    os._exit(code)


def _renew_streams(unbuffered: bool) -> None:
    sys.stdin = sys.__stdin__ = TextIOWrapper(BufferedReader(FileIO(0, closefd=False)))
    for number, name in ((1, "stdout"), (2, "stderr")):
        file, at_once = FileIO(number, "w", closefd=False), unbuffered or number == 2
        errors = "backslashreplace" if number == 2 else "strict"
        buffer = file if at_once else BufferedWriter(file)
        stream = TextIOWrapper(buffer, errors=errors, write_through=at_once, line_buffering=file.isatty())
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _code_of(words: Sequence[str]) -> int:
    try:
        _run(*words)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return (ended.code or 0) & 0xFF
        print(ended.code, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        sys.excepthook(*sys.exc_info())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _run(what: str, *words: str) -> None:
    if what == "-m":
        sys.argv = list(words)
        if not hasattr(sys.modules.get(words[0]), "__path__"):
            sys.modules.pop(words[0], None)  # else it would be told that it is there already
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    elif what == "-c":
        sys.argv = ["-c", *words[1:]]
        sys.modules["__main__"] = main = ModuleType("__main__")
        exec(compile(words[0], "<string>", "exec"), vars(main))  # noqa: S102 - it is a script of a test
    else:
        sys.argv = [what, *words]
        runpy.run_path(what, run_name="__main__")
