"""Authors as two columns keep them: their texts, which conditions look into, and beside these their parts.

Of a person the parts are a list, [family, given, particle, suffix]; a group has none: null.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from rag.records import Group, Name, Person


def texts(names: Sequence[Name]) -> str:
    return json.dumps([name.text for name in names], ensure_ascii=False)


def parts(names: Sequence[Name]) -> str:
    return json.dumps([_parts(name) for name in names], ensure_ascii=False)


def names(texts: str, parts: str) -> tuple[Name, ...]:
    """The authors of both columns; none, where these are damaged on disk."""
    try:
        pairs = list(zip(json.loads(texts), json.loads(parts), strict=True))
        return tuple(Group(text) if own is None else Person(text, *own) for text, own in pairs)
    except (ValueError, TypeError):
        return ()


def _parts(name: Name) -> list[str] | None:
    return None if isinstance(name, Group) else [name.family, name.given, name.particle, name.suffix]
