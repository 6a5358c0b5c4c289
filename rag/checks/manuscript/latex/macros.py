"""What a manuscript's own commands stand for: \\newcommand and its relatives, and \\def without patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.cleaning.arguments import Malformed, argument, option

_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|(?:New|Renew|Provide|Declare)DocumentCommand|[gex]?def)\*?"
    r"(?![A-Za-z])\s*(?:\{\s*\\(?P<braced>[A-Za-z@]+)\s*\}|\\(?P<bare>[A-Za-z@]+))"
)
_OF_DEF = re.compile(r"((?:#\d)*)")
_OF_DOCUMENT = re.compile(r"\s*\{([^{}]*)\}")
_PLACE = re.compile(r"#(\d)")
_MOST_ARGUMENTS = 9


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for: `body` with #1 to #`arguments`, of which the first has a default where it is optional."""

    arguments: int
    default: str | None
    body: str


def definition_at(text: str, at: int, pairs: dict[int, int]) -> tuple[str, Macro | None, int] | None:
    """The definition at a place: its name, what it stands for, and where it ends; None where none stands there."""
    found = _DEFINITION.match(text, at)
    if found is None:
        return None
    name, end = found["braced"] or found["bare"], found.end()
    arguments, default = 0, None
    try:
        if found.group().startswith("\\") and "DocumentCommand" in found.group():
            given = _OF_DOCUMENT.match(text, end)
            arguments, end = (len(given[1].split()), given.end()) if given else (0, end)
            if given and set(given[1].split()) - {"m"}:  # other kinds of arguments are not read
                return name, None, argument(text, end, pairs)[1]
        elif re.match(r"\\[gex]?def", found.group()):
            given = _OF_DEF.match(text, end)
            arguments, end = (given[1].count("#"), given.end()) if given else (0, end)
        else:
            count, end = option(text, end)
            arguments = int(count) if count.isdigit() else 0
            if arguments and text[end : end + 1] == "[":
                default, end = option(text, end)
        body, end = argument(text, end, pairs)
    except Malformed:
        return name, None, found.end()
    return name, Macro(min(arguments, _MOST_ARGUMENTS), default, body), end


def expanded(macro: Macro, text: str, at: int, pairs: dict[int, int]) -> tuple[str, int]:
    """What a macro whose name ends at `at` comes to there, and where it ends.

    Raises:
        Malformed: an argument is missing.
    """
    given, end = [], at
    if macro.default is not None:
        first, after = option(text, end)
        given.append(first if after > end else macro.default)
        end = after
    while len(given) < macro.arguments:
        one, end = argument(text, end, pairs)
        given.append(one)
    return _PLACE.sub(lambda found: given[int(found[1]) - 1] if int(found[1]) <= len(given) else "", macro.body), end
