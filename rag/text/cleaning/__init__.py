"""Clean text: what a record's title, abstract and names say, without the signs of how they were stored.

    clean(text)           titles, venues, names, keywords: one line
    clean_abstract(text)  abstracts: paragraphs and labelled sections kept, publishers' notices taken away
    decoded(text)         keys: only bytes that were no UTF-8 become the characters that they are in cp1252
    encodable(text)       what programs and shells hand over: halves of characters mended, nothing else changed
    without_latex(text)   for readers of BibTeX: a value that is known to be LaTeX, its braces taken away as well

In order: characters (mojibake, undecoded bytes, invisible ones), markup (HTML, JATS, MathML, entities), LaTeX, layout,
headings of sections that are glued to their text, notices. Each is told in its own module, and each leaves alone what is not surely its own. Cleaning what is clean changes
nothing: the steps are repeated until they find no more, since one may uncover what another reads.
"""

import re

from rag.text.cleaning.boilerplate import boilerplate
from rag.text.cleaning.characters import characters, decoded, encodable
from rag.text.cleaning.latex import latex, without_latex
from rag.text.cleaning.layout import layout
from rag.text.cleaning.markup import markup
from rag.text.cleaning.sections import sections

__all__ = ["clean", "clean_abstract", "decoded", "encodable", "without_latex"]

MAX_ROUNDS = 8
_STORED = re.compile(r"[^ -~]|[\\$<&`]|  ")


def clean(text: str) -> str:
    """One line of plain text; all scripts kept, nothing but markup lost."""
    return _read(text, abstract=False)


def clean_abstract(text: str) -> str:
    """An abstract as plain text: a paragraph a line with an empty line between, a labelled section a line."""
    return _read(text, abstract=True)


def _read(text: str, abstract: bool) -> str:
    for _ in range(MAX_ROUNDS):
        before = text
        if _STORED.search(text):
            text = layout(latex(markup(characters(text))))
        text = boilerplate(sections(text.strip())) if abstract else " ".join(text.split())
        if text == before:
            break
    return text
