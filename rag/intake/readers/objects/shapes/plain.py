"""Objects of no known database: the fields of a paper under their common names, in any case."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.authors import in_parts
from rag.intake.readers.columns import FIELD_OF, fields_of, plain_name
from rag.intake.readers.values import first, joined, text
from rag.records import Name
from rag.text.persons import person


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
        if field == "authors" and isinstance(value, list):
            found[field] = in_parts([_author(part) for part in value], given.get("names"))
        elif field in ("keywords", "aliases") and isinstance(value, list):
            found[field] = [text(part) or first(part, "name", "display_name") for part in value]
    found["retracted"] |= any(FIELD_OF.get(key) == "retracted" and value is True for key, value in given.items())
    found["abstract"] = found["abstract"] or text(given, "text")
    return found


def _author(value: Any) -> str | Name:
    """An author, as a text or an object of its parts."""
    if not isinstance(value, dict):
        return text(value)
    family = first(value, "family", "last", "lastName", "last_name", "surname")
    given = first(value, "given", "first", "firstName", "first_name", "forename")
    if not family:
        return first(value, "name", "display_name", "literal")
    return person(family, joined(given, text(value, "middle")), text(value, "particle"), text(value, "suffix"))
