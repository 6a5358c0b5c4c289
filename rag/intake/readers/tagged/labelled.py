"""Records whose fields have their names before them: "Title: ..." (Inspec, Compendex, CSA, NoteExpress, "TI: ..."), or
the name on a line of its own and the value indented below it (Ovid).

The names of what is read are those by which columns of tables are known. Others are told from words of a text by where
they stand: behind a field that is no abstract, or in most records. After an abstract has begun, a name that sections of
abstracts have too, such as "Methods: ...", is theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TextIO

from rag.intake.readers.columns import FIELD_OF, fields_of, plain_name
from rag.intake.readers.record import record
from rag.intake.readers.source_line import source_line
from rag.intake.readers.tagged.dialect import Dialect, TagLine, stretches
from rag.intake.readers.tagged.records import Record, position, read_each
from rag.intake.readers.unused import Unused, untold
from rag.records import Paper, Skipped

_NAME = r"[^\W\d_](?:[\w /&'’().-]{0,38}[\w)])?"
_INLINE = re.compile(rf"\{{({_NAME})\}}\s?[:：]\s*(.*)|({_NAME})\s?[:：](?:\s+(.*)|\s*$)", re.S)
_OF_ARXIV = re.compile(r"^\\\\$", re.M)  # its mail, in which abstracts have no name
_ALONE = re.compile(rf"({_NAME})\s*$")
_CODES = re.compile(r"^TI: .*\n(?:.*\n){0,40}?AU: ", re.M)
_SECTION = re.compile(
    r"(?:background|introduction|objectives?|aims?|purpose|goals?|methods?|methodology|materials?|results?|findings?"
    r"|conclusions?|discussion|design|setting|patients|participants|interventions?|exposures?|measures?|measurements?|main"
    r"|significance|importance|limitations?|context|rationale|implications?|outcomes?|note|keypoints?|trial)\b",
    re.I,
)
_OF_SECTIONS = frozenset("summary subjects source description data type date number article published".split())
_ALSO = {  # names of databases for what columns call otherwise
    **{"an": "accessionnumber", "ui": "accessionnumber", "yr": "year", "no": "issue", "pg": "pages", "ky": "keywords"},
    **{"pt": "documenttype", "ur": "url", "us": "url"},
    **{"creationdate": "year", "pubtime": "year"},
    "uniqueidentifier": "accessionnumber",
    "yearofpublication": "year",
    "digitalobjectidentifier": "doi",
    "referencetype": "itemtype",
    "keywordheading": "keywords",
    "subjectheadings": "keywords",
    "controlledterms": "keywords",
    "maincontrolledheading": "keywords",
    "journalname": "journal",
    "sourcepublication": "journal",
    "serialtitle": "journal",
}
_ENOUGH = 3
_SHARE = 0.5  # of the records that have a name which is a field's


def _plain(name: str) -> str:
    """A name as columns are known by; of one in two languages or parts, "Title-题名", the first part where that is known."""
    plain = plain_name(name)
    plain = _ALSO.get(plain, plain)
    first = plain_name(name.split("-")[0]) if plain not in FIELD_OF and "-" in name else ""
    first = _ALSO.get(first, first)
    return first if first in FIELD_OF else plain


def _named(line: str) -> tuple[str, str] | None:
    """The name before a colon and the text behind it, whether the name is a field's or not."""
    found = _INLINE.match(line)
    if found is None:
        return None
    name, text = (found[1], found[2]) if found[1] else (found[3], found[4])
    plain = _plain(name)
    if plain not in FIELD_OF and (_SECTION.match(name) or name[0].islower()):
        return None
    return plain, (text or "").strip()


