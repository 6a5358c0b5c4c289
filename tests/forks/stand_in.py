"""Stands in the place of a program: has it forked by `tests.forks.server`, and ends as it ends. Imports little."""

import json
import os
import signal
import socket
import sys

PASSED_ON = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def main(door: str, *words: str) -> None:
    started = {
        "words": words,
        "env": dict(os.environ),
        "folder": os.getcwd(),
        "ignored": [number for number in PASSED_ON if signal.getsignal(number) == signal.SIG_IGN],
    }
    signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)  # until there is a program to pass them on to
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(door)
        socket.send_fds(server, [b"3"], [0, 1, 2])
        server.sendall(json.dumps(started).encode() + b"\n")
        told = server.makefile()
        program = int(told.readline())
        for number in PASSED_ON:
            signal.signal(number, lambda passed_on, _frame: os.kill(program, passed_on))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
        code = int(told.readline() or -signal.SIGKILL)
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
