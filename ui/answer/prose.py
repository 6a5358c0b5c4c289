"""An answer's Markdown -> nodes, with a mark behind each cited sentence and a verdict behind each claim. Pure.

Nothing here is HTML. A node is a string, {"tag", "children"} with a tag of TAGS, a citation mark, or a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it.token import Token

from rag.export.blocks import VERDICTS, annotated
from rag.records import Citation, Claim
from rag.text.markdown import tokens
from rag.text.marks import MARK

TAGS = frozenset("p br ul ol li h1 h2 h3 h4 h5 h6 strong em code pre blockquote table thead tbody tr th td".split(" "))
# Characters without a meaning, which stand for a claim's end while Markdown is read.
_OPEN, _CLOSE = "\ue000", "\ue001"
_ENDS = re.compile(f" {_OPEN}(\\d+){_CLOSE}")
_NODES = re.compile(f"{MARK}|{_ENDS.pattern}")
_FOREIGN = str.maketrans({_OPEN: "\ufffd", _CLOSE: "\ufffd"})


class Prose:
    """The text of an answer as `blocks`; `placed` are the claims, by their place in `claims`, that have a verdict in it."""

    def __init__(self, text: str, citations: Mapping[int, Citation], claims: Sequence[Claim] = ()) -> None:
        self.placed: set[int] = set()
        self._citations = citations
        self._claims = claims
        self._waiting: list[dict[str, Any]] = []  # marks since the last verdict: the next one is on what they back
        root: dict[str, Any] = {"tag": "p", "children": []}
        self._grow(root, tokens(_with_ends(text, claims)))
        self.blocks: list[Any] = root["children"]

    def _grow(self, parent: dict[str, Any], parsed: list[Token]) -> None:
        path = [parent]
        for token in parsed:
            children = path[-1]["children"]
            if token.hidden:
                continue  # the paragraph of a list whose items stand close
            if token.type == "inline":
                self._grow(path[-1], token.children or [])
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
                children += self._marked(token.content)
            elif token.content:
                shown = {"code_inline": "code", "fence": "pre"}.get(token.type)
                content = _ENDS.sub("", token.content)
                children.append({"tag": shown, "children": [content]} if shown else content)

    def _marked(self, text: str) -> list[Any]:
        """Text with its citation marks and verdicts as nodes; a mark that was made up is shown as such."""
        nodes: list[Any] = []
        end = 0
        for match in _NODES.finditer(text):
            n, unknown, claim = match.groups()
            if n and not unknown and int(n) not in self._citations:
                continue
            nodes += [text[end : match.start()]] if text[end : match.start()] else []
            if not claim:
                nodes.append(self._mark(int(n), bool(unknown)))
            elif verdict := self._verdict(int(claim)):
                nodes.append(verdict)
            end = match.end()
        return nodes + ([text[end:]] if text[end:] else [])

    def _mark(self, n: int, unknown: bool) -> dict[str, Any]:
        if unknown:
            return {"unknown": f"{n}?", "tip": f"The model cited {n}, which is not among the sources."}
        mark = known_mark(self._citations[n])
        self._waiting.append(mark)
        return mark

    def _verdict(self, number: int) -> dict[str, Any] | None:
        """What stands behind a claim; nothing where it was not judged."""
        self.placed.add(number)
        if self._claims[number].verdict == "unchecked":
            self._waiting.clear()
            return None
        verdict = judgement(self._claims[number])
        for mark in self._waiting:
            mark["verdict"] = verdict
        self._waiting.clear()
        return verdict | {"claim": number}


def judgement(claim: Claim) -> dict[str, str]:
    """A claim's verdict, the word for it, and why."""
    word = claim.verdict if claim.verdict == "supported" else VERDICTS[claim.verdict]
    return {"verdict": claim.verdict, "word": word, "reason": claim.reason}


def known_mark(citation: Citation) -> dict[str, Any]:
    return {"mark": citation.n, "title": citation.paper.title, "tip": citation.quote}


def _with_ends(text: str, claims: Sequence[Claim]) -> str:
    """The text with the number of each claim that stands in it at its end, behind the claim's own citation marks."""
    ends = [(claim, f" {_OPEN}{number}{_CLOSE}") for number, claim in enumerate(claims)]
    return annotated(text.translate(_FOREIGN), ends)
