"""A list of names in BibTeX -> persons and groups, by the braces and commas that the list gives them.

Words in braces belong together: a name in braces is a group's, "{De Quincy}, Thomas" has no particle. What the parts of
a name without braces are is told as everywhere (see `rag.text.persons`), for many lists hold "Smith JA", and Cochrane's
"Smith, J, Doe, A, and Roe, M".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from rag.intake.readers.authors import surely_parted
from rag.records import Group, Name, Person
from rag.text.cleaning import without_latex
from rag.text.persons import is_others, person, read_name, unparted

_DELIMITER = re.compile(r"\\.|[{}]|\sand(?=\s)", re.S | re.I)
_PART = re.compile(r"\b(family|given|prefix|suffix)\s*=\s*(\{[^{}]*\}|\"[^\"]*\"|[^,]*)")
_WHOLE = re.compile(r"\{([^\\{}](?:[^{}]|\{[^{}]*\})*)\}")  # but not a letter with its accent, {\"O}
_ENCLOSED = re.compile(r"(?<![\\\w'`^\"~=.{])\{([^\\{}][^{}]*)\}")
_MOST_COMMAS = 2  # of one name in BibTeX: "von Last, Jr, First"
_HELD = str.maketrans(" ,", "\ue000\ue001")  # in braces
_RELEASED = str.maketrans("\ue000\ue001", " ,")


def names(field: str) -> list[Name]:
    """The authors of a field, in their order; "others" is none."""
    texts = [text for part in _parted(field) if (text := " ".join(part.split()))]
    if not re.search("[{=]", field) and any(text.rstrip(" ,").count(",") > _MOST_COMMAS for text in texts):
        return [read_name(text) for text in surely_parted(without_latex(field))]
    return [name for text in texts for name in _names(text) if name.text and not is_others(name.text)]


def _parted(field: str) -> Iterator[str]:
    """What stands between every "and" that no braces enclose."""
    start, depth = 0, 0
    for found in _DELIMITER.finditer(field):
        sign = found.group()
        depth = max(depth + (sign == "{") - (sign == "}"), 0)
        if sign[1:].lower() == "and" and depth == 0:
            yield field[start : found.start()]
            start = found.end()
    yield field[start:]


def _names(text: str) -> Iterator[Name]:
    if "=" in text and (parts := {part: without_latex(value) for part, value in _PART.findall(text)}).get("family"):
        yield _by_its_parts(**parts)
    elif whole := _WHOLE.fullmatch(text):
        yield unparted(without_latex(whole.group(1)))
    elif "{" in text:
        yield _held_together(text)
    else:
        yield from map(read_name, surely_parted(without_latex(text)))


def _by_its_parts(family: str, given: str = "", prefix: str = "", suffix: str = "") -> Name:
    """BibLaTeX's way: `family=..., given=...`."""
    family, given, prefix, suffix = (part.strip(' "') for part in (family, given, prefix, suffix))
    if not (given or prefix or suffix):
        return read_name(family)
    whole = f"{prefix} {family}".strip()
    return person(family, given, prefix, suffix, text=", ".join(filter(None, (whole, suffix, given))))


def _held_together(text: str) -> Name:
    """A name with braces in it, whose words hold together like one."""
    held = _ENCLOSED.sub(lambda enclosed: enclosed.group(1).translate(_HELD), text)
    name = read_name(without_latex(held).strip(" ,"))
    if isinstance(name, Group):
        return Group(name.name.translate(_RELEASED))
    return Person(*(getattr(name, part.name).translate(_RELEASED) for part in fields(Person)))
