"""Criteria -> the papers that meet them in their records, and the criteria as they are said."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from rag.answer.catalogue.records import Records
from rag.answer.catalogue.wording import NOUNS, joined
from rag.answer.question.catalogue.asked import Criterion, RecordField
from rag.records import Name, Operator
from rag.text.forms import name_form
from rag.text.markdown import escape_line
from rag.text.namesakes import by_person, may_be
from rag.text.persons import read_name
from rag.text.venues import holds, is_called, venue_name
from rag.text.wording import counted

_NAMED = 5  # persons or venues that are told apart
_COMPARED: dict[Operator, tuple[Callable[[int, int], bool], str]] = {
    "=": (operator.eq, "from"), ">=": (operator.ge, "since"), ">": (operator.gt, "after"), "<": (operator.lt, "before"),
    "<=": (operator.le, "until"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """The `ids` of papers that meet criteria, and these as they are said behind "papers": "by Ada Okafor". `notes` tell in
    sentences what was counted so; `untold` is a field that none of the papers asked has, so that nothing can be told."""

    ids: frozenset[str]
    said: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    untold: RecordField | None = None

    @property
    def where(self) -> str:
        return f" {joined(self.said)}" if self.said else ""


def chosen(criteria: Sequence[Criterion], records: Records, among: frozenset[str] | None = None) -> Chosen | None:
    """The papers that meet all criteria; None where records do not tell that a word is a name at all."""
    ids = records.asked if among is None else records.asked & among
    said: list[str] = []
    notes: list[str] = []
    criteria = _told(criteria, records)
    for criterion in criteria:
        field = _FIELDS.get(criterion.by)
        if field and not records.having(field):
            return Chosen(frozenset(), untold=field) if criterion.is_sure else None
    for criterion in criteria:
        found = _CHOOSERS[criterion.by](criterion, records)
        if found is None:
            return None
        ids &= found.ids
        said += found.said
        notes += found.notes
    for field in dict.fromkeys(field for c in criteria if (field := _FIELDS.get(c.by))):
        if lacking := len(records.lacking(field)):
            notes.append(f"{counted(lacking)} of {len(records.asked):,} {'has' if lacking == 1 else 'have'} no {NOUNS[field][1].removesuffix('s')} on record.")
    return Chosen(ids, _shortened(said), tuple(notes))


def _told(criteria: Sequence[Criterion], records: Records) -> list[Criterion]:
    """The criteria, of which names are told to be authors' or venues'."""
    return [
        Criterion("authors" if _names_like(criterion.value, records) else "venue", criterion.value, is_sure=False)
        if criterion.by == "name"
        else criterion
        for criterion in criteria
    ]


def _by_year(criterion: Criterion, records: Records) -> Chosen:
    fits, word = _COMPARED[criterion.operator]
    year = int(criterion.value)
    return Chosen(frozenset(i for i, own in records.years.items() if fits(own, year)), (f"{word} {year}",))


def _by_author(criterion: Criterion, records: Records) -> Chosen | None:
    found = _names_like(criterion.value, records)
    if not found and not criterion.is_sure:
        return None
    persons = by_person(found)
    name = persons[0][0] if len(persons) == 1 else criterion.value
    told = joined([f"{person} ({len(ids)})" for person, ids in persons[:_NAMED]])
    more = f" and {len(persons) - _NAMED} more" if len(persons) > _NAMED else ""
    notes = (f"Of that name: {escape_line(told)}{more}.",) if len(persons) > 1 else ()
    return Chosen(frozenset(i for i, _ in found), (f"by {escape_line(name)}",), notes)


def _names_like(text: str, records: Records) -> list[tuple[str, list[Name]]]:
    """The papers with an author whose name this may be, with those of their authors."""
    asked = read_name(text)
    words = name_form(text).split()
    bylines = records.authors(max(words, key=len)) if words else ()
    found = [(i, [name for name in names if may_be(asked, name)]) for i, names in bylines]
    return [(i, names) for i, names in found if names]


def _by_venue(criterion: Criterion, records: Records) -> Chosen | None:
    name = criterion.value.strip()
    own = dict.fromkeys(records.venues.values())
    called = {venue for venue in own if is_called(venue, name)}
    if not called and criterion.is_sure:
        called = {venue for venue in own if holds(venue, name)}
    if not called and not criterion.is_sure:
        return None
    counts: dict[str, int] = {}
    for venue in filter(called.__contains__, records.venues.values()):
        counts[venue_name(venue)] = counts.get(venue_name(venue), 0) + 1
    listed = sorted(counts, key=lambda venue: -counts[venue])
    told = joined([f"{venue} ({counts[venue]})" for venue in listed[:_NAMED]])
    notes = (f"Counted as that: {escape_line(told)}.",) if len(listed) > 1 or listed[:1] not in ([], [name]) else ()
    ids = frozenset(i for i, venue in records.venues.items() if venue in called)
    return Chosen(ids, (f"published in {escape_line(name)}",), notes)


def _by_publisher(criterion: Criterion, records: Records) -> Chosen:
    ids = frozenset(i for i, own in records.publishers.items() if holds(own, criterion.value))
    return Chosen(ids, (f"published by {escape_line(criterion.value)}",))


def _by_tag(criterion: Criterion, records: Records) -> Chosen:
    ids = records.asked & records.library.tags.having([criterion.value])
    tags = [] if ids else [escape_line(f"“{tag}”") for tag in records.library.tags.all()]
    notes = (f"The tags in the library: {joined(tags[:20])}.",) if tags else ()
    return Chosen(ids, (f"tagged “{escape_line(criterion.value)}”",), notes)


def _lacking(criterion: Criterion, records: Records) -> Chosen:
    field = cast(RecordField, criterion.value)
    return Chosen(records.lacking(field), (f"without {NOUNS[field][0]}",))


def _having(criterion: Criterion, records: Records) -> Chosen:
    field = cast(RecordField, criterion.value)
    return Chosen(records.having(field), (f"with {NOUNS[field][0]}",))


def _retracted(_: Criterion, records: Records) -> Chosen:
    return Chosen(records.having("retracted"), ("marked as retracted",))


def _on_topic(_: Criterion, records: Records) -> Chosen:
    return Chosen(records.asked)  # what is about a topic was found before: `among`


def _shortened(said: Sequence[str]) -> tuple[str, ...]:
    """ "since 1995" and "until 1999" as one."""
    first = next((text for text in said if text.startswith("since ")), None)
    last = next((text for text in said if text.startswith("until ")), None)
    if not first or not last:
        return tuple(said)
    both = f"from {first.removeprefix('since ')} to {last.removeprefix('until ')}"
    return tuple(both if text == first else text for text in said if text != last)


_FIELDS: dict[str, RecordField] = {"authors": "authors", "year": "year", "venue": "venue", "publisher": "publisher"}
_CHOOSERS: dict[str, Callable[[Criterion, Records], Chosen | None]] = {
    "year": _by_year, "authors": _by_author, "venue": _by_venue, "publisher": _by_publisher, "tag": _by_tag,
    "lacks": _lacking, "has": _having, "retracted": _retracted, "topic": _on_topic,
}  # fmt: skip
