"""The component that draws one answer beside its sources."""

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


def show_answer(answer: Answer, key: str, ask_next: Sequence[Followup] = ()) -> Act | None:
    """Draw an answer; what was just done on it.

    Args:
        key: stable for the answer across reruns.
        ask_next: questions that are offered below it.
    """
    shown = {"answer": drawn(answer), "followups": list(map(_asking, ask_next))}
    return act_of(_component(data=shown, key=key, on_act_change=lambda: None).act)


def _asking(followup: Followup) -> dict[str, str]:
    return {"do": "ask", "text": followup.question} | dict(zip(("paper", "other"), followup.papers, strict=False))
