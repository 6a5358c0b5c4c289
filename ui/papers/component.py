"""The component that draws one paper: its heading, tags and abstract, the papers nearest to it, and the answers that
cite it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import streamlit as st

_assets = files("ui.papers")
_component = st.components.v2.component(
    "colloquy_paper",
    html='<div id="paper"></div>',
    css=_assets.joinpath("paper.css").read_text("utf-8"),
    js=_assets.joinpath("paper.js").read_text("utf-8"),
)


def show_paper(drawn: dict[str, Any], key: str) -> str | None:
    """Draw a paper; the id of the neighbour that was just chosen."""
    return _component(data=drawn, key=key, on_chosen_change=lambda: None).chosen
