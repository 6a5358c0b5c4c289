"""CSL-JSON, as Zotero, Mendeley, Pandoc and doi.org write it."""

from __future__ import annotations

import re
from typing import Any

from rag.intake.readers.authors import in_parts
from rag.intake.readers.extra import extra_ids
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.values import at, first, joined, objects, text, texts
from rag.records import Name, as_json
from rag.text.persons import person, unparted

_SIGNS = frozenset(("issued", "container-title", "citation-key", "title-short"))


def fits(item: dict[str, Any]) -> bool:
    authors = objects(item, "author")
    return (
        at(item, "custom", "colloquy") is not None
        or not _SIGNS.isdisjoint(item)
        or any("family" in author or "literal" in author for author in authors)
    )


def fields(item: dict[str, Any]) -> dict[str, Any]:
    ids = extra_ids(text(item, "note"))
    kind = text(item, "type")
    names = authors(item)
    found = dict(
        key=first(item, "citation-key", "id"),
        title=text(item, "title"),
        abstract=text(item, "abstract"),
        authors=names,
        year=year(item, "issued"),
        venue=first(item, "container-title", "event-title", "event"),
        doi=text(item, "DOI") or ids.get("doi", ""),
        arxiv_id=ids.get("arxiv", ""),
        pmid=text(item, "PMID") or ids.get("pmid", ""),
        pmcid=text(item, "PMCID") or ids.get("pmcid", ""),
        isbn=text(item, "ISBN"),
        url=text(item, "URL"),
        keywords=re.split(r"[;,]", text(item, "keyword")),
        type=kind if kind in ("article", "review") else csl_type(kind),
        volume=text(item, "volume"),
        issue=text(item, "issue"),
        pages=text(item, "page"),
        publisher=text(item, "publisher"),
        kinds=[text(item, "status"), text(item, "genre")],
    )
    return found | _own(at(item, "custom", "colloquy"), names)


def _own(said: Any, authors: list[Name]) -> dict[str, Any]:
    """What Colloquy's export says beside CSL's variables, where it is that."""
    own: dict[str, Any] = {name: texts(said, name) for name in ("keywords", "aliases") if texts(said, name)}
    written, parts = texts(said, "authors") or [name.text for name in authors], at(said, "names")
    if parts or len(written) == len(authors):
        own["authors"] = in_parts(written, parts or as_json(authors))
    if text(said, "id"):
        own["known_as"] = text(said, "id")
    if at(said, "type") == "":
        own["type"] = ""
    return own


def authors(item: dict[str, Any]) -> list[Name]:
    """Persons in their parts; what has no family name is a group's."""
    return [
        person(
            text(author, "family"),
            joined(text(author, "given"), text(author, "dropping-particle")),
            text(author, "non-dropping-particle"),
            text(author, "suffix"),
        )
        if first(author, "family", "given")
        else unparted(first(author, "literal", "name"))
        for author in objects(item, "author")
    ]


def year(item: dict[str, Any], *dates: str) -> str:
    """The year of the first of these dates that is given, in numbers or in words."""
    for date in dates:
        value = at(item, date)
        found = text(value, "date-parts", 0, 0) or text(value, "raw") or text(value, "literal") or text(value)
        if found:
            return found
    return ""
