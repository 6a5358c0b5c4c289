"""What a manuscript cites -> papers of the library: by DOI and the like, title, key, or author and year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.checks.manuscript.manuscript import Manuscript, Reference
from rag.intake.works.identifiers import identifiers
from rag.library.library import Library
from rag.records import Paper, Person
from rag.text.forms import name_form, title_form
from rag.text.persons import surname

By = Literal["identifier", "title", "key", "author and year"]
_TITLE_WORDS = 3  # from which on a title names one work
_FIRST_WORDS = 3  # by which titles are looked up in a line
_SAME_TITLE = 0.5  # share of words from which on two titles under one key are of one work, renamed
_AUTHOR_YEAR = re.compile(r"(?P<name>.*\S) (?P<year>\d{4})(?P<letter>[a-z]?)$")


@dataclass(frozen=True, slots=True)
class Match:
    """The papers that a key of a manuscript stands for, and how these were found. There are several only where author and
    year are all that is known, and several have them."""

    key: str
    papers: tuple[Paper, ...] = ()
    by: By | None = None


def matches(library: Library, manuscript: Manuscript) -> dict[str, Match]:
    """Every key that the manuscript cites with its papers; a key that is in no library has none."""
    keys = list(dict.fromkeys(key for one in manuscript.sentences for key in one.keys))
    forms = {name_form(key): reference for key, reference in manuscript.references.items()}
    references = {key: manuscript.references.get(key) or forms.get(name_form(key)) for key in keys}
    library.refresh()
    return _Finder(library, references).matches()


class _Finder:
    def __init__(self, library: Library, references: dict[str, Reference | None]) -> None:
        self._references = references
        known = [one.paper for one in references.values() if one]
        names = {name for paper in known for name in identifiers(paper)}
        self._ids = library.called([*names, *references])
        self._titled: dict[str, list[Paper]] = defaultdict(list)
        for paper in library.titled([paper.title for paper in known if _is_title(paper.title)]):
            self._titled[title_form(paper.title)].append(paper)
        self._headings = _Headings(library)
        self._library = library
        self._papers = library.get([i for ids in self._ids.values() for i in ids])

    def matches(self) -> dict[str, Match]:
        found = {key: self._match(key, reference) for key, reference in self._references.items()}
        whole = self._library.get([paper.id for match in found.values() for paper in match.papers])
        return {
            key: Match(key, tuple(whole[paper.id] for paper in match.papers if paper.id in whole), match.by)
            for key, match in found.items()
        }

    def _match(self, key: str, reference: Reference | None) -> Match:
        if reference:
            named = [paper for name in sorted(identifiers(reference.paper)) for paper in self._named(name)]
            if named:
                return Match(key, (named[0],), "identifier")
            titled = self._titled.get(title_form(reference.paper.title)) or (
                self._headings.in_text(reference.text) if reference.text else []
            )
            if titled:
                return Match(key, (_nearest_year(titled, reference.paper.year),), "title")
        own = [paper for paper in self._named(key) if reference is None or _may_be(paper, reference.paper)]
        if own:
            return Match(key, (own[0],), "key")
        by_author = self._by_author(key, reference)
        return Match(key, tuple(by_author), "author and year" if by_author else None)

    def _named(self, name: str) -> list[Paper]:
        return [self._papers[i] for i in sorted(self._ids.get(name, ())) if i in self._papers]

    def _by_author(self, key: str, reference: Reference | None) -> list[Paper]:
        if reference and reference.paper.title:
            return []  # its title is known, and no paper here has it
        if reference and reference.paper.names and reference.paper.year:
            families = [surname(name) for name in reference.paper.names]
            return self._headings.by(families, reference.paper.year)
        found = _AUTHOR_YEAR.match(key)
        return self._headings.by([found["name"]], int(found["year"])) if found else []


class _Headings:
    """The library's papers by their first authors and years, and by their titles' first words; read when first needed."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def by(self, families: Sequence[str], year: int) -> list[Paper]:
        """The papers of a year whose first author has the first family name, and among whose authors are the others."""
        forms = [name_form(family) for family in families]
        first = forms[0] if forms else ""
        found = self._by_author.get((first, year)) or self._by_author.get((first.rpartition(" ")[2], year)) or []
        others = {form for form in forms[1:] if form}
        return [paper for paper in found if others <= {name_form(surname(name)) for name in paper.names}] or found

    def in_text(self, text: str) -> list[Paper]:
        """The papers whose whole titles stand in a text: those with the longest title of these."""
        words = title_form(text).split()
        plain = f" {' '.join(words)} "
        found = [
            (form, paper)
            for n in range(len(words))
            for form, paper in self._by_words.get(tuple(words[n : n + _FIRST_WORDS]), ())
            if f" {form} " in plain
        ]
        longest = max((len(form) for form, _ in found), default=0)
        return [paper for form, paper in found if len(form) == longest]

    @cached_property
    def _papers(self) -> list[Paper]:
        return list(self._library.headings())

    @cached_property
    def _by_author(self) -> dict[tuple[str, int], list[Paper]]:
        found: dict[tuple[str, int], list[Paper]] = defaultdict(list)
        for paper in self._papers:
            if paper.names and paper.year:
                first = paper.names[0]
                family = first.family if isinstance(first, Person) else first.name
                for form in {name_form(family), name_form(surname(first))}:
                    found[form, paper.year].append(paper)
        return found

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], list[tuple[str, Paper]]]:
        found: dict[tuple[str, ...], list[tuple[str, Paper]]] = defaultdict(list)
        for paper in self._papers:
            form = title_form(paper.title)
            words = form.split()
            if len(words) >= _FIRST_WORDS:
                found[tuple(words[:_FIRST_WORDS])].append((form, paper))
        return found


def doubles(found: Iterable[Match], references: dict[str, Reference]) -> list[tuple[str, ...]]:
    """Keys that stand for one work, in the library or by identifier and title in the list of references."""
    by_work: dict[str, list[str]] = defaultdict(list)
    for match in found:
        reference = references.get(match.key)
        if len(match.papers) == 1 and match.by != "author and year":
            by_work[match.papers[0].id].append(match.key)
        elif reference and (names := sorted(identifiers(reference.paper))):
            by_work[names[0]].append(match.key)
        elif reference and _is_title(reference.paper.title):
            by_work[title_form(reference.paper.title)].append(match.key)
    return [tuple(keys) for keys in by_work.values() if len(keys) > 1]


def _is_title(title: str) -> bool:
    return len(title_form(title).split()) >= _TITLE_WORDS


def _may_be(paper: Paper, said: Paper) -> bool:
    """Whether a paper with the right key may be what the manuscript's own list says: its title is not another's."""
    if not said.title or not paper.title:
        return True
    ours, theirs = set(title_form(said.title).split()), set(title_form(paper.title).split())
    return len(ours & theirs) >= _SAME_TITLE * min(len(ours), len(theirs))


def _nearest_year(papers: Sequence[Paper], year: int | None) -> Paper:
    return min(papers, key=lambda paper: abs((paper.year or 0) - year) if year else 0)
