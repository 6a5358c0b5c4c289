"""RIS, as Scopus, Web of Science, EndNote, Mendeley, Zotero, Embase, Ovid, ProQuest, Cochrane and others write it.

Its line grammar is widened to what exports hold: one space before the dash, none after it, tags in lower case. A file
that shows the strict form anywhere is read by that alone, so that "in - vitro" is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from rag.intake.identifiers import doi
from rag.intake.readers import abstracts
from rag.intake.readers.authors import each_author, listed
from rag.intake.readers.fields import aliases
from rag.intake.readers.item_types import csl_type, is_item_type
from rag.intake.readers.record import record
from rag.intake.readers.source_line import source_line
from rag.intake.readers.tagged.dialect import Dialect, TagLine, is_written, tagged_line
from rag.intake.readers.tagged.records import Record, position, read_each, unique
from rag.intake.readers.unused import Unused, untold
from rag.records import Group, Paper, Skipped
from rag.text.forms import title_form

_KNOWN = frozenset(
    "TY ER A1 A2 A3 A4 AB AD AN AU AV BN BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP DS ED EP ET FD H1 H2 ID IS"
    " J1 J2 J9 JA JF JI JO K1 KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NO NV OL OP PA PB PM PP PU PY RD RI RN RP RT SE SF SL SN"
    " SO SP SR ST SV T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UL UR VL VO WP WT WV XR Y1 Y2 YR".split()
)
_TITLES = ("TI", "T1", "CT", "BT", "ST", "TT")
_VENUES = ("BT", "T2", "JF", "JO", "JA", "J2", "J1", "JI", "J9", "T3")
_STRICT = tagged_line(r"([A-Z][A-Z0-9])  -[ \t]?(.*)")
_LOOSE = tagged_line(r"[ \t]*([A-Za-z][A-Za-z0-9])[ \t]{1,3}-(?:[ \t]+(.*)|\s*$)")
_END = re.compile(r"\s*ER(?:\s*-)?\s*$", re.I)
_IS_STRICT = re.compile(r"^[\f\ufeff]?(?:TY  -|ER  -|(?:T[I1]|A[UB1])  - \S)", re.M)

_EBSCO_NOTICE = re.compile(r"Copyright of .{1,300}? is the property of ")
_URL = re.compile(r"https?://[^\s;]+")
_PUBMED_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|ovid\.com/\S{0,300}\bD=(?:med|prem|ppez|pmnm)\S{0,300}\bAN=)(\d{1,8})\b"
)
_PUBMED_NAMED = re.compile(r"(?:PubMed|PMID|MEDLINE|\bPM(?=:))(?: ID)?\s*:?\s*(\d{5,8})\b", re.I)
_NOTE = re.compile(r"(arXiv|PMID|Aliases): (.+)")  # of Colloquy's export
_PUBMED_NUMBER = re.compile(r"(\d{5,8})(?=\s*(?:\[|$))")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$")
_PUBMED_SOURCE = re.compile(r"pubmed|medline|\bNLM\b", re.I)

_CSL = {
    **dict.fromkeys(("JOUR", "EJOUR", "ABST", "INPR", "JFULL"), "article-journal"),
    **dict.fromkeys(("CONF", "CPAPER"), "paper-conference"),
    **dict.fromkeys(("CHAP", "ECHAP"), "chapter"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK"), "book"),
    **dict.fromkeys(("RPRT", "GOVDOC"), "report"),
    **dict.fromkeys(("DATA", "DBASE", "AGGR"), "dataset"),
    **dict.fromkeys(("ELEC", "WEB"), "webpage"),
    **dict.fromkeys(("UNPB", "PREP"), "article"),
    **{"THES": "thesis", "MGZN": "article-magazine", "NEWS": "article-newspaper", "PAT": "patent"},
    **{"BLOG": "post-weblog", "COMP": "software", "MANSCPT": "manuscript", "ENCYC": "entry-encyclopedia"},
    "STAND": "standard",
}


def _tag_of(grammar: TagLine) -> TagLine:
    def tag_of(line: str) -> tuple[str, str] | None:
        if _END.match(line):
            return "ER", ""
        found = grammar(line)
        if found is None or (grammar is _LOOSE and found[0].upper() not in _KNOWN):
            return None
        return found[0].upper(), found[1]

    return tag_of


def dialect(head: str) -> Dialect:
    """The dialect of a file that begins so: strict wherever it shows the strict form."""
    return Dialect(
        tag_of=_tag_of(_STRICT if _IS_STRICT.search(head) else _LOOSE),
        starts=frozenset(("TY",)),
        end="ER",
        titles=frozenset(("TI", "T1")),
        once=frozenset(("ID",)),
        texts=frozenset(("AB", "N2")),
    )


def sniff(head: str) -> bool:
    """A TY line and a tag after it anywhere in the head, or several tags of a record that has no TY."""
    found = dialect(head)
    lines = [line for line in head.splitlines() if line.strip()]
    tags = [found.tag_of(line.lstrip("\f\ufeff")) for line in lines]
    for at, tag in enumerate(tags):
        if tag and tag[0] == "TY" and (at + 1 == len(tags) or tags[at + 1]):
            return True
    return is_written(head, found, _KNOWN)


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record; a record lacking its end or its type is read as far as it goes."""
    return read_each(stream, source, dialect, lambda found: _record(source, found), unused)


