"""Records come in: each is new, changes what is there, says it again, or is another record of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice

from rag.intake.report import Merge, Outcome
from rag.intake.works.identifiers import identifiers, is_preprint, own_key, zotero_items
from rag.intake.works.identity import marks
from rag.intake.works.merge import SAID, Work, content, filled
from rag.intake.works.splits import Splits
from rag.records import Paper

_EDITS = 2  # fields that say another thing, where a record was edited
_CROWD = 30  # works at one place that a record is held against
_SEEN_OF_A_CROWD = 2_000  # of which these are chosen
_MOST_RECORDS = 50  # of one work: what says the same once more is counted, and not kept


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a lot of records changes: works whose papers are new or say other things, works that have more records and
    say the same, papers that are one with another (id -> that of the one that stays), and the id of the paper that each
    record went to, in order."""

    works: tuple[Work, ...]
    fuller: tuple[Work, ...]
    joined: dict[str, str]
    homes: tuple[str, ...]


@dataclass
class Resolver:
    """Sorts records into works, lot by lot, and counts by file what becomes of them: each is one of added, updated,
    unchanged and merged (see `ImportReport`). `joined` counts works that were there and turned out to be one with an
    older one.
    """

    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    joined: int = 0
    _new: set[str] = field(default_factory=set)  # ids of papers that came in by it
    _read: set[int] = field(default_factory=set)  # hashes of the records that it put in
    _by_file: dict[str, set[int]] = field(default_factory=dict)  # the same, by the file that they came from
    _merges: list[Merge] = field(default_factory=list)
    _joined: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Counter[Outcome]:
        """The counts of all files together."""
        return sum(self.counts.values(), Counter())

    @property
    def merges(self) -> tuple[Merge, ...]:
        """The records that went into a paper with others, with the papers that they are in now."""
        return tuple(replace(merge, paper=_end(merge.paper, self._joined)) for merge in self._merges)

    def take(self, papers: Sequence[Paper], known: KnownWorks, files: Sequence[str] = ()) -> Resolution:
        """Sort a lot of records into the works that are known, and change those.

        Args:
            files: the file that each record came from, "" where none is named.
        """
        lot = _Lot(known)
        named = files or [""] * len(papers)
        homes = [self._take(paper, file, lot) for paper, file in zip(papers, named, strict=True)]
        ends = {paper_id: _end(paper_id, lot.joined) for paper_id in lot.joined}
        self._joined |= ends
        spoken = tuple(work for work in lot.changed.values() if work.id in lot.spoken)
        fuller = tuple(work for work in lot.changed.values() if work.id not in lot.spoken)
        return Resolution(spoken, fuller, ends, tuple(ends.get(home, home) for home in homes))

    def _take(self, record: Paper, file: str, lot: _Lot) -> str:
        of_its_file = self._by_file.setdefault(file, set()) if file else set()
        same = lot.known.found(record, of_its_file)
        if not same:
            work = Work(lot.known.free_id(record), (record,))
            outcome: Outcome = "added"
            self._new.add(work.id)
            lot.spoken.add(work.id)
        else:
            (before, by), *others = same
            for other, other_by in others:
                lot.join(other, before)
                self._merges.append(Merge(replace(other.paper, abstract=""), "", before.id, other_by))
            self.joined += len(others)
            work, outcome = self._grown(record, before.joined(other for other, _ in others), bool(others), lot)
            if outcome == "merged":
                self._merges.append(Merge(replace(record, abstract=""), file, before.id, by))
        self.counts.setdefault(file, Counter())[outcome] += 1
        digest = hash(content(record))
        self._read.add(digest)
        of_its_file.add(digest)
        if same and work == same[0][0]:
            return work.id
        lot.put(work)
        return work.id

    def _grown(self, record: Paper, work: Work, has_joined: bool, lot: _Lot) -> tuple[Work, Outcome]:
        """The work with a record in it, as it is where the record is there or it has its fill of them; and what became of
        the record."""
        is_there, is_full = content(record) in map(content, work.records), len(work.records) >= _MOST_RECORDS
        earlier = None if is_there or is_full else self._earlier(record, work)
        if is_there or is_full:
            grown = work
        elif earlier and _is_same_version(earlier, record):
            grown = work.replaced(earlier, _in_place_of(earlier, record))
        else:
            grown = Work(work.id, (*work.records, record))
        says_nothing_new = is_there or grown.paper == work.paper
        if has_joined or not says_nothing_new:
            lot.spoken.add(work.id)
        if has_joined or not (is_there or earlier) or (says_nothing_new and work.id in self._new):
            return grown, "merged"
        return grown, "unchanged" if says_nothing_new else "updated"

    def _earlier(self, record: Paper, work: Work) -> Paper | None:
        """What this record was before it was changed: the same item of Zotero, one with its key, or without a key with its
        id and most of what it says, that this reading has not brought."""
        found = [
            own for own in work.records if _may_be_earlier(own, record, work) and hash(content(own)) not in self._read
        ]
        return max(found, key=lambda own: sum(getattr(own, n) == getattr(record, n) for n in SAID), default=None)


@dataclass
class _Lot:
    """Works as a lot of records changes them, and the ids of those whose papers say other things by it."""

    known: KnownWorks
    changed: dict[str, Work] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    spoken: set[str] = field(default_factory=set)

    def put(self, work: Work) -> None:
        self.known.put(work)
        self.changed[work.id] = work

    def join(self, other: Work, before: Work) -> None:
        self.known.drop(other)
        self.changed.pop(other.id, None)
        self.joined[other.id] = before.id


