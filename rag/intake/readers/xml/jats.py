"""JATS, the XML of articles themselves, as PubMed Central and publishers give it: what stands in front of the text."""

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
from rag.intake.readers.xml.elements import MATHML, elements, flat
from rag.records import Group, Name, Paper, Skipped
from rag.text.persons import person

_DECLARED = {
    "mml": MATHML,
    "xlink": "http://www.w3.org/1999/xlink",
    "ali": "http://www.niso.org/schemas/ali/1.0/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_NOTICE_OF = {
    "retracted-article": "retraction",
    "corrected-article": "correction",
    "object-of-concern": "expression of concern",
}
_OTHER_KINDS = frozenset(("graphical", "teaser", "toc", "short", "plain-language-summary", "key-points", "video"))
_START = re.compile(r"<article-meta[\s>]")


def sniff(head: str) -> bool:
    return head.lstrip("\ufeff \n\t").startswith("<") and _START.search(head) is not None


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each article; the article's text is none of it."""
    for number, found in enumerate(elements(stream, ("article",), _DECLARED), start=1):
        if isinstance(found, str):
            yield Skipped(source, f"record {number}", found)
            continue
        fields = _fields(found)
        yield record(source, place(f"record {number}", fields["key"]), **fields)
        unused(child.tag for child in found if child.tag != "front")


def _fields(root: Element) -> dict[str, Any]:
    meta = root.find("front/article-meta")
    if meta is None:
        meta = Element("article-meta")

    def of(*paths: str) -> str:
        return next((text for path in paths if (text := flat(meta.find(path)))), "")

    ids = {found.get("pub-id-type", ""): flat(found) for found in meta.iterfind("article-id")}
    journal = root.find("front/journal-meta")
    journal_titles = ("journal-title-group/journal-title", "journal-title")
    venues = [flat(journal.find(path)) for path in journal_titles] if journal is not None else []
    title, kind = of("title-group/article-title"), root.get("article-type", "")
    linked = [found.get("related-article-type", "") for found in meta.iterfind("related-article")]
    own = [found for found in meta.iterfind("abstract") if found.get("abstract-type") not in _OTHER_KINDS]
    return dict(
        key=ids.get("pmcid") or ids.get("pmc") or ids.get("doi", ""),
        title=title,
        abstract=abstracts.chosen([_abstract(found) for found in own], title=title),
        authors=_authors(meta),
        year=of("pub-date[@pub-type='ppub']/year", "pub-date[@pub-type='epub']/year", "pub-date/year"),
        venue=next(filter(None, venues), ""),
        doi=ids.get("doi", ""),
        pmid=ids.get("pmid", ""),
        pmcid=ids.get("pmcid") or (f"PMC{ids['pmc'].removeprefix('PMC')}" if "pmc" in ids else ""),
        keywords=[word for found in meta.iterfind("kwd-group/kwd") if (word := flat(found))],
        type=csl_type(kind.replace("-", " ")) or "article-journal",
        volume=of("volume"),
        issue=of("issue"),
        pages=pages(of("fpage"), of("lpage")) or of("elocation-id"),
        retracted="retraction-forward" in linked,
        kinds=[kind, *(_NOTICE_OF[kind] for kind in linked if kind in _NOTICE_OF)],
    )


def _authors(meta: Element) -> list[str | Name]:
    found: list[str | Name] = []
    for one in meta.iterfind("contrib-group/contrib"):
        if one.get("contrib-type", "author") != "author":
            continue
        family, given, suffix = (flat(one.find(f"name/{part}")) for part in ("surname", "given-names", "suffix"))
        if family or given:
            found.append(person(family, given, suffix=suffix))
        elif group := flat(one.find("collab")):
            found.append(Group(group))
        else:
            found.append(flat(one.find("string-name")))
    return [name for name in found if name]


def _abstract(root: Element) -> str:
    """Its paragraphs, each on a line; a section's title before its first."""
    lines: list[str] = []
    label = ""
    for element in root.iter():
        if element.tag == "title":
            label = flat(element).rstrip(":")
        elif element.tag == "p" and (text := flat(element)):
            lines.append(f"{label}: {text}" if label and label.lower() != "abstract" else text)
            label = ""
    return "\n".join(lines) or flat(root)