def _record(source: str, found: Record) -> Paper | Skipped:
    title, key = found.first(*_TITLES), found.first("ID", "AN")
    kind, work = found.first("TY").upper(), found.first("M3")
    notes = {note[1]: note[2] for text in found.lines("N1") if (note := _NOTE.fullmatch(text))}
    addresses = unique(text for tag in ("UR", "L1", "L2") for text in found.lines(tag))
    venue, line = _venue(found, title), source_line(found.first("SO"))
    return record(
        source,
        position(found.line, key, title),
        key=key,
        title=title,
        abstract=abstracts.chosen(found.each("AB", "N2", joint="\n"), found.each(*_VENUES), title, found.first("LA")),
        authors=_authors(found),
        year=next((text for text in found.by_preference("PY", "Y1", "YR", "DA") if re.search(r"\d{4}", text)), "")
        or line.year,
        venue=venue or line.venue,
        doi=_doi(found, addresses) or found.first("DO"),
        arxiv_id=notes.get("arXiv") or next((text for text in addresses if "arxiv.org/abs/" in text), ""),
        pmid=_pmid(found, addresses) or notes.get("PMID", ""),
        url=next((match.group() for text in addresses if (match := _URL.match(text))), ""),
        keywords=_keywords(found),
        type=work if kind == "GEN" and is_item_type(work) else _CSL.get(kind) or csl_type(kind),
        volume=found.first("VL", "VO") or line.volume,
        issue=found.first("IS", "CP") or line.issue,
        pages=_pages(found.first("SP"), found.first("EP")) or found.first("C7") or line.pages,
        publisher=found.first("PB", "PU"),
        kinds=[*found.each("M3", "U1"), *found.lines("N1")],
        aliases=aliases(notes.get("Aliases", "")),
    )


def _authors(found: Record) -> Iterator[str | Group]:
    """The authors in the record's order, whichever of the two tags each has; once, where both have the same."""
    primary, others = found.lines("A1"), found.lines("AU")
    names = found.lines("A1", "AU")
    if primary and others and (set(primary) <= set(others) or set(others) <= set(primary)):
        names = max(others, primary, key=len)
    return each_author(names)


def _keywords(found: Record) -> list[str]:
    parts = (part for text in found.lines("KW", "K1") for part in (listed(text) if _is_list(text) else text.split(";")))
    return unique(part.strip().lstrip("*") for part in parts)


def _is_list(text: str) -> bool:
    """Whether a value is a list as programs print it: ['Smith, J.', 'Doe, A.'], or []."""
    return text.startswith("[") and (bool(listed(text)) or text.strip("[] ") == "")


def _venue(found: Record, title: str) -> str:
    """The journal or book; T2 is a special issue's title where JO is no short form of it, but a journal's name."""
    venues = [text for text in found.by_preference(*_VENUES) if text != title]
    journals = [text for text in found.by_preference("JF", "JO")[:1] if venues and not _is_short_for(text, venues[0])]
    return next(iter([*journals, *venues, *found.lines("JF")]), "")


def _is_short_for(short: str, name: str) -> bool:
    """Whether the words of a short form begin as words of the name do, in their order."""
    words = iter(title_form(name).split())
    return all(any(word[0] == start[0] for word in words) for start in title_form(short).split())


def _doi(found: Record, addresses: Iterable[str]) -> str:
    named = [*found.by_preference("DO", "DI", "M3", "L3"), *(text for text in addresses if "doi.org/" in text)]
    return next(filter(None, map(doi, named)), "")


def _pages(start: str, end: str) -> str:
    """First and last page; a start that is not a page ("No", of "No Pages") is left out."""
    if not any(character.isdigit() for character in start):
        return ""
    return f"{start}-{end}" if end and end != start and "-" not in start else start


def _pmid(found: Record, addresses: Iterable[str]) -> str:
    """The PubMed number where the record calls it one: PM, an address, a name before it, Embase's C5, or the number of
    a source that is PubMed's.

    ID is none: EndNote counts its own records there.
    """
    named = [match.group(1) for text in addresses if (match := _PUBMED_ADDRESS.search(text))]
    texts = found.by_preference("PM", "AN", "XR", "C3", "N1")
    texts += [text for text in addresses if text.startswith("PM:")]  # of Reference Manager
    named += [match.group(1) for text in texts if (match := _PUBMED_NAMED.search(text))]
    plain = found.each("PM") + [text for text in found.each("C5") if not _DATE.match(text)]
    sources = found.each("DB", "DP")
    if any(_PUBMED_SOURCE.search(text) for text in sources):
        plain += found.each("AN")
    if any("scopus" in text.lower() for text in sources):
        plain += found.each("C2")
    return next((match.group(1) for text in (*named, *plain) if (match := _PUBMED_NUMBER.match(text))), "")
