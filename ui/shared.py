"""What all sessions of the page share: the open library, its shelf, and the conversations."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from rag.conversations import Conversations
from rag.library.library import Library
from rag.search.shelf import Shelf
from rag.setup.settings import Settings


def shared_library(settings: Settings) -> Library:
    """The library, at the server that the settings name: another model or key does not open it again."""
    library = _library(str(settings.home), settings.embedding, settings)
    library.use(settings)
    return library


@st.cache_resource(show_spinner="Opening the library")
def _library(home: str, embedding: str | None, _settings: Settings) -> Library:
    return Library(_settings)


@dataclass(frozen=True, slots=True)
class SharedShelf:
    """The headings of the library's papers at one generation."""

    generation: int
    shelf: Shelf


def shared_shelf(library: Library) -> SharedShelf:
    """The shelf as it is now: read once a generation, with a word on the page meanwhile."""
    with st.spinner("Reading the library"):
        return read_shelf(library)


def read_shelf(library: Library) -> SharedShelf:
    """The same, without a word on a page."""
    return _shelf(library, str(library.home), library.generation())


@st.cache_resource(max_entries=1, show_spinner=False)
def _shelf(_library: Library, home: str, generation: int) -> SharedShelf:
    return SharedShelf(generation, Shelf(_library.headings()))


def shared_conversations(library: Library) -> Conversations:
    """The conversations beside a library."""
    return _conversations(library, str(library.home))


@st.cache_resource
def _conversations(_library: Library, home: str) -> Conversations:
    return Conversations(_library.home)
