"""Lines of the metadata snapshot that arXiv publishes."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.authors import split_names
from rag.intake.readers.values import at, text
from rag.text.persons import person


def fits(item: dict[str, Any]) -> bool:
    return "authors_parsed" in item or {"submitter", "categories"} <= item.keys()


def fields(item: dict[str, Any]) -> dict[str, Any]:
    parsed = at(item, "authors_parsed")
    authors = [
        person(text(author, 0), text(author, 1), suffix=text(author, 2))
        for author in (parsed if isinstance(parsed, list) else [])
    ]
    return dict(
        key=text(item, "id"),
        title=text(item, "title"),
        abstract=text(item, "abstract"),
        authors=authors or split_names(text(item, "authors")),
        year=text(item, "versions", 0, "created") or text(item, "update_date"),
        venue=text(item, "journal-ref"),
        doi=text(item, "doi"),
        arxiv_id=text(item, "id"),
        keywords=text(item, "categories").split(),
        type="article",
    )
