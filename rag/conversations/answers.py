"""Answers and scopes as the text that is stored of them."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.conversations.earlier import upgraded
from rag.errors import InputError, LibraryError, one_line
from rag.library.conditions import conditions
from rag.records import Answer, Scope, as_json

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_CACHED = 64  # answers at hand as they were read: a page draws the same ones again and again


def to_json(answer: Answer) -> str:
    """The whole of an answer, abstracts too; `from_json` gives it back as it was.

    Raises:
        LibraryError: a text in it is none, such as half of a character that a model wrote.
    """
    try:
        return _answers().dump_json(answer).decode()
    except ValueError as error:
        raise LibraryError(f"this answer cannot be kept: {one_line(error)}", "ask again") from None


@lru_cache(_CACHED)
def from_json(text: str) -> Answer:
    """An answer that this version or an earlier one stored.

    Raises:
        LibraryError: the text is no answer.
    """
    try:
        return _answers().validate_python(upgraded(json.loads(text)))
    except (ValueError, KeyError, TypeError, InputError) as error:
        raise LibraryError(
            f"an answer that was kept cannot be read: {one_line(error)}",
            "ask again; it was kept by another version of Colloquy",
        ) from None


def text_of(text: str) -> str:
    """The text of an answer that is stored; "" where it cannot be read. Quicker than to read all of it."""
    try:
        return str(json.loads(text)["text"])
    except (ValueError, KeyError, TypeError):
        return ""


def scope_to_json(scope: Scope) -> str:
    """A scope with its conditions as people write them."""
    return json.dumps(as_json(scope), ensure_ascii=False)


def scope_from_json(text: str) -> Scope:
    """A scope as it was stored.

    Raises:
        LibraryError: the text is none.
    """
    try:
        values = {name: tuple(values) for name, values in json.loads(text).items()}
        return Scope(**values | {"where": conditions(values.get("where", ()))})
    except (ValueError, TypeError, AttributeError, InputError) as error:
        raise LibraryError(
            f"which papers were chosen is damaged on disk: {one_line(error)}",
            "put the file back from its newest backup, in backups/ beside it",
        ) from None


@cache
def _answers() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
