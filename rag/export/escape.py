"""Text of papers, models and people, made harmless in each format: what is written is what is shown, and no more."""

from __future__ import annotations

import re

from rag.text.latex_symbols import symbols

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # and not \{, which BibTeX counts as a brace
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{special: f"\\{special}" for special in "%&_#$"},
}
_SPECIAL = re.compile(r"[\\{}~^%&_#$]")
_TYPESET = str.maketrans({"[": "{[}", "]": "{]}", "<": r"\textless{}", ">": r"\textgreater{}", '"': r"\textquotedbl{}"})
_FORMULA = re.compile(r"^'*[=+\-@＝＋－＠\t\r\n]")


def one_line(text: str) -> str:
    """The text with every stretch of white space, line breaks among it, as one space."""
    return " ".join(text.split())


def latex(text: str) -> str:
    """Text as LaTeX and BibTeX show it: no command, no comment, no brace that counts. Unicode stays as it is."""
    return _SPECIAL.sub(lambda special: _LATEX[special.group()], text)


def typeset(text: str) -> str:
    """`latex` on one line for a document's body, where square brackets could be an optional argument."""
    return symbols(latex(one_line(text)).translate(_TYPESET))


def cell(text: str) -> str:
    """Text in a cell of a spreadsheet: what would be a formula gets an apostrophe before it, the sign of text
    there. Reading a table, Colloquy takes it away again."""
    return f"'{text}" if may_be_formula(text) else text


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula, also one in the wide signs of Japanese."""
    return _FORMULA.match(text) is not None
