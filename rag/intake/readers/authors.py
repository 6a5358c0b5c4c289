"""Lists of authors, as databases write them -> one text a person or group.

A cell of a table is a list: `split_names` parts it. A line of a tagged format is one author, as a rule, and so is what
BibTeX has between two "and": of these only what surely is several is parted.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rag.intake.readers import values
from rag.records import Group, Name, Person
from rag.text.cleaning.markup import unescaped
from rag.text.groups import is_group
from rag.text.persons import (
    are_initials,
    has_initials,
    is_others,
    is_suffix,
    read_name,
    without_degrees,
    without_others,
)

_AND = re.compile(r",?\s(?:and|&)\s(?:(?:the|for the|on behalf of)\s)?|,?\s(?:with|for the|on behalf of)\s", re.I)
_LEADING_AND = re.compile(r"^(?:and|&)\s+")
_SIGN = re.compile(r"[;；|\n、]|\s/\s")
_BLANKS = re.compile(r"[^\S\n]+")
_NUMBER = re.compile(r"\s*\(\d+\)$")
_NOBODY = re.compile(r"\s*\[(?:no author|anonymous|\s*\]$)", re.I)
_GROUP_BY_COMMA = re.compile(r"\s*[^,]+,(?:\s*|,\s*[^,\s].*)")
_GLUED = re.compile(r"((?:[^\W\d_]|['’-])*[a-zß-öø-ÿ])([A-ZÀ-Þ]{1,3})")
_BETWEEN_QUOTED = re.compile(r"(?<=['\"])\s+(?=['\"])")  # as numpy prints a list
_LIST_CHARS = 100_000


def split_names(cell: str) -> list[str]:
    """The authors of a cell, in the order and spelling of the cell.

    Parted by ";", "|" or line ends, by "and", or by commas where these do not part family names from given ones:
    "Smith J., Doe A." and "Jane Smith, Ann Doe" are two persons, "Smith, Jane" is one.
    """
    if cell.lstrip().startswith("["):
        return [] if _NOBODY.match(cell) else listed(cell) or [cell]
    cell = _BLANKS.sub(" ", unescaped(cell)).strip().rstrip(",;|")
    return _tidy(_by_signs(cell) or _without_last_dot(_by_words(cell, is_list=True)))


def surely_parted(text: str) -> list[str]:
    """The authors of a text that is meant to be one: several only where it can be no one's name.

    "Reyes AL, Dickson LK" and "Jane Smith and Ann Doe" are two; "Barnes and Noble" and "Smith, Jane" are one, and so is
    the "Cochrane Pain, Palliative and Supportive Care Group".
    """
    text = _BLANKS.sub(" ", text)
    return _tidy(_by_signs(text) or _by_words(text, is_list=False))


def each_author(texts: Iterable[str]) -> Iterator[str | Group]:
    """The authors of the lines of RIS and its like.

    A comma behind a name and nothing more makes it a group's, as does a doubled comma in it, which stands for one:
    EndNote's way to write those.
    """
    for text in texts:
        if text.lstrip().startswith("["):
            yield from split_names(text)
        elif _GROUP_BY_COMMA.fullmatch(text):
            yield Group(text.replace(",,", ",", 1))
        else:
            yield from surely_parted(text)


def unglued(authors: Sequence[str | Name]) -> Sequence[str | Name]:
    """The authors of a record, with the initials that stick to each of their family names, "SmithJA", parted from
    them. A lone name such as OpenAI stays."""
    if len(authors) > 1 and all(isinstance(author, str) and _GLUED.fullmatch(author) for author in authors):
        return [_GLUED.sub(r"\1 \2", str(author)) for author in authors]
    return authors


def listed(cell: str) -> list[str]:
    """The texts of a list as programs print it, ['Smith, J.', 'Doe, A.']; none of what is no list."""
    return [text for text in printed_list(cell) if isinstance(text, str)]


def printed_list(cell: str) -> list[Any]:
    """A list as Python, numpy or JSON print it; an empty one of what is none."""
    if not cell.lstrip().startswith("[") or len(cell) >= _LIST_CHARS:
        return []
    for read, text in ((json.loads, cell), (ast.literal_eval, _BETWEEN_QUOTED.sub(", ", cell.strip()))):
        try:
            found = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        return found if isinstance(found, list) else []
    return []


def in_parts(authors: Sequence[str | Name], said: Any) -> Sequence[str | Name]:
    """Authors in the parts that Colloquy's own exports give beside their texts, {"family", "given", "particle",
    "suffix"} or a group's {"name"}; as they are where these are not given for each of them."""
    if not isinstance(said, list) or len(said) != len(authors):
        return authors
    pairs = zip(authors, said, strict=True)
    return [_in_parts(author, parts) if isinstance(author, str) else author for author, parts in pairs]


