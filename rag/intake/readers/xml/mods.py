"""MODS, the Library of Congress's records, as catalogues and repositories give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO
from xml.etree.ElementTree import Element

from rag.intake.readers import abstracts
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.record import record
from rag.intake.readers.unused import Unused, untold
from rag.intake.readers.values import pages, place
from rag.intake.readers.xml.elements import elements, flat
from rag.records import Group, Name, Paper, Skipped
from rag.text.persons import person

_URI = "http://www.loc.gov/mods/v3"
_START = re.compile(r"<(?:mods:)?mods(?:Collection)?[\s>]")
_READ = frozenset(
    "titleInfo name abstract originInfo relatedItem identifier subject part genre language recordInfo location".split()
)


def sniff(head: str) -> bool:
    return head.lstrip("\ufeff \n\t").startswith("<") and _START.search(head) is not None


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record."""
    for number, found in enumerate(elements(stream, ("mods:mods", "mods"), {"mods": _URI, "xlink": "x"}), start=1):
        if isinstance(found, str):
            yield Skipped(source, f"record {number}", found)
            continue
        for element in found.iter():
            element.tag = element.tag.rpartition("}")[2]
        fields = _fields(found)
        yield record(source, place(f"record {number}", fields["key"]), **fields)
        unused(child.tag for child in found if child.tag not in _READ)


def _fields(root: Element) -> dict[str, Any]:
    def of(*paths: str) -> str:
        return next((text for path in paths if (text := flat(root.find(path)))), "")

    host = "relatedItem[@type='host']"
    main, rest = of("titleInfo/title"), of("titleInfo/subTitle")
    ids = {found.get("type", ""): flat(found) for found in root.iterfind("identifier")}
    title = f"{main}: {rest}" if rest else main
    part = root.find(f"{host}/part")
    part = part if part is not None else root.find("part")
    detail = {found.get("type", ""): flat(found.find("number")) for found in (part if part is not None else ())}
    venue = of(f"{host}/titleInfo/title")
    texts = [flat(found) for found in root.iterfind("abstract")]
    return dict(
        key=of("recordInfo/recordIdentifier") or root.get("ID", ""),
        title=title,
        abstract=abstracts.chosen(texts, (venue,), title, of("language/languageTerm")),
        authors=[one for found in root.iterfind("name") if (one := _person(found))],
        year=of(
            "originInfo/dateIssued", f"{host}/originInfo/dateIssued", f"{host}/part/date", "originInfo/copyrightDate"
        ),
        venue=venue,
        doi=ids.get("doi", ""),
        pmid=ids.get("pmid", "") or ids.get("pubmed", ""),
        url=of("location/url"),
        keywords=[word for found in root.iterfind("subject/topic") if (word := flat(found))],
        type=csl_type(of("genre")),
        volume=detail.get("volume", ""),
        issue=detail.get("issue", "") or detail.get("number", ""),
        pages=pages(*(flat(part.find(f"extent/{end}")) if part is not None else "" for end in ("start", "end"))),
        publisher=of("originInfo/publisher"),
    )


def _person(found: Element) -> str | Name:
    """The name of an author; nothing of an editor."""
    roles = {flat(role).lower() for role in found.iterfind("role/roleTerm")}
    if roles and not roles & {"author", "aut", "creator", "cre"}:
        return ""
    parts = {part.get("type", ""): flat(part) for part in found.iterfind("namePart")}
    if parts.keys() & {"family", "given"}:
        return person(parts.get("family", ""), parts.get("given", ""))
    return Group(parts.get("", "")) if found.get("type") == "corporate" else parts.get("", "")
