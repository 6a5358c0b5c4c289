"""The components that draw one answer beside its sources, and the questions to ask next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answer.suggest import Followup
from rag.records import Answer
from ui.answer.act import Act, act_of
from ui.answer.view import drawn
from ui.component import component

SCRIPT = "answer/answer.js"
_LINE = 0.5625  # what answer.css gives to the line of what was searched for, over the text, less the gap of a column
_component = component("answer", SCRIPT, "answer/answer.css")
_next = component("next", "answer/next.js", "answer/next.css")


def answer_column(searched: bool = False) -> DeltaGenerator:
    """Where an answer is written as it comes: as wide as the text of the drawn one, and as far down, so that nothing
    moves when the one takes the place of the other.

    Args:
        searched: whether the drawn one will say what was searched for in place of the question.
    """
    column, _ = st.columns([5, 3], gap="medium")
    if searched:
        column.html(f'<div style="height: {_LINE}rem"></div>')
    return column


def show_answer(answer: Answer, key: str) -> Act | None:
    """Draw an answer; what was just done on it.

    Args:
        key: stable for the answer across reruns.
    """
    return act_of(_component(data=drawn(answer), key=key, on_act_change=lambda: None).act)


def show_others_answer(answer: Answer, key: str) -> None:
    """Draw an answer that somebody else was given: to be read and checked, without what asks anew."""
    _component(data=drawn(answer) | {"others": True}, key=key, on_act_change=lambda: None)


def show_next(followups: Sequence[Followup], key: str) -> Act | None:
    """Draw questions to ask next; the one that was just chosen, as an act."""
    return act_of(_next(data=list(map(_asking, followups)), key=key, on_act_change=lambda: None).act)


def _asking(followup: Followup) -> dict[str, str]:
    return {"do": "ask", "text": followup.question} | dict(zip(("paper", "other"), followup.papers, strict=False))
