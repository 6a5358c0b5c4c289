"""What all sessions of the page share: the open library, its shelf, and the conversations."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from rag.conversations import Conversations
from rag.conversations.sheets import SCREENING, Sheets
from rag.conversations.sheets.reading import paper_ids
from rag.library.library import Library
from rag.search.screening.priority import Priority, priority_of
from rag.search.shelf import Shelf
from rag.setup.settings import Settings
from ui.people.person import acting


def shared_library(settings: Settings) -> Library:
    """The library, at the server that the settings name: another model or key does not open it again."""
    library = _library(str(settings.home), settings.embedding, settings)
    library.use(settings)
    return library


@st.cache_resource(show_spinner="Opening the library")
def _library(home: str, embedding: str | None, _settings: Settings) -> Library:
    library = Library(_settings, acting)
    if library.is_behind():
        library.follow(library.generation())
    return library


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
    """The conversations beside a library, of whoever uses the page."""
    return _conversations(library, str(library.home)).of(acting().name)


@st.cache_resource
def _conversations(_library: Library, home: str) -> Conversations:
    return Conversations(_library.databases)


def shared_sheets(library: Library) -> Sheets:
    """The tables and the screening that are kept beside a library."""
    return _sheets(library, str(library.home)).of(acting())


@st.cache_resource
def _sheets(_library: Library, home: str) -> Sheets:
    return Sheets(_library.databases)


def shared_priority(library: Library, sheets: Sheets) -> Priority:
    """What puts the papers of the review in order, read once a generation."""
    scope, topic = sheets.scope(SCREENING), sheets.topic(SCREENING)
    state = (library.generation(), library.tags.changes(), repr(scope))
    return _priority(library, sheets, str(library.home), topic, state)


@st.cache_resource(max_entries=2, show_spinner="Reading the papers of the review")
def _priority(_library: Library, _sheets: Sheets, home: str, topic: str, state: tuple[int, int, str]) -> Priority:
    return priority_of(_library, paper_ids(_library, _sheets.scope(SCREENING)), topic)
