"""Objects of no known database: the fields of a paper under their common names, in any case."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.columns import FIELD_OF, fields_of, plain_name
from rag.intake.readers.values import first, joined, name, text


def fits(item: dict[str, Any]) -> bool:
    return True


def fields(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a paper.

    Raises:
        ValueError: the object has no title, not even an empty one.
    """
    given = {plain_name(key): item.get(key) for key in item if plain_name(key) in FIELD_OF or plain_name(key) == "text"}
    if not any(FIELD_OF.get(key) == "title" and isinstance(value, str) for key, value in given.items()):
        raise ValueError("no title")
    found = fields_of({key: text(value) for key, value in given.items()})
    for key, value in given.items():
        field = FIELD_OF.get(key)
        if field in ("authors", "keywords", "aliases") and isinstance(value, list):
            found[field] = [_name(part) for part in value]
    found["retracted"] |= any(FIELD_OF.get(key) == "retracted" and value is True for key, value in given.items())
    found["abstract"] = found["abstract"] or text(given, "text")
    return found


def _name(value: Any) -> str:
    """A person or a keyword, as a text or an object of its parts."""
    if not isinstance(value, dict):
        return text(value)
    family = first(value, "family", "last", "lastName", "last_name", "surname")
    given = first(value, "given", "first", "firstName", "first_name", "forename")
    return (
        name(family, joined(given, text(value, "middle")))
        if family
        else first(value, "name", "display_name", "literal")
    )
