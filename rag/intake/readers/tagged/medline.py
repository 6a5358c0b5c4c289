"""MEDLINE text, the .nbib that PubMed, ERIC and Ovid write: "PMID- 123", tags of four columns, what goes on indented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from rag.intake.readers import abstracts
from rag.intake.readers.record import record
from rag.intake.readers.source_line import source_line
from rag.intake.readers.tagged.dialect import Dialect, is_written, stretches
from rag.intake.readers.tagged.records import Record, position, read_each, unique
from rag.intake.readers.unused import Unused, untold
from rag.records import Group, Paper, Skipped
from rag.text.languages import language_of

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,4}) {0,2}-(?: |$)(.*)", re.S)
_COLUMN = 4
# Tags that RIS has not, or has for something else: two of them tell MEDLINE's records, also of a database of another name.
_OWN = frozenset(
    "PMID OWN STAT FAU JT LID AID PHST EDAT MHDA CRDT PST DCOM LR IP VI PG OID UI BTI TA DEP OAB OABL OT OTO SO IN YR"
    " PHST ISSN LG".split()
)
_KNOWN = _OWN | frozenset(
    "TI AB AU DP PT MH AD LA CN TT CTI IS PL PB RN GR SB RF CI EN ED FED ISBN CP COIS AUID IR FIR PMC MID SI CIN CON EIN EFR"
    " RIN ROF RPI RPF CRI CRF RRI RRF ECI ECF PRIN PROF UIN UOF SPIN ORI".split()
)
_RETRACTED_BY = ("RIN", "RRI")
_NOTICE_OF = {"ROF": "retraction", "PROF": "retraction", "EFR": "erratum", "ECF": "expression of concern"}
_CSL = {
    "Preprint": "article",
    "Dataset": "dataset",
    "Book": "book",
    "Book Chapter": "chapter",
    "Academic Dissertation": "thesis",
    "Technical Report": "report",
}
_DOI = re.compile(r"(?:doi\.org/|doi:?\s*)?(10\.\d{4,9}/\S+)", re.I)
_PUBMED_NUMBER = re.compile(r"\d{1,8}$")


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _LINE.match(line)
    if found is None:
        return None
    tag = found.group(1)
    in_columns = line[_COLUMN : _COLUMN + 1] == "-" or len(tag) > _COLUMN
    return (tag, found.group(2).strip()) if in_columns or tag in _KNOWN else None


_DIALECT = Dialect(
    tag_of=_tag_of,
    starts=frozenset(("PMID", "UI")),
    end="",
    titles=frozenset(("TI", "BTI")),
    once=frozenset(("OWN", "OID", "STAT")),
    texts=frozenset(("AB", "OAB")),
)


def sniff(head: str) -> bool:
    """A PMID line and a tag beside it, or several tags of a record of which two are MEDLINE's alone."""
    of_format = [_KNOWN.intersection(tags) for tags in stretches(head, _DIALECT) if not {"TY", "ER"} & {*tags}]
    if any("PMID" in tags and len(tags) > 1 for tags in of_format):
        return True
    return is_written(head, _DIALECT, _KNOWN) and any(len(tags & _OWN) > 1 for tags in of_format)


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record."""
    return read_each(stream, source, lambda head: _DIALECT, lambda found: _record(source, found), unused)


def _record(source: str, found: Record) -> Paper | Skipped:
    title, key = found.first("TI", "BTI", "TT"), found.first("PMID", "UI", "OID")
    book, places = found.first("BTI", "CTI"), found.each("LID", "AID", "DO", "DI")
    line = source_line(found.first("SO"))
    journal = found.first("JT", "TA")
    csl = "article-journal" if journal else ("chapter" if found.first("TI") else "book") if book else ""
    kinds = found.each("PT")
    return record(
        source,
        position(found.line, key, title),
        key=key,
        title=title,
        abstract=_abstract(found, title),
        authors=_authors(found),
        year=found.first("DP", "DEP", "YR") or line.year,
        venue=journal or (book if book != title else "") or (line.venue if not book else ""),
        doi=_doi(places),
        pmid=found.first("PMID") or _pubmed_number(found),
        pmcid=found.first("PMC"),
        keywords=unique(word.replace("*", "") for tag in ("OT", "MH") for word in found.each(tag)),
        type=next((_CSL[kind] for kind in kinds if kind in _CSL), csl),
        volume=found.first("VI") or line.volume,
        issue=found.first("IP") or line.issue,
        pages=found.first("PG") or (line.pages if not journal else ""),
        publisher=found.first("PB"),
        retracted=bool(found.each(*_RETRACTED_BY)),
        kinds=[*kinds, *(kind for tag, kind in _NOTICE_OF.items() if found.each(tag))],
    )


def _abstract(found: Record, title: str) -> str:
    """The abstract; where there is none, what others wrote of it, in the title's language before another."""
    if own := found.each("AB"):
        return abstracts.chosen(own, title=title)
    others: list[tuple[str, str]] = []
    for tag, text in found.pairs("OABL", "OAB"):
        if tag == "OAB":
            others.append(("", text))
        elif others:
            others[-1] = (text, others[-1][1])
    return "\n".join(abstracts.in_language(others, language_of(title)))


def _authors(found: Record) -> list[str | Group]:
    """Persons by their full names where these are given, and groups, in the record's order."""
    names: list[str | Group] = []
    is_full = False
    for tag, text in found.pairs("FAU", "AU", "CN"):
        if tag != "AU" or not is_full:  # the short form stands behind the full one
            names.append(Group(text) if tag == "CN" else text)
        is_full = tag == "FAU"
    return names


def _doi(places: list[str]) -> str:
    named = [place.removesuffix("[doi]").strip() for place in places if place.endswith("[doi]")]
    named += [place for place in places if "doi" in place.lower() or place.startswith("10.")]
    return next((match.group(1) for text in named if (match := _DOI.search(text))), "")


def _pubmed_number(found: Record) -> str:
    """The number that Ovid gives a record of MEDLINE's."""
    is_medline = any("medline" in text.lower() for text in found.each("DB", "OWN", "ST"))
    number = found.first("UI")
    return number if is_medline and _PUBMED_NUMBER.match(number) else ""
