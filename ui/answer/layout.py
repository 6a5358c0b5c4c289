"""The blocks of an answer as a reader meets them: who says it, the quotation that leads, and links. Pure.

Beside the nodes of prose.py there are {"says", "verb", "title", "spot", "number"}, the line of who is quoted, {"quoted",
"children"}, a paragraph that leads the answer, stands before what does, adds to it, or is an item's quotation, and
{"link"}, an address over http.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rag.records import Citation, Paper
from ui.mathematics import readable
from ui.papers.view import saying, short_reference

Node = Any
_ADDRESS = re.compile(r"https?://[^\s<>\"“”|\\^`{}]+")
_NOT_ITS_END = ".,;:!?'*_"


def arranged(
    blocks: Sequence[Node], citations: Sequence[Citation], numbers: Mapping[int, int], is_labelled: bool
) -> list[Node]:
    """Blocks of an answer, set to be read.

    Args:
        numbers: the number of its paper for each citation's.
        is_labelled: whether the first mark of each paper has its author and year. In prose that is drawn as it is written
            the lines would break elsewhere at its end.
    """
    first: dict[str, Citation] = {}
    papers: dict[int, Paper] = {}
    for citation in citations:
        first.setdefault(citation.paper.title, citation)
        papers[numbers[citation.n]] = citation.paper
    said = [_block(_joined(block), first) for block in blocks]
    for node in said:
        if isinstance(node, dict) and "says" in node:
            node["number"] = numbers[int(node["spot"])]
    if is_labelled:
        _label(said, papers)
    return said


def _block(block: Node, first: Mapping[str, Citation]) -> Node:
    if not isinstance(block, dict) or "tag" not in block:
        return block
    children = block["children"]
    if block["tag"] == "p":
        if len(children) == 1 and (citation := _titled(children[0], first)):
            name, verb = saying(citation.paper)
            return {
                "says": readable(name),
                "verb": verb,
                "title": readable(citation.paper.title),
                "spot": str(citation.n),
            }
        if any(isinstance(child, dict) and "part" in child for child in children):
            return {"tag": "section", "children": _quoted(children)}
    if block["tag"] in ("ul", "ol"):
        return {**block, "children": [_item(item, first) for item in children]}
    return {**block, "children": _read(children)}


def _titled(node: Node, first: Mapping[str, Citation]) -> Citation | None:
    """The first citation of the paper of which a node in bold is the title."""
    return first.get(_text(node)) if isinstance(node, dict) and node.get("tag") == "strong" else None


def _quoted(children: Sequence[Node]) -> list[Node]:
    """The parts of a quotation as paragraphs, each with the marks behind it."""
    parts: list[dict[str, Any]] = []
    for child in children:
        part = child.get("part") if isinstance(child, dict) else None
        if part and (not parts or parts[-1]["quoted"] != part):
            parts.append({"quoted": part, "children": []})
        elif not parts:
            parts.append({"quoted": "more", "children": []})
        parts[-1]["children"] += child["children"] if part else [child]
    return [{**part, "children": _read(_joined(part)["children"])} for part in parts if _text(part).strip()]


def _item(item: Node, first: Mapping[str, Citation]) -> Node:
    """An item of a list: where it is a paper's title and words of it, these stand below the title."""
    head, *rest = item["children"] or [""]
    if isinstance(head, dict) and head.get("tag") == "p":
        return {**item, "children": [_block(child, first) for child in item["children"]]}
    if _titled(head, first):
        for place, child in enumerate(rest):
            if isinstance(child, dict) and "mark" in child:
                break
            if isinstance(child, str) and (cut := re.search(r":\s+", child)):
                quote = {"quoted": "item", "children": _read([child[cut.end() :], *rest[place + 1 :]])}
                return {**item, "children": _read([head, *rest[:place], child[: cut.start()]]) + [quote]}
    return {**item, "children": _read(item["children"])}


def _read(nodes: Sequence[Node]) -> list[Node]:
    """Nodes with readable formulas, and with addresses as links; code stays as it is."""
    read: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            read += _linked(readable(node)) if "://" not in node else _linked(node)
        elif "part" in node:  # words in bold or italics of it
            read += _read(node["children"])
        elif "children" in node and node.get("tag") not in ("code", "pre"):
            read.append({**node, "children": _read(node["children"])})
        else:
            read.append(node)
    return [node for node in read if node != ""]


def _linked(text: str) -> list[Node]:
    nodes: list[Node] = []
    cut = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_NOT_ITS_END)
        while address.endswith((")", "]")) and address.count(address[-1]) > address.count(
            "(" if address[-1] == ")" else "["
        ):
            address = address[:-1].rstrip(_NOT_ITS_END)
        nodes += [text[cut : found.start()], {"link": address}]
        cut = found.start() + len(address)
    return [*nodes, text[cut:]]


def _label(nodes: Sequence[Node], papers: Mapping[int, Paper], named: set[int] | None = None) -> None:
    """Give the first mark of each paper its author and year, where no line has said who speaks; the others are its number
    alone."""
    named = set() if named is None else named
    for node in nodes:
        if not isinstance(node, dict):
            continue
        if "says" in node:
            named.add(node["number"])
        elif (number := node.get("mark")) is not None and number not in named:
            named.add(number)
            if label := short_reference(papers[number]):
                node["label"] = label
        elif node.get("tag") != "table":
            _label(node.get("children", ()), papers, named)


def _joined(node: Node) -> Node:
    """A node with its texts that stand side by side in one piece, and so words of the same part."""
    if not isinstance(node, dict) or "children" not in node:
        return node
    joined: list[Node] = []
    for child in map(_joined, node["children"]):
        last = joined[-1] if joined else None
        if isinstance(child, str) and isinstance(last, str):
            joined[-1] = last + child
        elif (
            isinstance(child, dict)
            and isinstance(last, dict)
            and child.get("part")
            and child.get("part") == last.get("part")
        ):
            joined[-1] = _joined({**last, "children": [*last["children"], *child["children"]]})
        else:
            joined.append(child)
    return {**node, "children": joined}


def _text(node: Node) -> str:
    if isinstance(node, str):
        return node
    return "".join(map(_text, node.get("children", ())))
