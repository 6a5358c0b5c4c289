"""MEDLINE text, the .nbib that PubMed writes: "PMID- 123", tags of four characters, six spaces before what goes on.

On rispy's parser with MEDLINE's tags, which RIS needs anyway. nbib had its last release in 2021, raises at the first
line of another form and takes a whole file at once; Biopython is a library of bioinformatics for this one format.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, TextIO

from rag.intake.readers.record import record
from rag.intake.readers.tagged.records import Lines, call_retracted, first, position, read_each, unique
from rag.records import Group, Paper, Skipped

if TYPE_CHECKING:
    from rispy import RisParser

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)", re.S)
_CONTINUED = re.compile(r"\n[ \t]{2,}(?=\S)")
_SNIFF = re.compile(r"^(?:PMID- *\d+|OWN - NLM)[ \t]*$", re.M)
_OPENING = ("TI", "AB", "FAU", "AU", "JT", "DP")
_FIELDS = (
    *("PMID", "TI", "BTI", "TT", "AB", "OAB", "FAU", "AU", "CN", "JT", "TA", "CTI", "DP", "DEP", "LID", "AID", "SO"),
    *("VI", "IP", "PG", "PB", "PT", "RIN", "OT", "MH"),
)
_CSL = {
    "Preprint": "article",
    "Dataset": "dataset",
    "Book": "book",
    "Book Chapter": "chapter",
    "Academic Dissertation": "thesis",
    "Technical Report": "report",
}


def sniff(head: str) -> bool:
    """The first line is a tag of MEDLINE's, and a line with a PubMed number or its owner stands in the head."""
    first = head.lstrip().split("\n", 1)[0]
    return bool(_TAG.match(first)) and bool(_SNIFF.search(head))


def read(stream: TextIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each record."""
    parser = _parser()()
    return read_each(
        stream, source, parser, _OPENING, lambda lines: _record(source, lines.number, _values(parser, lines))
    )


def _values(parser: "RisParser", lines: Lines) -> dict[str, list[str]]:
    texts = _CONTINUED.sub(" ", "".join(lines.texts)).split("\n")
    opened = texts[0].startswith("PMID")
    (found,) = parser.parse_lines(iter([*([] if opened else ["PMID- "]), *texts, ""]))
    return {**found, "PMID": [found["PMID"]]}


def _record(source: str, number: int, values: dict[str, list[str]]) -> Paper | Skipped:
    title, key = first(values, "TI", "BTI", "TT"), first(values, "PMID")
    book = first(values, "BTI", "CTI")
    kinds = values.get("PT", [])
    places = [*values.get("LID", []), *values.get("AID", [])]
    words = [word.replace("*", "") for tag in ("OT", "MH") for word in values.get(tag, [])]
    part = "chapter" if first(values, "TI") else "book"
    csl = "article-journal" if first(values, "JT", "TA") else part if book else ""
    return record(
        source,
        position(number, key, title),
        key=key,
        title=title,
        abstract=first(values, "AB", "OAB"),
        authors=[*(values.get("FAU") or values.get("AU", [])), *map(Group, values.get("CN", []))],
        year=first(values, "DP", "DEP"),
        venue=first(values, "JT", "TA") or (book if book != title else ""),
        doi=next((place.removesuffix("[doi]") for place in places if place.endswith("[doi]")), ""),
        pmid=key,
        keywords=unique(words),
        type=next((_CSL[kind] for kind in kinds if kind in _CSL), csl),
        volume=first(values, "VI"),
        issue=first(values, "IP"),
        pages=first(values, "PG"),
        publisher=first(values, "PB"),
        retracted=call_retracted(kinds) or bool(first(values, "RIN")),
    )


@cache
def _parser() -> "type[RisParser]":
    from rispy import RisParser

    class Parser(RisParser):  # type: ignore[misc]  # rispy says nothing of its types
        """rispy's parser with MEDLINE's tags, each a list; an empty line ends a record."""

        START_TAG = "PMID"
        END_TAG = ""

        def __init__(self) -> None:
            super().__init__(
                mapping={tag: tag for tag in _FIELDS},
                list_tags=list(_FIELDS),
                delimiter_tags_mapping={},
                skip_unknown_tags=True,
            )

        def parse_line(self, line: str) -> tuple[str | None, str]:
            if found := _TAG.match(line):
                return found.group(1), found.group(2).strip()
            return (None, line.strip()) if line.strip() else (self.END_TAG, "")

    return Parser
