"""Claim <-> cited abstract: is what the answer says there? Free and deterministic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.chunk import sentences
from rag.cite import without_marks
from rag.evidence import content_stems
from rag.records import Citation, Claim

_MARKS = re.compile(r"\[(\d{1,3})(\??)\]")
_LEADING_MARKS = re.compile(r"^(?:\s*\[\d{1,3}\??\])+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_MARK = re.compile(r"^\s*(?:[-*•#>]+|\d+[.)])\s+")
_WORDING = 0.5  # share of a claim's topic words that its source must hold


def claims(text: str, citations: Sequence[Citation]) -> tuple[Claim, ...]:
    """Every sentence of a reply as a claim with its verdict."""
    by_number = {citation.n: citation for citation in citations}
    return tuple(_judged(sentence, by_number) for sentence in _cut(text))


def _cut(text: str) -> list[str]:
    """The sentences of a reply, each with the marks that stand in or behind it."""
    cut: list[str] = []
    for line in text.splitlines():
        line = _LIST_MARK.sub("", line)
        for span in sentences(line):
            sentence = span.of(line)
            marks = _LEADING_MARKS.match(sentence)
            if marks and cut:
                cut[-1] += marks.group()
                sentence = sentence[marks.end() :].strip()
            if sentence:
                cut.append(sentence)
    return [sentence for sentence in cut if any(c.isalnum() for c in without_marks(sentence))]


def _judged(sentence: str, by_number: dict[int, Citation]) -> Claim:
    marks = _MARKS.findall(sentence)
    plain = without_marks(sentence)
    cited = tuple(dict.fromkeys(int(n) for n, unknown in marks if not unknown and int(n) in by_number))
    if invented := [n for n, unknown in marks if unknown]:
        return Claim(plain, cited, "unsupported", f"cites {', '.join(invented)}, which is not among the sources")
    if not cited:
        return Claim(plain, (), "uncited", "no source is given")
    source = " ".join(f"{by_number[n].paper.title} {by_number[n].paper.abstract}" for n in cited)
    figures = set(_NUMBER.findall(source))
    if missing := [f for f in _NUMBER.findall(plain) if f not in figures]:
        return Claim(plain, cited, "unsupported", f"{', '.join(missing)} is not in the cited abstract")
    words, known = content_stems(plain), set(content_stems(source))
    share = sum(word in known for word in words) / len(words) if words else 1.0
    if share < _WORDING:
        return Claim(plain, cited, "partial", f"{share:.0%} of its words are in the cited abstract")
    return Claim(plain, cited, "supported", "its figures and wording are in the cited abstract")
