"""Web of Science plain text ("FN Clarivate ...", then PT, AU, TI ... ER), on rispy's parser for it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from rag.intake.readers.record import record
from rag.intake.readers.tagged.records import Lines, call_retracted, position, read_each, unique
from rag.records import Group, Paper, Skipped

if TYPE_CHECKING:
    from rispy import WokParser

_SNIFF = re.compile(r"\s*(?:FN [^\n]*\n\s*VR [\d.]+[ \t]*(?:\n|$)|(?:FN [^\n]*\n)?PT [JBSPC][ \t]*\n[A-Z][A-Z0-9] \S)")
_OPENING = ("AU", "AF", "TI", "AB", "UT")
_CSL = {"J": "article-journal", "B": "book", "C": "paper-conference", "P": "patent"}
_CSL_DOCUMENT = (
    ("Proceedings Paper", "paper-conference"),
    ("Book Chapter", "chapter"),
    ("Data Set", "dataset"),
    ("Preprint", "article"),
)


def sniff(head: str) -> bool:
    """The file's heading of FN and VR, or a PT line and a tag after it, as the first lines."""
    return bool(_SNIFF.match(head))


def read(stream: TextIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each record; one that lacks its end or its PT line is read as far as it goes."""
    from rispy import WokParser

    parser = WokParser(skip_unknown_tags=True)
    return read_each(
        stream, source, parser, _OPENING, lambda lines: _record(source, lines.number, _values(parser, lines))
    )


def _values(parser: "WokParser", lines: Lines) -> dict[str, Any]:
    opened = lines.texts[0].startswith("PT ")
    (values,) = parser.parse_lines(iter([*([] if opened else ["PT J"]), *lines.texts, "ER"]))
    return dict(values)


def _record(source: str, number: int, values: dict[str, Any]) -> Paper | Skipped:
    title, key = values.get("document_title", ""), values.get("accession_number", "")
    people = values.get("author_full_name") or values.get("authors") or values.get("book_authors", [])
    kinds = [kind.strip() for kind in values.get("document_type", "").split(";")]
    kind = _CSL.get(values["publication_type"][:1], "")
    words = [word.strip() for name in ("author_keywords", "keywords_plus") for word in values.get(name, "").split(";")]
    pages = [values[name] for name in ("beginning_page", "ending_page") if values.get(name)]
    return record(
        source,
        position(number, key, title),
        key=key,
        title=title,
        abstract=values.get("abstract", ""),
        authors=[*people, *map(Group, values.get("group_authors", []))],
        year=values.get("publication_year") or values.get("early_access_year") or values.get("early_access_date", ""),
        venue=values.get("publication_name") or values.get("conference_title", ""),
        doi=values.get("doi") or values.get("book_doi", ""),
        pmid=values.get("pubmed_id") or (key if key.startswith("MEDLINE:") else ""),
        keywords=unique(words),
        type=next((csl for name, csl in _CSL_DOCUMENT if any(kind.startswith(name) for kind in kinds)), kind),
        volume=values.get("volume", ""),
        issue=values.get("issue", ""),
        pages="-".join(pages) or values.get("article_number", ""),
        publisher=values.get("publisher", ""),
        retracted=call_retracted(kinds),
    )
