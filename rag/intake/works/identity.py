"""Which records describe the same work: by identifier, and else by title, with authors, year and abstract to speak."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from hashlib import blake2b

from rag.intake.works import authors, titles
from rag.intake.works.identifiers import SCHEMES, clash, identifiers, is_preprint, own_key, zotero_items
from rag.intake.works.likeness import (
    LONG_WORD,
    ONES_OWN,
    TEXT_WORDS,
    alike,
    elsewhere_in_print,
    kind,
    same_place,
    same_venue,
    texts,
    year_gap,
)
from rag.intake.works.shared import proves
from rag.records import Paper
from rag.text.forms import title_form

_PREPRINT_YEARS = 4  # between a preprint and what became of it
_YEARS = 1  # between two records of one publication: online, and in print
_YEARS_OF_ONE_TEXT = 2  # where title and abstract are the same: a database may have the year of another event
_FEW_WORDS = 3  # a title of fewer names a topic
_MANY_WORDS = 6  # a title of as many is nobody else's
_FEW_AUTHORS = 2  # a list of as many, all the same, is nobody else's in one venue
_SHARED_AUTHORS = 0.5
_OTHER_TEXT = 0.2  # shared words of two abstracts: below, they are of two works
_ALIKE_TEXT = 0.5
_SAME_TEXT = 0.8
_BEGINNING = 400  # characters of an abstract that hold TEXT_WORDS

ITEM = "item"  # of Zotero

_OTHER_TITLE = {None, "retitled", "renamed"}


@lru_cache(maxsize=4_096)
def marks(paper: Paper) -> frozenset[str]:
    """Where to look for records of the same work: two of them share at least one mark. Each has a scheme before it.

    Catalogues hold them: where they change, a migration makes those anew (`rag.library.tables.versions`).
    """
    form = titles.form(paper.title)
    found = {_mark(text) for text in (form.text or title_form(paper.abstract), *form.mains)}
    if len(form.words) >= _FEW_WORDS and (family := authors.first_family(paper.names)):
        found |= {_mark(family, *ends) for ends in (form.words[:2], form.words[-2:])}
    if len(begun := LONG_WORD.findall(paper.abstract[:_BEGINNING].casefold())) >= TEXT_WORDS:
        found.add(_mark(*begun[:TEXT_WORDS]))
    return identifiers(paper) | found


def same_work(one: Paper, other: Paper) -> bool:
    """Whether two records describe one work."""
    return sameness(one, other) is not None


def sameness(one: Paper, other: Paper, one_file: bool = False, disputed: Set[str] = frozenset()) -> str | None:
    """By what two records are known to describe one work: "doi" or another scheme, "item" of Zotero, "key", or what they have in common,
    such as "title, authors and year"; None where they do not, or it cannot be told.

    Args:
        one_file: both are of one file: an identifier that it gives to several works is none of theirs.
        disputed: identifiers that several works have already. They prove nothing, unless the titles agree.
    """
    if _is_notice(one) != _is_notice(other) and title_form(one.title) != title_form(other.title):
        return None  # databases often give a notice the identifiers of the paper
    a, b = identifiers(one), identifiers(other)
    relation = titles.relation(one.title, other.title)
    shared = a & b
    if relation in _OTHER_TITLE:
        shared -= disputed
    if shared and not (clash(a, b) and relation in _OTHER_TITLE) and proves(shared, one, other, relation, one_file):
        return next(scheme for scheme in SCHEMES if any(name.startswith(f"{scheme}:") for name in shared))
    if zotero_items(one) & zotero_items(other) and not (clash(a, b) and relation in _OTHER_TITLE):
        return ITEM  # edited there: what names it may have been corrected, or what it is called
    if clash(a, b):
        return None
    key = own_key(one)
    if key is not None and key == own_key(other) and _same_entry(one, other, relation):
        return "key"
    if not one.title and not other.title:
        return "abstract" if title_form(one.abstract) == title_form(other.abstract) else None
    if relation is not None and not _apart(one, other, relation) and _borne_out(one, other, relation):
        return _in_common(one, other, relation)
    return _in_common(one, other, None) if _is_retitled(one, other) else None


def _mark(*parts: str) -> str:
    return "title:" + blake2b(" ".join(parts).encode(), digest_size=8).hexdigest()


def _same_entry(one: Paper, other: Paper, relation: titles.Relation | None) -> bool:
    """Whether records with one key are one entry, edited."""
    if relation == "same" and not titles.form(one.title).generic:
        return True
    is_renamed = relation in (None, "renamed") and one.title and other.title
    return (alike(one, other) or 0) >= (_SAME_TEXT if is_renamed else _ALIKE_TEXT)


def _is_retitled(one: Paper, other: Paper) -> bool:
    """Whether records whose titles differ have one abstract, and stand on one page or one title only says more than the
    other."""
    gap, placed = year_gap(one, other), same_place(one, other)
    says_more = placed is None and gap == 0 and titles.contains(one.title, other.title)
    if gap or not (placed or says_more) or same_venue(one.venue, other.venue) is False:
        return False
    if {kind(one), kind(other)} & ONES_OWN or titles.of_two_kinds(one.title, other.title):
        return False
    if not placed and titles.told_apart(one.title, other.title):
        return False
    return (authors.overlap(one.names, other.names) or 0) >= _SHARED_AUTHORS and texts(one, other) == "same"


def _is_one_text(one: Paper, other: Paper, relation: titles.Relation | None) -> bool:
    """Whether title and abstract are the same: whatever else is written in another way, it is one work's."""
    return relation == "same" and not titles.form(one.title).generic and texts(one, other) == "same"


