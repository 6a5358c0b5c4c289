"""LaTeX -> the manuscript's running text, once through all of its files."""

from __future__ import annotations

import re
from pathlib import Path

from rag.checks.manuscript.files import Folder, text_of
from rag.checks.manuscript.flow import Flow
from rag.checks.manuscript.latex import commands
from rag.checks.manuscript.latex.citations import cite_at, kind_of
from rag.checks.manuscript.latex.entries import entries
from rag.checks.manuscript.latex.macros import Macro, definition_at, expanded
from rag.checks.manuscript.latex.places import behind_command, end_of_formula, space
from rag.checks.manuscript.latex.source import BLANK, Source, source_of
from rag.errors import InputError
from rag.text.cleaning import without_latex
from rag.text.cleaning.arguments import Malformed, argument, braced, option
from rag.text.cleaning.formula import formula
from rag.text.cleaning.symbols import ACCENTS, SWITCHES, symbols

_TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z@]+\*?)|\\(?P<sign>.)|(?P<math>\$\$?)|(?P<blank>\n[ \t]*\n\s*)|(?P<special>[{}~&])"
    r"|(?P<dashes>---?)|(?P<quote>``|'')|(?P<plain>(?:[^\\{}~&$\n`'-]|-(?!-)|`(?!`)|'(?!')|\n(?![ \t]*\n))+|.)",
    re.S,
)
_TYPESET = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " ", "{": "", "}": ""}
_END_OF_INLINE = {"(": "\\)", "[": "\\]"}
_DEEPEST = 40  # macros in macros, and files in files
_MOST_FILES = 2_000
_MOST_EXPANDED, _EXPANSION = 5_000_000, 50  # characters that macros come to, all together; what each costs besides
_BIB = ("", ".bib")
_TEX = (".tex", "", ".ltx")


