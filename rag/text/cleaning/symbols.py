"""What LaTeX commands stand for: symbols of pylatexenc's tables, accents, and commands that only wrap their argument."""

from functools import cache

ACCENTS = {
    **{"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307", '"': "\u0308"},
    **{"u": "\u0306", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328"},
    **{"b": "\u0331", "t": "\u0361", "G": "\u030f", "U": "\u030e"},
}
MATH_ACCENTS = {
    **{"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "Tilde": "\u0303"},
    **{"bar": "\u0304", "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7", "check": "\u030c"},
    **{"breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a"},
}
MATH_WRAPPERS = frozenset(
    "mathrm mathbf mathcal mathbb mathsf mathit mathtt mathfrak mathscr mathnormal mathds boldsymbol bm pmb operatorname"
    " underline underbrace overbrace mathop mathbin mathrel mathord smash".split()
)
TEXT_WRAPPERS = frozenset(
    "emph textit textbf texttt textsc textrm textsf textsl textmd textup textnormal textcircled underline uline mbox"
    " fbox hbox text url path nolinkurl ensuremath mkbibemph mkbibbold lowercase uppercase ref eqref autoref cref Cref nocite ce"
    " MakeUppercase num subparagraph paragraph section subsection".split()
)
SWITCHES = frozenset(
    "em it bf rm sf tt sc sl cal itshape bfseries ttfamily rmfamily sffamily scshape slshape upshape normalfont"
    " mdseries tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge boldmath noindent centering"
    " protect relax selectfont".split()
)
SILENT = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm displaystyle textstyle"
    " scriptstyle limits nolimits nonumber mathstrut".split()
)
FUNCTIONS = frozenset(
    "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth min max sup inf lim limsup liminf"
    " arg det dim gcd hom ker deg Pr poly polylog argmin argmax mod bmod sign sgn rank tr diag".split()
)
CITATIONS = frozenset(
    "cite citep citet citealp citealt citeauthor citeyear parencite textcite autocite footcite".split()
)
# Letters end at their command: the spaces after it are part of the command, not of the text.
LETTERS = frozenset("ss o O l L ae AE oe OE aa AA i j dh DH th TH dj DJ ng NG SS".split())
# Characters of plain text that LaTeX has commands for: they tell nothing of the text around them.
ESCAPES = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
_OURS = {
    **ESCAPES,
    **{"%": "%", "&": "&", "_": "_", "#": "#", "$": "$", "{": "{", "}": "}", "|": "‖", "/": "", "-": "", "@": ""},
    **{" ": " ", "\n": " ", "\\": "\n", ",": " ", ";": " ", ":": " ", ">": " ", "!": "", "quad": " ", "qquad": " "},
    **{"pounds": "£", "euro": "€", "S": "§", "P": "¶", "copyright": "©", "degree": "°", "celsius": "°C", "circ": "∘"},
    **{"ie": "i.e.", "eg": "e.g.", "etal": "et al.", "eps": "ε", "LaTeX": "LaTeX", "TeX": "TeX", "item": "•"},
    **{"epsilon": "ε", "varepsilon": "ε", "phi": "φ", "varphi": "φ"},  # one letter each, the one that is typed
    **{"space": " ", "newline": "\n", "par": "\n\n", "slash": "/"},
    **{"prime": "′", "micro": "μ", "ohm": "Ω", "angstrom": "Å", "textellipsis": "…", "colon": ":", "textbar": "|"},
    **{"lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "i": "ı", "j": "ȷ", "SS": "SS", "to": "→"},
    **{"textquotesingle": "'", "textquotedbl": '"', "textless": "<", "textgreater": ">", "mid": "|"},
}
_UNWANTED = frozenset("today ref autoref cref Cref eqref cite citet citep".split())


@cache
def symbols() -> dict[str, str]:
    """Command name, without its backslash -> the characters that it stands for."""
    from pylatexenc.latex2text import get_default_latex_context_db

    known = get_default_latex_context_db()
    found = {
        spec.macroname: spec.simplify_repl
        for category in known.categories()
        for spec in known.iter_macro_specs([category])
        if isinstance(spec.simplify_repl, str) and "%" not in spec.simplify_repl
    }
    return {name: text for name, text in (found | _OURS).items() if name not in _UNWANTED}
