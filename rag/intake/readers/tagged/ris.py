"""RIS, as Scopus, Web of Science, EndNote, Mendeley, Zotero, Embase, Ovid, ProQuest, Cochrane and others write it.

rispy parses a record. Its line grammar is widened to what exports hold: one space before the dash, none after it,
tags in lower case. EndNote's own format (Refer: "%0 Journal Article", "%T ...") is read as RIS by other tags.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, TextIO

from rag.intake.identifiers import doi
from rag.intake.readers.authors import each_author
from rag.intake.readers.fields import aliases
from rag.intake.readers.item_types import csl_type, is_item_type
from rag.intake.readers.record import record
from rag.intake.readers.tagged.records import Lines, call_retracted, first, position, read_each, unique
from rag.records import Paper, Skipped
from rag.text.forms import title_form

if TYPE_CHECKING:
    from rispy import RisParser

_STRICT = re.compile(r"([A-Z][A-Z0-9])  -[ \t]?(.*)", re.S)
_LOOSE = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9])[ \t]{1,3}-(?:[ \t]+(.*)|\s*$)", re.S)
_REFER = re.compile(r"%([^\sa-z])[ \t](.*)", re.S)
_REFER_TAGS = {
    **{"0": "TY", "T": "TI", "A": "AU", "D": "PY", "J": "JF", "B": "T2", "X": "AB", "K": "KW", "R": "DO", "U": "UR"},
    **{"V": "VL", "N": "IS", "P": "SP", "I": "PB", "M": "AN", "F": "ID"},
}
_UNKNOWN = "XX"
_END = re.compile(r"\s*ER(?:\s*-)?\s*$", re.I)
_NUMBERING = re.compile(r"\s*(?:\d+\.|<\d+>|Record #?\d+(?: of \d+)?)\s*$", re.I)
_TYPE_LINE = re.compile(r"[ \t]*TY[ \t]{1,3}-|%0 [A-Z]", re.I)
_HEAD_LINES = 40

_OPENING = ("TI", "T1", "AU", "A1", "AB", "N2", "ID", "DO", "PY", "Y1")
_TITLES = ("TI", "T1", "CT", "BT", "ST", "TT")
_VENUES = ("BT", "T2", "JF", "JO", "JA", "J2", "J1", "JI", "J9", "T3")
_FIELDS = (
    *("TY", "TI", "T1", "CT", "BT", "ST", "TT", "AB", "N2", "AU", "A1", "PY", "Y1", "DA", "T2", "JF", "JO"),
    *("JA", "J2", "J1", "T3", "DO", "DI", "M3", "L3", "UR", "L1", "L2", "KW", "PB", "VL", "VO", "IS", "CP", "SP"),
    *("EP", "AN", "ID", "C2", "C3", "C7", "JI", "J9", "PU", "PM", "XR", "N1", "DB", "DP", "U1"),
)
_SINGLE = frozenset((*_TITLES, *_VENUES, "TY"))

_EBSCO_NOTICE = re.compile(r"Copyright of .{1,300}? is the property of ")
_URL = re.compile(r"https?://[^\s;]+")
_PUBMED_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|ovid\.com/\S{0,300}\bD=(?:med|prem|ppez|pmnm)\S{0,300}\bAN=)(\d{1,8})\b"
)
_PUBMED_NAMED = re.compile(r"(?:PubMed|PMID|MEDLINE)(?: ID)?\s*:?\s*(\d{5,8})\b", re.I)
_NOTE = re.compile(r"(arXiv|PMID|Aliases): (.+)")  # of Colloquy's export
_PUBMED_NUMBER = re.compile(r"\d{5,8}$")
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

_Values = Callable[..., list[str]]
"""The values of the tags that are given, in their order, each once."""


def sniff(head: str) -> bool:
    """A TY line near the start (database headings and numbers may stand before it), and a tag after it."""
    lines = [line for line in head.splitlines() if line.strip()][:_HEAD_LINES]
    for at, line in enumerate(lines):
        if _TYPE_LINE.match(line):
            return len(lines) == at + 1 or any(tag.match(lines[at + 1]) for tag in (_LOOSE, _STRICT, _REFER))
    return False


def read(stream: TextIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each record; a record lacking its end or its type is read as far as it goes."""
    parser = _parser()()
    return read_each(
        stream, source, parser, _OPENING, lambda lines: _record(source, lines.number, _values(parser, lines))
    )


def _values(parser: "RisParser", lines: Lines) -> dict[str, list[str]]:
    """Tag -> its values."""
    tag, kind = parser.parse_line(lines.texts[0])
    typed = tag == parser.START_TAG
    (found,) = parser.parse_lines(iter([parser.START_TAG, *_joined(parser, lines.texts[typed:]), parser.END_TAG]))
    return {
        **{tag: value if isinstance(value, list) else [value] for tag, value in found.items()},
        "TY": [kind] if typed else [],
    }


def _joined(parser: "RisParser", texts: list[str]) -> Iterator[str]:
    """The lines, those that go on with a title or a name of a journal joined; others are values of their own."""
    group: list[str] = []
    running = False
    for text in texts:
        tag, content = parser.parse_line(text)
        if tag is None and running:
            group.append(content)
            continue
        yield " ".join(group)
        group, running = [text], tag in _SINGLE
    yield " ".join(group)


