"""The library's headings as the pages share them: read once a generation."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from rag.library.library import Library
from rag.search.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Shelved:
    """The headings of one generation."""

    generation: int
    shelf: Shelf


def shelved(library: Library) -> Shelved:
    with st.spinner("Reading the library"):
        return read_once(library)


def read_once(library: Library) -> Shelved:
    """The same, without a word on a page."""
    return _shelved(library, str(library.home), library.generation())


@st.cache_resource(max_entries=1, show_spinner=False)
def _shelved(_library: Library, home: str, generation: int) -> Shelved:
    return Shelved(generation, Shelf(_library.headings()))
