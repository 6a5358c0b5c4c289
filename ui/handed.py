"""A question that another page hands to the chat, which asks it once, in a new conversation."""

import streamlit as st

from rag.records import Scope

_KEPT = "handed"


def hand_over(question: str, scope: Scope) -> None:
    """To be followed by `st.switch_page("chat.py")`."""
    st.session_state[_KEPT] = (question, scope)


def handed() -> tuple[str, Scope] | None:
    """What was handed over since this was last asked."""
    return st.session_state.pop(_KEPT, None)
