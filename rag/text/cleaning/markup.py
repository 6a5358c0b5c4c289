"""HTML, JATS and MathML in text -> the text that a reader sees.

A `<` is markup only as part of a known tag: with a JATS or MathML prefix, with quoted attributes, as a break, or one of
a pair. So `p < 0.05` and `x<y and y>z` stay. Sections and paragraphs become paragraphs, titles of sections labels
("METHODS: ..."), `<sup>` and `<sub>` what `scripts` makes of them.
"""

import re
from collections import Counter
from html.entities import html5

from rag.text.cleaning.mathml import without_mathml
from rag.text.cleaning.scripts import lowered, raised

_PREFIX = r"(?:jats|mml|ce|sb|m|xhtml|html|xocs|ns\d)"
_NAMES = frozenset(
    "p i b u s q a em strong sub sup inf scp sc small big tt code span font div br hr ul ol li dl dt dd h1 h2 h3 h4 h5"
    " h6 table tr td th tbody thead blockquote cite center del ins mark pre section title sec label italic bold"
    " monospace underline overline roman sans-serif strike styled-content named-content ext-link xref uri email list st"
    " list-item abstract inline-formula disp-formula alternatives tex-math graphic inline-graphic def term body head"
    " html abstracttext emphasis superscript subscript simple-para para section-title formula math mi mn mo mrow msub"
    " msup msubsup mfrac msqrt mroot mtext mspace mover munder mfenced mstyle mtable mtr mtd semantics annotation tex".split()
)
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+)"""
_TAG = re.compile(
    rf"<(?P<end>/?)(?P<prefix>{_PREFIX}:)?(?P<name>[A-Za-z][\w-]*)(?P<attributes>(?:{_ATTRIBUTE})*)"
    r"\s*(?P<empty>/?)>",
    re.I,
)
_UNSEEN = re.compile(
    r"<!--(?:(?!<!--).){0,2000}?-->|<\?xml\b[^<>]{0,200}\?>|<(style|script)\b[^<>]{0,200}>(?:(?!<\1).){0,2000}?</\1\s*>"
    r"|<!\[CDATA\[|\]\]>(?!\w)|<正>",
    re.S | re.I,
)
_ENTITY = re.compile(r"&(?:#(?P<decimal>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));")
_ESCAPED_ENTITY = re.compile(r"&(?:amp;)+(?=#?\w+;)", re.I)
_LABEL = re.compile(r"""\bLabel\s*=\s*["']([^"'<>]+)["']""", re.I)
_SENTENCE_START = re.compile(r"(?:^|[.!?:>])\s*$")
_AFTER_LABEL = re.compile(r"\0\s*")
_ABSTRACT = re.compile(r"abstract|summary|zusammenfassung|résumé|resumen|resumo", re.I)

_MAX_HELD = 20  # titles, superscripts and subscripts in one another; of more, the tags stay

_BLOCKS = frozenset(
    "p div sec section abstract ul ol dl table tr blockquote pre abstracttext disp-formula list simple-para para".split()
)
_LINES = {"br": "\n", "hr": "\n", "li": "\n• ", "list-item": "\n• ", "dt": "\n", "dd": " ", "td": " ", "th": " "}
_TITLES = frozenset("title st section-title h1 h2 h3 h4 h5 h6".split())
_RAISED, _LOWERED = frozenset(("sup", "superscript")), frozenset(("sub", "inf", "subscript"))


def markup(text: str) -> str:
    """The text without its markup and entities; a text without them as it was."""
    if "&" in text:
        text = unescaped(text)
    if "<" not in text:
        return text
    text = without_mathml(_UNSEEN.sub("", text))
    tags = _tags(text)
    return _Visible(text).read(tags) if tags else text


def has_tags_too_deep(text: str) -> bool:
    """Whether titles, superscripts or subscripts still stand in so many others that `markup` left their tags."""
    depth = 0
    for tag in _TAG.finditer(text) if text.count("<") > _MAX_HELD else ():
        if tag["name"].lower() in _TITLES | _RAISED | _LOWERED and not tag["empty"]:
            depth = max(depth + (-1 if tag["end"] else 1), 0)
            if depth > _MAX_HELD:
                return True
    return False


def unescaped(text: str) -> str:
    """Entities -> characters, also those that were escaped more than once."""
    return _ENTITY.sub(_character, _ESCAPED_ENTITY.sub("&", text))


def _character(entity: re.Match[str]) -> str:
    if name := entity["name"]:
        return html5.get(f"{name};", entity.group())
    code = int(entity["decimal"]) if entity["decimal"] else int(entity["hex"], 16)
    if 0x80 <= code <= 0x9F:  # as browsers do: a number of cp1252
        return bytes([code]).decode("cp1252", "replace")
    return chr(code) if code in (9, 10) or (code >= 32 and code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF) else " "


def _tags(text: str) -> list[re.Match[str]]:
    """The tags that are surely markup."""
    found = list(_TAG.finditer(text))
    paired = _paired(found)
    names = _NAMES | {tag["name"].lower() for tag in found if '"' in tag["attributes"]}

    def is_markup(at: int, tag: re.Match[str]) -> bool:
        name = tag["name"].lower()
        return bool(
            tag["prefix"]
            or any(quote in tag["attributes"] for quote in "\"'")
            or (name in names and (name in ("br", "hr") or tag["empty"] or at in paired))
            or (name == "p" and (tag["end"] or _SENTENCE_START.search(text[max(0, tag.start() - 20) : tag.start()])))
        )

    return [tag for at, tag in enumerate(found) if is_markup(at, tag)]


def _paired(tags: list[re.Match[str]]) -> set[int]:
    """Numbers of the tags that open and close one another."""
    opened: dict[str, list[int]] = {}
    paired: set[int] = set()
    for at, tag in enumerate(tags):
        waiting = opened.setdefault(tag["name"].lower(), [])
        if not tag["end"]:
            waiting.append(at)
        elif waiting:
            paired |= {waiting.pop(), at}
    return paired


class _Visible:
    """Walks the tags; what stands inside a title, a superscript or a subscript is held until that is closed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.held: list[tuple[str, list[str]]] = [("", [])]
        self.open: Counter[str] = Counter()

    def read(self, tags: list[re.Match[str]]) -> str:
        at = 0
        for tag in tags:
            self._add(self.text[at : tag.start()])
            at = tag.end()
            name = tag["name"].lower()
            if name in _TITLES or name in _RAISED or name in _LOWERED:
                self._hold(name, tag)
            elif name in _BLOCKS:
                self._add("\n\n")
                if name == "abstracttext" and (label := _LABEL.search(tag["attributes"])):
                    self._add(f"{label[1]}:\0")
            elif name in _LINES and (not tag["end"] or _LINES[name] == " "):
                self._add(_LINES[name])
        self._add(self.text[at:])
        while len(self.held) > 1:
            self._close()
        return _AFTER_LABEL.sub(" ", "".join(self.held[0][1]))

    def _add(self, text: str) -> None:
        self.held[-1][1].append(text)

    def _hold(self, name: str, tag: re.Match[str]) -> None:
        opens = not (tag["end"] or tag["empty"])
        if opens and len(self.held) > _MAX_HELD:
            self._add(tag.group())
        elif opens:
            self.held.append((name, []))
            self.open[name] += 1
        elif self.open[name]:
            while self._close() != name:
                pass

    def _close(self) -> str:
        name, pieces = self.held.pop()
        self.open[name] -= 1
        content = "".join(pieces)
        if name in _TITLES:
            self._add(_label(" ".join(content.split())))
        else:
            before = "".join(self.held[-1][1][-4:])
            self._add((raised if name in _RAISED else lowered)(before, content))
        return name


def _label(title: str) -> str:
    """The title of a section as a label before its text; "Abstract" labels nothing."""
    if not title or _ABSTRACT.fullmatch(title.rstrip(".: ")):
        return "\n\n"
    return f"\n\n{title}{'' if title[-1] in '.:?!' else ':'}\0"
