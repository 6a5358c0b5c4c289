"""Lists of authors in one cell, as databases write them -> one text a person."""

from __future__ import annotations

import ast
import re

from rag.text.cleaning.markup import unescaped
from rag.text.persons import are_initials, is_others, without_others

_AND = re.compile(r"\s(?:and|&)\s", re.I)
_LEADING_AND = re.compile(r"^(?:and|&)\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_NUMBER = re.compile(r"\s*\(\d+\)$")
_NOBODY = re.compile(r"\s*\[(?:no author|anonymous)", re.I)
_LIST_CHARS = 100_000


def split_names(cell: str) -> list[str]:
    """The persons of a cell, in the order and spelling of the cell.

    Parted by ";", "|" or line ends, by "and", or by commas where these do not part family names from given ones:
    "Smith J., Doe A." and "Jane Smith, Ann Doe" are two persons, "Smith, Jane" is one.
    """
    if cell.lstrip().startswith("["):
        return [] if _NOBODY.match(cell) else listed(cell) or [cell]
    cell = _BLANKS.sub(" ", unescaped(cell)).strip().rstrip(",;|")
    if parted := re.search(r"[;；|\n、]", cell):
        names = cell.replace("；", ";").split(parted.group().replace("；", ";"))
    else:
        names = _without_last_dot(_by_words_and_commas(cell))
    names = [without_others(_NUMBER.sub("", _LEADING_AND.sub("", name.strip()))).strip(" ,") for name in names]
    return [name for name in names if name and not is_others(name)]


def listed(cell: str) -> list[str]:
    """The texts of a list as programs print it, ['Smith, J.', 'Doe, A.']; none of what is no list."""
    if not cell.lstrip().startswith("[") or len(cell) >= _LIST_CHARS:
        return []
    try:
        found = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _by_words_and_commas(cell: str) -> list[str]:
    parts = _AND.split(cell)
    if len(parts) == 1:
        return _by_commas(cell)
    *before, last = parts
    if len(before) == 1 and "," in before[0] and "," not in last:
        return [*_by_commas(before[0]), last]
    return parts


def _by_commas(cell: str) -> list[str]:
    parts = [part.strip() for part in cell.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    if len(parts) % 2 == 0 and all(map(are_initials, parts[1::2])):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) == 2 and not all(" " in part for part in parts):
        return [", ".join(parts)]
    return parts


def _without_last_dot(names: list[str]) -> list[str]:
    """PubMed ends its lists of names, "Smith J, Doe AB.", with a full stop that is none of the last name's."""
    *before, last = names or [""]
    bare = [*before, last.removesuffix(".")]
    return bare if before and not any("." in name or "," in name for name in bare) else names
