"""LaTeX math as one line of plain text: `\\alpha_1 \\le 10^{-3}` becomes `α_1 ≤ 10^-3`, `\\frac{n}{m+1}` `n/(m+1)`."""

import re

from rag.text.cleaning import symbols as known
from rag.text.cleaning.arguments import MAX_DEPTH, Malformed, accented, argument, closing, option
from rag.text.cleaning.scripts import group, root, single

MAX_CHARS = 20_000
_PIECE = re.compile(r"\\(?P<name>[A-Za-z]+)\*?|\\(?P<sign>.)|(?P<special>[{}^_~&%$])|(?P<plain>[^\\{}^_~&%$]+)", re.S)
_FRACTIONS = frozenset("frac tfrac dfrac cfrac nicefrac sfrac".split())
_FACTOR = re.compile(r"[\w.^°′√]+")
_STARTS_FACTOR = re.compile(r"\s*(?:[\w({]|\\left\(|\\(?:sqrt|frac|alpha|log|ln)\b)")
_STARTS_WORD = re.compile(r"[^\W_]|\\(?!left|right|[bB]ig)[A-Za-z]")
_SPACE = re.compile(r"\s*")
_RAISED = {"∘": "°", "′": "′", "th": "th", "st": "st", "nd": "nd", "rd": "rd"}


def formula(text: str, depth: int = 0) -> str:
    """The math between the dollar signs, readable; commands that nobody knows are given by their name.

    Raises:
        Malformed: braces do not balance, an argument is missing, it is nested too deep, or longer than MAX_CHARS.
    """
    return " ".join(_Formula(text, depth).read().split())


def _part(content: str) -> str:
    """A numerator or denominator."""
    return content if _FACTOR.fullmatch(content) else group(content)


class _Formula:
    def __init__(self, text: str, depth: int) -> None:
        if depth > MAX_DEPTH or len(text) > MAX_CHARS:
            raise Malformed
        self.text, self.depth, self.at = text, depth, 0
        self.pairs = closing(text)
        self.out: list[str] = []

    def read(self) -> str:
        while self.at < len(self.text):
            found = _PIECE.match(self.text, self.at)
            if found is None:
                raise Malformed
            start, self.at = self.at, found.end()
            if name := found["name"]:
                piece = self._command(name)
            elif sign := found["sign"]:
                piece = self._sign(sign)
            elif special := found["special"]:
                piece = self._special(special, start)
            else:
                piece = found["plain"]
            if piece:
                self.out.append(piece)
        return "".join(self.out)

    def _inner(self, text: str) -> str:
        return _Formula(text, self.depth + 1).read().strip()

    def _argument(self) -> str:
        text, self.at = argument(self.text, self.at, self.pairs)
        return self._inner(text)

    def _sign(self, sign: str) -> str:
        if sign == "\\" and self.text[self.at : self.at + 1].isalpha():  # a backslash that somebody escaped
            self.at -= 1
            return ""
        return known.symbols().get(sign, "\\" + sign)

    def _special(self, sign: str, start: int) -> str:
        if sign in "^_":
            content = self._argument()
            if sign == "^" and content in _RAISED:
                return _RAISED[content]
            return sign + (single if sign == "^" else group)(content) if content else ""
        if sign == "{":
            if start not in self.pairs:
                raise Malformed
            self.at = self.pairs[start] + 1
            return self._inner(self.text[start + 1 : self.pairs[start]])
        if sign == "}":
            raise Malformed
        return " " if sign in "~&" else sign

    def _command(self, name: str) -> str:
        if name in known.SILENT:
            if name in ("left", "right") and self.text[self.at : self.at + 1] == ".":
                self.at += 1
            return ""
        if name in known.SWITCHES:
            return ""
        if name in _FRACTIONS:
            return self._fraction()
        if name in ("binom", "dbinom", "tbinom"):
            return f"binom({self._argument()}, {self._argument()})"
        if name == "sqrt":
            index, self.at = option(self.text, self.at)
            return f"{single(self._argument())}^(1/{self._inner(index)})" if index else root(self._argument())
        if name in known.MATH_ACCENTS:
            return self._accented(name)
        if name in known.MATH_WRAPPERS or name in known.TEXT_WRAPPERS:
            return self._wrapped()
        if name in ("begin", "end"):
            _, self.at = argument(self.text, self.at, self.pairs)
            return " "
        return self._word(name) if name in known.FUNCTIONS or name not in known.symbols() else self._symbol(name)

    def _fraction(self) -> str:
        """In parentheses where a factor stands right before or after it."""
        fraction = f"{_part(self._argument())}/{_part(self._argument())}"
        return f"({fraction})" if self._last().isalnum() or _STARTS_FACTOR.match(self.text, self.at) else fraction

    def _wrapped(self) -> str:
        text, self.at = argument(self.text, self.at, self.pairs)
        return _Formula(text.replace("$", ""), self.depth + 1).read()

    def _accented(self, name: str) -> str:
        base = self._argument()
        try:
            return accented(base, known.MATH_ACCENTS[name])
        except Malformed:
            return f"{name}({base})" if base else ""

    def _word(self, name: str) -> str:
        """A name, apart from the letters before and after it; what it is applied to in parentheses."""
        before = " " if self._last().isalnum() else ""
        if name not in known.FUNCTIONS and self.at in self.pairs:
            return f"{before}{name}({self._argument()})"
        after = " " if _STARTS_WORD.match(self.text, self.at) else ""
        return before + name + after

    def _symbol(self, name: str) -> str:
        """A symbol; one that is no letter stands as close to what follows as to what goes before."""
        symbol = known.symbols()[name]
        if not symbol[-1:].isalpha() and self._last() and not self._last().isspace():
            self.at = space.end() if (space := _SPACE.match(self.text, self.at)) else self.at
        return symbol

    def _last(self) -> str:
        return self.out[-1][-1] if self.out else ""
