"""Where pieces of LaTeX end: formulas, commands, white space."""

from __future__ import annotations

from rag.checks.manuscript.latex.source import BLANK


def end_of_formula(text: str, closing: str, at: int) -> int:
    """Where a formula ends, within its paragraph; -1 where it does not."""
    end = at
    while (end := text.find(closing, end)) >= 0:
        if closing[0] == "\\" or text[end - 1] != "\\" or text[end - 2 : end] == "\\\\":
            break
        end += 1
    blank = text.find("\n\n", at)
    return -1 if 0 <= blank < end else end


def behind_command(text: str, at: int) -> int:
    """The space behind a command's letters is TeX's."""
    return at + 1 if text[at : at + 1] in (" ", "\t") and text[at - 1 : at].isalpha() else at


def space(text: str, at: int) -> int:
    """Where white space that begins at a place ends, on its line."""
    while at < len(text) and text[at] in f" \t{BLANK}":
        at += 1
    return at