class LatexReader:
    """Reads one manuscript: its text goes to `flow`, the entries of a list of references in it to `entries`, by key."""

    def __init__(self, folder: Folder, flow: Flow) -> None:
        self.folder, self.flow = folder, flow
        self.entries: dict[str, str] = {}
        self._macros: dict[str, Macro] = {}
        self._open: list[Path] = []
        self._files = 0
        self._expanded = 0
        self._in_table = 0

    def read(self, path: Path) -> None:
        """
        Raises:
            InputError: the file itself cannot be read; of one that it asks for, the folder notes it.
        """
        text, name = text_of(path), self.folder.named(path)
        source = source_of(text, name)
        self._open.append(path)
        self._files += 1
        begin = source.text.find("\\begin{document}")
        if begin >= 0:
            self._preamble(source, begin)
        self._scan(source, max(begin, 0), len(source.text))
        self._open.pop()
        if not self._open:
            self.flow.end()

    def _preamble(self, source: Source, end: int) -> None:
        """What a preamble defines; none of it is text."""
        at = 0
        while found := re.compile(r"\\([A-Za-z@]+)\*?").search(source.text, at, end):
            at = found.end()
            if defined := definition_at(source.text, found.start(), source.pairs):
                at = self._define(defined)
            elif found[1] in ("bibliography", "addbibresource", "addglobalbib", "addsectionbib"):
                at = self._bibliography(source, found.end())
            elif found[1] in commands.INCLUDES:
                at = self._include(source, found.end(), found[1], of_preamble=True)

    def _scan(self, source: Source, at: int, end: int, depth: int = 0) -> None:
        while at < end and (token := _TOKEN.match(source.text, at, end)):
            at = self._take(source, token, depth)

    def _take(self, source: Source, token: re.Match[str], depth: int) -> int:
        start, at = token.span()
        if token["plain"]:
            self._text(token.group(), source, start)
        elif name := token["name"]:
            return self._command(source, name, start, at, depth)
        elif sign := token["sign"]:
            return self._sign(source, sign, start, at)
        elif token["math"]:
            return self._formula(source, token.group(), token.group(), start, at)
        elif token["blank"]:
            self.flow.end()
        elif token.group() == "&":
            if self._in_table:
                self.flow.end()
        else:
            self._text(_TYPESET[token.group()], source, start)
        return at

    def _text(self, text: str, source: Source, at: int) -> None:
        if text := text.replace(BLANK, ""):
            self.flow.text(text, source.file, source.line(at))

    def _sign(self, source: Source, sign: str, start: int, at: int) -> int:
        if sign in _END_OF_INLINE:
            return self._formula(source, f"\\{sign}", _END_OF_INLINE[sign], start, at)
        if sign == "\\":
            at = option(source.text, at + source.text.startswith("*", at))[1]
            if self._in_table:
                self.flow.end()
            else:
                self._text(" ", source, start)
        elif sign in ACCENTS and sign not in "-":
            return self._accent(source, start, at)
        else:
            self._text(symbols().get(sign, sign), source, start)
        return at

    def _formula(self, source: Source, opening: str, closing: str, start: int, at: int) -> int:
        end = end_of_formula(source.text, closing, at)
        if end < 0:
            self._text(" ", source, start)
            return at
        inside = source.text[at:end].replace(BLANK, "")
        try:
            self._text(formula(inside) if "\n\n" not in inside else " ", source, start)
        except Malformed:
            self._text(" … ", source, start)
        return end + len(closing)

    def _accent(self, source: Source, start: int, at: int) -> int:
        try:
            end = argument(source.text, at, source.pairs)[1]
        except Malformed:
            return at
        self._text(without_latex(source.text[start:end]), source, start)
        return end

    def _command(self, source: Source, name: str, start: int, at: int, depth: int) -> int:
        plain = name.rstrip("*")
        if defined := definition_at(source.text, start, source.pairs):
            return self._define(defined)
        if (macro := self._macros.get(plain)) and depth < _DEEPEST and self._expanded < _MOST_EXPANDED:
            try:
                body, end = expanded(macro, source.text, at, source.pairs)
            except Malformed:
                return at
            self._expanded += len(body) + _EXPANSION
            inner = Source(body, source.file, source.line(start))
            self._scan(inner, 0, len(body), depth + 1)
            return behind_command(source.text, end) if not macro.arguments else end
        if (kind := kind_of(name)) and (cite := cite_at(name, source.text, at, source.pairs)):
            self.flow.cite(cite.keys, source.file, source.line(start), is_named=cite.is_named)
            return cite.end
        if plain in ("begin", "end"):
            return self._environment(source, plain, at)
        if plain in ("bibliography", "addbibresource", "addglobalbib", "addsectionbib"):
            return self._bibliography(source, at)
        if plain in commands.INCLUDES or plain in commands.INCLUDES_FROM:
            return self._include(source, at, plain)
        if plain in commands.HEADINGS:
            return self._heading(source, at, depth)
        if plain in commands.ASIDES or name in commands.ASIDES:
            return self._aside(source, plain, at, depth)
        if plain in commands.BREAKS:
            self.flow.end()
            return option(source.text, at)[1] if plain == "item" else at
        if name in commands.NO_TEXT or plain in commands.NO_TEXT or kind:
            return self._without_text(source, plain, at)
        return self._other(source, plain, start, at)

    def _other(self, source: Source, name: str, start: int, at: int) -> int:
        """A symbol, an accent, or a command of which the arguments are text, as far as anybody knows."""
        if name in ACCENTS and at < len(source.text) and (source.text[at] in "{ " or name in "cdkruvH"):
            return self._accent(source, start, at)
        if name in ("SI", "qty", "num", "si", "unit", "SIrange", "ang"):
            end = at
            while (after := space(source.text, option(source.text, end)[1])) in source.pairs:
                end = source.pairs[after] + 1
            self._text(without_latex(source.text[start:end]), source, start)
            return end
        if name in symbols() and name not in SWITCHES:
            self._text(symbols()[name], source, start)
            return behind_command(source.text, at)
        end = option(source.text, at)[1]
        return end if source.text.startswith("{", end) else behind_command(source.text, at)

    def _without_text(self, source: Source, name: str, at: int) -> int:
        end = option(source.text, option(source.text, at)[1])[1]
        for _ in range(1 + commands.MORE_NO_TEXT.get(name, 0)):
            try:
                end = braced(source.text, option(source.text, end)[1], source.pairs)[1]
            except Malformed:
                break
        return end

    def _heading(self, source: Source, at: int, depth: int) -> int:
        self.flow.end()
        end = option(source.text, at)[1]
        opened = space(source.text, end)
        if opened not in source.pairs:
            return end
        self._scan(source, opened + 1, source.pairs[opened], depth + 1)
        self.flow.end()
        return source.pairs[opened] + 1

    def _aside(self, source: Source, name: str, at: int, depth: int) -> int:
        end = self._without_text(source, name, at) if name == "captionof" else at
        opened = space(source.text, option(source.text, end)[1])
        if opened not in source.pairs or depth > _DEEPEST:
            return end
        in_table, self._in_table = self._in_table, 0
        self.flow.begin_aside(is_note="caption" not in name)
        self._scan(source, opened + 1, source.pairs[opened], depth + 1)
        self.flow.end_aside()
        self._in_table = in_table
        return source.pairs[opened] + 1

    def _environment(self, source: Source, what: str, at: int) -> int:
        try:
            name, end = braced(source.text, at, source.pairs)
        except Malformed:
            return at
        name = name.strip().rstrip("*")
        if name in commands.TABLES:
            self.flow.end()
            self._in_table = max(self._in_table + (1 if what == "begin" else -1), 0)
        if what == "end":
            if name not in commands.INLINE:
                self.flow.end()
            return end
        if name in commands.FORMULAS or name in commands.UNREAD or name == "thebibliography":
            return self._skipped(source, name, end)
        if name not in commands.INLINE:
            self.flow.end()
        end = option(source.text, end)[1]
        while space(source.text, end) in source.pairs and (name in commands.TABLES or name in ("minipage", "spacing")):
            end = option(source.text, source.pairs[space(source.text, end)] + 1)[1]
        return end

    def _skipped(self, source: Source, name: str, at: int) -> int:
        """An environment that holds no running text; of a list of references, its entries."""
        found = re.compile(rf"\\end\{{\s*{re.escape(name)}\*?\s*\}}").search(source.text, at)
        end = found.start() if found else len(source.text)
        if name == "thebibliography":
            self.flow.end()
            self.entries |= entries(source.text[at:end])
        elif name in commands.FORMULAS:
            self._text(" ", source, at)
        else:
            self.flow.end()
        return found.end() if found else end

    def _define(self, defined: tuple[str, Macro | None, int]) -> int:
        name, macro, end = defined
        if macro is not None and not _only_formats(macro):
            self._macros[name] = macro
        return end

    def _bibliography(self, source: Source, at: int) -> int:
        try:
            names, end = braced(source.text, option(source.text, at)[1], source.pairs)
        except Malformed:
            return at
        for name in names.replace(BLANK, "").split(","):
            if name.strip():
                self.folder.bibliography(name.strip(), _BIB, source.file, source.line(at))
        return end

    def _include(self, source: Source, at: int, command: str, of_preamble: bool = False) -> int:
        """Another file at its place; each file in itself, one that is open already, or one too many is noted and left."""
        folder = ""
        try:
            if command in commands.INCLUDES_FROM:
                folder, at = braced(source.text, at, source.pairs)
            name, end = braced(source.text, at, source.pairs)
        except Malformed:
            bare = re.compile(r"[ \t]+([\w./-]+)").match(source.text, at)
            if bare is None or command != "input":
                return at
            name, end = bare[1], bare.end()
        name = f"{folder.strip()}/{name.strip()}" if folder.strip() else name.strip().strip('"')
        line = source.line(at)
        beside = self._open[-1].parent if self._open else None
        path = self.folder.file(name, _TEX, source.file, line, beside)
        if path is None:
            return end
        if path in self._open or self._files >= _MOST_FILES or len(self._open) >= _DEEPEST:
            self.folder.left(
                source.file, line, f"{name} is part of itself" if path in self._open else f"{name}: too many files"
            )
            return end
        try:
            if of_preamble:
                own = source_of(text_of(path), self.folder.named(path))
                self._open.append(path)
                self._files += 1
                self._preamble(own, len(own.text))
                self._open.pop()
            else:
                if command == "include":
                    self.flow.end()
                self.read(path)
                if command == "include":
                    self.flow.end()
        except InputError as error:
            self.folder.left(source.file, line, error.message)
        return end


def _only_formats(macro: Macro) -> bool:
    """Whether a macro is no text's: it draws, or defines others by pieces that are not closed."""
    return macro.body.count("{") != macro.body.count("}")
