"""Which DOI, arXiv id, PubMed number and address an entry of BibTeX has: each program has a field of its own."""

import re
from collections.abc import Mapping

from rag.intake.identifiers import arxiv_id, pmid_in_text
from rag.intake.identifiers import doi as doi_of

_ESCAPE = re.compile(r"\\(?=[_%&#$~])|[{}]")
_ADDRESS = re.compile(r"https?://[^\s{}]+")
_NAMED_ARXIV = re.compile(r"\W*(?:arXiv|CoRR|abs/)", re.I)
_ARXIV_FIELDS = ("journal", "journaltitle", "volume", "number", "howpublished", "note")


def plain(text: str) -> str:
    """An identifier, number or address without what TeX needs around and in it."""
    return _ESCAPE.sub("", text).strip()


def doi(fields: Mapping[str, str]) -> str:
    """The DOI that an entry gives, or the address of one."""
    address = plain(fields.get("url", ""))
    return plain(fields.get("doi", "")) or (address if "doi" in address and doi_of(address) else "")


def arxiv(fields: Mapping[str, str]) -> str:
    """The arXiv id of an eprint that is arXiv's, or of a field that begins with arXiv's name; a mention is none."""
    scheme = _scheme(fields)
    given = plain(fields.get("arxivid") or (fields.get("eprint", "") if scheme in ("", "arxiv") else ""))
    texts = (plain(fields.get(name, "")) for name in _ARXIV_FIELDS)
    found = (arxiv_id(text) for text in (given, *filter(_NAMED_ARXIV.match, texts)))
    return next(filter(None, found), given if scheme == "arxiv" else "")


def pmid(fields: Mapping[str, str]) -> str:
    """The PubMed number of a field of its own, of an eprint of PubMed's, or of a note that says PMID."""
    eprint = fields.get("eprint", "") if _scheme(fields) == "pubmed" else ""
    return plain(fields.get("pmid") or eprint or pmid_in_text(fields.get("note", "")))


def url(fields: Mapping[str, str]) -> str:
    """The first address of an entry."""
    given = fields.get("url") or fields.get("bdsk-url-1", "")
    found = None if given else _ADDRESS.search(fields.get("howpublished", ""))
    return next(iter(plain(found.group() if found else given).split()), "")


def _scheme(fields: Mapping[str, str]) -> str:
    return plain(fields.get("eprinttype") or fields.get("archiveprefix", "")).lower()
