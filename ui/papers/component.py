"""The component that draws one paper: its heading, tags and abstract, the papers nearest to it, and the answers that
cite it."""

from __future__ import annotations

from typing import Any

from ui.component import component

_component = component("paper", "papers/paper.js", "papers/paper.css")


def show_paper(drawn: dict[str, Any], key: str) -> str | None:
    """Draw a paper; the id of the neighbour that was just chosen."""
    chosen = _component(data=drawn, key=key, on_chosen_change=lambda: None).chosen
    return str(chosen) if chosen else None