def _apart(one: Paper, other: Paper, relation: titles.Relation) -> bool:
    """Whether year, venue or place in it tell that these were published one by one."""
    gap = year_gap(one, other)
    if _is_notice(one) != _is_notice(other):
        return True
    kinds = {kind(one), kind(other)}
    if None not in kinds and len(kinds) > 1 and kinds & ONES_OWN:
        return True
    if is_preprint(one) or is_preprint(other):
        return gap is not None and gap > _PREPRINT_YEARS and (alike(one, other) or 0) < _SAME_TEXT
    venue = same_venue(one.venue, other.venue)
    if kinds == {"meeting", "journal"} and not venue:
        return gap != 0 or venue is False
    if elsewhere_in_print(one, other):
        return True
    years = _YEARS_OF_ONE_TEXT if _is_one_text(one, other, relation) else _YEARS
    return gap is not None and (gap > years or (gap > 0 and venue is False))


def _is_notice(paper: Paper) -> bool:
    """Whether it is a notice on another work, and not a work whose text gave way to one."""
    return paper.notice is not None and not paper.retracted


def _borne_out(one: Paper, other: Paper, relation: titles.Relation) -> bool:
    """Whether authors, years and abstracts bear out what the titles suggest."""
    if _is_one_text(one, other, relation):
        return True
    people, likeness = authors.overlap(one.names, other.names), alike(one, other)
    forms = titles.form(one.title), titles.form(other.title)
    if (people is not None and people < _SHARED_AUTHORS) or (likeness is not None and likeness < _OTHER_TEXT):
        return False
    posted = is_preprint(one) or is_preprint(other)
    if relation in _OTHER_TITLE:
        return posted and people is not None and (likeness or 0) >= _SAME_TEXT
    if relation != "same" and not posted and same_venue(one.venue, other.venue) is False:
        return people is not None and (likeness or 0) >= _SAME_TEXT
    if any(form.generic for form in forms):
        placed = one.pages is not None and one.pages == other.pages and one.volume == other.volume
        return (likeness or 0) >= _SAME_TEXT or (placed and likeness is None and people is not None)
    words = min(len(form.words) for form in forms)
    if people is not None:
        close = posted or not year_gap(one, other) or (likeness or 0) >= _ALIKE_TEXT
        return close or (relation == "same" and (words >= _FEW_WORDS or _is_theirs_alone(one, other)))
    if relation != "same":
        return (likeness or 0) >= _SAME_TEXT
    if likeness is not None:
        return likeness >= _ALIKE_TEXT
    return words >= (_FEW_WORDS if one.year and one.year == other.year else _MANY_WORDS)


def _is_theirs_alone(one: Paper, other: Paper) -> bool:
    """Whether a short title is nobody else's in another year: the same authors have it in the same venue, and it is not
    of the kind that comes each year."""
    return (
        len(one.names) == len(other.names) >= _FEW_AUTHORS
        and authors.overlap(one.names, other.names) == 1
        and same_venue(one.venue, other.venue) is True
        and not titles.form(one.title).periodic
    )


def _in_common(one: Paper, other: Paper, relation: titles.Relation | None) -> str:
    """What two records have in common, in words."""
    found = [] if relation in _OTHER_TITLE else ["title"]
    found += ["authors"] * ((authors.overlap(one.names, other.names) or 0) >= _SHARED_AUTHORS)
    found += ["abstract"] * ((alike(one, other) or 0) >= _ALIKE_TEXT)
    found += ["year"] * (year_gap(one, other) == 0)
    found += ["pages"] * (relation is None and same_place(one, other) is True)
    return " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))
