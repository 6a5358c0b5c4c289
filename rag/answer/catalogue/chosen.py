"""Criteria -> the papers that meet them in their records, and the criteria as they are said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from rag.answer.catalogue.records import Records
from rag.answer.catalogue.wording import NO, NOUNS, joined
from rag.answer.question.catalogue.asked import Criterion, RecordField
from rag.records import Condition, Name, Operator
from rag.text.forms import name_form
from rag.text.markdown import escape_line
from rag.text.namesakes import by_person, may_be
from rag.text.persons import read_name, surname
from rag.text.venues import holds, is_called, venue_form, venue_name
from rag.text.wording import counted

_NAMED = 5  # persons or venues that are told apart
_TIMES: dict[Operator, str] = {
    "=": "from {}", ">=": "from {} or later", ">": "from after {}", "<": "from before {}", "<=": "from {} or earlier",
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


@dataclass(frozen=True, slots=True)
class _Met:
    """The papers that meet one criterion, as it is said. Where its words fit several persons or venues, `called` has the
    papers of each, behind the words that `note` begins with."""

    ids: frozenset[str]
    said: str = ""
    note: str = ""
    called: Sequence[tuple[str, frozenset[str]]] = ()


def chosen(criteria: Sequence[Criterion], records: Records, among: frozenset[str] | None = None) -> Chosen | None:
    """The papers that meet all criteria; None where records do not tell that a word is a name at all."""
    criteria = _told(criteria, records)
    fields = dict.fromkeys(field for criterion in criteria if (field := _FIELDS.get(criterion.by)))
    if untold := next((field for field in fields if not records.having(field)), None):
        are_sure = all(criterion.is_sure for criterion in criteria)
        return Chosen(frozenset(), untold=untold) if are_sure else None
    met = [_met(criterion, records) for criterion in criteria]
    ids = records.asked if among is None else records.asked & among
    for one in met:
        if one is None:
            return None
        ids &= one.ids
    notes = [note for one in met if one and (note := _note(one, ids))]
    notes += [note for field in fields if field != "tags" and (note := _lack(field, records))]
    return Chosen(ids, _shortened([one.said for one in met if one and one.said]), tuple(notes))


def _met(criterion: Criterion, records: Records) -> _Met | None:
    """The papers that meet a criterion by its value or by one of its alternatives."""
    each = [
        _CHOOSERS[criterion.by](replace(criterion, value=value), records)
        for value in (criterion.value, *criterion.alternatives)
    ]
    found = [met for met in each if met]
    if len(found) < len(each):
        return None
    called = [own for met in found for own in met.called]
    return _Met(
        frozenset().union(*(met.ids for met in found)), joined([met.said for met in found], "or"), found[0].note, called
    )


def _note(met: _Met, ids: frozenset[str]) -> str:
    """Who or what was counted, and how often among these papers."""
    counts = sorted(((len(own & ids), name) for name, own in met.called if own & ids), key=lambda counted: -counted[0])
    if not counts:
        return ""
    named = [f"{name} ({count:,})" for count, name in counts[:_NAMED]]
    more = [f"{len(counts) - _NAMED} more"] if len(counts) > _NAMED else []
    return f"{met.note} {escape_line(joined([*named, *more]))}."


def _lack(field: RecordField, records: Records) -> str:
    lacking = len(records.lacking(field))
    has = "has" if lacking == 1 else "have"
    return f"{counted(lacking)} of {len(records.asked):,} {has} no {NO[field]} on record." if lacking else ""


def _told(criteria: Sequence[Criterion], records: Records) -> list[Criterion]:
    """The criteria, of which names are told to be authors' or venues'."""
    return [
        replace(criterion, by="authors" if _names_like(criterion.value, records) else "venue")
        if criterion.by == "name"
        else criterion
        for criterion in criteria
    ]


def _by_year(criterion: Criterion, records: Records) -> _Met:
    ids = records.library.meeting((Condition("year", criterion.operator, criterion.value),))
    return _Met(ids, _TIMES[criterion.operator].format(criterion.value))


def _by_author(criterion: Criterion, records: Records) -> _Met | None:
    found = _names_like(criterion.value, records)
    if not found and not criterion.is_sure:
        return None
    persons = by_person(found)
    name = persons[0][0] if len(persons) == 1 else criterion.value
    ids = frozenset(paper_id for paper_id, _ in found)
    return _Met(ids, f"by {escape_line(name)}", "Of that name:", persons if len(persons) > 1 else ())


def _names_like(text: str, records: Records) -> list[tuple[str, list[Name]]]:
    """The papers with an author whose name this may be, with those of their authors."""
    asked = read_name(text)
    *_, last = name_form(surname(asked)).split() or [""]
    found = [(i, [name for name in names if may_be(asked, name)]) for i, names in records.authors(last)] if last else []
    return [(i, names) for i, names in found if names]


def _by_venue(criterion: Criterion, records: Records) -> _Met | None:
    name = criterion.value.strip()
    own = dict.fromkeys(records.venues.values())
    called = {venue for venue in own if is_called(venue, name)}
    if not called and criterion.is_sure:
        called = {venue for venue in own if holds(venue, name)}
    if not called and not criterion.is_sure:
        return None
    papers: dict[str, frozenset[str]] = {}
    for paper_id, venue in records.venues.items():
        if venue in called:
            papers[venue_name(venue)] = papers.get(venue_name(venue), frozenset()) | {paper_id}
    is_plain = all(venue_form(venue) == venue_form(name) for venue in papers)
    name = min(papers) if papers and is_plain else name
    ids = frozenset().union(*papers.values())
    return _Met(ids, f"published in {escape_line(name)}", "Counted as that:", () if is_plain else list(papers.items()))


def _by_publisher(criterion: Criterion, records: Records) -> _Met:
    ids = frozenset(i for i, own in records.publishers.items() if holds(own, criterion.value))
    return _Met(ids, f"published by {escape_line(criterion.value)}")


def _by_tag(criterion: Criterion, records: Records) -> _Met:
    ids = records.asked & records.library.tags.having([criterion.value])
    return _Met(ids, f"tagged “{escape_line(criterion.value)}”")


def _lacking(criterion: Criterion, records: Records) -> _Met:
    field = cast(RecordField, criterion.value)
    return _Met(records.lacking(field), f"without {NOUNS[field][0]}")


def _having(criterion: Criterion, records: Records) -> _Met:
    field = cast(RecordField, criterion.value)
    return _Met(records.having(field), f"with {NOUNS[field][0]}")


def _retracted(_: Criterion, records: Records) -> _Met:
    return _Met(records.having("retracted"), "marked as retracted")


def _on_topic(criterion: Criterion, records: Records) -> _Met:
    """What is on a topic was found before, and is all that is looked `among`."""
    return _Met(records.asked, f"on {escape_line(criterion.value)}")


def _shortened(said: Sequence[str]) -> tuple[str, ...]:
    """ "from 1995 or later" and "from 1999 or earlier" as one."""
    first = next((text for text in said if text.endswith(" or later")), None)
    last = next((text for text in said if text.endswith(" or earlier")), None)
    if not first or not last:
        return tuple(said)
    both = f"{first.removesuffix(' or later')} to {last.removeprefix('from ').removesuffix(' or earlier')}"
    return tuple(both if text == first else text for text in said if text != last)


# Without these fields a criterion cannot be told.
_FIELDS: dict[str, RecordField] = {
    "authors": "authors", "year": "year", "venue": "venue", "publisher": "publisher", "tag": "tags",
}  # fmt: skip
_CHOOSERS: dict[str, Callable[[Criterion, Records], _Met | None]] = {
    "year": _by_year, "authors": _by_author, "venue": _by_venue, "publisher": _by_publisher, "tag": _by_tag,
    "lacks": _lacking, "has": _having, "retracted": _retracted, "topic": _on_topic,
}  # fmt: skip
