"""LaTeX in running text -> the characters that it stands for. What is not surely LaTeX stays as it is.

Evidence decides, stretch by stretch:

    commands    only known ones, with the arguments that they need; Windows paths (C:\\temp) are left alone
    \\" and \\'   an accent on a letter that takes it; a quotation mark where the text escapes those so
    $...$       inside either a command, ^ or _, or no word longer than two letters; no space next to the dollars and
                no digit after them where there is no command (so not "$5 to $10")
    {...}       braces go with the command that they enclose; others stay, but see `without_latex`
    ~ -- ---    a tie and dashes, where something else in the text was LaTeX
    ``...''     quotation marks, where they pair
"""

import re

from rag.text.cleaning import commands
from rag.text.cleaning import symbols as known
from rag.text.cleaning.arguments import Malformed, accented, argument, closing, is_too_deep
from rag.text.cleaning.formula import formula
from rag.text.cleaning.scripts import lowered, raised

_PATH = r"(?P<path>(?<![A-Za-z\\])[A-Za-z]:\\(?![A-Za-z]*\{)[^\s{}$]*|(?<!\S)\\\\[A-Za-z][\w.-]*\\[^\s{}]*)"
_PREAMBLE = r"(?P<preamble>\\documentclass.{0,1500}?\\begin\{document\})"
_FORMULA = (
    r"(?P<formula>\$\$(?P<display>(?:[^$\\]|\\.){1,1000}?)\$\$|\$(?P<inline>(?:[^$\\]|\\.){1,600}?)\$"
    r"|\\\((?P<round>(?:(?!\\\().){1,600}?)\\\)|\\\[(?P<square>(?:(?!\\\[).){1,1000}?)\\\])"
)
_START = re.compile(rf"{_PATH}|{_PREAMBLE}|{_FORMULA}|\\(?P<name>[A-Za-z]+)\*?|\\(?P<sign>.)|(?P<brace>[{{}}])", re.S)
_TRIGGER = re.compile(r"[\\$]|``")
_COMMAND = re.compile(rf"\\(?!(?:{'|'.join(known.TEXT_WRAPPERS | known.CITATIONS)}|href)\b)[A-Za-z]")
_TEXT_ONLY = re.compile(r"\\[a-z]+\{[^{}$]*\}")
_NAMED = re.compile(r"\\[A-Za-z]+|" + "|".join(sorted(known.FUNCTIONS, key=len, reverse=True)))
_WORD = re.compile(r"[^\W\d_]{3,}")
_PROSE = re.compile(r"(?:(?<![\\A-Za-z])[a-z]{3,}[\s,]+){3}")
_SCRIPT = re.compile(r"([\^_])(?:\{\\(?:text|math)[a-z]+\{([^{}\\$]+)\}\}|\{([^{}\\$]+)\}|(\w))")
_QUOTED = re.compile(r"``([^`]{1,600}?)''")
_TYPESET = re.compile(
    r"(?P<address>(?:https?://|www\.)\S+)|(?P<tie>(?<![\s/~])~(?![\s/~]))|(?P<em>(?<!-)---(?!-))"
    r"|(?P<en>(?<![-\s])--(?![-\s])|(?<=\s)--(?=\s))"
)
# While a text is read: a tilde that is none of a tie, and an empty group, which keeps dashes apart.
_TILDE, _EMPTY = "\ufdd0", "\ufdd1"
_ESCAPED_QUOTE = re.compile(r"\\\"(?![A-Za-z{\\])")
_APOSTROPHE = re.compile(r"(?:s|t|re|ve|ll|d|m)\b")
_COMMAND_GROUP = re.compile(r"\{\s*\\[A-Za-z`'^~=.\"]")
_NAME = re.compile(r"\\([A-Za-z]+)")


def latex(text: str) -> str:
    """The text with its LaTeX read, and all else as it was; never an error. One that `is_too_deep` stays as it is."""
    return _Latex(text).read() if _TRIGGER.search(text) and not is_too_deep(text) else text


def without_latex(text: str) -> str:
    """A value that is known to be LaTeX, as in BibTeX: its protecting braces go, and ties and dashes are always read.
    One that `is_too_deep` stays as it is.

    For readers of formats whose syntax is LaTeX: they call it on each value of prose or names, not on addresses,
    before `record`, which cleans the rest. Braces that are escaped, or hold an author's name together, are the
    reader's to look at first.
    """
    return text if is_too_deep(text) else _Latex(text, certain=True).read()


