"""Serves tests/browser/answer_page.py: a page of nothing but the answers that a test gives."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import ui
from rag.conversations import to_json
from rag.records import Answer
from rag.serve import configuration

PAGE = Path(__file__).with_name("answer_page.py")


@contextmanager
def shown(answers: Sequence[Answer], folder: Path) -> Iterator[str]:
    """The address of the page with these answers, the last of them as the last of its conversation."""
    kept = folder / "answers.jsonl"
    kept.write_text("\n".join(map(to_json, answers)), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = configuration(Path(ui.__file__).parent) | {"server.port": port}
    flags = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(PAGE), *flags],
        env={**os.environ, "SHOWN_ANSWERS": str(kept)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        text=True,
    )
    try:
        next(line for line in server.stdout if "http://" in line)  # it is printed once the port is open
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
