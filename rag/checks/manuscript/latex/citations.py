"""Commands that cite, of LaTeX, natbib, biblatex, apacite and journals' classes: which they are, and what they cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bracketed", "named", "several", "volume"]

# By the name without its capital and its star. Any other command with "cite" in its name is one in brackets.
_NAMED = frozenset(
    "citet citealt citeauthor citefullauthor textcite citeasnoun citea citeanp citen citename possessivecite citeonline"
    " shortcitea shortciteanp fullcitea fullciteanp citeauthornp shortciteauthor fullciteauthor citetalias citeposs posscite"
    " cited volcitetext tvolcite textcites".split()
)
_SEVERAL = frozenset(
    "cites parencites footcites footcitetexts smartcites textcites supercites autocites fullcites footfullcites"
    " citeauthors".split()
)
_VOLUME = frozenset("volcite pvolcite fvolcite ftvolcite svolcite tvolcite avolcite".split())
_OTHERS = frozenset(("bibentry", "fullbibentry", "onlinecite", "citenum"))
_NO_CITATION = frozenset(
    "nocite citestyle setcitestyle citereset defcitealias citetext citeindextrue citeindexfalse mancite pretocitecmd"
    " citeleft citeright citepunct citedash citemid citeform bibcite citeprenote citepostnote citetrackertrue"
    " citetrackerfalse iffirstcite ifciteseen ifciteibid ifciteidem citesetup renewcite citationstyle nocitemeta citeindex"
    " newcites bibliographycite multicitedelim compcitedelim supercitedelim textcitedelim nonameyeardelim multicite"
    " precitation citeauthoryear citesort citecounter".split()
)
_DEFINES = re.compile(r"^(?:declare|new|renew|provide|set|def|at|if|the|pre|post|every|undef|restore|blx)", re.I)


@dataclass(frozen=True, slots=True)
class Cite:
    """What a citing command cites, where it ends, and whether it stands for the authors' names."""

    keys: tuple[str, ...]
    end: int
    is_named: bool


def kind_of(command: str) -> Kind | None:
    """How a command cites; None for one that does not. Its star does not count, nor a capital at its beginning."""
    name = command.rstrip("*")
    name = name[:1].lower() + name[1:] if name[1:2].islower() else name
    low = name.lower()
    if low in _NO_CITATION or ("cite" not in low and low not in _OTHERS) or _DEFINES.match(low):
        return None
    if low in _VOLUME:
        return "volume"
    if low in _SEVERAL:
        return "several"
    return "named" if low in _NAMED else "bracketed"


def cite_at(command: str, text: str, at: int, pairs: dict[int, int]) -> Cite | None:
    """What stands behind a citing command.

    Args:
        at: where the command's name ends.
        pairs: where each brace of the text is closed, by where it is opened.

    Returns:
        None where no keys follow.
    """
    kind = kind_of(command)
    if kind is None:
        return None
    is_named = command.rstrip("*").lower() in _NAMED
    if kind == "several":
        return _several(text, at, pairs, is_named)
    if kind == "volume":
        at = _braced(text, _optional(text, at, "[]"), pairs)[1]
    keys, end = _braced(text, _options(text, at), pairs)
    found = tuple(_keys(keys))
    return Cite(found, end, is_named) if found else None


def _several(text: str, at: int, pairs: dict[int, int], is_named: bool) -> Cite | None:
    """\\cites(before)(behind)[one]{a}[two]{b}."""
    at = _optional(text, _optional(text, at, "()"), "()")
    found: list[str] = []
    while (start := _space(text, _options(text, at))) in pairs:
        keys, at = _braced(text, start, pairs)
        found += _keys(keys)
        if text[at : at + 1] not in ("[", "{"):  # what a paragraph goes on with is none of its own
            break
    return Cite(tuple(found), at, is_named) if found else None


def _options(text: str, at: int) -> int:
    """The end of the star's, apacite's and the two usual optional arguments."""
    if text[at : at + 1] == "*":
        at += 1
    at = _optional(text, at, "<>")
    return _optional(text, _optional(text, at, "[]"), "[]")


def _optional(text: str, at: int, brackets: str) -> int:
    """The end of an optional argument at `at`, whose brackets may hold braces with others; `at` where there is none."""
    start = _space(text, at)
    closing = brackets[1]
    if text[start : start + 1] != brackets[0] or text.find(closing, start, start + _LONGEST) < 0:
        return at
    depth = 0
    for n in range(start + 1, min(start + _LONGEST, len(text))):
        character = text[n]
        depth += (character == "{") - (character == "}")
        if depth < 0 or text.startswith("\n\n", n):
            return at
        if character == closing and depth == 0:
            return n + 1
    return at


_LONGEST = 2_000  # characters of a note in a citation


def _braced(text: str, at: int, pairs: dict[int, int]) -> tuple[str, int]:
    start = _space(text, at)
    return (text[start + 1 : pairs[start]], pairs[start] + 1) if start in pairs else ("", at)


def _space(text: str, at: int) -> int:
    """Where white space ends, which may hold one line's end, and the places of comments."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


_SPACE = re.compile(r"[ \t\x00]*(?:\n[ \t\x00]*)?")


def _keys(text: str) -> Iterator[str]:
    for key in text.replace("\x00", "").split(","):
        key = " ".join(key.split()).partition("*")[0] if key.strip() != "*" else ""
        if key and "#" not in key and "\\" not in key:
            yield key
