"""Atom feeds of arXiv's API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO
from xml.etree.ElementTree import Element

from rag.intake.readers.record import record
from rag.intake.readers.unused import Unused, untold
from rag.intake.readers.values import place
from rag.intake.readers.xml.elements import elements, flat
from rag.records import Paper, Skipped

_ATOM, _ARXIV = "http://www.w3.org/2005/Atom", "http://arxiv.org/schemas/atom"
_DECLARED = {"": _ATOM, "arxiv": _ARXIV, "opensearch": "http://a9.com/-/spec/opensearch/1.1/"}
_PREFIXES = {"atom": _ATOM, "arxiv": _ARXIV}
_ID = re.compile(r"arxiv\.org/abs/(.+?)(?:v\d+)?$")
_READ = frozenset("id title summary author published journal_ref doi link category comment updated".split())
_FEED = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:feed|entry)\b", re.S)


def sniff(head: str) -> bool:
    return bool(_FEED.match(head)) and _ATOM in head and "arxiv.org" in head


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each entry; a search that found nothing gives nothing."""
    for number, entry in enumerate(elements(stream, ("entry",), _DECLARED), start=1):
        if isinstance(entry, str):
            yield Skipped(source, f"record {number}", entry)
            continue
        address = _of(entry, "atom:id")
        if "/api/errors" in address:
            yield Skipped(source, f"record {number}", f"arXiv reports an error: {_of(entry, 'atom:summary')}")
            continue
        fields = _fields(entry, address)
        yield record(source, place(f"record {number}", fields["key"]), **fields)
        unused(name for child in entry if (name := child.tag.rpartition("}")[2]) not in _READ)


def _fields(entry: Element, address: str) -> dict[str, Any]:
    found = _ID.search(address)
    arxiv_id = found.group(1) if found else ""
    summary = entry.find("atom:summary", _PREFIXES)
    return dict(
        key=arxiv_id,
        title=_of(entry, "atom:title"),
        abstract=(summary.text or "") if summary is not None else "",
        authors=[flat(name) for name in entry.iterfind("atom:author/atom:name", _PREFIXES)],
        year=_of(entry, "atom:published"),
        venue=_of(entry, "arxiv:journal_ref"),
        doi=_of(entry, "arxiv:doi"),
        arxiv_id=arxiv_id,
        url=next(
            (link.get("href", "") for link in entry.iterfind("atom:link", _PREFIXES) if link.get("rel") == "alternate"),
            address,
        ),
        keywords=[category.get("term", "") for category in entry.iterfind("atom:category", _PREFIXES)],
        type="article",
        kinds=[_of(entry, "arxiv:comment")],
    )


def _of(entry: Element, path: str) -> str:
    return flat(entry.find(path, _PREFIXES))