def _record(source: str, number: int, values: dict[str, list[str]]) -> Paper | Skipped:
    def every(*tags: str) -> list[str]:
        return unique(text for tag in tags for text in values.get(tag, ()))

    title, key = first(values, *_TITLES), first(values, "ID", "AN")
    kind, work = first(values, "TY").upper(), first(values, "M3")
    notes = {found[1]: found[2] for text in every("N1") if (found := _NOTE.fullmatch(text))}
    return record(
        source,
        position(number, key, title),
        key=key,
        title=title,
        abstract="\n".join(text for text in every("AB") or every("N2") if not _EBSCO_NOTICE.match(text)),
        authors=each_author(_authors(values.get("A1", []), values.get("AU", []))),
        year=next((text for text in every("PY", "Y1", "DA") if re.search(r"\d{4}", text)), ""),
        venue=_venue(every, title),
        doi=_doi(every) or first(values, "DO"),
        arxiv_id=notes.get("arXiv") or next((text for text in every("UR", "L1", "L2") if "arxiv.org/abs/" in text), ""),
        pmid=_pmid(every) or notes.get("PMID", ""),
        url=next((found.group() for text in every("UR", "L1", "L2") if (found := _URL.match(text))), ""),
        keywords=unique(part.strip().lstrip("*") for text in every("KW") for part in text.split(";")),
        type=work if kind == "GEN" and is_item_type(work) else _CSL.get(kind) or csl_type(kind),
        volume=first(values, "VL", "VO"),
        issue=first(values, "IS", "CP"),
        pages=_pages(first(values, "SP"), first(values, "EP")) or first(values, "C7"),
        publisher=first(values, "PB", "PU"),
        retracted=call_retracted(every("M3", "N1", "U1")),
        aliases=aliases(notes.get("Aliases", "")),
    )


def _authors(primary: list[str], authors: list[str]) -> list[str]:
    """A1 may have the first author alone, all of them, or the same as AU once more."""
    return authors if set(primary) <= set(authors) else [*primary, *authors]


def _venue(every: _Values, title: str) -> str:
    """The journal or book; T2 is a special issue's title where JO is no short form of it, but a journal's name."""
    venues = [text for text in every(*_VENUES) if text != title]
    journals = [text for text in every("JF", "JO")[:1] if venues and not _is_short_for(text, venues[0])]
    return next(iter([*journals, *venues, *every("JF")]), "")


def _is_short_for(short: str, name: str) -> bool:
    """Whether the words of a short form begin as words of the name do, in their order."""
    words = iter(title_form(name).split())
    return all(any(word[0] == start[0] for word in words) for start in title_form(short).split())


def _doi(every: _Values) -> str:
    named = every("DO", "DI", "M3", "L3") + [text for text in every("UR", "L1", "L2") if "doi.org/" in text]
    return next(filter(None, map(doi, named)), "")


def _pages(start: str, end: str) -> str:
    """First and last page; a start that is not a page ("No", of "No Pages") is left out."""
    if not any(character.isdigit() for character in start):
        return ""
    return f"{start}-{end}" if end and end != start and "-" not in start else start


def _pmid(every: _Values) -> str:
    """The PubMed number where the record calls it one: PM, an address, a name before it, or the source's own number.

    ID is none: EndNote counts its own records there.
    """
    named = [found.group(1) for text in every("UR", "L2") if (found := _PUBMED_ADDRESS.search(text))]
    named += [found.group(1) for text in every("PM", "AN", "XR", "C3", "N1") if (found := _PUBMED_NAMED.search(text))]
    plain = every("PM")
    sources = every("DB", "DP")
    if any(_PUBMED_SOURCE.search(text) for text in sources):
        plain += every("AN")
    if any("scopus" in text.lower() for text in sources):
        plain += every("C2")
    return next((text for text in (*named, *plain) if _PUBMED_NUMBER.match(text)), "")


@cache
def _parser() -> "type[RisParser]":
    from rispy import RisParser
    from rispy.config import TAG_KEY_MAPPING

    known = {*TAG_KEY_MAPPING, *_FIELDS}

    class Parser(RisParser):  # type: ignore[misc]  # rispy says nothing of its types
        """rispy's parser with tags for names, and every tag a list but those of running text."""

        def __init__(self) -> None:
            super().__init__(
                mapping={tag: tag for tag in _FIELDS},
                list_tags=[tag for tag in _FIELDS if tag not in _SINGLE],
                delimiter_tags_mapping={},
                skip_unknown_tags=True,
            )
            self._grammars: tuple[re.Pattern[str], ...] = (_STRICT, _LOOSE, _REFER)

        def parse_line(self, line: str) -> tuple[str | None, str]:
            """(tag, content), or (None, text); once a file shows the strict form or Refer's, only that is a tag."""
            if _END.match(line):
                return "ER", ""
            found = next((found for grammar in self._grammars if (found := grammar.match(line))), None)
            tag = found.group(1).upper() if found else ""
            if found and found.re is _REFER:
                tag = _REFER_TAGS.get(tag, _UNKNOWN)
            if not found or (found.re is _LOOSE and tag not in known):
                return None, "" if _NUMBERING.match(line) else line.strip()
            if tag == "TY" and found.re is not _LOOSE:
                self._grammars = (found.re,)
            return tag, (found.group(2) or "").strip()

    return Parser
