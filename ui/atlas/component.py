"""The components that draw the map, and the key to its colours."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import streamlit as st

from ui.atlas.view import Charted

_assets = files("ui.atlas")
SCRIPTS = ("colours.js", "points.js", "drawing.js", "atlas.js", "gestures.js")  # one after the other: one module


def _text(*names: str) -> str:
    return "".join(_assets.joinpath(name).read_text("utf-8") for name in names)


_map = st.components.v2.component(
    "colloquy_map",
    html='<div id="chart"></div>',
    css=_text("atlas.css"),
    js=_text(*SCRIPTS),
)
_key = st.components.v2.component(
    "colloquy_map_key", html='<div id="key"></div>', css=_text("key.css"), js=_text("colours.js", "key.js")
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """What was done on the map: a paper was `opened`, or papers were encircled, by their rows."""

    opened: int | None = None
    picked: tuple[int, ...] | None = None


def show_key(drawn: dict[str, Any]) -> None:
    """Tell the map what to show, and the reader what its colours mean. The points themselves are sent once: what is
    shown of them goes by itself."""
    _key(data=drawn, key="map-key")


def show_map(chart: Charted) -> Pointed:
    """Draw the map; what was just done on it. What was done on an earlier map, with other rows, is left."""
    done = _map(data=chart.data, key="map-chart", on_opened_change=lambda: None, on_picked_change=lambda: None)
    opened, picked = done.opened, done.picked
    if opened and opened["stamp"] == chart.stamp:
        return Pointed(opened=opened["row"])
    if picked and picked["stamp"] == chart.stamp:
        return Pointed(picked=tuple(picked["rows"]))
    return Pointed()
