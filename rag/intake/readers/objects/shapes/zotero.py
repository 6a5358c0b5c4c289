"""Items of Zotero's web API, and the same items bare, as its other JSON exports hold them."""

from __future__ import annotations

import re
from typing import Any

from rag.intake.readers.extra import extra_citation_key, extra_ids
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.values import first, objects, text
from rag.records import Name
from rag.text.persons import person, unparted

_NO_PAPERS = frozenset(("attachment", "note", "annotation"))
_ARXIV_NUMBER = re.compile(r"arxiv:\s*(\S+)", re.I)


def fits(item: dict[str, Any]) -> bool:
    return "itemType" in (item["data"] if isinstance(item.get("data"), dict) else item)


def is_paper(item: dict[str, Any]) -> bool:
    """Whether it may be a paper: attachments, notes and annotations hang on one."""
    return text(item["data"] if isinstance(item.get("data"), dict) else item, "itemType") not in _NO_PAPERS


def fields(item: dict[str, Any]) -> dict[str, Any] | None:
    """The fields of a paper; None for what is none."""
    if not is_paper(item):
        return None
    data = item["data"] if isinstance(item.get("data"), dict) else item
    ids = extra_ids(text(data, "extra"))
    number = _ARXIV_NUMBER.search(first(data, "archiveID", "number"))
    return dict(
        key=first(data, "key", "itemKey") or text(item, "key"),
        title=first(data, "title", "caseName", "subject", "nameOfAct"),
        abstract=text(data, "abstractNote"),
        authors=_authors(objects(data, "creators")),
        year=text(data, "date"),
        venue=first(data, "publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName", "websiteTitle"),
        doi=text(data, "DOI") or ids.get("doi", ""),
        arxiv_id=number.group(1) if number else ids.get("arxiv", ""),
        pmid=text(data, "PMID") or ids.get("pmid", ""),
        pmcid=text(data, "PMCID") or ids.get("pmcid", ""),
        isbn=text(data, "ISBN"),
        url=text(data, "url"),
        keywords=[text(tag, "tag") for tag in objects(data, "tags")],
        type=csl_type(text(data, "itemType")),
        volume=text(data, "volume"),
        issue=text(data, "issue"),
        pages=text(data, "pages"),
        publisher=first(data, "publisher", "university", "institution"),
    )


def citation_key(data: dict[str, Any]) -> str:
    """The key that an item is cited by, where one stands in it: as a field of its own, or in Extra."""
    return text(data, "citationKey").strip() or extra_citation_key(text(data, "extra"))


def _authors(creators: list[dict[str, Any]]) -> list[Name]:
    """The authors, a name in one field being a group's; of a film or a picture, which has none, those who are named first."""
    kinds = [text(creator, "creatorType") for creator in creators]
    wanted = "author" if "author" in kinds else kinds[0] if kinds else ""
    return [
        unparted(text(creator, "name"))
        if text(creator, "name")
        else person(text(creator, "lastName"), text(creator, "firstName"))
        for creator, kind in zip(creators, kinds, strict=True)
        if kind == wanted
    ]
