"""An answer <-> a message of a chat: its text with references below, its citations as annotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from rag.cli.serving.http.openai_shapes import Message
from rag.errors import InputError
from rag.export.markdown import comparison_markdown
from rag.export.reference import reference
from rag.records import Answer, Citation, Paper, Turn, as_json
from rag.text.markdown import escape_line
from rag.text.marks import MARK, written

_REFERENCES = "**References**"
_UNQUOTED = re.compile(r"[<>\s]")
_TAIL = re.compile(rf"^{re.escape(_REFERENCES)}\s*\n", re.MULTILINE)


def conversation(messages: Sequence[Message]) -> tuple[str, list[Turn]]:
    """The question, which is the last message of the user's, and what was said before it.

    The references below earlier answers are left out, and so are instructions of the system and replies of tools: what
    is answered is the question, from the abstracts.

    Raises:
        InputError: the user has said nothing.
    """
    said = [message for message in messages if message.role in ("user", "assistant") and message.text.strip()]
    while said and said[-1].role != "user":
        said.pop()
    if not said:
        raise InputError("no message of the user's has a text", 'end messages with {"role": "user", "content": "..."}')
    history = [Turn("user", one.text) if one.role == "user" else Turn("assistant", _own(one.text)) for one in said[:-1]]
    return said[-1].text, history


def _own(text: str) -> str:
    tail = _TAIL.search(text)
    return text[: tail.start()].rstrip() if tail else text


def below(answer: Answer, links: str) -> str:
    """What stands below an answer's text in a message: its table, its references, what is to be known of it; "" for
    an answer that has none of these.

    Args:
        links: where this server is, such as "http://127.0.0.1:8601/".
    """
    parts = [comparison_markdown(answer.table)] if answer.table else []
    parts += [f"*Note: {escape_line(warning)}*" for warning in answer.warnings]
    by_paper: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_paper.setdefault(citation.paper.id, []).append(citation)
    if by_paper:
        lines = (
            f"- {''.join(written(c.n) for c in group)} {_reference(group[0].paper, links)}"
            for group in by_paper.values()
        )
        parts.append("\n".join([_REFERENCES, "", *lines]))
    return "".join(f"\n\n{part}" for part in parts)


def noted(content: str, answer: Answer, links: str) -> list[dict[str, Any]]:
    """Each number in the content that stands for a citation, with its place, in characters of Unicode; those in the list
    of references apart."""
    cited = {citation.n: citation for citation in answer.citations}
    own = _own(content)
    return [
        _annotation(cited[int(mark[1])], mark.start(), mark.end(), links)
        for mark in re.finditer(MARK, own)
        if not mark[2] and int(mark[1]) in cited
    ]


def _annotation(citation: Citation, start: int, end: int, links: str) -> dict[str, Any]:
    paper = citation.paper
    place = {"url": _link(paper, links), "title": paper.title or paper.key, "start_index": start, "end_index": end}
    return {"type": "url_citation", "url_citation": place, "citation": as_json(citation)}


def _reference(paper: Paper, links: str) -> str:
    named = reference(paper).removesuffix(paper.link).rstrip() if paper.link else reference(paper)
    return f"{escape_line(named)} <{_UNQUOTED.sub('', _link(paper, links))}>"


def _link(paper: Paper, links: str) -> str:
    """The paper's own page; of one that has none, its record on this server."""
    return paper.link or f"{links}v1/papers/{quote(paper.id, safe='')}"
