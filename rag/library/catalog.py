"""The catalogue: papers, passages and their vectors, what was removed, and the generation counter.

It is the one source of truth. The vector store and the lexical index are derived from it: each remembers the
generation that it has reached, and `changes_since` tells it what to catch up with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.intake.works.identifiers import called
from rag.intake.works.merge import Work
from rag.intake.works.resolve import KnownWorks
from rag.library.lock import writing_lock
from rag.library.tables import audit, checksums, database, entries, origins, paging, schema, splits, tags, works
from rag.library.tables.bibliography import Bibliography
from rag.library.tables.database import Databases, Row, Select, databases
from rag.library.tables.entries import Changes, Entry, NewPapers
from rag.library.tables.holdings import Holdings
from rag.library.tables.migrations import migrate
from rag.library.tables.passages import Passages
from rag.library.tables.pending import Pending
from rag.library.tables.versions import CATALOGUE
from rag.records import Condition, Paper
from rag.setup.people import NOBODY, Role
from rag.text.forms import title_form
from rag.text.wording import counted

_AT_ONCE = 500  # papers read at a time where all are wanted


class Catalog:
    """Papers, passages and vectors in one SQL database: a SQLite file, or a PostgreSQL database that a group shares.

    `place` says which; `is_shared`, whether other machines use it too.

    A paper that is read and is not what was written is left out of what is read, and its id is among those that are
    `damaged` from then on.

    Args:
        acting: who it is that changes something, asked at each change.

    Raises (on opening, and whenever it is used):
        LibraryError: it cannot be reached, is damaged, or is of another version that cannot be brought up to this one.
    """

    def __init__(self, at: Databases, acting: audit.Acting = lambda: NOBODY) -> None:
        # As many connections as threads that ask at once: each session of the page is one.
        self._engine = at.engine("catalogue", _unusable, max_overflow=-1)
        self._acting = acting
        self.is_shared = at.are_shared
        self.place = at.place("catalogue")
        self.damaged: set[str] = set()
        migrate(self._engine, CATALOGUE)

    @classmethod
    def at(cls, place: Path | Databases) -> Catalog:
        """That of a folder, or of where a group keeps it."""
        return cls(databases(place))

    def close(self) -> None:
        self._engine.dispose()

    # reading

    def check(self) -> None:
        """Look at every page of a SQLite file, and at the checksum of every paper.

        Raises:
            LibraryError: it is damaged.
        """
        self.check_file()
        texts, passages = self.all_damaged()
        if found := texts | passages:
            raise LibraryError(
                f"{counted(len(found))} {'is' if len(found) == 1 else 'are'} damaged on disk, and left out of answers",
                "colloquy doctor --repair puts them back from the newest backup that has them",
            )

    def check_file(self) -> None:
        """Look at every page of a SQLite file.

        Raises:
            LibraryError: it is damaged.
        """
        database.check(self._engine, _unusable)

    def all_damaged(self) -> tuple[set[str], set[str]]:
        """The ids of all papers whose text is not what was written, and of all whose passages are not."""
        with self._engine.connect() as db:
            return checksums.damaged(db)

    def generation(self) -> int:
        with self._engine.connect() as db:
            return schema.generation(db)

    def manifest(self, name: str) -> str | None:
        with self._engine.connect() as db:
            return db.scalar(sa.select(schema.manifest.c.value).where(schema.manifest.c.name == name))

    def name(self) -> str:
        """What no other catalogue is called: the indexes that lie beside those of others are told apart by it."""
        if found := self.manifest(schema.NAME):
            return found
        with self._engine.begin() as db:
            database.begin_writing(db)  # of two who come at once, one names it
            schema.put_new(db, schema.NAME, f"colloquy-{uuid4().hex[:12]}")
        return self.name()

    def count(self) -> int:
        with self._engine.connect() as db:
            return db.scalar(sa.select(sa.func.count()).select_from(schema.papers)) or 0

    def papers(self, limit: int | None = None, where: Condition | None = None) -> tuple[Paper, ...]:
        """Papers in the order in which they came in; `where` is one condition."""
        query = sa.select(*checksums.COLUMNS).order_by(schema.papers.c.number).limit(limit)
        if where is not None:
            query = query.where(schema.comparison(where))
        with self._engine.connect() as db:
            return tuple(self._sound(db.execute(query)))

    def page(self, conditions: Sequence[Condition], limit: int, after: int = 0) -> paging.Page:
        """At most `limit` of the papers that meet all of the conditions; see `paging.page`."""
        with self._engine.connect() as db:
            return paging.page(db, conditions, limit, after, self.damaged)

    def each(self, conditions: Sequence[Condition] = ()) -> Iterator[Paper]:
        """The papers that meet all of the conditions, in the order in which they came in, without holding them all."""
        query = sa.select(*checksums.COLUMNS).where(*map(schema.comparison, conditions))
        return self._each(query.order_by(schema.papers.c.number))

    def spread(self, n: int) -> list[Paper]:
        """At most n papers at even distances of the order in which they came in, the same ones each time."""
        number = schema.papers.c.number
        at_or_after = sa.select(number).where(number >= sa.bindparam("at")).order_by(number).limit(1)
        with self._engine.connect() as db:
            first, last = db.execute(sa.select(sa.func.min(number), sa.func.max(number))).one()
            if first is None:
                return []
            places = {first + (2 * i + 1) * (last - first + 1) // (2 * n) for i in range(n)}
            numbers = {db.scalar(at_or_after, {"at": place}) for place in places}
        return list(self._each(sa.select(*checksums.COLUMNS).where(number.in_(numbers)).order_by(number)))

    def headings(self) -> Iterator[Paper]:
        """All papers, in the order in which they came in, without what takes the space: of each abstract there is the
        first character, which tells that there is one; keywords are left out, and aliases but of papers in Zotero."""
        own = schema.papers.c
        nothing = sa.literal("[]")
        aliases = sa.case((own.aliases.contains("zotero://"), own.aliases), else_=nothing)
        instead = {"abstract": sa.func.substr(own.abstract, 1, 1), "keywords": nothing, "aliases": aliases}
        columns = (instead.get(column.name, column).label(column.name) for column in schema.PAPER_COLUMNS)
        with self._engine.connect() as db:
            yield from map(schema.paper, db.execute(sa.select(*columns).order_by(own.number)).all())

    def years(self) -> tuple[int, int] | None:
        """The first and the last year of papers; None where they tell of none."""
        year = schema.papers.c.year
        with self._engine.connect() as db:
            first, last = db.execute(sa.select(sa.func.min(year), sa.func.max(year)).where(year > 0)).one()
        return None if first is None else (first, last)

    def ids_where(self, conditions: Sequence[Condition]) -> set[str]:
        """The ids of the papers that meet all of the conditions."""
        query = sa.select(schema.papers.c.id).where(*map(schema.comparison, conditions))
        with self._engine.connect() as db:
            return set(db.scalars(query))

    def get(self, ids: Sequence[str]) -> dict[str, Paper]:
        return {p.id: p for p in self._papers_where(schema.papers.c.id, ids)}

    def entries(self, ids: Sequence[str]) -> list[Entry]:
        """Papers with all that is kept of them, in the order in which they came in; those that are not here, or are damaged
        on disk, left out."""
        with self._engine.connect() as db:
            return entries.of(db, ids, self.damaged)

    def find(self, names: Sequence[str]) -> list[Paper]:
        """The papers that have one of these names, in the order of the names; see `named`."""
        ids = [paper_id for ids in self.named(names).values() for paper_id in sorted(ids)]
        papers = self.get(ids)
        return [papers[paper_id] for paper_id in dict.fromkeys(ids)]

    def named(self, names: Sequence[str]) -> dict[str, set[str]]:
        """Each name that is known -> the ids of its papers.

        A name is an id, or else a key, the paper's own or that of a record that was merged into it, or else a DOI, an
        arXiv id or a PubMed number in any of the forms they are written in.
        """
        wanted = {name: ([f"id:{name}"], [f"key:{name}"], called(name)) for name in names}
        at, own = schema.marks.c, schema.papers.c
        marked: dict[str, set[str]] = {}
        with self._engine.connect() as db:
            for lot in schema.lots([mark for marks in wanted.values() for mark in chain(*marks)]):
                for mark, paper_id in db.execute(sa.select(at.mark, at.paper_id).where(at.mark.in_(lot))):
                    marked.setdefault(mark, set()).add(paper_id)
            for lot in schema.lots(list(wanted)):
                for key, paper_id in db.execute(sa.select(own.key, own.id).where(own.key.in_(lot))):
                    marked.setdefault(f"key:{key}", set()).add(paper_id)
        found = {
            name: next(filter(None, (set().union(*(marked.get(m, ()) for m in marks)) for marks in tiers)), set())
            for name, tiers in wanted.items()
        }
        return {name: ids for name, ids in found.items() if ids}

    def titled(self, titles: Sequence[str]) -> list[Paper]:
        """The papers with one of these titles; case, accents and punctuation do not count."""
        return self._papers_where(schema.papers.c.title_form, [form for t in titles if (form := title_form(t))])

    def works_like(self, papers: Sequence[Paper]) -> list[Work]:
        """The works here that one of these records may be of, the oldest first."""
        with self._engine.connect() as db:
            return self._sound_works(db, works.like(db, papers))

    def known(self, papers: Sequence[Paper]) -> KnownWorks:
        """The same, to look records up in, with what people told apart."""
        with self._engine.connect() as db:
            return KnownWorks(self._sound_works(db, works.like(db, papers)), splits.all_of(db))

    def works_called(self, name: str) -> list[Work]:
        """The works with this id, key or identifier, or with a record that has it, the oldest first."""
        ids = self.named([name]).get(name, ())
        with self._engine.connect() as db:
            return works.of(db, ids)

    def records(self, ids: Collection[str]) -> int:
        """How many records papers came as: those that a work is made of, or the files that hold it, where these are more."""
        with self._engine.connect() as db:
            return works.count_records(db, ids)

    def ids(self) -> set[str]:
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(schema.papers.c.id)))

    def changes_since(self, generation: int) -> Changes:
        """Everything after a generation, for a derived index to catch up with; 0 gives the whole library."""
        with database.snapshot(self._engine) as db:
            return entries.since(db, generation)

    def papers_since(self, generation: int) -> AbstractContextManager[NewPapers]:
        """The papers after a generation as they are read, for an index that holds no vectors; 0 gives all."""
        return entries.papers_since(self._engine, generation)

    @property
    def passages(self) -> Passages:
        return Passages(self._engine)

    # writing

    def writing(self, say: Callable[[str], None], wait: bool) -> AbstractContextManager[None]:
        """Be the one that writes, of all machines that share it.

        Raises:
            filelock.Timeout: another process is, and `wait` is False.
        """
        return writing_lock(self._engine, say, wait)

    def set_manifest(self, name: str, value: str) -> None:
        with self._engine.begin() as db:
            schema.put(db, name, value)

    def write(
        self, put: Iterable[Entry] = (), remove: Iterable[str] = (), joined: Mapping[str, str] | None = None
    ) -> int:
        """Put in (or replace) entries, and take out papers in one transaction; the new generation.

        A paper that is replaced keeps its place in the order of papers, and its tags.

        Args:
            joined: papers to be taken out because they are one with another: id -> that of the one that stays.
        """
        put, remove, joined = list(put), list(remove), joined or {}
        numbers: dict[str, int] = {}
        with self._engine.begin() as db:
            database.begin_writing(db)
            generation = schema.generation(db) + 1
            for ids in schema.lots([*(e.paper.id for e in put), *remove, *joined]):
                numbers |= entries.drop(db, ids, generation)
                works.drop(db, ids)
            audit.note(db, self._acting(), _written([e.paper.id for e in put], remove, list(joined), numbers))
            entries.put(db, put, generation, numbers)
            works.put(db, [Work.of(e.paper, e.records) for e in put])
            origins.move(db, joined)
            origins.forget(db, remove)
            origins.put(db, {e.paper.id: e.origins for e in put})
            tags.move(db, joined)
            tags.forget(db, remove)
            tags.put(db, {e.paper.id: e.tags for e in put})
            schema.put(db, "generation", str(generation))
        return generation

    def write_parts(self, paper_id: str, parts: Sequence[Entry], known_by: Sequence[Collection[str]]) -> None:
        """Put the parts of a paper in its place, of which the first has its id, and remember them by their traits."""
        with self._engine.begin() as db:
            database.begin_writing(db)
            generation = schema.generation(db) + 1
            audit.note(db, self._acting(), audit.papers("split into", [e.paper.id for e in parts]))
            numbers = entries.drop(db, [paper_id], generation)
            works.drop(db, [paper_id])
            entries.put(db, parts, generation, numbers)
            works.put(db, [Work.of(e.paper, e.records) for e in parts])
            new = [e.paper.id for e in parts if e.paper.id != paper_id]
            origins.copy(db, paper_id, new)
            tags.put(db, {e.paper.id: e.tags for e in parts if e.paper.id in new})
            splits.note(db, known_by)
            schema.put(db, "generation", str(generation))

    def note_records(self, fuller: Sequence[Work]) -> None:
        """Keep works that have more records and say the same: no index needs to know."""
        with self._engine.begin() as db:
            audit.note(db, self._acting(), audit.papers("added records to", [work.id for work in fuller]))
            for ids in schema.lots([work.id for work in fuller]):
                works.drop(db, ids)
            works.put(db, fuller)

    def pending(self, embedding: str) -> Pending:
        return Pending(self._engine, embedding, self._acting)

    @property
    def origins(self) -> origins.Origins:
        return origins.Origins(self._engine)

    @property
    def holdings(self) -> Holdings:
        return Holdings(self._engine, self._acting)

    @property
    def bibliography(self) -> Bibliography:
        return Bibliography(self._engine)

    @property
    def tags(self) -> tags.Tags:
        return tags.Tags(self._engine, self._acting)

    def changes(self, most: int | None = None) -> tuple[audit.Change, ...]:
        """Who changed what, the newest first."""
        with self._engine.connect() as db:
            return audit.listed(db, most)

    def note(self, what: str, needs: Role) -> None:
        """Note a change of what belongs to the library and is kept elsewhere, such as its settings.

        Raises:
            InputError: whoever makes it has not the role that it needs.
        """
        with self._engine.begin() as db:
            audit.note(db, self._acting(), what, needs)

    def forget_removed(self) -> None:
        """Drop the notes on removals, once every derived index has caught up with them; those of other machines may lie
        behind for as long as they are switched off."""
        if self.is_shared:
            return
        with self._engine.begin() as db:
            db.execute(sa.delete(schema.removed))

    def _each(self, query: Select) -> Iterator[Paper]:
        with self._engine.connect() as db:
            yield from self._sound(db.execution_options(yield_per=_AT_ONCE).execute(query))

    def _papers_where(self, column: sa.Column[str], values: Sequence[str]) -> list[Paper]:
        with self._engine.connect() as db:
            return checksums.papers_with(db, column, values, self.damaged)

    def _sound_works(self, db: sa.Connection, found: list[Work]) -> list[Work]:
        """Without the damaged: a record that comes again takes their place, and is not merged with them."""
        damaged = checksums.differing(db, [work.id for work in found])
        self.damaged |= damaged
        return [work for work in found if work.id not in damaged]

    def _sound(self, rows: Iterable[Row]) -> Iterator[Paper]:
        return (paper for row in rows if (paper := checksums.paper(row, self.damaged)))


def _written(put: list[str], removed: list[str], joined: list[str], there: Collection[str]) -> str:
    """A change of papers in words; `there` are those that were here before."""
    done = {
        "added": [paper_id for paper_id in put if paper_id not in there],
        "changed": [paper_id for paper_id in put if paper_id in there],
        "removed": removed,
        "joined to others": joined,
    }
    return "; ".join(audit.papers(verb, ids) for verb, ids in done.items() if ids) or "indexes built anew"


def _unusable(reason: object) -> LibraryError:
    return LibraryError(
        f"the catalogue cannot be opened or read: {reason}",
        "check the disk and the folder's rights; colloquy doctor --repair puts a damaged catalogue back from its newest "
        "backup, where there is one",
    )
