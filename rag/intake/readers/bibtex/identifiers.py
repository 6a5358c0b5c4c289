"""Which DOI, arXiv id, PubMed number and address an entry of BibTeX has: each program has a field of its own."""

import re
from collections.abc import Mapping

from rag.intake.readers.fields import ARXIV_ID

_ESCAPE = re.compile(r"\\(?=[_%&#$~])|[{}]")
_ADDRESS = re.compile(r"https?://[^\s{}]+")
_ARXIV = rf"{ARXIV_ID}(?:v\d+)?"
_EPRINT = re.compile(rf"\s*(?:arXiv:)?({_ARXIV})\s*", re.I)
_NAMED_ARXIV = re.compile(rf"\W*(?:(?:arXiv(?: e-prints?| preprint)?[\s,:]*)+|abs/)({_ARXIV})", re.I)
_PUBMED = re.compile(r"\bPMID:?\s*(\d{1,8})\b", re.I)
_ARXIV_FIELDS = ("journal", "journaltitle", "volume", "number", "howpublished", "note")


def plain(text: str) -> str:
    """An identifier, number or address without what TeX needs around and in it."""
    return _ESCAPE.sub("", text).strip()


def doi(fields: Mapping[str, str]) -> str:
    """The DOI that an entry gives, or the address of one."""
    address = plain(fields.get("url", ""))
    return plain(fields.get("doi", "")) or (address if "doi.org/10." in address else "")


def arxiv(fields: Mapping[str, str]) -> str:
    """The arXiv id of an eprint that is arXiv's, or of a field that begins with arXiv's name; a mention is none."""
    scheme = _scheme(fields)
    given = plain(fields.get("arxivid") or (fields.get("eprint", "") if scheme in ("", "arxiv") else ""))
    if found := _EPRINT.fullmatch(given):
        return found.group(1)
    texts = (plain(fields.get(name, "")) for name in _ARXIV_FIELDS)
    return next((found.group(1) for text in texts if (found := _NAMED_ARXIV.match(text))), "")


def pmid(fields: Mapping[str, str]) -> str:
    """The PubMed number of a field of its own, of an eprint of PubMed's, or of a note that says PMID."""
    found = _PUBMED.search(fields.get("note", ""))
    eprint = fields.get("eprint", "") if _scheme(fields) == "pubmed" else ""
    return plain(fields.get("pmid") or eprint or (found.group(1) if found else ""))


def url(fields: Mapping[str, str]) -> str:
    """The first address of an entry."""
    given = fields.get("url") or fields.get("bdsk-url-1", "")
    found = None if given else _ADDRESS.search(fields.get("howpublished", ""))
    return next(iter(plain(found.group() if found else given).split()), "")


def _scheme(fields: Mapping[str, str]) -> str:
    return plain(fields.get("eprinttype") or fields.get("archiveprefix", "")).lower()
