"""A list of names in BibTeX -> one text a person, as it came but for its LaTeX."""

import re

from rag.text.cleaning import without_latex
from rag.text.persons import is_others

_DELIMITER = re.compile(r"\\.|[{}]|\sand(?=\s)", re.S | re.I)
_PART = re.compile(r"\b(family|given|prefix|suffix)\s*=\s*([^,]*)")


def persons(names: str) -> list[str]:
    """The persons of a field of names, parted by an "and" that no braces enclose."""
    found = (_person(name.strip()) for name in _parted(names))
    return [name for name in found if name and not is_others(name)]


def _parted(names: str) -> list[str]:
    parts, start, depth = [], 0, 0
    for found in _DELIMITER.finditer(names):
        sign = found.group()
        depth = max(depth + (sign == "{") - (sign == "}"), 0)
        if sign[1:].lower() == "and" and depth == 0:
            parts.append(names[start : found.start()])
            start = found.end()
    return [*parts, names[start:]]


def _person(name: str) -> str:
    """A name as it came; BibLaTeX's `family=..., given=...` as "Family, Given"."""
    parts = {part: text.strip() for part, text in _PART.findall(name)} if "=" in name else {}
    if "family" not in parts:
        return without_latex(name)
    family = f"{parts.get('prefix', '')} {parts['family']}".strip()
    return without_latex(", ".join(part for part in (family, parts.get("suffix"), parts.get("given")) if part))
