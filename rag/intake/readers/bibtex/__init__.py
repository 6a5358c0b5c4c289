"""BibTeX and BibLaTeX, as Zotero, Mendeley, JabRef, Web of Science, Scopus, ACM, IEEE and people write it.

bibtexparser parses an entry. A whole file it would hold in memory, six times over; cut into entries first, a file of
any length is read, and a brace too few costs one entry.
"""

import re
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

from rag.intake.readers import page
from rag.intake.readers.bibtex import identifiers
from rag.intake.readers.bibtex.allowance import Allowance
from rag.intake.readers.bibtex.blocks import blocks
from rag.intake.readers.bibtex.entry import Entry, Strings, entry, key_of, string
from rag.intake.readers.bibtex.identifiers import plain
from rag.intake.readers.bibtex.journals import JOURNALS
from rag.intake.readers.bibtex.names import names
from rag.intake.readers.bibtex.parents import Parents
from rag.intake.readers.fields import aliases
from rag.intake.readers.item_types import is_item_type
from rag.intake.readers.record import record
from rag.intake.readers.tagged.records import position, unique
from rag.intake.readers.unused import Asked, Unused, untold
from rag.records import Paper, Skipped
from rag.text.cleaning import without_latex
from rag.text.latex_symbols import with_symbols

# An entry with a field after its key, whatever is wrong with the key: none, one in braces, one that is closed behind.
_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?:[A-Za-z]+\s*\{|(?:article|book|misc|\w*proceedings|\w*thesis|in\w+)\s*\()[^@=]{0,400}?[\w-]+\s*=\s*[\"{\w]",
    re.M,
)
_OTHER = re.compile(r"^[ \t]*@(?:string|preamble)[ \t]*[{(]|^[ \t]*@comment[ \t]*\{[ \t]*jabref-", re.M | re.I)
_EMPTY = re.compile(r"\s*% Encoding: \S+\s*(?:%[^\n]*(?:\n\s*|\Z))*\Z")
_QUOTED = 3  # entries that a page of abstracts may show

_CSL = {
    "article": "article-journal",
    "review": "article-journal",
    **dict.fromkeys(("inproceedings", "conference"), "paper-conference"),
    **dict.fromkeys(("incollection", "inbook", "suppbook", "suppcollection", "bookinbook"), "chapter"),
    **dict.fromkeys(
        ("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "booklet"), "book"
    ),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("techreport", "report", "manual"), "report"),
    **dict.fromkeys(("online", "electronic", "www", "webpage"), "webpage"),
    **{"dataset": "dataset", "software": "software", "patent": "patent", "unpublished": "manuscript"},
    **{"inreference": "entry-encyclopedia", "reference": "book", "periodical": "periodical"},
}
_VENUES = ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle", "series")
_SCHOOLS = frozenset(("thesis", "report"))
_PREPRINTS = re.compile(r"\W*(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|corr\b|research square)", re.I)


def sniff(head: str) -> bool:
    """An entry with a field, or a block of JabRef's or of strings, anywhere in the head of what is no page of abstracts
    with one entry quoted on it."""
    if _EMPTY.match(head):
        return True
    entries = len(_ENTRY.findall(head))
    if not (entries or _OTHER.search(head)):
        return False
    return entries > _QUOTED or not page.sniff(_without_blocks(head))


def _without_blocks(head: str) -> str:
    for block in blocks(StringIO(head)):
        head = head.replace(block.text, "", 1)
    return head


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each entry; what a parent or a string gives it is filled in.

    An entry whose parent comes later in the file comes after the others.
    """
    allowance = Allowance()
    strings, parents = Strings(allowance), Parents(allowance)
    for block in blocks(stream):
        allowance.read(block.chars)
        if block.kind in ("comment", "preamble"):
            continue
        try:
            if block.kind == "string":
                strings.put(*string(block, strings))
                continue
            found = entry(block, strings)
        except ValueError as error:
            yield Skipped(source, position(block.line, key_of(block), ""), str(error))
            continue
        for ready in parents.add(found):
            yield _record(source, ready, unused)
    for ready in parents.rest():
        yield _record(source, ready, unused)


def _record(source: str, found: Entry, unused: Unused) -> Paper | Skipped:
    fields = Asked(found.fields)

    def first(*names: str) -> str:
        return next(filter(None, [fields.get(name, "") for name in names]), "")

    title = ": ".join(without_latex(with_symbols(text)) for text in (first("title"), first("subtitle")) if text)
    where, arxiv = first(*_VENUES), identifiers.arxiv(fields)
    venue = JOURNALS.get(where) or without_latex(with_symbols(where))
    kind = item_type(found.kind, venue or first("publisher"), arxiv)
    school = first("institution", "school") if kind in _SCHOOLS else ""
    notes = [note for name in ("note", "type", "document_type", "pubstate") for note in plain(first(name)).split(";")]
    made = record(
        source,
        position(found.line, found.key, title),
        found.left_out,
        key=found.key,
        title=title,
        abstract=without_latex(first("abstract")),
        authors=names(first("author")),
        year=next((text for name in ("year", "date") if re.search(r"\d{4}", text := plain(first(name)))), ""),
        venue=venue,
        doi=identifiers.doi(fields),
        arxiv_id=arxiv,
        pmid=identifiers.pmid(fields),
        pmcid=plain(first("pmcid")),
        isbn=plain(first("isbn")),
        url=identifiers.url(fields),
        keywords=unique(word for name in ("author_keywords", "keywords") for word in _words(first(name))),
        type=plain(first("entrysubtype")) if is_item_type(first("entrysubtype")) else kind,
        volume=plain(first("volume")),
        issue=plain(first("number", "issue")),
        pages=plain(first("pages")),
        publisher=without_latex(first("publisher") or school or first("organization")),
        kinds=notes,
        aliases=aliases(without_latex(first("aliases"))),
        known_as=first("ids"),
    )
    unused(fields.unused)
    return made


def _words(text: str) -> list[str]:
    text = without_latex(text)
    return [word.strip() for word in text.split(";" if ";" in text else ",")]


def item_type(kind: str, where: str, arxiv: str) -> str:
    """CSL's type of an entry; what stands on a preprint server, or nowhere but on arXiv, is its "article"."""
    if _PREPRINTS.match(where) or (arxiv and (not where or kind not in _CSL)):
        return "article"
    return _CSL.get(kind, "")
