"""Places in a text where a sentence may end, and the signs for and against it. What they weigh is in `weights`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from rag.text.abbreviations import BEFORE_NUMBER, BEFORE_WORD, OTHERS, UNITS
from rag.text.words import FUNCTION_WORDS

# A line's end; a full stop that is one in every script; or a mark with what closes behind it, the citations that still
# belong to it ("[3]", "(4, 5)", a raised number), and the comma that Ovid sets between sections. Repeats are bounded, so
# that no text takes more time than its length.
_PLACE = re.compile(
    r"(?P<line>\n\s*)"
    r"|(?P<wide>[。！？｡؟।॥።۔][”’」』）\"')]{0,4}\s*)"
    r"|(?P<mark>(?<![.!?…])[.!?…](?:\s?[.!?…]){0,20}+)(?P<closing>[\"'”’»)\]}*_`]{0,9}+)"
    r"(?:(?:\s?\[\d[\d,;–\s-]{0,60}\]){1,9}(?=\s+[^a-z\s])"
    r"|\s\((?:\d{2,3}|\d{1,3}(?:[,–-]\s?\d{1,3}){1,20})\)(?=\s+[A-Z])"
    r"|(?<=[^\W\d_][.!?])\d{1,3}(?:[,–-]\d{1,3}){0,20}(?=\s+[A-Z]))?"
    r"(?P<comma>,(?=\s+[A-Z]{3}))?"
    r"(?:(?P<gap>\s++)(?=\S)|(?=[\[(“\"‘]?[^\W\d_a-z](?!\.)))"
)
_MARK = re.compile(r"[\n.!?…。！？｡؟।॥።۔]")  # what each of them starts with: found in a fraction of the time
_JOINS = re.compile(r"[()\[\]{}\"“”‘,;:/–—-]")
_AFTER = re.compile(
    r"(?P<open>[(\[{\"“”‘'«*_]*)"
    r"(?:(?P<label>[A-Z][A-Z]+(?:[ /&,-]+[A-Z]+){0,6} ?:|[A-Z][a-z]+(?: \w+){0,3}:)"
    r"|(?P<item>(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s|\d{1,2}\.\s+[A-Z])"
    r"|(?P<word>[^\W\d_][^\s.,;:()\[\]]*)(?P<stop>\.?)"
    r"|(?P<number>[.+±−-]?\d)|.)"
)
_BRACKET = re.compile(r"[()\[\]]")
_SEEN_BEFORE, _SEEN_AFTER = 40, 60  # characters around a place that are looked at
_FARTHEST = 300  # characters: a bracket that is closed farther on was forgotten, and another is closed there
_OPENERS = FUNCTION_WORDS | frozenset(
    "additionally although besides consequently conversely despite finally furthermore hence meanwhile moreover nevertheless"
    " notably overall similarly specifically subsequently therefore though thus unlike whereas".split()
)
_ABBREVIATIONS = {"before_word": BEFORE_WORD, "before_number": BEFORE_NUMBER, "unit": UNITS, "abbreviated": OTHERS}
_ADDRESS = frozenset(("http", "https", "www"))


class Place(NamedTuple):
    """Where a sentence may end, at `end`, and the next start, at `start`. Without signs it is sure."""

    end: int
    start: int
    signs: tuple[str, ...]


def places(text: str) -> Iterator[Place]:
    """The places of a text in their order, each looked at by itself."""
    brackets = _Brackets(text)
    start = 0
    for mark in _MARK.finditer(text):
        if mark.start() < start or (found := _PLACE.match(text, mark.start())) is None:
            continue
        start = found.end()
        full_stop, gap = found["mark"], found["gap"]
        if full_stop is None or (gap and "\n" in gap):
            yield Place(_back(text, start if found["line"] is None else found.start()), start, ())
            continue
        end = found.start("comma") if found["comma"] else start - len(gap or "")
        left = _left(text[max(0, found.start() - _SEEN_BEFORE) : found.start()], full_stop)
        right, opened = _right(text[start : start + _SEEN_AFTER])
        signs = [left, right]
        if opened:
            signs.append("aside" if brackets.are_aside(start) else "opened")
        if left == "before_number" and right in ("number", "coded"):
            signs.append("counted")
        if brackets.hold(end):
            signs.append("within")
        if found["closing"] and brackets.end_inside(*found.span("closing")):
            signs.append("closes")
        if not gap:
            signs.append("glued")
        yield Place(end, start, tuple(signs))


def _left(before: str, mark: str) -> str:
    """The kind of what stands before a mark, and of the mark."""
    if mark[0] in "?!":
        return "asked"
    if len(mark) > 1 or mark == "…":
        return "dots"
    *earlier, last = before.rsplit(None, 1) or [""]
    if not last.isalnum():
        last = _JOINS.split(last)[-1]
    if not last:
        return "bracketed"
    if len(last) == 1 and last.isupper():  # of a name or a species; or "group B"
        word = "".join(earlier).rpartition(" ")[2]
        is_noun = word.islower() and word.isalpha() and word not in FUNCTION_WORDS
        return "lettered" if is_noun else "initial"
    spelled = last if last.isupper() else last.lower()  # DR and CF are no Dr. and cf.
    for kind, words in _ABBREVIATIONS.items():
        if spelled in words:
            return kind
    if last[0].isdigit() or ("." in last and last[-1].isdigit()):
        return "figure"
    if len(last) == 1:
        return "letter"
    if "." in last and all(part.isalpha() and len(part) <= 2 for part in last.split(".")):
        return "dotted_capitals" if last[0].isupper() else "dotted"
    if len(last) <= 4 and last.islower() and last.isalpha() and not set(last) & set("aeiouy"):
        return "clipped"
    return "long_word" if len(last) >= 6 and last.isalpha() else "word"


def _right(after: str) -> tuple[str, bool]:
    """The kind of what stands behind a gap, and whether a bracket, a quotation or emphasis opens there."""
    found = _AFTER.match(after)
    if found is None:
        return "symbol", False
    opened = bool(found["open"])
    for kind in ("label", "item", "number"):
        if found[kind]:
            return kind, opened
    word = found["word"] or ""
    return (_of_word(word, stops=bool(found["stop"])) if word else "symbol"), opened


def _of_word(word: str, stops: bool) -> str:
    """The kind of the first word of what may be a sentence; `stops`: a full stop stands behind it."""
    if word[0].isupper():
        if len(word) == 1 and stops:
            return "capital_stop"
        if (len(word) == 1 and word not in "AI") or word[1:2].isdigit():
            return "coded"
        if word.lower() in _OPENERS:
            return "opener"
        return "acronym" if word.isupper() else "capital"
    if not word[0].islower():
        return "symbol"
    is_name = any(c.isupper() or c.isdigit() for c in word) or word[1:2] == "-" or not word[0].isascii()
    if is_name or word in _ADDRESS or (len(word) == 1 and word != "a" and not stops):
        return "name"
    return "small_opener" if word in _OPENERS else "small"


def _back(text: str, end: int) -> int:
    """The end of what stands before white space."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


