"""Answers and scopes as the text that is kept of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.errors import InputError, LibraryError, one_line
from rag.library.conditions import condition, conditions
from rag.records import Answer, Scope, as_json

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_AT_HAND = 256  # answers kept as they were read: a page draws the same ones again and again


def to_json(answer: Answer) -> str:
    """The whole of an answer, abstracts too; `from_json` gives it back as it was.

    Raises:
        LibraryError: a text in it is none, such as half of a character that a model wrote.
    """
    try:
        return _answers().dump_json(answer).decode()
    except ValueError as error:
        raise LibraryError(f"this answer cannot be kept: {one_line(error)}", "ask again") from None


@lru_cache(_AT_HAND)
def from_json(text: str) -> Answer:
    """
    Raises:
        LibraryError: the text is no answer.
    """
    try:
        kept = json.loads(text)
        where = kept["scope"]["where"]
        # Conditions were texts in earlier versions.
        kept["scope"]["where"] = [asdict(condition(c)) if isinstance(c, str) else c for c in where]
        return _answers().validate_python(kept)
    except (ValueError, KeyError, TypeError, InputError) as error:
        raise LibraryError(
            f"an answer that was kept cannot be read: {one_line(error)}",
            "ask again; it was kept by another version of Colloquy",
        ) from None


def scope_to_json(scope: Scope) -> str:
    """A scope with its conditions as people write them."""
    return json.dumps(as_json(scope), ensure_ascii=False)


def scope_from_json(text: str) -> Scope:
    values = {name: tuple(values) for name, values in json.loads(text).items()}
    return Scope(**values | {"where": conditions(values.get("where", ()))})


@cache
def _answers() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
