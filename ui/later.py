"""Work that the page does not wait for."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rag.errors import ColloquyError

T = TypeVar("T")
_MOST = 64  # results that are kept
_SOON = 0.1  # seconds until work begins, once the page is drawn


def later(key: Hashable, work: Callable[[], T], says: str = "") -> T | None:
    """What a piece of work gives; None until it is done, and where it fails. It begins once the page is drawn, and is done once for a key: then
    the page is drawn again.

    Args:
        says: a line for the time until then.
    """
    if key in _done():
        return cast(T, _done()[key])
    _do(key, work, says)
    return None


@st.cache_resource(show_spinner=False)
def _done() -> dict[Hashable, object]:
    return {}


@st.fragment(run_every=_SOON)
def _do(key: Hashable, work: Callable[[], object], says: str) -> None:
    if says:
        st.caption(says)
    if not getattr(get_script_run_ctx(), "fragment_ids_this_run", None):
        return  # the page is being drawn
    if key not in _done():
        once(key, work)
    st.rerun()


def once(key: Hashable, work: Callable[[], object]) -> None:
    """Do a piece of work and keep what it gives: nothing where it fails, as it would fail again, ten times a second."""
    found = None
    try:
        found = work()
    except ColloquyError:
        pass  # whoever asks for it is told
    finally:
        done = _done()
        done[key] = found
        for oldest in list(done)[:-_MOST]:
            done.pop(oldest, None)
