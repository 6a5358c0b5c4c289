"""Where a reader arrives on the page: at the question that was asked last."""

import streamlit as st

from ui.component import component
from ui.conversation.current import open_conversation

_component = component("arrival", "conversation/arrival.js", isolated=False)


def arrive(asked: int | None) -> None:
    """Scroll to the last question that is drawn, when the page or a conversation is opened or a turn is asked: once
    each, and never while the answer is read.

    Args:
        asked: the turn that was asked last in this session, of whichever conversation.
    """
    with st.bottom:
        _component(key="arrival", data=f"{open_conversation()} {asked}")
