"""What an identifier is worth that two records share.

It is no proof that they are of one work: chapters have their book's DOI, posters that of a supplement, data and code
that of a deposit, and a spreadsheet makes one number of many. So what else the two records say is put in the scales
with it, in whole points. They were set by hand on the pairs of tests/pairs.py and tests/shared_identifiers.py of four
seeds, until each pair fell on its side; tests/test_shared_identifiers.py checks other seeds.
"""

from __future__ import annotations

import re

from rag.intake.identifiers import isbn
from rag.intake.works import authors, titles
from rag.intake.works.identifiers import is_preprint, is_preprint_doi
from rag.intake.works.likeness import kind, same_place, texts, year_gap
from rag.records import Paper

_WORTH = {"arxiv": 3, "pmid": 2, "pmcid": 2, "isbn": 1, "doi": 1}  # how seldom it names something that holds many works
_POSTED = 3  # a preprint server's DOI
_OF_A_PART = -1  # a DOI of chapters
_OF_A_WHOLE = -2  # a book's DOI, on what is not the book
_ROUNDED = -1  # a PMID that ends in noughts
_IN_ONE_FILE = -3  # what gives an identifier to two records with two titles gives it to what holds them
_TITLES = {"same": 1, "near": 1, "shortened": 1, "retitled": 1, "renamed": 0, None: 0}
_MOST_WORDS, _MOST = 1, 0.75  # more for titles that have as many of their words in common
_TOLD_APART = -2  # part II, a reply, a year
_SAME_AUTHORS, _OTHER_AUTHORS = 1, -2
_SAME_PLACE, _OTHER_PLACE = 3, -2
_TEXTS = {"same": 3, "alike": 3, "other": -2, None: 0}
_YEARS_APART = -1
_DATA = -3  # one is data or software, and the other is not that

_ROUND_NUMBER = re.compile(r"pmid:\d{2,4}0{4,}$")
_WHOLE_BOOK = re.compile(r"\.001\.0001$")  # of Oxford University Press
_HALF = 0.5
_DEPOSITED = {"dataset", "software"}


def proves(shared: frozenset[str], one: Paper, other: Paper, relation: titles.Relation | None, one_file: bool) -> bool:
    """Whether identifiers that two records share tell, with all else that these say, that they are of one work.

    Args:
        one_file: both are of one file, which has given the identifier to each of them.
    """
    if not (one.title and other.title):
        return True
    is_data = _is_data(one, other)
    if relation in ("same", "near", "shortened") and not titles.form(one.title).generic:
        return not (one_file and is_data)
    people, gap = authors.overlap(one.names, other.names), year_gap(one, other)
    points = max(_worth(name, one, other) for name in shared)
    points += _IN_ONE_FILE * one_file + _DATA * is_data
    points += _TITLES[relation] + _MOST_WORDS * (
        relation == "retitled" and titles.in_common(one.title, other.title) >= _MOST
    )
    points += _TOLD_APART * titles.told_apart(one.title, other.title)
    points += 0 if people is None else _SAME_AUTHORS if people >= _HALF else _OTHER_AUTHORS
    points += {True: _SAME_PLACE, False: _OTHER_PLACE, None: 0}[same_place(one, other)]
    points += _TEXTS[texts(one, other)]
    points += _YEARS_APART * (gap is not None and gap > 1 and not is_preprint(one) and not is_preprint(other))
    return points > 0


def _worth(name: str, one: Paper, other: Paper) -> int:
    scheme, _, value = name.partition(":")
    kinds = {kind(one), kind(other)}
    if scheme == "doi" and is_preprint_doi(value):
        return _POSTED
    if scheme == "doi" and kinds != {"book"} and _is_of_a_book(value):
        return _OF_A_WHOLE
    if scheme == "doi" and "chapter" in kinds:
        return _OF_A_PART
    return _ROUNDED if _ROUND_NUMBER.match(name) else _WORTH[scheme]


def _is_of_a_book(doi: str) -> bool:
    """Whether a DOI is a whole book's: it ends in an ISBN."""
    suffix = doi.partition("/")[2]
    return bool(_WHOLE_BOOK.search(suffix)) or (
        suffix[-1:].isalnum() and bool(isbn(suffix[-17:]) or isbn(suffix[-13:]))
    )


def _is_data(one: Paper, other: Paper) -> bool:
    kinds = {kind(one), kind(other)}
    return None not in kinds and len(kinds) > 1 and bool(kinds & _DEPOSITED)
