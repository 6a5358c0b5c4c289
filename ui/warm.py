"""Once the first page is painted, what the first question and the library page need is loaded, out of sight."""

from __future__ import annotations

import ctypes
import gc
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Thread, Timer

import streamlit as st

from rag.answer.assistant import Assistant
from rag.errors import ColloquyError
from rag.library.library import Library
from rag.library.snapshots import FILES, changed, keep
from rag.setup.settings import load_settings
from ui.shared import read_shelf, shared_library

_LOOK = 3.0  # seconds between looks at what is left behind, and at whether anything is to be backed up
_QUIET = 60.0  # seconds without a change
_SETTLED = 2.5  # seconds in which the browser fetches from this process what it draws the page with


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Begin to load, once in the life of the server."""
    with suppress(ColloquyError):  # the page says so
        loading = Timer(_SETTLED, load, (shared_library(load_settings()),))
        loading.daemon = True
        loading.start()
        Thread(target=look_after, args=(load_settings().home,), name="backups", daemon=True).start()


def tidy() -> None:
    """Give back to the system what answers have left behind: pages run without a collection of their own."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)


def look_after(home: Path) -> None:
    """Back up what has changed, whenever it has been quiet for a while, and tidy up, for as long as the page is served."""
    while True:
        time.sleep(_LOOK)
        tidy()
        if time.time() - max(changed(home / name) for name in FILES) > _QUIET:
            keep(home)


def load(library: Library) -> None:
    """Ask something, for the sake of what has to be there for it; the answer is thrown away, and kept nowhere."""
    import_module("pandas")  # Streamlit asks it about whatever is streamed

    with suppress(ColloquyError):
        for paper in library.papers(1):
            question = f"What is found on {paper.title}?"
            Assistant(library.settings.model_copy(update={"model": None}), library).ask(question)
            read_shelf(library)
    gc.freeze()  # all this stays: the collector need not go through it again and again
