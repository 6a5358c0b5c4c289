"""Patterns of several ways to ask the same, in which the same groups come again and again."""

from __future__ import annotations

from itertools import count
from re import Match


def ways(*texts: str, **groups: str) -> str:
    """A pattern that begins with any of the texts; in them the name of a group, in capitals, stands for its pattern.

    `ways("who wrote OF", "authors of OF", OF=".+?")`; `group(match, "of")` is what then stands there.
    """
    number = count()
    for name, pattern in groups.items():
        texts = tuple(_with_groups(text, name, pattern, number) for text in texts)
    return "^(?:" + "|".join(texts) + ")"


def group(match: Match[str], name: str) -> str | None:
    """What a group took, wherever the pattern has it; None where it took nothing."""
    return next(
        (words for given, words in match.groupdict().items() if words and given.rstrip("0123456789") == name), None
    )


def _with_groups(text: str, name: str, pattern: str, number: count[int]) -> str:
    first, *others = text.split(name)
    return first + "".join(f"(?P<{name.lower()}{next(number)}>{pattern}){other}" for other in others)
