"""One paper of several records of the same work."""

from __future__ import annotations

from collections.abc import Container, Iterable, Set
from dataclasses import dataclass, replace
from typing import Any

from rag.intake.works.authors import fullest
from rag.intake.works.identifiers import clash, identifiers, is_preprint, own_key, zotero_items
from rag.intake.works.identity import ITEM, sameness
from rag.records import Paper

_OF_PUBLICATION = ("venue", "type", "volume", "issue", "pages", "publisher")  # never those of another version
_OF_WORK = ("title", "year", "doi", "arxiv_id", "pmid", "url", "keywords")
IDENTICAL = "identical record"
SAID = ("abstract", "names", *_OF_WORK, *_OF_PUBLICATION)


@dataclass(frozen=True, slots=True)
class Work:
    """A work: its stable id, and its records in the order in which they came, at least one."""

    id: str
    records: tuple[Paper, ...]

    @classmethod
    def of(cls, paper: Paper, records: tuple[Paper, ...] = ()) -> Work:
        """The work that a paper of the library is; `records` where it is made of several."""
        return cls(paper.id, records or (paper,))

    @property
    def paper(self) -> Paper:
        """The paper that its records make together."""
        return merged(self.id, self.records)

    @property
    def identifiers(self) -> frozenset[str]:
        """Those of all its records."""
        return frozenset().union(*map(identifiers, self.records))

    def described_by(
        self, record: Paper, of_its_file: Container[int] = (), disputed: Set[str] = frozenset()
    ) -> str | None:
        """By what a record is known to be one of this work, as `sameness` tells it, or "identical record"; None where it
        is none.

        Args:
            of_its_file: the hashes of the contents of records that came from the same file as this one.
            disputed: identifiers that several works have.
        """
        if content(record) in map(content, self.records):
            return IDENTICAL  # an editorial too, whose title and authors alone would not tell
        for own in self.records:
            one_file = bool(of_its_file) and hash(content(own)) in of_its_file
            if by := sameness(record, own, one_file, disputed):
                named, known = identifiers(record) - disputed, self.identifiers - disputed
                return by if by == ITEM or named & known or not clash(named, known) else None
        return None

    def clashes(self, other: Work) -> bool:
        """Whether identifiers tell two works apart."""
        return clash(identifiers(self.paper), identifiers(other.paper))

    def joined(self, others: Iterable[Work]) -> Work:
        """This work with the records of others that turned out to be the same."""
        records = [record for work in (self, *others) for record in work.records]
        first = {content(record): record for record in reversed(records)}
        return Work(self.id, tuple(record for record in records if first[content(record)] is record))

    def replaced(self, earlier: Paper, record: Paper) -> Work:
        """This work with a record in an earlier one's place."""
        return Work(self.id, tuple(record if own is earlier else own for own in self.records))


def content(record: Paper) -> Paper:
    """A record without the id that the library gave it: what two readings of it are compared by."""
    return replace(record, id="", key=own_key(record) or "")


def merged(paper_id: str, records: tuple[Paper, ...]) -> Paper:
    """The paper that records of one work make together.

    The first key that a record came with stays, as does the first abstract. What is said of the publication is that of
    the published version, then of the preprint; among equals the first record is believed, and the others fill in what
    it lacks. A retraction that any record tells of holds. What else the work is called goes to `aliases`.
    """
    if len(records) == 1:
        return replace(records[0], id=paper_id, key=own_key(records[0]) or paper_id)
    ranked = sorted(records, key=is_preprint)
    alike = [record for record in ranked if is_preprint(record) == is_preprint(ranked[0])]
    keys = [key for record in records if (key := own_key(record)) is not None]
    paper = replace(
        ranked[0],
        id=paper_id,
        key=keys[0] if keys else paper_id,
        abstract=_first(records, "abstract"),
        retracted=any(record.retracted for record in records),
        notice=next((record for record in records if record.abstract), records[0]).notice,
        **{name: _first(ranked, name) for name in _OF_WORK},
        names=fullest([record.names for record in alike]) or _first(ranked, "names"),
        **{name: _first(alike, name) for name in _OF_PUBLICATION},
        aliases=(),
    )
    named = frozenset().union(*map(identifiers, records)) - identifiers(paper)
    other_keys = dict.fromkeys(f"key:{key}" for key in keys if key != paper.key)
    items = dict.fromkeys(item for record in records for item in record.aliases if item in zotero_items(record))
    return replace(paper, aliases=(*sorted(named), *items, *other_keys))


def filled(record: Paper, other: Paper) -> Paper:
    """A record, with the fields that it lacks taken from another of the same work."""
    return replace(record, **{n: getattr(record, n) or getattr(other, n) for n in SAID})


def _first(records: Iterable[Paper], name: str) -> Any:
    values = [getattr(record, name) for record in records]
    return next((value for value in values if value), values[0])
