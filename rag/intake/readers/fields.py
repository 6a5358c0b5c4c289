"""Authors and pages as they are written, without what the writing of lists has left on them."""

import re

from rag.text.cleaning import clean
from rag.text.persons import LONGEST_NAME, without_degrees

_MARK = r"^\W*{0}(?:\s+(?:article|paper|chapter))?\W*[:\])\-–—.]\s*|\s*[(\[]\s*{0}\b[^)\]]*[)\]]?\W*$"
_RETRACTED = re.compile(_MARK.format("retracted"), re.I)
_TAKEN_BACK = re.compile(_MARK.format("(?:retracted|withdrawn)"), re.I)
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_TITLE_ENDS = 500  # characters at each end of a title, where such a mark stands
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


def pages(text: str) -> str:
    """A range of pages with one hyphen: "123--145" and "123 – 145" are "123-145"."""
    return _DASHES.sub("-", clean(text))


def says_retracted(title: str) -> bool:
    """Whether a title is marked as that of a retracted paper. The notice of a retraction is another work."""
    return "retracted" in title.lower() and bool(_RETRACTED.search(_ends(title)))


def without_retraction(title: str) -> str:
    """The title without that mark, or the mark of one that was withdrawn."""
    is_marked = any(mark in title.lower() for mark in ("retracted", "withdrawn"))
    return _TAKEN_BACK.sub("", title) if is_marked and len(title) <= 2 * _TITLE_ENDS else title


def _ends(title: str) -> str:
    return title if len(title) <= 2 * _TITLE_ENDS else f"{title[:_TITLE_ENDS]} {title[-_TITLE_ENDS:]}"
