"""What every reader makes of a record's fields: one Paper, or a word on why not."""

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from rag.intake import identifiers
from rag.intake.readers import fields
from rag.intake.readers.authors import unglued
from rag.intake.readers.standing import standing
from rag.records import Group, LeftOut, Name, Paper, Person, Skipped
from rag.text.cleaning import clean, clean_abstract, decoded, kept_because
from rag.text.forms import title_form
from rag.text.persons import is_others, read_name

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_ALIAS = re.compile(r"(?:doi|arxiv|pmid|pmcid|isbn|key):.+|zotero://select/(?:library|groups/\d+)/items/\w+")
_CHECKED: tuple[tuple[str, str, tuple[Callable[[str], str], ...]], ...] = (
    ("doi", "DOI", (identifiers.doi,)),
    ("pmid", "PMID", (identifiers.pmid, identifiers.pmcid)),  # of the two numbers one often stands for the other
    ("pmcid", "PMCID", (identifiers.pmcid,)),
    ("arxiv_id", "arXiv id", (identifiers.arxiv_id,)),
    ("isbn", "ISBN", (identifiers.isbn,)),
)
_NO_ABSTRACT = "no abstract"
_SHOWN = 60
_SURELY_READ = 60  # characters: no fewer can be nested too deep


def record(source: str, position: str, left_out: str = "", **values: Any) -> Paper | Skipped:
    """The paper of a record's fields, as `paper` makes it; where it can be none, a word on why, and where something had
    to be left out of it or stands as it came, a word on that with the paper, to be `parted`.

    Args:
        left_out: what the reader could not use of the record, for people.
    """
    try:
        found = paper(**values)
    except ValueError as error:
        return Skipped(source, position, str(error))
    if told := "; ".join([*filter(None, [left_out]), *_impossible(values), *_kept_as_it_came(found)]):
        return LeftOut(source, position, told, found)
    return found if found.abstract else Skipped(source, position, _NO_ABSTRACT, found if found.title else None)


def parted(read: Paper | Skipped) -> Iterator[Paper | Skipped]:
    """What `record` gave; a paper and what was left out of it one after the other."""
    if not isinstance(read, LeftOut) or read.paper is None:
        yield read
        return
    found = read.paper
    if found.abstract:
        yield found
    else:
        yield Skipped(read.source, read.position, _NO_ABSTRACT, found if found.title else None)
    yield replace(read, paper=None)


