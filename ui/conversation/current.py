"""The conversation that is open in this session."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

CHAT = "page/chat.py"
_OPEN = "conversation"  # in the address too: a reload or a bookmark opens it again


def open_conversation() -> str | None:
    """The id of the open conversation, which may be of none that exists; None for one that is yet to begin."""
    if in_address := st.query_params.get(_OPEN):
        st.session_state[_OPEN] = in_address
    elif _by_history():
        st.session_state[_OPEN] = None
    elif opened_before := st.session_state.get(_OPEN):
        st.query_params[_OPEN] = opened_before
    return st.session_state.get(_OPEN)


def opened_last() -> str | None:
    """The id of the conversation that was open on the chat page last."""
    opened: str | None = st.session_state.get(_OPEN)
    return opened


def _by_history() -> bool:
    """Whether the browser's Back or Forward led here: then the address says what is open, also when it names none."""
    return getattr(get_script_run_ctx(), "is_history_navigation", False)


def switch_to(conversation: str | None) -> None:
    """Open another conversation, or a new one."""
    st.session_state[_OPEN] = conversation
    if conversation:
        st.query_params[_OPEN] = conversation
    else:
        st.query_params.pop(_OPEN, None)


def go_to(conversation: str | None) -> None:
    """Open another conversation, or a new one, from whichever page."""
    if st.session_state.get("page") == CHAT:
        switch_to(conversation)
        st.rerun()
    st.session_state[_OPEN] = conversation
    st.switch_page(CHAT, query_params={_OPEN: conversation} if conversation else None)
