"""The process that is forked: `tests.forks` starts it, and it ends when its standard input does."""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import pkgutil
import selectors
import signal
import socket
import sys
from contextlib import suppress
from functools import cache

import rag
from tests.forks.program import become

LIBRARIES = (  # that are imported where they are used
    "PIL.Image",
    "bibtexparser",
    "chromadb.api.rust",
    "langchain_chroma",
    "langchain_openai",
    "pandas",
    "semantic_text_splitter",
    "streamlit.web.bootstrap",
    "uvicorn",
    "uvloop",
    "watchfiles",
    "websockets",
    "wordllama",
)


class Server:
    """Forks a program for each connection, and writes to it the program's id and, when it has ended, its exit code."""

    def __init__(self, door: socket.socket) -> None:
        self._door, self._prepared = door, False
        self._programs: dict[int, socket.socket] = {}
        self._ended, self._wakes = socket.socketpair()
        for end in (self._ended, self._wakes):
            end.setblocking(False)
        self._events = selectors.DefaultSelector()
        for source in (sys.stdin, door, self._ended):
            self._events.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes.fileno())
        while True:
            for event, _ in self._events.select():
                if event.fileobj is sys.stdin:
                    for program in self._programs:
                        os.kill(program, signal.SIGKILL)
                    return
                if event.fileobj is self._door:
                    self._fork()
                elif event.fileobj is self._ended:
                    self._tell_ends()
                else:  # who waits for the program was killed
                    os.kill(event.data, signal.SIGKILL)
                    self._events.unregister(event.fileobj)

    def _fork(self) -> None:
        if not self._prepared:
            _import()
            self._prepared = True
        client, _ = self._door.accept()
        _, streams, *_ = socket.recv_fds(client, 1, 3)
        with client.makefile() as written:
            started = json.loads(written.readline())
        if program := os.fork():
            client.sendall(f"{program}\n".encode())
            self._programs[program] = client
            self._events.register(client, selectors.EVENT_READ, program)
        else:
            signal.set_wakeup_fd(-1)
            for number, stream in enumerate(streams):
                os.dup2(stream, number)
            for source in (self._events, self._door, self._ended, self._wakes, client, *self._programs.values()):
                source.close()
        for stream in streams:
            os.close(stream)
        if not program:
            become(**started)

    def _tell_ends(self) -> None:
        self._ended.recv(4096)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                client = self._programs.pop(ended[0])
                with suppress(KeyError):  # it was left alone
                    self._events.unregister(client)
                with suppress(BrokenPipeError), client:
                    client.sendall(f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())


def _import() -> None:
    from streamlit.components.v2 import manifest_scanner

    ours = (module.name for module in pkgutil.walk_packages(rag.__path__, "rag."))
    for name in (*LIBRARIES, *ours):
        if not name.endswith("__main__"):
            importlib.import_module(name)
    manifest_scanner.scan_component_manifests = found = cache(manifest_scanner.scan_component_manifests)
    found()  # Streamlit looks through all installed packages for components, at each start
    logging.root.handlers.clear()  # wordllama's: how much is told is for the program to say
    logging.root.setLevel(logging.WARNING)
    gc.collect()
    gc.freeze()  # what is not looked at in a fork is not copied


if __name__ == "__main__":
    sys.executable = sys.argv[2]
    with socket.socket(fileno=int(sys.argv[1])) as door:
        Server(door).serve()
