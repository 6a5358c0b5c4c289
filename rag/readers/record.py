"""What every reader makes of a record's fields: one Paper, or a ValueError that says why not."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from rag.records import Paper

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)


def paper(
    *,
    title: str,
    abstract: str,
    key: str = "",
    authors: Iterable[str] = (),
    year: str = "",
    venue: str = "",
    doi: str = "",
    url: str = "",
    keywords: Iterable[str] = (),
) -> Paper:
    """A paper with clean fields and a stable id.

    An empty title is kept (some collections have none); an abstract there must be.

    Raises:
        ValueError: there is no abstract, or the key is no text.
    """
    if _CONTROL.search(key):
        raise ValueError("the id holds control characters")
    title, abstract = " ".join(clean(title).split()), clean(abstract)
    if not abstract:
        raise ValueError("no abstract")
    doi = _DOI_PREFIX.sub("", clean(doi)).lower()
    found = _YEAR.search(year)
    paper_id = _digest(f"doi:{doi}" if doi else f"title:{title_form(title) or title_form(abstract)}|key:{key}")
    return Paper(
        id=paper_id,
        key=key or paper_id,
        title=title,
        abstract=abstract,
        authors=tuple(name for author in authors if (name := clean(author))),
        year=int(found.group()) if found else None,
        venue=clean(venue) or None,
        doi=doi or None,
        url=clean(url) or None,
        keywords=tuple(word for keyword in keywords if (word := clean(keyword))),
    )


def title_form(title: str) -> str:
    """A title as it is compared: letters and digits only, case and accents folded."""
    folded = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[\W_]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def clean(text: str) -> str:
    """The text without control characters and halves of characters, and without white space around it."""
    return _CONTROL.sub(" ", text).strip()


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]
