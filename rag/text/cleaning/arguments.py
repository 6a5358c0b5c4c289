"""The arguments of LaTeX commands: braced groups, single characters, and what is unbalanced."""

import re
import unicodedata

MAX_DEPTH = 20
"""Of braces in braces: a text with more is no LaTeX that anybody wrote, and is left as it stands."""
_BRACE = re.compile(r"\\.|[{}]", re.S)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[^\\{}\s]", re.S)
_OPTION = re.compile(r"[ \t]*\[([^\]\[{}]{0,300})\]")


class Malformed(Exception):
    """This stretch is no LaTeX that can be read: it is left as it came."""


def closing(text: str) -> dict[int, int]:
    """Where each balanced `{` of the text is closed."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found.group() == "{":
            opened.append(found.start())
        elif found.group() == "}" and opened:
            pairs[opened.pop()] = found.start()
    return pairs


def is_too_deep(text: str) -> bool:
    """Whether braces stand in more than MAX_DEPTH others, those that are never closed among them."""
    if text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for found in _BRACE.finditer(text):
        depth = max(depth + (found.group() == "{") - (found.group() == "}"), 0)
        if depth > MAX_DEPTH:
            return True
    return False


def argument(text: str, at: int, pairs: dict[int, int]) -> tuple[str, int]:
    """The argument that starts at `at`, braced or one token, and where it ends.

    Raises:
        Malformed: there is none.
    """
    at = _after_space(text, at)
    if at in pairs:
        return text[at + 1 : pairs[at]], pairs[at] + 1
    if token := _TOKEN.match(text, at):
        return token.group(), token.end()
    raise Malformed


def braced(text: str, at: int, pairs: dict[int, int]) -> tuple[str, int]:
    """A braced argument, as `argument` gives it."""
    start = _after_space(text, at)
    if start not in pairs:
        raise Malformed
    return argument(text, start, pairs)


def option(text: str, at: int) -> tuple[str, int]:
    """The content of `[...]` at `at`, or nothing."""
    found = _OPTION.match(text, at)
    return (found.group(1), found.end()) if found else ("", at)


def accented(base: str, accent: str) -> str:
    """One character with a combining accent, composed where Unicode has it.

    Raises:
        Malformed: `base` is no single letter.
    """
    base = {"ı": "i", "ȷ": "j", "\\i": "i", "\\j": "j"}.get(base.strip(), base.strip())
    if base and base[0].isalpha() and (len(base) == 1 or (accent == "\u0361" and len(base) == 2)):
        return unicodedata.normalize("NFC", base[0] + accent + base[1:])
    raise Malformed


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
