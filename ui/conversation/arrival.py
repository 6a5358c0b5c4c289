"""Where a reader arrives on the page: at the question that was asked last."""

from importlib.resources import files

import streamlit as st

from ui.conversation.current import open_conversation

_component = st.components.v2.component(
    "colloquy_arrival",
    html='<span id="arrival"></span>',
    js=files("ui.conversation").joinpath("arrival.js").read_text("utf-8"),
    isolate_styles=False,
)


def arrive(asked: int | None) -> None:
    """Scroll to the last question that is drawn, when the page or a conversation is opened or a turn is asked: once
    each, and never while the answer is read.

    Args:
        asked: the turn that was asked last in this session, of whichever conversation.
    """
    with st.bottom:
        _component(key="arrival", data=f"{open_conversation()} {asked}")
