"""Formulas in plain text as they are read: O(d²) in place of mathcal{O}(d^2). Pure; only what is drawn is set so.

Abstracts often lose the backslashes of their LaTeX on the way into a database, and keep the rest.
"""

from __future__ import annotations

import re
import unicodedata

from rag.text.rules import rule

_RAISED = dict(
    zip("0123456789+-−=()nikdmtTNjhlprsxabceyzgouvw", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵏᵈᵐᵗᵀᴺʲʰˡᵖʳˢˣᵃᵇᶜᵉʸᶻᵍᵒᵘᵛʷ", strict=True)
)
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_SYMBOLS = {"rightarrow": "→", "leftarrow": "←", "circ": "∘", "leq": "≤", "geq": "≥", "neq": "≠", "infty": "∞"}
_GREEK = {"Theta": "Θ", "Omega": "Ω", "Gamma": "Γ", "Delta": "Δ", "Lambda": "Λ", "Phi": "Φ", "Psi": "Ψ", "Sigma": "Σ"}
_NAMES = "|".join(_GREEK)

_FONT = rule(
    "mathematics: a font of LaTeX",
    r"\\?math(?:cal|bb|bf|rm|frak|sf|it|scr)\s*(?:\{([^{}]*)\}|([A-Za-z])(?![A-Za-z]))",
    matches=("mathcal{O}(d^2)", r"\mathbb{R}", "mathbb R", r"\mathcal O(n)"),
    misses=("mathematics", "math", "mathcalculus", "calligraphic O"),
    flags=0,
)
_TILDE = rule(
    "mathematics: a tilde of LaTeX",
    rf"\\?widetilde(?:\s*\{{\s*\\?({_NAMES}|[A-Za-z])\s*\}}|\s+\\?({_NAMES}|[A-Za-z])(?![A-Za-z])|\\?({_NAMES})(?![A-Za-z]))",
    matches=("widetilde Theta(d)", "widetildeTheta(d^4)", r"\widetilde{O}(n)"),
    misses=("tilde", "a wide tilde", "widetildes"),
    flags=0,
)
_SYMBOL = rule(
    "mathematics: a symbol by its name",
    r"(?<![\w-])\\?(rightarrow|leftarrow|circ|leq|geq|neq|infty)(?![\w-])",
    matches=("p : R rightarrow S", "h = g circ p", r"x \leq y", "n leq m"),
    misses=("circle", "a right arrow", "circ-RNA", "less or equal"),
    flags=0,
)
_SCRIPT = rule(
    "mathematics: raised or lowered",
    r"(?<=[\w)\]}*|′'])([\^_])\{([^{}]*)\}|(?<=[\w)\]}|])\^(\*|-?\d+(?![\w.^]|,\d)|[A-Za-z](?![\w^]))"
    r"|(?<=\b[A-Za-z])_(\d)(?![A-Za-z0-9_])",
    matches=("O(d^2)", "R^d", "x_{12}", "k^{1-1/d}", "l_2 norm", "Q^* is", "2^{10}", "HMD^2"),
    misses=("d^2.5", "snake_case", "file_2", "^2", "R^(CxC)", "x_name", "m^Ω"),
    flags=0,
)  # fmt: skip
_DOLLARS = rule(
    "mathematics: between dollars",
    r"\$(?=[^$\n]*[\\^_{=])([^$\n]{1,160})\$",
    matches=("in $O(d^2)$ steps", r"with $\mathcal{R}$", "where $n=3$"),
    misses=("it costs $5 or $6", "$20", "US$ 5 = 4 euro"),
    flags=0,
)
_QUOTATION = rule(
    "mathematics: quotation marks of LaTeX",
    r"` ?`\s?([^`'“”]{1,200}?)''",
    matches=("the highest ``quality'' subset", "a ` `good'' one"),
    misses=("`code`", "the bee's hive", "`quality'", "``open"),
    flags=0,
)


def readable(text: str) -> str:
    """A text with its formulas, and LaTeX's quotation marks, as they are read. What has no character of its own stays in
    brackets: k^(1-1/d)."""
    if "`" in text:
        text = _QUOTATION.sub(r"“\1”", text)
    if "$" in text:
        text = _DOLLARS.sub(r"\1", text)
    if not any(sign in text for sign in ("^", "_", "math", "widetilde", "arrow", "circ", "leq", "geq", "neq", "infty")):
        return text
    text = _FONT.sub(lambda found: found[1] or found[2] or "", text)
    text = _TILDE.sub(lambda found: _with_tilde(found[1] or found[2] or found[3]), text)
    text = _SYMBOL.sub(lambda found: _SYMBOLS[found[1]], text)
    while (moved := _SCRIPT.sub(_moved, text)) != text:  # the innermost braces first
        text = moved
    return text


def _with_tilde(name: str) -> str:
    return unicodedata.normalize("NFC", _GREEK.get(name, name) + "\u0303")


def _moved(found: re.Match[str]) -> str:
    if found[3] == "*":
        return "*"
    sign, content = (found[1], found[2]) if found[1] else ("^", found[3]) if found[3] else ("_", found[4])
    forms = _RAISED if sign == "^" else _LOWERED
    if all(character in forms for character in content):
        return "".join(forms[character] for character in content)
    if sign == "^":
        return f"^({content})" if len(content) > 1 else f"^{content}"
    return f"_{content}"
