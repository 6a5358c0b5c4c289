"""EndNote's XML, whose texts stand in `style` elements that say how they look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO
from xml.etree.ElementTree import Element

from rag.intake.readers import abstracts
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.record import record
from rag.intake.readers.unused import Unused, untold
from rag.intake.readers.values import place
from rag.intake.readers.xml.elements import elements, flat
from rag.records import Paper, Skipped

_RECORD = re.compile(r"<record[\s>]")
_PART = re.compile(r"<(?:titles|contributors|ref-type)[\s>]")
_READ = frozenset(
    "rec-number ref-type contributors titles periodical pages volume number keywords dates publisher electronic-resource-num"
    " abstract notes urls accession-num language work-type label foreign-keys database source-app".split()
)


def sniff(head: str) -> bool:
    """Records with parts that EndNote's have."""
    return head.lstrip("\ufeff \n\t").startswith("<") and bool(_RECORD.search(head) and _PART.search(head))


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record."""
    for number, found in enumerate(elements(stream, ("record",), {}), start=1):
        if isinstance(found, str):
            yield Skipped(source, f"record {number}", found)
            continue
        fields = _fields(found)
        yield record(source, place(f"record {number}", fields["key"]), **fields)
        unused(child.tag for child in found if child.tag not in _READ)


def _fields(root: Element) -> dict[str, Any]:
    def of(*paths: str) -> str:
        return next((text for path in paths if (text := flat(root.find(path)))), "")

    def all_of(path: str) -> list[str]:
        return [text for element in root.iterfind(path) if (text := flat(element))]

    kind = root.find("ref-type")
    venue = of("periodical/full-title", "titles/secondary-title", "periodical/abbr-1", "titles/alt-title")
    return dict(
        key=of("rec-number", "foreign-keys/key"),
        title=of("titles/title"),
        abstract=abstracts.chosen(all_of("abstract"), (venue,), of("titles/title"), of("language")),
        authors=all_of("contributors/authors/author"),
        year=of("dates/year", "dates/pub-dates/date"),
        venue=venue,
        doi=of("electronic-resource-num"),
        url=of("urls/related-urls/url", "urls/web-urls/url"),
        keywords=all_of("keywords/keyword"),
        type=csl_type(kind.get("name", "") if kind is not None else ""),
        volume=of("volume"),
        issue=of("number"),
        pages=of("pages"),
        publisher=of("publisher"),
        kinds=[of("work-type"), *all_of("notes")],
    )
