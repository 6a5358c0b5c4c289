"""An answer's Markdown -> nodes: its text, the words of claims that need a look set apart, and citation marks. Pure.

Nothing here is HTML. A node is a string, {"tag", "children"} with a tag of TAGS, {"claim", "level", "children"} around
words of the claim with that number, {"part", "children"} around those of a quotation that leads, stands before the one
that does, or adds to it, or a citation mark. layout.py sets them to be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from markdown_it.token import Token

from rag.export.blocks import end_with_marks, with_insertions
from rag.records import Citation, Claim, Span
from rag.text.markdown import tokens
from rag.text.marks import MARK
from ui.answer.doubts import level, note
from ui.answer.numbers import paper_numbers
from ui.mathematics import readable

TAGS = frozenset(
    "p section br ul ol li h1 h2 h3 h4 h5 h6 strong em code pre blockquote table thead tbody tr th td".split(" ")
)
# Characters without a meaning, which stand around a claim's number at its start and its end while Markdown is read. A
# blank between these and the claim's words lets emphasis begin and end there as it did.
_OPEN, _CLOSE, _END = "\ue000", "\ue001", "\ue002"
_BORDERS = re.compile(f"{_OPEN}(\\d+){_END} | {_CLOSE}(\\d+){_END}")
_NODES = re.compile(f"{_BORDERS.pattern}|{MARK}")
_FOREIGN = str.maketrans({sign: "\ufffd" for sign in (_OPEN, _CLOSE, _END)})
# What a line or a row of a table begins with stays there; no claim can be told to begin before a fence of code.
_BLOCK_START = re.compile(r"(?:\|\s*)+|(?:(?:>|[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s)\s*)*")
_FENCE = ("```", "~~~")
_BLOCK_ENDS = frozenset(("paragraph_close", "heading_close", "tr_close"))


class Prose:
    """The text of an answer as `blocks`; `placed` are the claims in doubt, by their place in `claims`, whose words are set
    apart in it."""

    def __init__(self, text: str, citations: Sequence[Citation], claims: Sequence[Claim] = ()) -> None:
        self.placed: set[int] = set()
        self._citations = {citation.n: citation for citation in citations}
        self._numbers = paper_numbers(citations)
        self._claims = claims
        self._open: int | None = None  # the claim whose words come
        self._waiting: list[dict[str, Any]] = []  # marks in this block whose claim has not ended
        root: dict[str, Any] = {"tag": "p", "children": []}
        self._grow(root, tokens(_with_borders(text, claims)))
        self.blocks: list[Any] = root["children"]

    def _grow(self, parent: dict[str, Any], parsed: list[Token]) -> None:
        path = [parent]
        for token in parsed:
            children = path[-1]["children"]
            if token.type in _BLOCK_ENDS:  # a row may have lost the cell in which its claim ended
                self._open = None
                self._waiting.clear()
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
                self._say(children, " ")
            elif token.type == "hardbreak":
                children.append({"tag": "br", "children": []})
            elif token.type == "text":
                self._read(children, token.content, _NODES)
            elif token.type == "code_inline":
                children.append({"tag": "code", "children": []})
                self._read(children[-1]["children"], token.content, _BORDERS)
            elif token.type == "fence":
                children.append({"tag": "pre", "children": [_BORDERS.sub("", token.content)]})
            elif token.content:
                self._say(children, token.content)

    def _read(self, children: list[Any], text: str, signs: re.Pattern[str]) -> None:
        """Take text with the borders of claims in it and, where these are among the signs, citation marks."""
        cut = 0
        for match in signs.finditer(text):
            opened, closed, *mark = match.groups()
            if mark and mark[0] and not mark[1] and int(mark[0]) not in self._citations:
                continue
            self._say(children, text[cut : match.start()])
            if opened:
                self._open = int(opened)
            elif closed:
                self._close(int(closed))
            else:
                self._cite(children, int(mark[0]), bool(mark[1]))
            cut = match.end()
        self._say(children, text[cut:])

    def _say(self, children: list[Any], text: str) -> None:
        """Take words; those of a claim in doubt, or of one that is a part of the answer, are set apart, without the white
        space at their ends and lone signs."""
        core = text.strip()
        claim = None if self._open is None else self._claims[self._open]
        if self._open is None or claim is None or not core or not (claim.is_in_doubt or claim.part):
            children.extend([text] if text else [])
            return
        before, after = text.split(core, 1)
        if not claim.is_in_doubt:
            children.extend(filter(None, (before, {"part": claim.part, "children": [core]}, after)))
            return
        gap = children.pop() if children and isinstance(children[-1], str) and not children[-1].strip() else ""
        if children and isinstance(children[-1], dict) and children[-1].get("claim") == self._open:
            children[-1]["children"].append(f"{gap}{before}{core}")
        else:
            has_words = any(map(str.isalnum, core))
            words = claim_words(self._open, self._claims[self._open], core) if has_words else core
            children.extend(filter(None, (f"{gap}{before}", words)))
        self.placed.add(self._open)
        children.extend([after] if after else [])

    def _cite(self, children: list[Any], n: int, is_unknown: bool) -> None:
        """Take a mark; of several on one paper that stand together there is one."""
        if is_unknown:
            children.append({"unknown": f"{n}?", "tip": f"The model cited {n}, which is not among the sources."})
            return
        mark = citation_mark(self._citations[n], self._numbers[n])
        together = takewhile(_is_mark_or_blank, reversed(children))
        same = next((one for one in together if isinstance(one, dict) and one["mark"] == mark["mark"]), None)
        if same:
            same["sentences"] += [one for one in mark["sentences"] if one not in same["sentences"]]
            if isinstance(children[-1], str):
                children.pop()
            return
        children.append(mark)
        self._waiting.append(mark)

    def _close(self, number: int) -> None:
        claim = self._claims[number]
        told = note(claim)
        for mark in self._waiting:
            if told and any(int(sentence["spot"]) in claim.citations for sentence in mark["sentences"]):
                mark["note"] = told
        self._waiting.clear()
        self._open = None


def citation_mark(citation: Citation, number: int) -> dict[str, Any]:
    """The mark of a paper, with the sentence that is cited and the spot at which its card shows it."""
    sentence = {"spot": str(citation.n), "quote": readable(citation.quote)}
    return {"mark": number, "title": readable(citation.paper.title), "sentences": [sentence]}


def cell_nodes(text: str, mark: Mapping[str, Any], number: int | None, claim: Claim | None) -> list[Any]:
    """The nodes of a table's cell that cites a sentence, and is of a claim where one is given with its number."""
    if number is None or claim is None:
        return [text, " ", dict(mark)]
    words = claim_words(number, claim, text) if claim.is_in_doubt else text
    told = note(claim)
    return [words, " ", {**mark, "note": told} if told else dict(mark)]


def _is_mark_or_blank(node: Any) -> bool:
    return "mark" in node if isinstance(node, dict) else not node.strip()


def claim_words(number: int, claim: Claim, text: str) -> dict[str, Any]:
    return level(claim) | {"claim": number, "children": [text]}


def _with_borders(text: str, claims: Sequence[Claim]) -> str:
    """The text with the number of each claim that stands in it at its start, and behind its own citation marks."""
    text = text.translate(_FOREIGN)
    borders: list[tuple[int, str]] = []
    for number, claim in enumerate(claims):
        if place := claim.place:
            if not place.of(text).startswith(_FENCE):
                borders.append((_first_word(text, place), f"{_OPEN}{number}{_END} "))
            borders.append((end_with_marks(text, place), f" {_CLOSE}{number}{_END}"))
    return with_insertions(text, borders)


def _first_word(text: str, place: Span) -> int:
    start = _BLOCK_START.match(text, place.start, place.end)
    return start.end() if start else place.start
