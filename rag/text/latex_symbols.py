"""Greek letters and symbols as LaTeX's commands for pdflatex, which cannot take them as characters, and back again.

pylatexenc knows the commands. Of these only such are used as stand for the symbol in any text, and are read as that
very symbol: CO₂ comes back from "CO\\ensuremath{_2}" as it was.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rag.text.rules import rule

_RANGES = ((0x370, 0x3FF), (0x2032, 0x2037), (0x2070, 0x209F), (0x2100, 0x2BFF), (0x1D400, 0x1D7FF))
_SYMBOL = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_COMMAND = rule(
    "latex: a command for a symbol",
    r"\\ensuremath\{((?:[^{}]|\{[^{}]*\}){0,60})\}",
    matches=[r"CO\ensuremath{_2}", r"\ensuremath{\mathbb{R}}"],
    misses=[r"\alpha", "$x$"],
    flags=0,
)
_TELLING = re.compile(r"[\\^_]|-$")  # in a command: a letter alone may be just that letter, in italics


def symbols(text: str) -> str:
    """LaTeX whose Greek letters and symbols are commands."""
    return _SYMBOL.sub(lambda symbol: _command(symbol.group()), text)


def with_symbols(text: str) -> str:
    """LaTeX with the characters in place of the commands that `symbols` writes."""
    if "\\ensuremath" not in text:
        return text
    return _COMMAND.sub(lambda command: _written_so().get(command.group(), command.group()), text)


@lru_cache(maxsize=4096)
def _command(symbol: str) -> str:
    from pylatexenc.latexencode import unicode_to_latex

    command = str(unicode_to_latex(symbol, unknown_char_policy="keep", unknown_char_warning=False))
    return command if _COMMAND.pattern.fullmatch(command) else symbol


@cache
def _written_so() -> dict[str, str]:
    """The symbol of each command; of several the first, which is the letter where the others are signs made of it."""
    found: dict[str, str] = {}
    for first, last in _RANGES:
        for symbol in map(chr, range(first, last + 1)):
            command = _COMMAND.pattern.fullmatch(_command(symbol))
            if command and _TELLING.search(command.group(1)):
                found.setdefault(command.group(), symbol)
    return found
