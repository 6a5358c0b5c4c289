"""A LaTeX file's text as it is scanned: what TeX does not read is blank, every character at its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from rag.text.cleaning.arguments import closing

BLANK = "\x00"  # in place of a comment: neither text nor white space, so that it ends no paragraph
_VERBATIM = (
    r"(?:verbatim|Verbatim|lstlisting|minted|comment|filecontents|alltt|BVerbatim|LVerbatim|tcblisting|luacode|asy)\*?"
)
_UNREAD = re.compile(
    rf"(?P<verbatim>\\begin\{{(?P<name>{_VERBATIM})\}}.*?(?:\\end\{{(?P=name)\}}|\Z))"
    r"|(?P<verb>\\(?:verb\*?|lstinline(?:\[[^\]\n]*\])?)(?P<mark>[^\w\s*{])[^\n]*?(?P=mark))"
    r"|(?P<address>\\(?:url|path|nolinkurl|href)\s*\{[^{}\n]*\})"
    r"|(?P<false>\\iffalse(?![A-Za-z@]).*?(?:\\fi(?![A-Za-z@])|\Z))"
    r"|(?P<escaped>\\.)|(?P<comment>%[^\n]*)",
    re.S,
)
_WRITTEN = re.compile(r"[^\n]")


@dataclass(slots=True)
class Source:
    """Text of a file with its lines and its braces. What a macro stands for is all on the line on which it is used."""

    text: str
    file: str
    fixed_line: int | None = None
    pairs: dict[int, int] = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.pairs = closing(self.text)
        self._starts = [found.end() for found in re.finditer("\n", self.text)]

    def line(self, at: int) -> int:
        """The number of the line that a place is on, from 1."""
        return self.fixed_line or bisect_right(self._starts, at) + 1


def source_of(text: str, file: str) -> Source:
    """A file's text without what TeX leaves unread: comments, what is verbatim, and what stands behind the document."""
    text = _UNREAD.sub(_blank, text)
    end = text.find("\\end{document}")
    return Source(text if end < 0 else text[:end], file)


def _blank(found: re.Match[str]) -> str:
    if found["escaped"] or found["address"]:
        return found.group()
    if found["comment"]:
        return BLANK * len(found.group())
    if found["verb"]:
        return f" {BLANK * (len(found.group()) - 2)} "
    return _WRITTEN.sub(BLANK, found.group())
