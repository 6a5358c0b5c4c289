"""The components that draw the map, and the key to its colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui.atlas.view import AtlasView
from ui.component import component

SCRIPT = "atlas/atlas.js"
_atlas = component("atlas", SCRIPT, "atlas/atlas.css")
_key = component("atlas_key", "atlas/key.js", "atlas/key.css")


@dataclass(frozen=True, slots=True)
class AtlasAct:
    """What was done on the map: a paper was `opened`, or papers were encircled, by their rows."""

    opened: int | None = None
    encircled: tuple[int, ...] | None = None


def show_key(appearance: dict[str, Any]) -> None:
    """Tell the map what to show, and the reader what its colours mean. The points themselves are sent once: what is
    shown of them goes by itself."""
    _key(data=appearance, key="atlas-key")


def show_atlas(view: AtlasView) -> AtlasAct:
    """Draw the map; what was just done on it. What was done on an earlier map, with other rows, is left."""
    done = _atlas(data=view.data, key="atlas", on_opened_change=lambda: None, on_encircled_change=lambda: None)
    opened, encircled = done.opened, done.encircled
    if opened and opened["stamp"] == view.stamp:
        return AtlasAct(opened=opened["row"])
    if encircled and encircled["stamp"] == view.stamp:
        return AtlasAct(encircled=tuple(encircled["rows"]))
    return AtlasAct()
