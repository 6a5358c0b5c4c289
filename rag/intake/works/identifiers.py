"""What names a work for everyone, and what tells a preprint from a publication: DOIs, arXiv ids, PubMed numbers."""

from __future__ import annotations

import re

from rag.intake import identifiers as parse
from rag.records import Paper, is_zotero

_DOI = re.compile(r"10\.\d+[\d.]*/.")
SCHEMES = ("doi", "pmid", "arxiv", "pmcid", "isbn")
_NAMING = tuple(f"{scheme}:" for scheme in SCHEMES)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+?)(?:v\d+)?$")
# Preprint servers and series of working papers, by what their DOIs begin with.
_PREPRINT_DOI = re.compile(
    r"10\.(?:48550/|1101/(?:\d{4}\.\d\d\.\d\d\.|\d{6}$)|64898/|20944/|2139/|21203/|31234/|31235/|31219/|31223/|35542/|"
    r"26434/|36227/|22541/|33774/|14293/pr2199|7287/peerj\.preprints|3386/w\d|32388/|1002/essoar|5194/egusphere-|"
    r"12688/verixiv|3762/bxiv|51094/jxiv|1590/scielopreprints|47649/|31222/|31730/|55458/neurolibre)"
)
_DOI_VERSION = re.compile(r"(?:/v|\.v|-v|_v|v)\d+$")
_PREPRINT_VENUE = re.compile(
    r"arxiv|\bcorr\b|\b(?:bio|med|chem|psy|soc|ed|eng|eco|law|earth)[a-z]*rxiv\b|\bssrn\b|preprint|research square|"
    r"techrxiv|zenodo|authorea|openreview|working paper|\bosf\b",
    re.I,
)


def identifiers(paper: Paper) -> frozenset[str]:
    """What names the work for everyone: "doi:...", "arxiv:...", "pmid:...", versions folded, with those of aliases.

    The DOI that arXiv gives is the arXiv id; an ISBN is a book's alone.
    """
    doi = paper.doi if _DOI.match(paper.doi or "") else None  # some records have the publisher's half alone
    own = (("doi", doi), ("arxiv", paper.arxiv_id), ("pmid", paper.pmid))
    named = [f"{scheme}:{value}" for scheme, value in own if value]
    named += [alias for alias in paper.aliases if alias.startswith(_NAMING)]
    return frozenset(map(canonical, named))


def called(name: str) -> frozenset[str]:
    """The identifiers that a name may be, as people write it: "10.1000/x", "arXiv:1706.03762", "pmid:123", or the address
    of an item in Zotero."""
    if is_zotero(name.strip()):
        return frozenset((name.strip(),))
    scheme, _, value = name.strip().partition(":")
    named = [f"{scheme.lower()}:{value.strip()}"] if scheme.lower() in SCHEMES else []
    parsers = {"doi": parse.doi, "arxiv": parse.arxiv_id, "pmid": parse.pmid, "pmcid": parse.pmcid, "isbn": parse.isbn}
    named += [f"{scheme}:{value}" for scheme, parser in parsers.items() if (value := parser(name))]
    return frozenset(map(canonical, named))


def zotero_items(paper: Paper) -> frozenset[str]:
    """The items of Zotero that a record came from, each by its address there."""
    return frozenset(filter(is_zotero, paper.aliases))


def own_key(paper: Paper) -> str | None:
    """The key that a record came with; None where it was given one for want of its own."""
    return None if paper.key == paper.id else paper.key


def is_preprint(paper: Paper) -> bool:
    """Whether a record describes a work as posted, not as published."""
    doi = paper.doi or ""
    if doi:
        return is_preprint_doi(doi)
    if paper.venue:
        return bool(_PREPRINT_VENUE.search(paper.venue))
    return bool(paper.arxiv_id) or paper.type == "article"


def is_preprint_doi(doi: str) -> bool:
    """Whether a DOI, in lower case, is that of a preprint server or a series of working papers."""
    return bool(_PREPRINT_DOI.match(doi))


def clash(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether identifiers rule out that two records are of one work. A preprint's DOI and a publisher's do not."""
    pairs = zip(_naming(one), _naming(other), strict=True)
    return any(a and b and not a & b for a, b in pairs) or _two_posts(one, other)


def canonical(name: str) -> str:
    """An identifier with its scheme before it as works are found by it: versions of preprints folded."""
    scheme, _, value = name.partition(":")
    if scheme != "doi":
        return name
    if arxiv := _ARXIV_DOI.match(value):
        return f"arxiv:{arxiv.group(1)}"
    return f"doi:{_DOI_VERSION.sub('', value)}" if is_preprint_doi(value) else name


def _naming(named: frozenset[str]) -> tuple[set[str], ...]:
    """The identifiers of which a work has one: PMIDs, arXiv ids, publishers' DOIs."""
    published = {n for n in named if n.startswith("doi:") and not is_preprint_doi(n[4:])}
    return {n for n in named if n.startswith("pmid:")}, {n for n in named if n.startswith("arxiv:")}, published


def _two_posts(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both have been posted on one server, each by itself."""
    a, b = ({n.partition("/")[0]: n for n in named if is_preprint_doi(n[4:])} for named in (one, other))
    return any(a[server] != b[server] for server in a.keys() & b.keys())