class KnownWorks:
    """Works by where they are looked for; the oldest first."""

    def __init__(self, works: Iterable[Work], splits: Splits | None = None) -> None:
        self._splits = splits or Splits()
        self._works: dict[str, Work] = {}
        self._age: dict[str, int] = {}
        self._by_place: dict[str, dict[str, None]] = {}
        self._by_content: dict[Paper, str] = {}
        for work in works:
            self.put(work)

    def put(self, work: Work) -> None:
        """Take a work in, or one anew that has changed."""
        self._works[work.id] = work
        self._age.setdefault(work.id, len(self._age))
        for place in places(work):
            self._by_place.setdefault(place, {})[work.id] = None
        self._by_content |= {content(record): work.id for record in work.records}

    def drop(self, work: Work) -> None:
        """Forget a work that is one with another."""
        del self._works[work.id]

    def works_of(self, record: Paper) -> list[Work]:
        """The works that a record describes, the oldest first; more than one where it tells that they are one."""
        return [work for work, _ in self.found(record)]

    def found(self, record: Paper, of_its_file: Container[int] = ()) -> list[tuple[Work, str]]:
        """The same, each with that by which the record is known to be of it; see `Work.described_by`."""
        works = sorted((self._works[i] for i in self._near(record)), key=lambda work: self._age[work.id])
        disputed = self._disputed(record) if len(works) > 1 else frozenset()
        found: list[tuple[Work, str]] = []
        for work in works:
            by = work.described_by(record, of_its_file, disputed)
            if by and not self._are_apart(work, [record], [other for other, _ in found]):
                found.append((work, by))
        return found

    def _near(self, record: Paper) -> set[str]:
        """The ids of the works that share a place with a record. A place that very many share tells little: of those,
        the ones that are most like it in print, and whatever says the very same."""
        ids = {i for i in (self._by_content.get(content(record)),) if i in self._works}
        for place in sought(record):
            crowd = self._by_place.get(place, {})
            if len(crowd) <= _CROWD:
                ids |= crowd.keys() & self._works.keys()
                continue
            seen = [self._works[i] for i in islice(crowd, _SEEN_OF_A_CROWD) if i in self._works]
            ids |= {work.id for work in sorted(seen, key=lambda work: _unlike(work.records[0], record))[:_CROWD]}
        return ids

    def _disputed(self, record: Paper) -> frozenset[str]:
        """The identifiers of a record that several works have."""
        at = {name: (i for i in self._by_place.get(name, ()) if i in self._works) for name in identifiers(record)}
        return frozenset(name for name, ids in at.items() if len(list(islice(ids, 2))) > 1)

    def _are_apart(self, work: Work, records: Sequence[Paper], others: Sequence[Work]) -> bool:
        """Whether a work cannot be one with records and with other works."""
        if any(work.clashes(other) for other in others):
            return True
        sides = [records, *(other.records for other in others)] if self._splits else []
        return any(self._splits.apart(work.records, side) for side in sides)

    def free_id(self, record: Paper) -> str:
        """The record's id; where another work has that, as with a second editorial, one made of all that it says."""
        if record.id not in self._works:
            return record.id
        return sha256(repr(content(record)).encode()).hexdigest()[:12]


def sought(record: Paper) -> frozenset[str]:
    """Where the works are looked for that a record may be of: its marks, its key, its id and its items of Zotero."""
    key = own_key(record)
    return marks(record) | zotero_items(record) | {f"id:{record.id}"} | (set() if key is None else {f"key:{key}"})


def places(work: Work) -> frozenset[str]:
    """Where a work is to be found: wherever one of its records is looked for."""
    return frozenset({f"id:{work.id}"}.union(*map(sought, work.records)))


def _unlike(one: Paper, other: Paper) -> int:
    """In how much of what tells works of one title apart two records differ, at a glance."""
    return (one.pages != other.pages) + (one.volume != other.volume) + (one.year != other.year)


def _may_be_earlier(own: Paper, record: Paper, work: Work) -> bool:
    items = zotero_items(own), zotero_items(record)
    if all(items):
        return bool(items[0] & items[1])
    key = own_key(record)
    return own_key(own) == key and (key is not None or _is_edited(own, record, work))


def _is_edited(own: Paper, record: Paper, work: Work) -> bool:
    """Whether a record without a key may be one of the work's, edited. That of another export says more things in
    another way."""
    if record.id not in (own.id, work.id):
        return False
    said = [(getattr(own, name), getattr(record, name)) for name in SAID]
    return len([name for name, (a, b) in zip(SAID, said, strict=True) if a and b and a != b]) <= _EDITS


def _is_same_version(earlier: Paper, record: Paper) -> bool:
    """Whether one may take the other's place. Where an entry went from preprint to published, both are kept: so are
    their identifiers."""
    same_doi = not (earlier.doi and record.doi) or earlier.doi == record.doi
    return same_doi and is_preprint(earlier) == is_preprint(record)


def _in_place_of(earlier: Paper, record: Paper) -> Paper:
    """A record that takes an earlier one's place. An abstract is not lost to a list of titles, nor an item of Zotero to
    its export, nor is anything to a record without a key: that may be of another export, which tells less."""
    items = zotero_items(earlier) - zotero_items(record)
    record = replace(record, aliases=(*record.aliases, *sorted(items))) if items else record
    if own_key(record) is None:
        return filled(record, earlier)
    return record if record.abstract else replace(record, abstract=earlier.abstract)


def _end(home: str, joined: dict[str, str]) -> str:
    while home in joined:
        home = joined[home]
    return home
