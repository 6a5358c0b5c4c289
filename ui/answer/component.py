"""The component that draws one answer beside its sources, and what is done on it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answer.suggest import Followup, followups
from rag.records import Answer
from ui.answer.view import drawn

Deed = Literal["more", "compare", "pin", "exclude", "ask", "rephrase", "open"]
_assets = files("ui.answer")
SCRIPTS = ("../dom.js", "prose.js", "cards.js", "comparison.js", "answer.js")  # one after the other: one module
_LINES = {False: 0.8125, True: 2.375}  # what answer.css gives to the lines over the text, less the gap of a column
_component = st.components.v2.component(
    "colloquy_answer",
    html='<div id="answer"></div>',
    css=_assets.joinpath("answer.css").read_text("utf-8"),
    js="\n".join(_assets.joinpath(script).read_text("utf-8") for script in SCRIPTS),
)


@dataclass(frozen=True, slots=True)
class Act:
    """What was clicked on in an answer: papers by id, and the text of a suggested or an edited question.

    "ask" has the ids of the papers that its question is about: with them pinned it is about no others.
    """

    do: Deed
    paper: str = ""
    other: str = ""
    text: str = ""


def answer_column(searched: bool = False) -> DeltaGenerator:
    """Where an answer is written as it comes: as wide as the text of the drawn one, and as far down, so that nothing
    moves when the one takes the place of the other.

    Args:
        searched: whether the drawn one will say what was searched for in place of the question.
    """
    column, _ = st.columns([5, 3], gap="medium")
    column.html(f'<div style="height: {_LINES[searched]}rem"></div>')
    return column


def show_answer(answer: Answer, key: str, last: bool = False) -> Act | None:
    """Draw an answer; what was just done on it.

    Args:
        key: stable for the answer across reruns.
        last: whether it is the last of its conversation, which is followed by questions to ask next.
    """
    shown = {"answer": drawn(answer), "followups": [_asking(f) for f in followups(answer)] if last else []}
    done = _component(data=shown, key=key, on_act_change=lambda: None).act
    if not isinstance(done, dict) or done.get("do") not in get_args(Deed):
        return None
    return Act(done["do"], *(str(done.get(name, "")) for name in ("paper", "other", "text")))


def _asking(followup: Followup) -> dict[str, str]:
    return {"do": "ask", "text": followup.question} | dict(zip(("paper", "other"), followup.papers, strict=False))
