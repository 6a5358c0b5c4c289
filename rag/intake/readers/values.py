"""Values of JSON records as plain text, whatever stands where they are looked for."""

from __future__ import annotations

from typing import Any

_SHOWN = 60


def at(value: Any, *path: str | int) -> Any:
    """What lies at the end of a path of keys and indices; None where it breaks off."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and len(value) > step:
            value = value[step]
        else:
            return None
    return value


def text(value: Any, *path: str | int) -> str:
    """The text or number there; the first of a list of them."""
    value = at(value, *path)
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def objects(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """The objects in the list there."""
    found = at(value, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def texts(value: Any, *path: str | int) -> list[str]:
    """The texts in the list there."""
    found = at(value, *path)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []


def first(item: dict[str, Any], *names: str) -> str:
    """The first of these fields that says something."""
    found = [text(item, name) for name in names]
    return next((said for said in found if said.strip()), "")


def name(family: str, given: str = "") -> str:
    """ "Family, Given", or what there is of it."""
    return ", ".join(part for part in (family.strip(), given.strip()) if part)


def place(position: str, key: str) -> str:
    """The place of a record with its key, as people see it: "record 3 (Smith2020)"."""
    shown = "".join(character for character in key[:_SHOWN] if character.isprintable())
    return f"{position} ({shown})" if shown else position


def joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def pages(start: str, end: str) -> str:
    return start if not end or end == start else f"{start}-{end}" if start else end
