"""Once the first page is painted, what the first question and the library page need is loaded, out of sight."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

import streamlit as st

from rag.assistant import Assistant
from rag.errors import ColloquyError
from rag.library import Library
from rag.settings import load_settings
from ui.opened import opened
from ui.shelved import read_once


def warm_up() -> None:
    """Begin to load, once in the life of the server."""
    with suppress(ColloquyError):  # the page has told it
        _begun(opened(load_settings()))


@st.cache_resource(show_spinner=False)
def _begun(_library: Library) -> None:
    Thread(target=_load, args=(_library,), daemon=True).start()


def _load(library: Library) -> None:
    with suppress(ColloquyError):
        if len(library):
            Assistant(library.settings.model_copy(update={"model": None}), library).ask("What is this about?")
            read_once(library)
