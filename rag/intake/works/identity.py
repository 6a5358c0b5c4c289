"""Which records describe the same work: by identifier, and else by title, with authors, year and abstract to speak."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

from rag.intake.works import authors, titles
from rag.intake.works.identifiers import clash, identifiers, is_preprint, own_key
from rag.records import Paper
from rag.text.forms import title_form

_MEETING_VENUE = re.compile(
    r"proceedings|conference|symposium|workshop|advances in neural|lecture notes|\bmeeting\b|\bcongress\b", re.I
)
_WORDS = re.compile(r"[^\W\d_]{5,}")

_PREPRINT_YEARS = 4  # between a preprint and what became of it
_YEARS = 1  # between two records of one publication: online, and in print
_FEW_WORDS = 3  # a title of fewer names a topic
_MANY_WORDS = 6  # a title of as many is nobody else's
_SHARED_AUTHORS = 0.5
_OTHER_TEXT = 0.2  # shared words of two abstracts: below, they are of two works
_ALIKE_TEXT = 0.5
_SAME_TEXT = 0.8
_TEXT_WORDS = 12  # fewer tell nothing
_BEGINNING = 400  # characters of an abstract that hold as many

_OTHER_TITLE = {None, "retitled", "renamed"}
_ALONE = {"thesis", "dataset", "software", "book", "chapter"}  # one of these is another work than an article is


@lru_cache(maxsize=4_096)
def marks(paper: Paper) -> frozenset[str]:
    """Where to look for records of the same work: two of them share at least one mark. Each has a scheme before it.

    Catalogues hold them: where they change, a migration makes those anew (`rag.library.tables.versions`).
    """
    form = titles.form(paper.title)
    found = {_mark(text) for text in (form.text or title_form(paper.abstract), *form.mains)}
    if len(form.words) >= _FEW_WORDS and (family := authors.first_family(paper.names)):
        found |= {_mark(family, *ends) for ends in (form.words[:2], form.words[-2:])}
    if len(begun := _WORDS.findall(paper.abstract[:_BEGINNING].casefold())) >= _TEXT_WORDS:
        found.add(_mark(*begun[:_TEXT_WORDS]))
    return identifiers(paper) | found


def same_work(one: Paper, other: Paper) -> bool:
    """Whether two records describe one work."""
    a, b = identifiers(one), identifiers(other)
    relation = titles.relation(one.title, other.title)
    if a & b:
        return not (clash(a, b) and relation in _OTHER_TITLE) and not _shared_by_many(one, other, relation)
    if clash(a, b):
        return False
    key = own_key(one)
    if key is not None and key == own_key(other) and _same_entry(one, other, relation):
        return True
    if not one.title and not other.title:
        return title_form(one.abstract) == title_form(other.abstract)
    return relation is not None and not _apart(one, other) and _borne_out(one, other, relation)


def _mark(*parts: str) -> str:
    return "title:" + blake2b(" ".join(parts).encode(), digest_size=8).hexdigest()


def _shared_by_many(one: Paper, other: Paper, relation: titles.Relation | None) -> bool:
    """Whether the identifier is that of a whole book or issue: titles, authors and abstracts have nothing in common."""
    return (
        bool(one.title and other.title)
        and relation in _OTHER_TITLE
        and (authors.overlap(one.names, other.names) or 0) < _SHARED_AUTHORS
        and bool(one.names and other.names)
        and (_alike(one, other) or 0) < _ALIKE_TEXT
    )


def _same_entry(one: Paper, other: Paper, relation: titles.Relation | None) -> bool:
    """Whether records with one key are one entry, edited."""
    alike = _alike(one, other)
    if relation == "same" and not titles.form(one.title).generic:
        return True
    is_renamed = relation in (None, "renamed") and one.title and other.title
    return (alike or 0) >= (_SAME_TEXT if is_renamed else _ALIKE_TEXT)


def _apart(one: Paper, other: Paper) -> bool:
    """Whether year, venue or place in it tell that these were published one by one."""
    gap = abs(one.year - other.year) if one.year and other.year else None
    kinds = {_kind(one), _kind(other)}
    if None not in kinds and len(kinds) > 1 and kinds & _ALONE:
        return True
    if is_preprint(one) or is_preprint(other):
        return gap is not None and gap > _PREPRINT_YEARS and (_alike(one, other) or 0) < _SAME_TEXT
    same_venue = _same_venue(one.venue, other.venue)
    if kinds == {"meeting", "journal"} and not same_venue:
        return gap != 0 or same_venue is False
    if _elsewhere_in_print(one, other):
        return True
    return gap is not None and (gap > _YEARS or (gap > 0 and same_venue is False))


def _borne_out(one: Paper, other: Paper, relation: titles.Relation) -> bool:
    """Whether authors, years and abstracts bear out what the titles suggest."""
    people, alike = authors.overlap(one.names, other.names), _alike(one, other)
    forms = titles.form(one.title), titles.form(other.title)
    words = min(len(form.words) for form in forms)
    if (people is not None and people < _SHARED_AUTHORS) or (alike is not None and alike < _OTHER_TEXT):
        return False
    posted = is_preprint(one) or is_preprint(other)
    if relation in _OTHER_TITLE:
        return posted and people is not None and (alike or 0) >= _SAME_TEXT
    if relation != "same" and not posted and _same_venue(one.venue, other.venue) is False:
        return people is not None and (alike or 0) >= _SAME_TEXT
    if any(form.generic for form in forms):
        placed = one.pages is not None and one.pages == other.pages and one.volume == other.volume
        return (alike or 0) >= _SAME_TEXT or (placed and alike is None and people is not None)
    if people is not None:
        close = posted or not (one.year and other.year) or one.year == other.year
        return close or (alike or 0) >= _ALIKE_TEXT or (relation == "same" and words >= _FEW_WORDS)
    if relation != "same":
        return (alike or 0) >= _SAME_TEXT
    if alike is not None:
        return alike >= _ALIKE_TEXT
    return words >= (_FEW_WORDS if one.year and one.year == other.year else _MANY_WORDS)


def _alike(one: Paper, other: Paper) -> float | None:
    """The share of the words of the abstract with fewer that the other has too; None where they are too few to tell."""
    a, b = sorted((_long_words(one.abstract), _long_words(other.abstract)), key=len)
    if one.abstract and one.abstract == other.abstract:
        return 1.0
    return len(a & b) / len(a) if len(a) >= _TEXT_WORDS else None


@lru_cache(maxsize=2_048)
def _long_words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _kind(paper: Paper) -> str | None:
    if paper.type in _ALONE:
        return paper.type
    if paper.type == "paper-conference" or _MEETING_VENUE.search(paper.venue or ""):
        return "meeting"
    return "journal" if paper.type == "article-journal" or paper.volume else None


def _same_venue(one: str | None, other: str | None) -> bool | None:
    """Whether two names of venues are one's, spelt out or short; None where one is missing."""
    if not one or not other:
        return None
    a, b = sorted((_venue_words(one), _venue_words(other)), key=lambda words: sum(map(len, words)))
    if "".join(w[0] for w in b) == "".join(a) or set(a) <= set(b):
        return True
    rest = iter(b)
    return all(any(word.startswith(short) for word in rest) for short in a)


def _venue_words(venue: str) -> list[str]:
    return [w for w in title_form(venue).split() if w not in {"the", "of", "and", "in", "on", "for", "a"}]


def _elsewhere_in_print(one: Paper, other: Paper) -> bool:
    """Whether both are known by volume and page, and neither agrees."""
    return bool(
        one.volume
        and other.volume
        and one.pages
        and other.pages
        and one.volume != other.volume
        and _first_page(one.pages) != _first_page(other.pages)
    )


def _first_page(pages: str) -> str:
    return re.split(r"\W+", pages.strip(), maxsplit=1)[0]
