"""What the page draws of an answer, as text."""

from __future__ import annotations

from typing import Any

from ui.answer.prose import TAGS


def flat(node: Any) -> str:
    """All text of a drawn tree, marks as {n}, what is not found in the source as ‹words› and what it says otherwise as
    «words»."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(flat, node))
    if "claim" in node:
        opening, closing = {"missing": "‹›", "contrary": "«»"}[node["level"]]
        return f"{opening}{flat(node['children'])}{closing}"
    if "children" in node:
        assert node["tag"] in TAGS if "tag" in node else node["quoted"] in ("before", "lead", "more", "item")
        return flat(node["children"])
    if "says" in node:
        return f"{node['says']} {node['verb']}:"
    if "link" in node:
        assert node["link"].startswith(("http://", "https://"))
        return node["link"]
    return f"{{{node.get('mark', node.get('unknown'))}}}"


def words(node: Any) -> str:
    """The same without what sets claims apart."""
    return flat(node).translate(dict.fromkeys(map(ord, "‹›«»")))
