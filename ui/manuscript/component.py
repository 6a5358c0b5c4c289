"""The component that draws a manuscript's findings beside the evidence, to be gone through by keyboard."""

from __future__ import annotations

from typing import Any

from ui.component import component

_component = component("manuscript", "manuscript/manuscript.js", "manuscript/manuscript.css")


def show_findings(findings: list[dict[str, Any]], key: str) -> tuple[str, str] | None:
    """Draw findings; the id of the one that was just noted on, with the note."""
    noted = _component(data={"findings": findings}, key=key, on_noted_change=lambda: None).noted
    return (str(noted["id"]), str(noted["note"])) if noted else None
