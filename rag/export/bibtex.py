"""Papers -> BibTeX, as bibtex and biber both read it: UTF-8, specials escaped, capitals that carry meaning protected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rag.export.escape import latex, one_line
from rag.intake.readers.bibtex import item_type
from rag.intake.readers.bibtex.names import names
from rag.records import Group, Name, Paper, Person
from rag.text.cleaning import without_latex
from rag.text.latex_symbols import symbols

ENTRY_TYPES = {
    "article-journal": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "book": "book",
    "thesis": "phdthesis",
    "report": "techreport",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "manuscript": "unpublished",
    "webpage": "online",
}
_VENUE = {"inproceedings": "booktitle", "incollection": "booktitle", "book": "series"}
_PUBLISHER = {"phdthesis": "school", "techreport": "institution"}
_WORD = re.compile(r"[^\W_]+")
_UNSAFE = re.compile(r"[{}\\\s]")  # in an address, where TeX takes every other character as it is


def bibtex(papers: Iterable[Paper], keys: Mapping[str, str]) -> Iterator[str]:
    """An entry a paper, with its abstract.

    Args:
        keys: the citation key of each paper by its id.
    """
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat, write

    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent, layout.trailing_comma = "  ", True
    for paper in papers:
        entry_type = ENTRY_TYPES.get(paper.type or "", "misc")
        fields = [Field(name, f"{{{value}}}") for name, value in _fields(paper, entry_type).items() if value]
        yield write(Library([Entry(entry_type, keys[paper.id], fields)]), layout) + "\n"


def _fields(paper: Paper, entry_type: str) -> dict[str, str]:
    return {
        "title": symbols(_WORD.sub(_protected, _prose(one_line(paper.title)))),
        "author": " and ".join(map(_name, paper.names)),
        _VENUE.get(entry_type, "journal"): symbols(_prose(paper.venue or "")),
        "year": str(paper.year or ""),
        "volume": latex(paper.volume or ""),
        "number": latex(paper.issue or ""),
        "pages": latex(paper.pages or "").replace("-", "--"),
        _PUBLISHER.get(entry_type, "publisher"): _prose(paper.publisher or ""),
        "doi": _address(paper.doi),
        "eprint": _address(paper.arxiv_id),
        "archiveprefix": "arXiv" if paper.arxiv_id else "",
        "pmid": _address(paper.pmid),
        "url": _address(paper.url),
        "keywords": _keywords(paper.keywords),
        "entrysubtype": _subtype(paper, entry_type),
        "ids": paper.id if paper.key == paper.id else "",
        "aliases": _prose("; ".join(paper.aliases)),
        "note": paper.standing,
        "abstract": _paragraphs(paper.abstract),
    }


def _subtype(paper: Paper, entry_type: str) -> str:
    """CSL's type where the entry's does not tell it."""
    implied = item_type(entry_type, paper.venue or paper.publisher or "", paper.arxiv_id or "")
    return paper.type if paper.type and paper.type != implied else ""


def _prose(text: str) -> str:
    """Text in which two hyphens stay two, where TeX would make a dash of them."""
    return re.sub("-(?=-)", "-{}", latex(text))


def _protected(word: re.Match[str]) -> str:
    """A word whose capitals a style must not lower: those inside it, or a single letter that is no article."""
    text = word.group()
    if word.string[: word.start()].endswith(("\\", "\\_", "\\textasciicircum{}")):
        return text  # the name of a command, or behind a sign that would take the braces for its own
    inner = any(character.isupper() for character in text[1:])
    return f"{{{text}}}" if inner or (len(text) == 1 and text.isupper() and text != "A") else text


def _name(name: Name) -> str:
    """A group in braces. A person as the name came, where BibTeX reads that as it is meant; else in BibTeX's order, and
    with braces around the parts that need them."""
    if isinstance(name, Group):
        return f"{{{_prose(one_line(name.name))}}}"
    plain = [_prose(one_line(part)) for part in (name.family, name.suffix, name.given)]
    braced = [f"{{{part}}}" if part else "" for part in plain]
    particle = _prose(one_line(name.particle))
    ways = [_prose(one_line(name.text))]
    for family, suffix, given in (plain, (braced[0], *plain[1:]), braced):
        ways.append(", ".join(part for part in (f"{particle} {family}".strip(), suffix, given) if part))
    if not name.given:
        ways[2:] = [f"{way}," for way in ways[2:]]  # one name in braces alone would be a group's
    return next((way for way in ways if _reads_as(way, name)), ways[-1])


def _reads_as(way: str, name: Person) -> bool:
    """Whether BibTeX's own rule finds the parts of a name, and our reader does so too."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    try:
        read = parse_single_name_into_parts(way, strict=False)
    except ValueError:
        return False
    parts = [without_latex(" ".join(words)) for words in (read.von, read.last, read.jr, read.first)]
    return parts == [name.particle, name.family, name.suffix, name.given] and names(way) == [name]


def _address(text: str | None) -> str:
    return _UNSAFE.sub(lambda unsafe: f"%{ord(unsafe.group()):02X}", text or "")


def _keywords(keywords: tuple[str, ...]) -> str:
    if any("," in keyword or ";" in keyword for keyword in keywords):
        return "; ".join(map(_prose, keywords)) + ";"
    return ", ".join(map(_prose, keywords))


def _paragraphs(abstract: str) -> str:
    """An empty line between the paragraphs, none of which begins like an entry."""
    return "\n\n".join(re.sub("^@", "{}@", _prose(line.strip())) for line in abstract.splitlines() if line.strip())