def _inline(head: str) -> TagLine:
    """The grammar of a file that begins so, by the names that are those of fields there."""
    counts, outside, field = Counter[str](), set[str](), ""
    for line in head.split("\n"):
        if found := _named(line):
            name, _ = found
            counts[name] += 1
            if field != "abstract":
                outside.add(name)
            field = FIELD_OF.get(name, "" if name in outside else field)
    records = sum(number for name, number in counts.items() if FIELD_OF.get(name) == "title")
    often = {name for name, number in counts.items() if number > 1 and number >= _SHARE * records}
    names = FIELD_OF.keys() | outside | often

    def tag_of(line: str) -> tuple[str, str] | None:
        found = _named(line)
        return found if found and found[0] in names else None

    return tag_of


def _coded(line: str) -> tuple[str, str] | None:
    """The same in a file whose names are codes of two capitals, known or not: "AN: 12"."""
    found = _INLINE.match(line)
    is_code = found is not None and found[3] is not None and len(found[3]) == 2 and found[3].isupper()
    return (_plain(found[3]), (found[4] or "").strip()) if found and is_code else None


def _alone(line: str) -> tuple[str, str] | None:
    found = _ALONE.match(line)
    return (_plain(found[1]), "") if found else None


def _is_indented(head: str) -> bool:
    """Whether names stand on lines of their own, and what is below them is indented."""
    lines = head.split("\n")
    named = Counter(
        FIELD_OF.get(found[0], "")
        for line, below in pairwise(lines)
        if below[:1].isspace() and below.strip() and (found := _alone(line))
    )
    return named["title"] > 0 and len([field for field in named if field]) >= _ENOUGH


def _grammar(head: str) -> TagLine:
    if _is_indented(head):
        return _alone
    return _coded if _CODES.search(head) else _inline(head)


def dialect(head: str) -> Dialect:
    """The dialect of a file that begins so."""
    titles = frozenset(name for name, field in FIELD_OF.items() if field == "title")
    abstracts = frozenset(name for name, field in FIELD_OF.items() if field == "abstract") - _OF_SECTIONS
    keys = frozenset(name for name, field in FIELD_OF.items() if field in ("key", "doi", "authors"))
    return Dialect(_grammar(head), frozenset(), "", titles, keys, abstracts)


def sniff(head: str) -> bool:
    """Names of a title, of an abstract or authors, and of another field, at the beginnings of lines."""
    if _OF_ARXIV.search(head):
        return False
    fields = {FIELD_OF[name] for names in stretches(head, dialect(head)) for name in names if name in FIELD_OF}
    return "title" in fields and len(fields) >= _ENOUGH and bool(fields & {"abstract", "authors"})


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each record."""
    return read_each(stream, source, dialect, lambda found: _record(source, found), unused)


def _record(source: str, found: Record) -> Paper | Skipped:
    found.fields = [(name, _without_name(name, lines)) for name, lines in _without_sections(found.fields)]
    row = {name: "\n".join(found.each(name, joint="\n")) for name in found.tags & FIELD_OF.keys()}
    fields = fields_of(row)
    line = source_line(" ".join(found.each("source", "so")))
    for name in ("year", "volume", "issue", "pages"):
        fields[name] = fields[name] or getattr(line, name)
    if fields["venue"] in (row.get("source"), row.get("so")) and line.volume:
        fields["venue"] = line.venue
    return record(source, position(found.line, fields["key"], fields["title"]), **fields)


def _without_name(name: str, lines: list[str]) -> list[str]:
    """The lines of a field without its whole name, which stands behind the code of some: "TI: Title", the title below."""
    is_name = len(lines) > 1 and FIELD_OF.get(_plain(lines[0]), "") == FIELD_OF.get(name)
    return lines[1:] if is_name else lines


def _without_sections(fields: list[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    """The fields, those that are sections of an abstract put back into it."""
    last: tuple[str, list[str]] | None = None
    for name, lines in fields:
        in_abstract = last is not None and FIELD_OF.get(last[0]) == "abstract" and name in _OF_SECTIONS
        if last and in_abstract:
            last[1].append(f"{name.capitalize()}: {lines[0]}")
            last[1].extend(lines[1:])
            continue
        last = (name, lines)
        yield last
