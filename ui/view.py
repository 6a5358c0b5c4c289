"""Answer -> what is drawn: plain nested data for the page's component. Pure, and the only reader of Markdown.

Nothing here is HTML. A node is a string, {"tag", "children"} with a tag of TAGS, or a citation mark.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it.token import Token

from rag.link import link
from rag.markup import tokens
from rag.records import Answer, Cell, Citation, Paper, Table
from rag.show import remarks

TAGS = frozenset("p br ul ol li h1 h2 h3 h4 h5 h6 strong em code pre blockquote table thead tbody tr th td".split(" "))
_MARK = re.compile(r"\[(\d{1,3})(\??)\]")


def drawn(answer: Answer) -> dict[str, Any]:
    """Everything that the page shows of an answer."""
    citations = {citation.n: citation for citation in answer.citations}
    return {
        "blocks": _blocks(answer.text, citations),
        "table": _table(answer.table, citations),
        "cards": _cards(answer.citations),
        "considered": [_heading(source.paper) for source in answer.sources if not source.cited],
        "doubts": [
            {"verdict": claim.verdict, "text": claim.text, "reason": claim.reason}
            for claim in answer.claims
            if claim.verdict != "supported"
        ],
        "notices": list(answer.warnings),
        "searched": answer.standalone if answer.standalone != answer.question else "",
    }


def while_streaming(text: str) -> str:
    """Unfinished text as Markdown without links or images: a picture's address would be called by the browser."""
    return text.replace("[", "\\[")


def _heading(paper: Paper) -> dict[str, str]:
    names = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
    parts = (*remarks(paper), names, paper.venue, paper.year)
    about = " · ".join(str(part) for part in parts if part)
    return {"title": paper.title or "(no title)", "about": about, "link": link(paper)}


def _cards(citations: tuple[Citation, ...]) -> list[dict[str, Any]]:
    """One card a cited paper: its abstract in stretches, those that are cited with their numbers."""
    by_paper: dict[str, list[Citation]] = {}
    for citation in citations:
        by_paper.setdefault(citation.paper.id, []).append(citation)
    return [
        _heading(group[0].paper)
        | {"numbers": [citation.n for citation in group], "abstract": _stretches(group[0].paper.abstract, group)}
        for group in by_paper.values()
    ]


def _table(table: Table | None, citations: dict[int, Citation]) -> dict[str, Any] | None:
    """Column names, and rows of a title and cells; a cell is its text and, where it has one, its mark."""
    if table is None:
        return None
    rows = [{"title": row.paper.title, "cells": [_cell(cell, citations) for cell in row.cells]} for row in table.rows]
    return {"columns": list(table.columns), "rows": rows}


def _cell(cell: Cell, citations: dict[int, Citation]) -> list[Any]:
    return [cell.text] if cell.n is None else [cell.text, " ", _known_mark(citations[cell.n])]


def _known_mark(citation: Citation) -> dict[str, Any]:
    return {"mark": citation.n, "title": citation.paper.title, "tip": citation.quote}


def _stretches(abstract: str, citations: list[Citation]) -> list[dict[str, Any]]:
    cuts = sorted({0, len(abstract), *(c.start for c in citations), *(c.end for c in citations)})
    return [
        {"text": abstract[start:end], "numbers": [c.n for c in citations if c.start <= start and end <= c.end]}
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]


def _blocks(text: str, citations: dict[int, Citation]) -> list[Any]:
    root: dict[str, Any] = {"tag": "p", "children": []}
    _grow(root, tokens(text), citations)
    return root["children"]


def _grow(parent: dict[str, Any], parsed: list[Token], citations: dict[int, Citation]) -> None:
    path = [parent]
    for token in parsed:
        children = path[-1]["children"]
        if token.type == "inline":
            _grow(path[-1], token.children or [], citations)
        elif token.nesting == 1:
            node = {"tag": token.tag if token.tag in TAGS else "p", "children": []}
            children.append(node)
            path.append(node)
        elif token.nesting == -1:
            path.pop()
        elif token.type == "softbreak":
            children.append(" ")
        elif token.type == "hardbreak":
            children.append({"tag": "br", "children": []})
        elif token.type == "text":
            children += _marked(token.content, citations)
        elif token.content:
            shown = {"code_inline": "code", "fence": "pre"}.get(token.type)
            children.append({"tag": shown, "children": [token.content]} if shown else token.content)


def _marked(text: str, citations: dict[int, Citation]) -> list[Any]:
    """Text with its citation marks as nodes: known ones with the cited sentence, unknown ones as such."""
    nodes: list[Any] = []
    end = 0
    for match in _MARK.finditer(text):
        n, unknown = int(match[1]), bool(match[2])
        if not unknown and n not in citations:
            continue
        nodes += [text[end : match.start()]] if text[end : match.start()] else []
        if unknown:
            nodes.append({"unknown": f"{n}?", "tip": f"The model cited {n}, which is not among the sources."})
        else:
            nodes.append(_known_mark(citations[n]))
        end = match.end()
    return nodes + ([text[end:]] if text[end:] else [])
