"""The component that draws one answer beside its sources."""

from importlib.resources import files

import streamlit as st

from rag.records import Answer
from ui.view import drawn

_assets = files("ui")
_component = st.components.v2.component(
    "colloquy_answer",
    html='<div id="answer"></div>',
    css=_assets.joinpath("answer.css").read_text("utf-8"),
    js=_assets.joinpath("answer.js").read_text("utf-8"),
)


def show_answer(answer: Answer, key: str) -> None:
    """Draw an answer; `key` is stable for it across reruns."""
    _component(data=drawn(answer), key=key)
