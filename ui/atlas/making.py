"""The library's map as the pages share it: made once for all who ask, in a thread of its own."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet

import streamlit as st

from rag.library.library import Library
from rag.search.atlas import atlas_of
from ui.atlas.view import AtlasView, view_of

_WAIT = 0.25  # seconds after which the page says how far it is
_POLITE = 0.002  # seconds left to other sessions at each step: Python runs one thread at a time


class Making:
    """A map on its way. It goes on when a page that waits for it is left."""

    def __init__(self, library: Library) -> None:
        self.share = 0.0
        self._made: Future[AtlasView] = Future()
        threading.Thread(target=self._make, args=[library], name="atlas", daemon=True).start()

    def _make(self, library: Library) -> None:
        try:
            self._made.set_result(view_of(atlas_of(library, self._note)))
        except Exception as error:  # for whoever waits
            self._made.set_exception(error)

    def _note(self, share: float) -> None:
        self.share = share
        time.sleep(_POLITE)

    def wait(self, seconds: float) -> AtlasView | None:
        """The map; None where it is not made by then.

        Raises:
            ColloquyError: it cannot be made.
        """
        try:
            return self._made.result(seconds)
        except NotYet:
            return None


def shared_atlas(library: Library) -> AtlasView:
    """The map of the library; where it is still to be made, the page shows how far it is."""
    making = shared_making(library)
    try:
        if view := making.wait(_WAIT):
            return view
        bar = st.progress(0.0)
        while not (view := making.wait(_WAIT)):
            bar.progress(
                making.share, "Laying out the map. This is done once, and kept until many papers have changed."
            )
    except Exception:
        _making.clear()  # the next one who asks tries again
        raise
    bar.empty()
    return view


def shared_making(library: Library) -> Making:
    """The making of the library's map as it is now, which whoever asks first begins."""
    return _making(library, str(library.home), library.generation(), library.embedding)


@st.cache_resource(max_entries=1, show_spinner=False)
def _making(_library: Library, home: str, generation: int, embedding: str) -> Making:
    return Making(_library)
