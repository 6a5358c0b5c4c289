"""MathML and TeX inside of XML -> plain text, once: the TeX where there is some, else the leaves in their order."""

import re
from dataclasses import dataclass, field

from rag.text.cleaning.arguments import Malformed
from rag.text.cleaning.formula import formula
from rag.text.cleaning.scripts import group, root, single

_ENDS = re.compile(r"</(?:\w+:)?(?:math|tex-math|alternatives)\s*>")
_P = r"<(?P<p>(?:\w+:)?)"
_INSIDE = r"(?P<inside>(?:(?!<(?:\w+:)?{0}\b).){{0,20000}}?)"  # none of these elements is inside of another
_ALTERNATIVES = re.compile(rf"{_P}alternatives\s*>{_INSIDE.format('alternatives')}</(?P=p)alternatives\s*>", re.S)
_TEX = re.compile(rf"{_P}tex-math\b[^<>]*>{_INSIDE.format('tex-math')}</(?P=p)tex-math\s*>", re.S)
_MATH = re.compile(
    rf"""{_P}math\b(?P<attributes>(?:"[^"]*"|'[^']*'|[^"'<>])*)>{_INSIDE.format("math")}</(?P=p)math\s*>""", re.S
)
_ANNOTATION = re.compile(
    rf"{_P}annotation(?P<xml>-xml)?\b(?P<attributes>[^<>]*)>{_INSIDE.format('annotation')}"
    r"</(?P=p)annotation(?(xml)-xml)\s*>",
    re.S,
)
_ALTTEXT = re.compile(r"""\balttext\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PIECE = re.compile(r"<(?P<end>/?)(?:\w+:)?(?P<name>[a-z]\w*)[^<>]*?(?P<empty>/?)>|(?P<text>[^<]+|<)", re.S)
_DOCUMENT = "\\begin{document}", "\\end{document}"
_MAX_DEPTH = 60


@dataclass(slots=True)
class _Element:
    name: str
    children: list["_Element | str"] = field(default_factory=list)


def without_mathml(text: str) -> str:
    """The text with each formula in place of its elements."""
    if not _ENDS.search(text):
        return text
    text = _ALTERNATIVES.sub(_alternative, text)
    text = _TEX.sub(lambda tex: _tex(tex["inside"]), text)
    return _MATH.sub(_math, text)


def _alternative(given: re.Match[str]) -> str:
    """One of several renderings of the same formula."""
    chosen = _TEX.search(given["inside"]) or _MATH.search(given["inside"])
    return chosen.group() if chosen else given["inside"]


def _tex(source: str) -> str:
    """TeX as plain text; where it cannot be read, as it is."""
    begin, end = _DOCUMENT
    _, begun, document = source.partition(begin)
    document, ended, _ = document.partition(end)
    source = (document if begun and ended else source).strip().strip("$").strip()
    try:
        return formula(source)
    except Malformed:
        return source


def _math(math: re.Match[str]) -> str:
    annotation = next((a for a in _ANNOTATION.finditer(math["inside"]) if "tex" in a["attributes"].lower()), None)
    alternative = _ALTTEXT.search(math["attributes"])
    if annotation and annotation["inside"].strip():
        return _tex(annotation["inside"])
    if alternative and (source := alternative[1] or alternative[2]):
        return _tex(source)
    return " ".join(_rendered(_tree(_ANNOTATION.sub("", math["inside"]))).split())


def _tree(source: str) -> _Element:
    root = _Element("mrow")
    opened = [root]
    for piece in _PIECE.finditer(source):
        if piece["text"] is not None:
            if piece["text"].strip():
                opened[-1].children.append(" ".join(piece["text"].split()))
        elif piece["end"]:
            if len(opened) > 1:
                opened.pop()
        else:
            element = _Element(piece["name"])
            opened[-1].children.append(element)
            if not piece["empty"] and len(opened) < _MAX_DEPTH:
                opened.append(element)
    return root


def _rendered(element: _Element | str) -> str:
    if isinstance(element, str):
        return element
    parts = [_rendered(child) for child in element.children]
    match element.name, parts:
        case (("msup" | "mover"), [base, above]):
            return f"{base}^{single(above)}" if above else base
        case (("msub" | "munder"), [base, below]):
            return f"{base}_{group(below)}" if below else base
        case (("msubsup" | "munderover"), [base, below, above]):
            return f"{base}_{group(below)}^{single(above)}"
        case "mfrac", [over, under]:
            return f"{group(over)}/{group(under)}"
        case "msqrt", _:
            return root("".join(parts))
        case "mroot", [base, index]:
            return f"{single(base)}^(1/{index})"
        case "mfenced", _:
            return f"({', '.join(parts)})"
        case "mspace", _:
            return " "
        case "mtr", _:
            return " ".join(parts) + " "
        case "mo", [sign] if sign in "=<>≤≥≈∼→±×∈≪≫":
            return f" {sign} "
        case _:
            return "".join(parts)
