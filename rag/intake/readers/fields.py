"""Authors and pages as they are written, without what the writing of lists has left on them."""

import re

from rag.text.cleaning import clean
from rag.text.persons import LONGEST_NAME, without_degrees

_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_NEXT_ALIAS = re.compile(r";\s*(?=[a-z]+:)")
_ENCLOSED = re.compile(r"\{([^{}]*)\}")


def author(text: str) -> str:
    """An author's name: no braces, no commas at its end, no academic degrees after it; what is too long for one as it
    is."""
    if len(text) > LONGEST_NAME:
        return clean(text)
    text = clean(text)
    if "{" in text:
        text = _ENCLOSED.sub(r"\1", text)
    return without_degrees(text.strip(" ,;")).strip(" ,;")


def aliases(text: str) -> list[str]:
    """The aliases of an exported paper, "doi:10.1/x; key:Smith2020"; a DOI may have semicolons of its own."""
    return _NEXT_ALIAS.split(text)


def pages(text: str) -> str:
    """A range of pages with one hyphen: "123--145" and "123 – 145" are "123-145"."""
    return _DASHES.sub("-", clean(text))