class _Brackets:
    """The pairs of round and square brackets of a text; one that is never closed, or never opened, is none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._opened: dict[int, int] = {}  # place of the closing one: of the opening one
        self._closed: dict[int, int] = {}
        waiting: list[int] = []
        for found in _BRACKET.finditer(text):
            at = found.start()
            if found.group() in "([":
                waiting.append(at)
            elif waiting and at - (first := waiting.pop()) <= _FARTHEST:
                self._opened[at], self._closed[first] = first, at
        self._ends: list[int] = []  # of the outermost pairs, in their order
        self._starts: list[int] = []
        for last, first in self._opened.items():
            while self._starts and self._starts[-1] > first:
                self._starts.pop()
                self._ends.pop()
            self._starts.append(first)
            self._ends.append(last)

    def hold(self, place: int) -> bool:
        """Whether a place is inside a pair."""
        at = bisect_left(self._ends, place)
        return at < len(self._ends) and self._starts[at] < place

    def end_inside(self, start: int, end: int) -> bool:
        """Whether one that is closed from `start` to `end` was opened inside a sentence: it then holds no sentence."""
        for last in range(start, end):
            if (first := self._opened.get(last)) is not None:
                before = _back(self._text, first)
                return before > 0 and self._text[before - 1] not in ".!?…:"
        return False

    def are_aside(self, start: int) -> bool:
        """Whether a pair that opens there belongs to what is before it, as the sentence goes on behind it."""
        last = self._closed.get(start)
        behind = self._text[last + 1 : last + 3].lstrip()[:1] if last is not None else ""
        return behind.islower() or (behind != "" and behind in ".,;:")
