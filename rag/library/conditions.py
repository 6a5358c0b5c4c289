"""Text -> conditions on papers, as people write them on the command line, in batches and in files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast, get_args

from rag.errors import InputError
from rag.records import Condition, Field, Operator

_WRITTEN = re.compile(
    rf"\s*(?P<field>{'|'.join(get_args(Field))})\s*(?P<operator>>=|<=|!=|=|>|<|~)\s*(?P<value>\S.*?)\s*"
)


def condition(text: str) -> Condition:
    """The condition in a text such as "year>=2023", "title~diffusion" or "tag=to read".

    Raises:
        InputError: the text cannot be read as one.
    """
    match = _WRITTEN.fullmatch(text)
    if not match or not _fits(match["field"], match["operator"], match["value"]):
        raise InputError(
            f"--where {text!r} cannot be read",
            'write a field, =, !=, <, <=, >, >= or ~ (holds), and a value, such as "year>=2023" or "title~diffusion"',
        )
    return Condition(cast(Field, match["field"]), cast(Operator, match["operator"]), match["value"])


def conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    """The same of several texts, in their order.

    Raises:
        InputError: one of them cannot be read.
    """
    return tuple(map(condition, texts))


def _fits(field: str, operator: str, value: str) -> bool:
    """Whether a field can be compared so: years with a number, tags and collections by being one or holding words."""
    if field in ("tag", "collection"):
        return operator in ("=", "!=", "~")
    return (field == "year") == (value.isdigit() and operator != "~")
