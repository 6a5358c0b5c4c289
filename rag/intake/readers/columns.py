"""What programs call the fields of a paper in the header of a table or the keys of an object -> the fields themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from rag.intake.identifiers import says_nothing
from rag.intake.readers.authors import in_parts, listed, printed_list, split_names
from rag.intake.readers.extra import extra_ids
from rag.intake.readers.fields import aliases
from rag.intake.readers.item_types import csl_type
from rag.intake.readers.values import pages
from rag.text.cleaning.markup import unescaped
from rag.text.forms import title_form

# By preference: the first that says something is taken. Letters and digits only, lower case, accents folded.
_NAMES = {
    "key": "key citationkey citekey bibtexkey eid lensid ut uniquewosid utuniquewosid publicationid paperid id"
    " centralid pui accessionnumber recordid identifier",
    "title": "title articletitle papertitle documenttitle primarytitle titleprimary ti displayname itemtitle"
    " titleoriginal originaltitle titre titel titulo titolo tytul nazev название заглавие заголовок 标题 標題 题名 篇名 题目 タイトル"
    " 論文名 論題 제목 baslik τιτλος العنوان",
    "abstract": "abstract abstractnote ab abstracttext paperabstract abstracts abstracten summary description resume"
    " resumen resumo riassunto zusammenfassung kurzfassung samenvatting streszczenie abstrakt аннотация реферат 摘要"
    " 抄録 要旨 概要 초록 ozet περιληψη الملخص",
    "authors": "authorfullnames af authors author au authornames authorsprimary authorlist authorshipsauthordisplayname"
    " creators creator firstauthors auteurs auteur autores autor autoren autori autorzy авторы автор 作者 著者 저자"
    " yazarlar συγγραφεις",
    "year": "publicationyear year pubyear py yearpublished publishedyear yearofpublication dateofpublication publicationdate date datepublished"
    " publisheddate published pubdate coverdate onlinedate dateissued issued annee jahr ano anno rok год 年份 年 出版年"
    " 발행년도 yil updatedate",
    "venue": "sourcetitle fullsourcetitle journalbook journalconference publicationtitle journal journaltitle journalname fulljournalname so"
    " containertitle booktitle venue secondarytitle titlesecondary proceedingstitle periodicalfull primarylocationsourcedisplayname conferencename"
    " anthologytitle pubtitle conference journalref revue zeitschrift revista rivista журнал 期刊 刊名 来源 掲載誌 저널 dergi publication source",
    "doi": "doi di itemdoi digitalobjectidentifier doilink",
    "arxiv_id": "arxivid arxiv arxivnumber eprint",
    "pmid": "pmid pubmedid medlinepmid idspmid pm pubmed",
    "pmcid": "pmcid pubmedcentralid pmcnumber idspmcid",
    "isbn": "isbn isbns eisbn",
    "url": "url link urls links sourceurl sourceurls landingpageurl primarylocationlandingpageurl articleurl fulltextlink plink pdflink",
    "keywords": "authorkeywords keywords keyword manualtags de keywordsdisplayname tags categories fieldsofstudy"
    " meshterms indexkeywords subjects motscles palabrasclave schlagworter schlusselworter ключевыеслова 关键词 キーワード",
    "type": "itemtype documenttype publicationtype typeofreference referencetype dt type entrytype doctype worktype",
    "volume": "volume vl vol journalvolume bibliovolume",
    "issue": "issue issuenumber journalissue number is biblioissue",
    "pages": "pages page pagerange pagination",
    "publisher": "publisher pu bookpublisher primarylocationsourcehostorganizationname",
    "start": "pagestart startpage bp firstpage bibliofirstpage",
    "end": "pageend endpage ep lastpage otherpages bibliolastpage",
    "article": "artno articlenumber ar",
    "retracted": "isretracted retracted",
    "aliases": "aliases",
    "notice": "notice",
    "names": "names",
    "extra": "extra",
}
FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split()}
_PLACES: dict[str, list[tuple[str, int]]] = {}  # name -> the fields that it may stand for, and as their how manieth
for _field, _names in _NAMES.items():
    for _place, _name in enumerate(_names.split()):
        _PLACES.setdefault(_name, []).append((_field, _place))
_DATABASES = frozenset(("scopus", "pubmed", "medline", "embase", "crossref", "web of science", "wos", "openalex"))
_OPENALEX = "https://openalex.org/"
_TEXTS = ("key", "title", "abstract", "year", "venue", "doi", "arxiv_id", "pmid", "url", "volume", "issue", "publisher")
_LISTS = re.compile(r"[;|\n；]")
_LONGEST_NAME = 200


@lru_cache(10_000)
def plain_name(name: str) -> str:
    """A column's name as it is compared: "Publication Year" and "publication_year" are publicationyear. What is too
    long for a name is none."""
    return title_form(name).replace(" ", "") if len(name) <= _LONGEST_NAME else ""


def known_fields(names: Iterable[str]) -> set[str]:
    """The fields that a header with these names has."""
    return {FIELD_OF[plain] for name in names if (plain := plain_name(name)) in FIELD_OF}


def fields_of(row: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a paper from texts by their `plain_name`: authors and keywords parted, types by CSL's names."""
    found = _first_of_each(row)
    ids = extra_ids(found["extra"]) if found["extra"] else {}
    kind = found["type"]
    return {name: found[name] for name in _TEXTS} | dict(
        key=found["key"].strip().removeprefix(_OPENALEX),
        venue=found["venue"] if found["venue"].strip().lower() not in _DATABASES else "",
        url=next(iter(found["url"].split()), ""),
        doi=_said(found["doi"]) or ids.get("doi", ""),
        arxiv_id=_said(found["arxiv_id"]) or ids.get("arxiv", ""),
        pmid=_said(found["pmid"]) or ids.get("pmid", ""),
        pmcid=f"PMC{found['pmcid'].strip()}" if _said(found["pmcid"]) else ids.get("pmcid", ""),
        isbn=_said(found["isbn"]),
        authors=in_parts(split_names(found["authors"]), printed_list(found["names"])) if found["authors"] else [],
        keywords=split_keywords(found["keywords"]) if found["keywords"] else [],
        aliases=aliases(found["aliases"]),
        type=csl_type(kind),
        pages=found["pages"] or pages(found["start"], found["end"]) or found["article"],
        retracted=found["retracted"].strip().lower() in ("true", "1", "yes"),
        kinds=[*kind.split(";"), *([f"notice of {found['notice']}"] if found["notice"] else [])],
    )


def _said(cell: str) -> str:
    """The cell, and nothing where databases write "0" or "NA"."""
    return "" if says_nothing(cell) else cell


def split_keywords(cell: str) -> list[str]:
    """Keywords parted by semicolons, bars or lines; by commas where there is nothing else."""
    if keywords := listed(cell):
        return keywords
    cell = unescaped(cell).strip().strip("[]")
    parts = _LISTS.split(cell)
    return [part.strip(" '\"") for part in (parts if len(parts) > 1 else cell.split(","))]


def _first_of_each(row: Mapping[str, str]) -> dict[str, str]:
    """Of each field, the text of the first of its names that says something; a row has few of the many names."""
    found = dict.fromkeys(_NAMES, "")
    places = dict.fromkeys(_NAMES, len(_PLACES))
    for name, text in row.items():
        if text and not text.isspace():
            for field, place in _PLACES.get(name, ()):
                if place < places[field]:
                    found[field], places[field] = text, place
    return found
