"""The program in a process of its own that has its imports behind it: those take most of the time of a start."""

from __future__ import annotations

import multiprocessing
import os
import sys
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import pytest

IMPORTED = [
    "rag.answer.assistant",
    "rag.cli.serve",
    "rag.conversations",
    "rag.library.adding",
    "chromadb",
    "langchain_openai",
    "pandas",
    "streamlit.web.bootstrap",
]


def fork(*words: str, folder: Path, log: Path | None = None, **env: str) -> BaseProcess:
    """Start `colloquy` with these words.

    Args:
        folder: where it works.
        log: file that takes what it prints.
    """
    process = _forks().Process(target=_run, args=(words, {**os.environ, **env}, folder, log or os.devnull), daemon=True)
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType(
        "__main__"
    )  # Streamlit's AppTest leaves its script there, to be run in the fork
    try:
        process.start()
    finally:
        sys.modules["__main__"] = script
    return process


@cache
def _forks() -> ForkServerContext:
    """All are forked from one process, which does nothing but import."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENBLAS_NUM_THREADS", "1")  # as `main` has it, before numpy is there: a thread cannot be forked
        forkserver.ensure_running()
    return context


def _run(words: tuple[str, ...], env: dict[str, str], folder: Path, log: str | Path) -> None:
    from rag.cli import main

    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    printed = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(printed, stream)
    sys.argv = ["colloquy", *words]
    main()
