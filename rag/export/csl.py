"""Papers -> CSL-JSON, the input of citeproc, Pandoc, Zotero and doi.org."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rag.intake.readers.objects.shapes import csl as csl_shape
from rag.records import Group, Name, Paper, as_json


def csl(papers: Iterable[Paper], keys: Mapping[str, str]) -> Iterator[str]:
    """A list with an item a paper.

    Args:
        keys: the `id` of each item by the id of its paper.
    """
    before = "[\n"
    for paper in papers:
        yield before + json.dumps(_item(paper, keys[paper.id]), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _item(paper: Paper, key: str) -> dict[str, Any]:
    item = {
        "id": key,
        "type": paper.type or "document",
        "title": paper.title,
        "author": list(map(_name, paper.names)),
        "issued": {"date-parts": [[paper.year]]} if paper.year else None,
        "container-title": paper.venue,
        "volume": paper.volume,
        "issue": paper.issue,
        "page": paper.pages,
        "publisher": paper.publisher,
        "DOI": paper.doi,
        "PMID": paper.pmid,
        "URL": paper.url,
        "keyword": ", ".join(paper.keywords),
        "status": paper.standing.lower(),
        "note": f"arXiv: {paper.arxiv_id}" if paper.arxiv_id else None,
        "abstract": paper.abstract,
        "custom": {"colloquy": _own(paper)},
    }
    return {name: value for name, value in item.items() if value}


def _name(name: Name) -> dict[str, str]:
    """A person in the parts that CSL knows; a group stands whole. A particle behind the given names is one that is
    dropped where the name is sorted."""
    if isinstance(name, Group):
        return {"literal": name.name}
    words = name.given.split(" ")
    end = len(words)
    while end > 1 and words[end - 1].islower():
        end -= 1
    parts = {
        "family": name.family,
        "given": " ".join(words[:end]),
        "dropping-particle": " ".join(words[end:]),
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {variable: text for variable, text in parts.items() if text}


def _own(paper: Paper) -> dict[str, Any]:
    """The paper's id, and what CSL has no variable for or would not say as it came.

    CSL keeps `custom` for such things; other programs pass it over.
    """
    own: dict[str, Any] = {"id": paper.id}
    read = csl_shape.authors({"author": list(map(_name, paper.names))})
    if paper.authors != tuple(name.text for name in read):
        own["authors"] = paper.authors
    if paper.names != tuple(read):
        own["names"] = as_json(paper.names)
    if any("," in keyword or ";" in keyword for keyword in paper.keywords):
        own["keywords"] = paper.keywords
    if not paper.type:
        own["type"] = ""
    if paper.aliases:
        own["aliases"] = paper.aliases
    return own
