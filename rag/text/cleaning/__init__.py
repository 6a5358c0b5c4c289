"""Clean text: what a record's title, abstract and names say, without the signs of how they were stored.

    clean(text)           titles, venues, names, keywords: one line
    clean_abstract(text)  abstracts: paragraphs and labelled sections kept, publishers' notices taken away
    decoded(text)         keys: only bytes that were no UTF-8 become the characters that they are in cp1252
    plain_text(text)      what people, programs and models hand over: halves of characters mended, and nothing in it that
                          is no text
    kept_because(text)    why a cleaned text stands as it came, in whole or in part; "" where it was read to its end
    without_latex(text)   for readers of BibTeX: a value that is known to be LaTeX, its braces taken away as well

In order: characters (mojibake, undecoded bytes, invisible ones), markup (HTML, JATS, MathML, entities), LaTeX, layout,
headings of sections that are glued to their text, notices. Each is told in its own module, and each leaves alone what is not surely its own. Cleaning what is clean changes
nothing: the steps are repeated until they find no more, since one may uncover what another reads.

Work is bounded by the text's length: of one with more than MAX_CHARS only the characters are mended, LaTeX with braces
in more than `arguments.MAX_DEPTH` others is left alone, and so are superscripts and titles in too many others.
"""

import re

from rag.text.cleaning.arguments import is_too_deep
from rag.text.cleaning.boilerplate import boilerplate
from rag.text.cleaning.characters import characters, decoded, plain_text
from rag.text.cleaning.latex import latex, without_latex
from rag.text.cleaning.layout import layout
from rag.text.cleaning.markup import has_tags_too_deep, markup
from rag.text.cleaning.sections import sections

__all__ = ["clean", "clean_abstract", "decoded", "kept_because", "plain_text", "without_latex"]

MAX_CHARS = 200_000
MAX_ROUNDS = 8
_STORED = re.compile(r"[^ !\"#%'-;=-\[\]-_a-~]")  # all but plain ASCII, and of that what begins LaTeX or markup


def clean(text: str) -> str:
    """One line of plain text; all scripts kept, nothing but markup lost."""
    return _read(text, abstract=False)


def clean_abstract(text: str) -> str:
    """An abstract as plain text: a paragraph a line with an empty line between, a labelled section a line."""
    return _read(text, abstract=True)


def kept_because(text: str) -> str:
    """Why a text that has been cleaned is as it came, in whole or in part, for people; "" where nothing was left."""
    if len(text) > MAX_CHARS:
        return f"longer than {MAX_CHARS:,} characters"
    if is_too_deep(text):
        return "braces stand in too many others"
    return "tags stand in too many others" if has_tags_too_deep(text) else ""


def _read(text: str, abstract: bool) -> str:
    if not text:
        return ""
    if len(text) > MAX_CHARS:
        text = characters(text)
        return text.strip() if abstract else " ".join(text.split())
    for _ in range(MAX_ROUNDS):
        before = text
        if _STORED.search(text) or "  " in text:
            text = layout(latex(markup(characters(text))))
        text = boilerplate(sections(text.strip())) if abstract else " ".join(text.split())
        if text == before:
            break
    return text
