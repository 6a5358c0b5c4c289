"""The conversations that all sessions of the page share, and the one that is open in this session."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rag.conversations import Conversations
from rag.library.library import Library

_OPEN = "conversation"  # in the address too: a reload or a bookmark opens it again


def conversations(library: Library) -> Conversations:
    return _opened(library, str(library.home))


@st.cache_resource
def _opened(_library: Library, home: str) -> Conversations:
    return Conversations(_library.home)


def open_conversation() -> str | None:
    """The id of the open conversation, which may be of none that is there; None for one that is yet to begin."""
    if in_address := st.query_params.get(_OPEN):
        st.session_state[_OPEN] = in_address
    elif _by_history():
        st.session_state[_OPEN] = None
    elif kept := st.session_state.get(_OPEN):
        st.query_params[_OPEN] = kept
    return st.session_state.get(_OPEN)


def _by_history() -> bool:
    """Whether the browser's Back or Forward led here: then the address says what is open, also when it names none."""
    return getattr(get_script_run_ctx(), "is_history_navigation", False)


def turn_to(conversation: str | None) -> None:
    """Open another conversation, or a new one."""
    st.session_state[_OPEN] = conversation
    if conversation:
        st.query_params[_OPEN] = conversation
    else:
        st.query_params.pop(_OPEN, None)
