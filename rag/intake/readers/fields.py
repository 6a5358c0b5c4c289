"""Authors, pages and identifiers as they are written, without what the writing of lists has left on them."""

import re
from urllib.parse import unquote

from rag.text.cleaning import clean
from rag.text.persons import without_degrees

ARXIV_ID = r"(?:[a-z-]{2,10}(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})"
"""The pattern of an id of arXiv's, old or new, without its version; letters in any case."""

_MARK = r"^\W*{0}(?:\s+(?:article|paper|chapter))?\W*[:\])\-–—.]\s*|\s*[(\[]\s*{0}\b[^)\]]*[)\]]?\W*$"
_RETRACTED = re.compile(_MARK.format("retracted"), re.I)
_TAKEN_BACK = re.compile(_MARK.format("(?:retracted|withdrawn)"), re.I)
_DOI = re.compile(r"10\.\d+(?:\.\d+)*/\S+")
_QUERY = re.compile(r"\?\w+=.*")  # of an address
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_NEXT_ALIAS = re.compile(r";\s*(?=[a-z]+:)")
_ENCLOSED = re.compile(r"\{([^{}]*)\}")


def author(text: str) -> str:
    """An author's name: no braces, no commas at its end, no academic degrees after it."""
    return without_degrees(_ENCLOSED.sub(r"\1", clean(text)).strip(" ,;")).strip(" ,;")


def aliases(text: str) -> list[str]:
    """The aliases of an exported paper, "doi:10.1/x; key:Smith2020"; a DOI may have semicolons of its own."""
    return _NEXT_ALIAS.split(text)


def pages(text: str) -> str:
    """A range of pages with one hyphen: "123--145" and "123 – 145" are "123-145"."""
    return _DASHES.sub("-", clean(text))


def doi(text: str) -> str:
    """The DOI in lower case, without address, label, escapes or punctuation after it; "" where there is none."""
    text = clean(text)
    found = _DOI.search(unquote(text) if "%" in text else text)
    if found is None:
        return ""
    value = _QUERY.sub("", found.group().lower()).rstrip(".,;:'\"")
    for closing, opening in (")(", "][", "}{", "><"):
        while value.endswith(closing) and value.count(closing) > value.count(opening):
            value = value[:-1].rstrip(".,;")
    return value


def says_retracted(title: str) -> bool:
    """Whether a title is marked as that of a retracted paper. The notice of a retraction is another work."""
    return bool(_RETRACTED.search(title))


def without_retraction(title: str) -> str:
    """The title without that mark, or the mark of one that was withdrawn."""
    return _TAKEN_BACK.sub("", title)
