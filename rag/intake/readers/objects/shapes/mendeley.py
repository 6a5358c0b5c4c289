"""Documents of Mendeley's API."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.item_types import csl_type
from rag.intake.readers.values import objects, text, texts
from rag.text.persons import person


def fits(item: dict[str, Any]) -> bool:
    return "identifiers" in item or any("last_name" in author for author in objects(item, "authors"))


def fields(item: dict[str, Any]) -> dict[str, Any]:
    return dict(
        key=text(item, "citation_key") or text(item, "id"),
        title=text(item, "title"),
        abstract=text(item, "abstract"),
        authors=[person(text(author, "last_name"), text(author, "first_name")) for author in objects(item, "authors")],
        year=text(item, "year"),
        venue=text(item, "source"),
        doi=text(item, "identifiers", "doi"),
        arxiv_id=text(item, "identifiers", "arxiv"),
        pmid=text(item, "identifiers", "pmid"),
        url=text(item, "websites"),
        keywords=texts(item, "keywords") or texts(item, "tags"),
        type=csl_type(text(item, "type")),
        volume=text(item, "volume"),
        issue=text(item, "issue"),
        pages=text(item, "pages"),
        publisher=text(item, "publisher"),
    )
