"""The library's headings as the pages share them: read once a generation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from rag.library import Library
from rag.shelf import Found, Shelf
from ui.listing import table

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Shelved:
    """The headings of one generation, and their table, a row a paper."""

    generation: int
    shelf: Shelf
    table: pyarrow.Table

    def shown(self, found: Found) -> pyarrow.Table:
        """The table of what was found."""
        in_order = found.rows == tuple(range(len(self.table)))
        return self.table if in_order else self.table.take(list(found.rows))


def shelved(library: Library) -> Shelved:
    with st.spinner("Reading the library"):
        return read_once(library)


def read_once(library: Library) -> Shelved:
    """The same, without a word on a page."""
    return _shelved(library, str(library.home), library.catalog.generation())


@st.cache_resource(max_entries=1, show_spinner=False)
def _shelved(_library: Library, home: str, generation: int) -> Shelved:
    shelf = Shelf(_library.catalog.headings())
    return Shelved(generation, shelf, table(shelf.papers))
