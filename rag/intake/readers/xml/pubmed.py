"""PubMed's XML: PubmedArticleSet, as PubMed exports it and as E-utilities and the yearly baseline give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO
from xml.etree.ElementTree import Element

from rag.intake.readers import abstracts
from rag.intake.readers.record import record
from rag.intake.readers.unused import Unused, untold
from rag.intake.readers.values import pages, place
from rag.intake.readers.xml.elements import MATHML, elements, flat
from rag.records import Group, Name, Paper, Skipped
from rag.text.languages import language_of
from rag.text.persons import person

_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_DECLARED = {"mml": MATHML, "xlink": "http://www.w3.org/1999/xlink"}
_START = re.compile(r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle|PubmedBookArticleSet)[\s>/]")
_TAKEN_BACK = re.compile(r"(?:RetractionIn|RetractedandRepublishedIn)$", re.I)
_NOTICE_OF = {
    "RetractionOf": "retraction",
    "PartialRetractionOf": "retraction",
    "ErratumFor": "erratum",
    "ExpressionOfConcernFor": "expression of concern",
}
_PLAIN = frozenset(("plain-language-summary",))
_READ = frozenset(
    "PMID Article Journal ArticleTitle VernacularTitle Abstract OtherAbstract AuthorList PublicationTypeList Pagination"
    " ELocationID ArticleDate KeywordList MeshHeadingList CommentsCorrectionsList ArticleIdList Book".split()
)
_PMC = "https://www.ncbi.nlm.nih.gov/pmc/articles/"


def sniff(head: str) -> bool:
    return head.lstrip().startswith("<") and bool(_START.search(head))


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each article and each chapter or book."""
    for number, found in enumerate(elements(stream, _RECORDS, _DECLARED), start=1):
        if isinstance(found, str):
            yield Skipped(source, f"record {number}", found)
            continue
        fields = _article(found) if found.tag == "PubmedArticle" else _book(found)
        yield record(source, place(f"record {number}", fields["pmid"] and f"PMID {fields['pmid']}"), **fields)
        unused(_unused(found))


def _article(root: Element) -> dict[str, Any]:
    article = root.find("MedlineCitation/Article")
    if article is None:
        article = Element("Article")
    issue = "Journal/JournalIssue"
    kinds = [flat(kind) for kind in article.iterfind("PublicationTypeList/PublicationType")]
    linked = [
        c.get("RefType", "") for c in root.iterfind("MedlineCitation/CommentsCorrectionsList/CommentsCorrections")
    ]
    title = flat(article.find("ArticleTitle")) or flat(article.find("VernacularTitle"))
    return _common(root.find("PubmedData"), root.find("MedlineCitation"), article) | dict(
        title=title,
        abstract=_abstract(article.find("Abstract")) or _other_abstract(root.find("MedlineCitation"), title),
        year=_first(article, f"{issue}/PubDate/Year", f"{issue}/PubDate/MedlineDate", "ArticleDate/Year"),
        venue=_first(article, "Journal/Title", "Journal/ISOAbbreviation"),
        volume=flat(article.find(f"{issue}/Volume")),
        issue=flat(article.find(f"{issue}/Issue")),
        pages=_pages(article),
        keywords=_keywords(root.find("MedlineCitation")),
        type="article" if "Preprint" in kinds else "article-journal",
        retracted=any(_TAKEN_BACK.match(kind) for kind in linked),
        kinds=[*kinds, *(notice for kind in linked for name, notice in _NOTICE_OF.items() if kind == name)],
    )


def _book(root: Element) -> dict[str, Any]:
    """A chapter, or a whole book where it has no title of its own."""
    document = root.find("BookDocument")
    if document is None:
        document = Element("BookDocument")
    title, book = flat(document.find("ArticleTitle")), flat(document.find("Book/BookTitle"))
    return _common(document, document, document) | dict(
        title=title or book,
        year=_first(document, "Book/PubDate/Year", "ContributionDate/Year", "DateRevised/Year"),
        venue=book if title else "",
        pages=_pages(document),
        publisher=flat(document.find("Book/Publisher/PublisherName")),
        keywords=_keywords(document),
        type="chapter" if title else "book",
    )


def _common(ids: Element | None, cited: Element | None, article: Element) -> dict[str, Any]:
    pmid = flat(cited.find("PMID")) if cited is not None else ""
    by_type = {
        found.get("IdType"): flat(found)
        for found in (ids.iterfind("ArticleIdList/ArticleId") if ids is not None else ())
    }
    doi = next((flat(e) for e in article.iterfind("ELocationID") if e.get("EIdType") == "doi" and _is_valid(e)), "")
    pmc = by_type.get("pmc", "")
    lists = [people for people in article.iterfind("AuthorList") if people.get("Type") != "editors"]
    lists = lists or list(article.iterfind("Book/AuthorList"))
    return dict(
        key=pmid or by_type.get("pubmed", ""),
        abstract=_abstract(article.find("Abstract")),
        authors=[_author(author) for people in lists for author in people.iterfind("Author") if _is_valid(author)],
        doi=doi or by_type.get("doi", ""),
        pmid=pmid or by_type.get("pubmed", ""),
        pmcid=pmc,
        url=f"{_PMC}{pmc}/" if pmc else "",
    )


def _is_valid(element: Element) -> bool:
    return element.get("ValidYN") != "N"


def _abstract(abstract: Element | None) -> str:
    """The sections of an abstract, each on a line, with its label."""
    sections = []
    for section in abstract.iterfind("AbstractText") if abstract is not None else ():
        text, label = flat(section), section.get("Label", "").strip().rstrip(":")
        if text:
            sections.append(f"{label}: {text}" if label and label.upper() != "UNLABELLED" else text)
    return "\n".join(sections)


def _other_abstract(cited: Element | None, title: str) -> str:
    """What others wrote where the paper has no abstract, in the title's language before another; no plain summaries."""
    others = [e for e in (cited.iterfind("OtherAbstract") if cited is not None else ()) if e.get("Type") not in _PLAIN]
    others = others or (list(cited.iterfind("OtherAbstract")) if cited is not None else [])
    texts = [(element.get("Language", ""), text) for element in others if (text := _abstract(element))]
    return "\n".join(abstracts.in_language(texts, language_of(title)))


def _unused(root: Element) -> list[str]:
    """The parts of an article or book that are not read."""
    parts = [
        part for name in ("MedlineCitation", "MedlineCitation/Article", "BookDocument") for part in root.iterfind(name)
    ]
    return list({child.tag: None for part in parts for child in part if child.tag not in _READ})


def _author(author: Element) -> Name:
    family, given = flat(author.find("LastName")), _first(author, "ForeName", "FirstName", "Initials")
    if not (family or given):
        return Group(flat(author.find("CollectiveName")))
    return person(family, given, suffix=flat(author.find("Suffix")))


def _pages(article: Element) -> str:
    start, end = flat(article.find("Pagination/StartPage")), flat(article.find("Pagination/EndPage"))
    return pages(start, end) if end else flat(article.find("Pagination/MedlinePgn")) or start


def _keywords(cited: Element | None) -> list[str]:
    """The authors' keywords, then the headings of MeSH, each once."""
    if cited is None:
        return []
    found = [*cited.iterfind("KeywordList/Keyword"), *cited.iterfind("MeshHeadingList/MeshHeading/DescriptorName")]
    return list({text.casefold(): text for element in found if (text := flat(element))}.values())


def _first(element: Element, *paths: str) -> str:
    return next((text for path in paths if (text := flat(element.find(path)))), "")