def _in_parts(text: str, said: Any) -> str | Name:
    family, *others = (values.text(said, part) for part in ("family", "given", "particle", "suffix"))
    if family:
        return Person(text, family, *others)
    return Group(text) if values.text(said, "name") else text


def _by_signs(text: str) -> list[str]:
    """What stands between signs that no name has in it; nothing where there are none."""
    found = _SIGN.search(text)
    return text.replace("；", ";").split(found.group().replace("；", ";")) if found else []


def _tidy(names: Iterable[str]) -> list[str]:
    names = [without_others(_NUMBER.sub("", _LEADING_AND.sub("", name.strip()))).strip(" ,") for name in names]
    return [name for name in names if name and not is_others(name)]


def _by_words(text: str, is_list: bool) -> list[str]:
    """The names between "and" and commas; the whole text where it is one name, or may be and is no list."""
    text = without_others(text)
    if "," not in text and not _AND.search(text):
        return [text]
    chunks = [chunk.strip(" ,") for chunk in _AND.split(text)]
    names = [name for chunk in chunks for name in _by_commas(chunk, chunks[-1] if len(chunks) > 1 else "", is_list)]
    if len(names) > 1 and (is_list or len(chunks) > 1) and not _are_names(names, is_list):
        return [text]
    return names


def _are_names(texts: Sequence[str], is_list: bool) -> bool:
    """Whether texts can each be a name: groups only beside persons who surely are some, and of persons those who have
    a given name too, but in a list."""
    names = [read_name(text) for text in texts if not is_others(text)]
    persons = [name for name in names if not isinstance(name, Group)]
    if len(persons) < len(names):
        return any(map(has_initials, persons)) or sum("," in person.text for person in persons) > 1
    return is_list or all(person.given for person in persons)


def _by_commas(text: str, last: str, is_list: bool) -> list[str]:
    """The names between commas.

    Args:
        last: what stands behind an "and": whether it has a comma tells how the names before it are written.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2 or (len(parts) == 3 and (is_suffix(parts[1]) or is_suffix(parts[2]))):
        return [text]
    if len(parts) % 2 == 0 and ("," in last or _alternate(parts[::2], parts[1::2])):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    whole = [" " in part or is_others(part) for part in parts]
    if last and "," not in last and len(parts) > 2 and not whole[0] and all(whole[2:]):
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]  # the first name is turned around, those behind it are not
    if len(parts) == 2 and last and "," not in last:
        several = all(whole) if " " in last else is_list and not any(whole)
    elif len(parts) == 2:
        sure = all(is_group(part) or has_initials(read_name(part)) for part in parts)
        several = all(whole) and (sure or (is_list and not parts[0][0].islower()))
    else:
        several = all(whole) or (is_list and without_degrees(text) == text)
    return parts if several else [text]


def _alternate(families: Sequence[str], given: Sequence[str]) -> bool:
    """Whether every second part of a list is given names: initials alone, or some with initials behind family names
    that have none."""
    if all(map(are_initials, given)):
        return True
    if len(given) == 1:
        return False
    return any(map(_has_initial, given)) and not any(map(_has_initial, families))


def _has_initial(text: str) -> bool:
    return any(map(are_initials, text.split()))


def _without_last_dot(names: list[str]) -> list[str]:
    """PubMed ends its lists of names, "Smith J, Doe AB.", with a full stop that is none of the last name's."""
    *before, last = names or [""]
    bare = [*before, last.removesuffix(".")]
    return bare if before and not any("." in name or "," in name for name in bare) else names
