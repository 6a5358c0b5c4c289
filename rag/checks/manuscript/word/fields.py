"""The codes of citations that reference managers leave in a Word document -> the references that they stand for."""

from __future__ import annotations

import base64
import binascii
import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from rag.checks.manuscript.bibliography import unnamed
from rag.checks.manuscript.manuscript import Reference
from rag.intake.readers.objects.shapes import csl
from rag.intake.readers.record import paper
from rag.records import Paper, Person
from rag.text.persons import read_name, surname

_CSL = re.compile(r"\b(?:ZOTERO_ITEM|CSL_CITATION|Mendeley Citation)\b", re.I)
_LIST = re.compile(
    r"^\s*(?:ADDIN\s+(?:ZOTERO_BIBL|CSL_BIBLIOGRAPHY|EN\.REFLIST|Mendeley Bibliography|CitaviBibliography)|BIBLIOGRAPHY\b)",
    re.I,
)
_CONTENTS = re.compile(r"^\s*(?:TOC|INDEX|TOA)\b")
_WORDS_OWN = re.compile(r"^\s*CITATION\s+(\S+)(.*)$", re.S)
_FURTHER = re.compile(r"\\m\s+(\S+)")
_TAG = re.compile(r"^MENDELEY_CITATION_(?:v\d+_)?(.*)$", re.S)
_CITAVI = re.compile(r"CitaviPlaceholder\s*\{?([A-Za-z0-9+/=\s]{20,})\}?")
_ENDNOTE = re.compile(r"<EndNote>.*?</EndNote>", re.S)
Cited = dict[str, Reference]


def is_list(code: str) -> bool:
    """Whether a field's code says that its text is the list of references."""
    return bool(_LIST.match(code))


def is_contents(code: str) -> bool:
    """Whether a field's text is made of the document's own headings."""
    return bool(_CONTENTS.match(code))


def cited_by(code: str, data: str, sources: dict[str, Reference]) -> Cited | None:
    """What a field cites, by key; None where it is no citation.

    Args:
        data: what the field carries beside its code, in base64.
        sources: the works in Word's own list, by their tags.
    """
    if _CSL.search(code):
        return _of_csl(_object(code))
    if "EN.CITE" in code.upper():
        found = _ENDNOTE.search(code) or _ENDNOTE.search(unescape(code)) or _ENDNOTE.search(_decoded(data))
        return _of_endnote(found.group()) if found else {}
    if own := _WORDS_OWN.match(code):
        tags = [own[1], *_FURTHER.findall(own[2])]
        return {tag: sources.get(tag, Reference(unnamed(tag))) for tag in tags}
    if citavi := _CITAVI.search(code):
        return _of_citavi(_decoded(citavi[1]))
    return None


def cited_by_tag(tag: str) -> Cited | None:
    """What a content control cites, by the tag that Mendeley and Citavi give it; None where it is no citation's."""
    if found := _TAG.match(tag):
        return _of_csl(_json(_decoded(found[1])))
    return None


def sources_of(root: Element) -> dict[str, Reference]:
    """Word's own list of works, by their tags."""
    found: dict[str, Reference] = {}
    for source in root.iter():
        if _local(source) != "Source":
            continue
        fields = {_local(child): child.text or "" for child in source}
        families = [last.text or "" for last in source.iter() if _local(last) == "Last"]
        names = [read_name(family) for family in families if family.strip()]
        record = _record(key=fields.get("Tag", ""), title=fields.get("Title", ""), authors=names,
                         year=fields.get("Year", ""), doi=fields.get("DOI", ""), url=fields.get("URL", ""))  # fmt: skip
        if record and fields.get("Tag"):
            found[fields["Tag"]] = Reference(record)
    return found


def _of_csl(value: Any) -> Cited:
    items = value.get("citationItems") if isinstance(value, dict) else None
    found: Cited = {}
    for item in items if isinstance(items, list) else ():
        data = item.get("itemData") if isinstance(item, dict) else None
        if not isinstance(data, dict):
            key = str(item.get("id") or "") if isinstance(item, dict) else ""
            if key:
                found[key] = Reference(unnamed(key))
            continue
        try:
            record = _record(**{k: v for k, v in csl.fields(data).items() if k in _OF_RECORD})
        except (ValueError, TypeError, AttributeError):
            continue
        if record:
            found[_key(record, str(data.get("citation-key") or ""))] = Reference(record)
    return found


def _of_endnote(text: str) -> Cited:
    found: Cited = {}
    try:
        root = ElementTree.fromstring(text) if "<!DOCTYPE" not in text else None
    except ElementTree.ParseError:
        root = None
    for cite in root.iter("Cite") if root is not None else ():
        record = cite.find("record")
        author, year = cite.findtext("Author") or "", cite.findtext("Year") or ""
        made = _of_record(record, year) if record is not None else None
        families = (surname(read_name(author)),) if author else ()
        plain = unnamed("", families, int(year) if year.isdigit() else None)
        kept = made or plain
        found[_key(kept, "")] = Reference(kept)
    return found


def _of_record(record: Element, year: str) -> Paper | None:
    def text(path: str) -> str:
        one = record.find(path)
        return "".join(one.itertext()).strip() if one is not None else ""

    authors = ["".join(author.itertext()) for author in record.iterfind("contributors/authors/author")]
    return _record(title=text("titles/title"), authors=authors, year=text("dates/year") or year,
                   venue=text("titles/secondary-title"), doi=text("electronic-resource-num"), pmid=text("accession-num"))  # fmt: skip


def _of_citavi(text: str) -> Cited:
    value = _json(text)
    found: Cited = {}
    for entry in value.get("Entries", ()) if isinstance(value, dict) else ():
        reference = entry.get("Reference") if isinstance(entry, dict) else None
        if not isinstance(reference, dict):
            continue
        people = reference.get("Authors") or ()
        names = [
            read_name(f"{one.get('LastName', '')}, {one.get('FirstName', '')}")
            for one in people
            if isinstance(one, dict)
        ]
        record = _record(key=str(reference.get("BibTeXKey") or ""), title=str(reference.get("Title") or ""), authors=names,
                         year=str(reference.get("Year") or ""), doi=str(reference.get("Doi") or ""))  # fmt: skip
        if record:
            found[_key(record, str(reference.get("BibTeXKey") or ""))] = Reference(record)
    return found


_OF_RECORD = frozenset("title abstract authors year venue doi arxiv_id pmid pmcid url type volume issue pages".split())


def _record(**fields: Any) -> Paper | None:
    given = {"title": "", "abstract": ""} | fields
    try:
        return paper(**given)
    except ValueError:
        return None


def _key(record: Paper, own: str) -> str:
    """The work's key, or its first author and year, as plain citations are called."""
    if own:
        return own
    first = record.names[0] if record.names else None
    named = surname(first) if isinstance(first, Person) else first.name if first else record.title[:40]
    return f"{named} {record.year or 'n.d.'}" if not record.title or first else named


def _object(code: str) -> Any:
    start = code.find("{")
    if start < 0:
        return None
    for text in (code[start:], unescape(code[start:])):
        try:
            return json.JSONDecoder(strict=False).raw_decode(text)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _decoded(text: str) -> str:
    try:
        plain = "".join(text.split())
        data = base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (ValueError, binascii.Error):
        return ""
    return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-8", errors="replace").strip("\x00")


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
