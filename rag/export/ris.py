"""Papers -> RIS, which every reference manager takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from rag.export.escape import one_line
from rag.records import Group, Name, Paper, Person

REFERENCE_TYPES = {
    "article-journal": "JOUR",
    "paper-conference": "CPAPER",
    "chapter": "CHAP",
    "book": "BOOK",
    "thesis": "THES",
    "report": "RPRT",
    "article": "UNPB",
    "dataset": "DATA",
    "webpage": "ELEC",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "patent": "PAT",
    "post-weblog": "BLOG",
    "software": "COMP",
    "manuscript": "MANSCPT",
    "entry-encyclopedia": "ENCYC",
    "standard": "STAND",
}
_LIKE_A_TAG = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9]\s{0,3}-|ER\s*$)")


def ris(papers: Iterable[Paper], notes: Mapping[str, Sequence[str]] | None = None) -> Iterator[str]:
    """A record a paper. Its key stands under ID, where it came with one. `notes` are what else is noted of it, by its id."""
    from rispy import RisWriter

    writer = _writer(RisWriter)
    for paper in papers:
        stream = StringIO()
        values = _values(paper)
        values["notes"] = [*values["notes"], *map(one_line, (notes or {}).get(paper.id, ()))]
        writer.format_lines(stream, [{name: value for name, value in values.items() if value}])
        yield stream.getvalue() + "\n"


def _values(paper: Paper) -> dict[str, str | list[str]]:
    """A paper by rispy's names of the tags."""
    first, _, last = (paper.pages or "").partition("-")
    pages = (first, last) if first != last and "-" not in last else (paper.pages or "", "")
    return {
        "type_of_reference": REFERENCE_TYPES.get(paper.type or "", "GEN"),
        "id": paper.key if paper.key != paper.id else "",
        "type_of_work": paper.type if paper.type and paper.type not in REFERENCE_TYPES else "",
        "title": one_line(paper.title),
        "authors": [one_line(_name(name)) for name in paper.names],
        "year": str(paper.year or ""),
        "secondary_title": one_line(paper.venue or ""),
        "alternate_title3": paper.venue if paper.venue == paper.title else "",  # JF, for T2 may say a title once more
        "volume": one_line(paper.volume or ""),
        "number": one_line(paper.issue or ""),
        "start_page": one_line(pages[0]),
        "end_page": one_line(pages[1]),
        "publisher": one_line(paper.publisher or ""),
        "doi": one_line(paper.doi or ""),
        "urls": [one_line(paper.url)] if paper.url else [],
        "keywords": list(map(one_line, paper.keywords)),
        "notes": _notes(paper),
        "abstract": _lines(paper.abstract),
    }


def _name(name: Name) -> str:
    """ "Last, First, Suffix"; a name that has no such parts the way of EndNote, which parts those without a comma: one
    behind it, and a comma in it doubled."""
    if isinstance(name, Person) and name.given:
        return ", ".join(filter(None, (name.surname, name.given, name.suffix)))
    whole = name.name if isinstance(name, Group) else f"{name.surname} {name.suffix}".strip()
    if isinstance(name, Person) and (name.suffix or " " not in whole):
        return whole
    return whole.replace(",", ",,", 1) if "," in whole else f"{whole},"


def _notes(paper: Paper) -> list[str]:
    """What RIS has no tag for, a line each."""
    named = {"arXiv": paper.arxiv_id, "PMID": paper.pmid, "Aliases": "; ".join(paper.aliases)}
    notes = [f"{name}: {value}" for name, value in named.items() if value]
    return [*notes, paper.standing] if paper.standing else notes


def _lines(abstract: str) -> str:
    """Paragraphs on lines of their own, as RIS continues a value; one that looks like a tag goes on the line before."""
    text = ""
    for line in filter(None, map(one_line, abstract.splitlines())):
        text += f"{' ' if _LIKE_A_TAG.match(line) else chr(10)}{line}" if text else line
    return text


def _writer(base: Any) -> Any:
    class Writer(base):  # type: ignore[misc]  # rispy says nothing of its types
        """rispy's writer without a number before each record, which some programs do not expect."""

        def set_header(self, count: int) -> str:
            return ""

    return Writer()
