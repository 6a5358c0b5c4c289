"""Papers of Semantic Scholar's API and datasets."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.item_types import csl_type
from rag.intake.readers.values import first, objects, text, texts


def fits(item: dict[str, Any]) -> bool:
    return not {"paperId", "externalIds", "corpusid", "externalids"}.isdisjoint(item)


def fields(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a paper; its summary by a machine ("tldr") is not its abstract."""
    ids = {scheme.lower(): value for scheme, value in _ids(item).items()}
    kinds = [csl_type(kind) for kind in texts(item, "publicationTypes") or texts(item, "publicationtypes")]
    return dict(
        key=first(item, "paperId", "corpusId", "corpusid"),
        title=text(item, "title"),
        abstract=text(item, "abstract"),
        authors=[text(author, "name") for author in objects(item, "authors")],
        year=first(item, "year", "publicationDate", "publicationdate"),
        venue=text(item, "journal", "name") or text(item, "venue") or text(item, "publicationVenue", "name"),
        doi=text(ids, "doi"),
        arxiv_id=text(ids, "arxiv"),
        pmid=text(ids, "pubmed"),
        url=text(item, "url"),
        keywords=texts(item, "fieldsOfStudy"),
        type=next(filter(None, kinds), ""),
        volume=text(item, "journal", "volume"),
        pages=text(item, "journal", "pages"),
    )


def _ids(item: dict[str, Any]) -> dict[str, Any]:
    ids = item.get("externalIds") or item.get("externalids")
    return ids if isinstance(ids, dict) else {}
