"""Works of Crossref's REST API, whose titles are lists and whose abstracts are JATS."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.item_types import csl_type
from rag.intake.readers.objects.shapes.csl import authors, year
from rag.intake.readers.values import objects, text, texts

_TAKEN_BACK = frozenset(("retraction", "withdrawal", "removal"))


def fits(item: dict[str, Any]) -> bool:
    return "DOI" in item and (isinstance(item.get("title"), list) or isinstance(item.get("container-title"), list))


def fields(item: dict[str, Any]) -> dict[str, Any]:
    title, subtitle = text(item, "title"), text(item, "subtitle")
    return dict(
        key=text(item, "DOI"),
        title=f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title,
        abstract=text(item, "abstract"),
        authors=authors(item),
        year=year(item, "issued", "published", "published-print", "published-online", "created"),
        venue=text(item, "container-title"),
        doi=text(item, "DOI"),
        url=text(item, "URL"),
        keywords=texts(item, "subject"),
        type=csl_type(text(item, "type")),
        volume=text(item, "volume"),
        issue=text(item, "issue"),
        pages=text(item, "page") or text(item, "article-number"),
        publisher=text(item, "publisher"),
        retracted=any(text(update, "type") in _TAKEN_BACK for update in objects(item, "updated-by")),
        kinds=[text(update, "type").replace("_", " ") for update in objects(item, "update-to")],
    )