class _Latex:
    def __init__(self, text: str, certain: bool = False, inside: "_Latex | None" = None) -> None:
        self.text, self.certain, self.inside = text, certain, inside
        # Arguments as they were read: where a command fails behind one, it is met again, and so are those in it.
        self.arguments: dict[str, str] = inside.arguments if inside else {}
        self.pairs = closing(text)
        self.quotes_escaped = not certain and bool(_ESCAPED_QUOTE.search(text))
        self.out: list[str] = []
        self.found = certain

    def read(self) -> str:
        at = 0
        while start := _START.search(self.text, at):
            self.out.append(self.text[at : start.start()])
            try:
                piece, at = self._piece(start)
            except Malformed:
                at = start.start() + 1 if start["formula"] else start.end()
                piece = self.text[start.start() : at]
            self.out.append(piece)
        self.out.append(self.text[at:])
        text = self._typeset("".join(self.out))
        return text if self.inside else text.replace(_TILDE, "~").replace(_EMPTY, "")

    def inner(self, content: str) -> str:
        """An argument, read in the same way."""
        if content not in self.arguments:
            self.arguments[content] = _Latex(content, self.certain, self).read()
        return self.arguments[content]

    def before(self) -> str:
        return "".join(self.out[-4:])[-8:]

    def _piece(self, start: re.Match[str]) -> tuple[str, int]:
        if start["path"] is not None:
            return start.group(), start.end()
        if start["preamble"] is not None:
            return "", start.end()
        if start["formula"] is not None:
            return self._formula(start)
        if name := start["name"]:
            return self._command(name, start)
        if sign := start["sign"]:
            return self._sign(sign, start.end())
        return self._brace(start.start())

    def _formula(self, start: re.Match[str]) -> tuple[str, int]:
        inside = next(text for text in start.group("display", "inline", "round", "square") if text is not None)
        if "\n\n" in inside or not inside.strip():
            raise Malformed
        if start["inline"] is not None and not self._is_math(inside, self.text[start.end() : start.end() + 1]):
            raise Malformed
        if script := _SCRIPT.fullmatch(inside.strip().removeprefix("{}")):
            place = raised if script[1] == "^" else lowered
            piece = place(self.before(), script[script.lastindex or 0])
        else:
            piece = formula(inside)
        self.found = True
        return piece, start.end()

    def _is_math(self, inside: str, after: str) -> bool:
        before_space, after_space = inside[0].isspace(), inside[-1].isspace()
        words = len(_WORD.findall(_NAMED.sub("", inside)))
        if _COMMAND.search(inside):
            return not _PROSE.search(inside) and not ((before_space or after_space) and words > 1)
        if _TEXT_ONLY.fullmatch(inside):
            return True
        if "^" in inside or "_" in inside:
            return words <= 1 and before_space == after_space
        return self.certain or not (before_space or after_space or words or after.isdigit())

    def _command(self, name: str, start: re.Match[str]) -> tuple[str, int]:
        if name in known.ACCENTS:
            piece, end = self._accent(known.ACCENTS[name], start.end(), self.found)
        elif command := commands.COMMANDS.get(name):
            piece, end = command(self, start.end())
        elif name in known.SWITCHES and (self.found or name in ("em", "it", "bf", "tt")):
            piece, end = "", start.end() + (self.text[start.end() : start.end() + 1] == " ")
        else:
            piece, end = self._symbol(name, start)
        self.found = self.found or name not in known.ESCAPES
        return piece, end

    def _symbol(self, name: str, start: re.Match[str]) -> tuple[str, int]:
        """A symbol or a letter; hardly one where it stands between two words, as in "and\\or"."""
        symbol = _TILDE if name == "textasciitilde" else known.symbols().get(name)
        letter, closed = name in known.LETTERS, self.text.startswith("{}", start.end())
        inside_word = start.start() > 0 and self.text[start.start() - 1].isalpha()
        if symbol is None or (
            not (self.found or closed or name.startswith("text"))
            and ((inside_word and not (letter and name.islower())) or (letter and len(name) == 1 and name in "iOLj"))
        ):
            raise Malformed
        if closed:
            return symbol, start.end() + 2
        return symbol, start.end() + (letter and self.text.startswith(" ", start.end()))

    def _accent(self, accent: str, at: int, loose: bool) -> tuple[str, int]:
        """An accented letter; without braces only where the two make one character, or where `loose` allows it."""
        braces = at in self.pairs
        if not braces and not loose:
            raise Malformed
        base, end = argument(self.text, at, self.pairs)
        piece = accented(self.inner(base) if len(base) > 2 else base, accent)
        if len(piece) > 1 and not (braces or self.certain):
            raise Malformed
        return piece, end + (base in ("\\i", "\\j") and self.text.startswith(" ", end) and not braces)

    def _sign(self, sign: str, at: int) -> tuple[str, int]:
        """A backslash and one sign that is no letter."""
        text, after = self.text, self.text[at : at + 1]
        last = self.before()[-1:]
        if sign in "%&_#$":
            return sign, at
        if (sign == '"' and self.quotes_escaped) or (
            sign == "'" and not self.certain and last.isalpha() and _APOSTROPHE.match(text, at)
        ):
            return sign, at
        if sign in known.ACCENTS:
            if text.startswith("{}", at) and self.found:
                return sign, at + 2
            if not after or after.isspace():
                raise Malformed
            accented_letter = self._accent(known.ACCENTS[sign], at, loose=True)
            self.found = True
            return accented_letter
        if sign == "\\" and (name := _NAME.match(text, at - 1)) and _is_known(name[1]):
            return "", at - 1
        if sign == "\\" and (not after or after.isspace()) and (not last or last.isspace() or last in ".,;"):
            return "\n", at
        if sign == "/" and not self.certain and last and after and (last in ":/" or last.isalnum()):
            return sign, at
        between = last.isalnum() and after.isalnum()
        plain = sign == " " or self.found or (sign in ",-" and between)
        if plain and (piece := known.symbols().get(sign)) is not None:
            return piece, at
        raise Malformed

    def _brace(self, at: int) -> tuple[str, int]:
        if self.certain and self.text.startswith("{}", at):
            return _EMPTY, at + 2
        if self.certain:
            return "", at + 1
        if at in self.pairs and _COMMAND_GROUP.match(self.text, at):
            inside = self.text[at + 1 : self.pairs[at]]
            if (piece := self.inner(inside)) != inside:
                self.found = True
                return piece.strip(), self.pairs[at] + 1
        raise Malformed

    def _typeset(self, text: str) -> str:
        if "``" in text:
            quoted = _QUOTED.sub(r"“\1”", text)
            self.found, text = self.found or quoted != text, quoted
        return _TYPESET.sub(_typeset, text) if self.found else text


def _typeset(found: re.Match[str]) -> str:
    return {"tie": " ", "em": "—", "en": "–"}.get(found.lastgroup or "", found.group())


def _is_known(name: str) -> bool:
    return name in commands.COMMANDS or name in known.SWITCHES or name in known.symbols()
