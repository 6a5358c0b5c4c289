"""LaTeX commands of running text that take arguments: what remains of each."""

from collections.abc import Callable
from typing import Protocol

from rag.text.cleaning import symbols as known
from rag.text.cleaning.arguments import Malformed, braced, option
from rag.text.cleaning.formula import formula
from rag.text.cleaning.scripts import lowered, raised

_ENVIRONMENTS = frozenset(
    "abstract align center description displaymath document enumerate equation eqnarray figure flushleft gather"
    " itemize math quotation quote small table".split()
)
_IN_PARENTHESES = ("cite", "citep", "citealp", "parencite", "autocite", "footcite")

Read = tuple[str, int]


class Reading(Protocol):
    """The text that is being read, where its braces close, and how its arguments are read."""

    text: str
    pairs: dict[int, int]

    def inner(self, content: str) -> str: ...

    def before(self) -> str: ...


Command = Callable[[Reading, int], Read]


def _argument(latex: Reading, at: int) -> Read:
    content, end = braced(latex.text, at, latex.pairs)
    return latex.inner(content), end


def _verbatim(latex: Reading, at: int) -> Read:
    return braced(latex.text, at, latex.pairs)


def _nothing(latex: Reading, at: int) -> Read:
    return "", braced(latex.text, at, latex.pairs)[1]


def _second(latex: Reading, at: int) -> Read:
    _, at = braced(latex.text, at, latex.pairs)
    return _argument(latex, at)


def _both(latex: Reading, at: int) -> Read:
    first, at = _argument(latex, at)
    second, at = _argument(latex, at)
    return f"{first} {second}", at


def _link(latex: Reading, at: int) -> Read:
    address, at = _verbatim(latex, at)
    text, at = _argument(latex, at)
    return (text if text == address else f"{text} ({address})"), at


def _quoted(latex: Reading, at: int) -> Read:
    content, at = _argument(latex, at)
    return f"“{content}”", at


def _footnote(latex: Reading, at: int) -> Read:
    content, at = _argument(latex, at)
    return f" ({content.strip()})", at


def _raised(latex: Reading, at: int) -> Read:
    content, at = _argument(latex, at)
    return raised(latex.before(), content), at


def _lowered(latex: Reading, at: int) -> Read:
    content, at = _argument(latex, at)
    return lowered(latex.before(), content), at


def _environment(latex: Reading, at: int) -> Read:
    name, end = braced(latex.text, at, latex.pairs)
    if name.rstrip("*") not in _ENVIRONMENTS:
        raise Malformed
    return " ", option(latex.text, end)[1]


def _math(name: str, count: int) -> Command:
    """A command of math outside of it, with its arguments."""

    def read(latex: Reading, at: int) -> Read:
        end = option(latex.text, at)[1]
        for _ in range(count):
            _, end = braced(latex.text, end, latex.pairs)
        return formula(f"\\{name}{latex.text[at:end]}"), end

    return read


def _citation(name: str) -> Command:
    def read(latex: Reading, at: int) -> Read:
        notes = []
        for _ in range(2):
            note, end = option(latex.text, at)
            notes += [latex.inner(note)] if note else []
            at = end
        keys, at = braced(latex.text, at, latex.pairs)
        cited = ", ".join([*(key.strip() for key in keys.split(",")), *notes])
        return (f"({cited})" if name in _IN_PARENTHESES else cited), at

    return read


COMMANDS: dict[str, Command] = {
    **{name: _argument for name in known.TEXT_WRAPPERS | known.MATH_WRAPPERS},
    **{name: _citation(name) for name in known.CITATIONS},
    **{name: _math(name, 1) for name in ("sqrt", *known.MATH_ACCENTS)},
    **{name: _math(name, 2) for name in ("frac", "tfrac", "dfrac", "nicefrac", "binom")},
    **{name: _nothing for name in ("label", "vspace", "hspace", "color", "phantom", "vphantom", "hphantom")},
    **{name: _second for name in ("textcolor", "colorbox", "texorpdfstring", "hyperlink", "hyperref", "raisebox")},
    **{name: _both for name in ("SI", "qty")},
    **{name: _footnote for name in ("footnote", "thanks")},
    **{name: _verbatim for name in ("url", "path", "nolinkurl")},
    **{name: _quoted for name in ("enquote", "mkbibquote")},
    "href": _link,
    "textsuperscript": _raised,
    "textsubscript": _lowered,
    "begin": _environment,
    "end": _environment,
}