def paper(
    *,
    title: str,
    abstract: str,
    key: str = "",
    authors: Iterable[str | Name] = (),
    year: str = "",
    venue: str = "",
    doi: str = "",
    arxiv_id: str = "",
    pmid: str = "",
    pmcid: str = "",
    isbn: str = "",
    url: str = "",
    keywords: Iterable[str] = (),
    type: str = "",
    volume: str = "",
    issue: str = "",
    pages: str = "",
    publisher: str = "",
    retracted: bool = False,
    kinds: Iterable[str] = (),
    aliases: Iterable[str] = (),
    known_as: str = "",
    shown: bool = False,
) -> Paper:
    """A paper with clean fields (see `rag.text.cleaning`; give them raw) and a stable id.

    Title or abstract may be empty, not both: some collections have no titles, and a title alone can be wanted.
    `authors` are texts such as "Family, Given" or "Given Family", as they came, whose parts are told here, or names in
    the parts that their source gives them; what stands for the rest ("et al.") is left out. Identifiers may be as dirty
    as people have them (see `rag.intake.identifiers`); those that cannot be ones are left out. An arXiv id is also found
    in its DOI and in `url`. `pmcid`, and a book's own `isbn`, go to the aliases. A title that says so marks the paper as
    retracted, and stays as it came; so do `kinds`, what the source calls the record and notes on it. They tell a notice
    on another work too.
    `known_as` is the id that an exported record says it had: it keeps it where that is the id of the same record without
    a key, which export gave it.
    Title and abstract that are `shown` are what people saw, not what it was made from: they stay as they are.

    Raises:
        ValueError: there is neither title nor abstract, or the key is no text.
    """
    key = decoded(key)
    if _CONTROL.search(key):
        raise ValueError("the id holds control characters")
    title, abstract = (_shown(title), _shown(abstract)) if shown else (clean(title), clean_abstract(abstract))
    title = " ".join(title.split())
    if not abstract and not title:
        raise ValueError("neither title nor abstract")
    pmcid = identifiers.pmcid(pmcid) or identifiers.pmcid(pmid)
    doi, pmid, isbn = identifiers.doi(doi), identifiers.pmid(pmid), identifiers.isbn(isbn) if type == "book" else ""
    of_address = identifiers.arxiv_id_of_address
    arxiv_id = identifiers.arxiv_id(arxiv_id) or of_address(doi) or of_address(clean(url))
    others = [f"{scheme}:{value}" for scheme, value in (("pmcid", pmcid), ("isbn", isbn)) if value]
    found = _YEAR.search(year)
    named = next((f"{scheme}:{v}" for scheme, v in (("doi", doi), ("arxiv", arxiv_id), ("pmid", pmid)) if v), "")
    stands = standing(title, abstract, kinds)
    paper_id = _digest(named) if named else _id_of_text(title, abstract, key, known_as)
    return Paper(
        id=paper_id,
        key=key or paper_id,
        title=title,
        abstract=abstract,
        names=_names(authors),
        year=int(found.group()) if found else None,
        venue=clean(venue) or None,
        doi=doi or None,
        arxiv_id=arxiv_id or None,
        pmid=pmid or None,
        url=clean(url) or None,
        keywords=tuple(dict.fromkeys(_each(clean, keywords))),
        type=type or None,
        volume=clean(volume) or None,
        issue=clean(issue) or None,
        pages=fields.pages(pages) or None,
        publisher=clean(publisher) or None,
        retracted=retracted or stands.retracted,
        notice=None if retracted and stands.notice != "retraction" else stands.notice,
        aliases=tuple(dict.fromkeys(alias for alias in (*map(str.strip, aliases), *others) if _ALIAS.fullmatch(alias))),
    )


def _names(authors: Iterable[str | Name]) -> tuple[Name, ...]:
    read = (_name(author) for author in unglued(tuple(authors)))
    return tuple(name for name in read if name.text and not is_others(name.text))


def _name(author: str | Name) -> Name:
    if isinstance(author, Group):
        return Group(clean(author.name).strip(" ,;"))
    if isinstance(author, Person):
        return Person(*(clean(getattr(author, part.name)) for part in dataclasses.fields(Person)))
    return read_name(fields.author(author))


def _id_of_text(title: str, abstract: str, key: str, known_as: str) -> str:
    """The id of a record that nothing names for everyone: of its title, else its abstract, and of its key, unless
    export gave it that."""
    without_key = f"title:{title_form(title) or title_form(abstract)}|key:"
    return _digest(without_key if known_as and known_as == _digest(without_key) else without_key + key)


def _impossible(values: dict[str, Any]) -> Iterator[str]:
    """What fields of identifiers hold that can be none."""
    for field, label, parsers in _CHECKED:
        text = str(values.get(field) or "")
        if text and not identifiers.says_nothing(text) and not any(parser(text) for parser in parsers):
            yield f"no {label}: {' '.join(clean(text).split())[:_SHOWN]}"


def _kept_as_it_came(found: Paper) -> Iterator[str]:
    """Texts that were too long or too deep to be read to their end."""
    texts = [("title", found.title), ("abstract", found.abstract), ("venue", found.venue or "")]
    for name, text in (*texts, *(("name", author) for author in found.authors)):
        if len(text) > _SURELY_READ and (why := kept_because(text)):
            yield f"{name} as it came: {why}"


def _shown(text: str) -> str:
    return _CONTROL.sub(" ", decoded(text)).strip()


def _each(read: Callable[[str], str], values: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for value in values if (text := read(value)))


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]
