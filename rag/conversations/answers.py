"""Answers and scopes as the text that is kept of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.errors import LibraryError, one_line
from rag.records import Answer, Scope

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
        return _answers().validate_json(text)
    except ValueError as error:
        raise LibraryError(
            f"an answer that was kept cannot be read: {one_line(error)}",
            "ask again; it was kept by another version of Colloquy",
        ) from None


def scope_to_json(scope: Scope) -> str:
    return json.dumps(asdict(scope), ensure_ascii=False)


def scope_from_json(text: str) -> Scope:
    return Scope(**{name: tuple(values) for name, values in json.loads(text).items()})


@cache
def _answers() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
