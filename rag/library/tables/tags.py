"""Tags: short labels that people give to papers. They are the catalogue's own; no index holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from rag.errors import InputError
from rag.library.tables import audit, schema
from rag.library.tables.database import Row
from rag.library.tables.dialects import upsert

LONGEST = 60  # characters
_JOINERS = str.maketrans(
    "", "", "\u200c\u200d"
)  # inside words and emoji; nothing else that is not seen may stand there
_ROWS = schema.tags.c
_COUNTER = "tags"  # of the manifest: how often tags have changed, and what sources say
_NUMBER = schema.manifest.c.name == _COUNTER
_IN_ORDER = sa.select(_ROWS.paper_id, _ROWS.tag).order_by(_ROWS.form)


def named(text: str) -> str:
    """A tag as it is kept: outer blanks gone, inner ones single.

    Raises:
        InputError: it is empty, too long, or has characters that cannot be seen.
    """
    tag = schema.tag_text(text)
    if (
        not tag
        or len(tag) > LONGEST
        or not tag.translate(_JOINERS).strip()
        or not tag.translate(_JOINERS).isprintable()
    ):
        raise InputError(
            f"{text[:LONGEST]!r} cannot be a tag", f"write 1 to {LONGEST} visible characters, such as: to read"
        )
    return tag


class Tags:
    """The catalogue's table of (paper, tag). Tags that differ in case alone are one, spelt as it was first."""

    def __init__(self, engine: sa.Engine, acting: audit.Acting) -> None:
        self._engine = engine
        self._acting = acting

    def changes(self) -> int:
        """A number that grows with each change of tags, and of what sources say of papers, by whatever process."""
        with self._engine.connect() as db:
            return int(db.scalar(sa.select(schema.manifest.c.value).where(_NUMBER)) or 0)

    def all(self) -> dict[str, int]:
        """Every tag -> how many papers have it, in alphabetical order."""
        query = sa.select(_ROWS.tag, sa.func.count()).group_by(_ROWS.tag)
        with self._engine.connect() as db:
            return dict(sorted(map(tuple, db.execute(query)), key=lambda counted: schema.tag_form(counted[0])))

    def by_paper(self) -> dict[str, tuple[str, ...]]:
        """The tags of every paper that has any, by its id."""
        with self._engine.connect() as db:
            return _by_paper(db.execute(_IN_ORDER))

    def having(self, tags: Sequence[str]) -> set[str]:
        """The ids of the papers that have any of these tags."""
        forms = [schema.tag_form(tag) for tag in tags]
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(_ROWS.paper_id).where(_ROWS.form.in_(forms))))

    def of(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The tags of these papers, those without any left out."""
        with self._engine.connect() as db:
            return of(db, ids)

    def add(self, tag: str, ids: Sequence[str]) -> None:
        """Give papers a tag; ids that are not here are left out.

        Raises:
            InputError: it cannot be a tag.
        """
        tag = named(tag)
        with self._engine.begin() as db:
            self._note(db, audit.papers(f"tag {tag!r} given to", ids))
            there = {
                i
                for lot in schema.lots(list(ids))
                for i in db.scalars(sa.select(schema.papers.c.id).where(schema.papers.c.id.in_(lot)))
            }
            _insert(db, {i: (tag,) for i in ids if i in there})

    def add_each(self, tags: Mapping[str, Sequence[str]]) -> None:
        """Give papers that are here tags of their own, by id, at once.

        Raises:
            InputError: one cannot be a tag.
        """
        own = {paper_id: [named(tag) for tag in texts] for paper_id, texts in tags.items()}
        with self._engine.begin() as db:
            put(db, own)

    def remove(self, tag: str, ids: Sequence[str]) -> None:
        """Take a tag from papers."""
        form = schema.tag_form(tag)
        with self._engine.begin() as db:
            self._note(db, audit.papers(f"tag {tag!r} taken from", ids))
            for lot in schema.lots(list(ids)):
                db.execute(sa.delete(schema.tags).where(_ROWS.form == form, _ROWS.paper_id.in_(lot)))

    def rename(self, old: str, new: str) -> None:
        """Call a tag something else on all papers; where the new one is there, the two become one.

        Raises:
            InputError: it cannot be a tag.
        """
        new, was, form = named(new), schema.tag_form(old), schema.tag_form(new)
        with self._engine.begin() as db:
            self._note(db, f"tag {old!r} renamed {new!r}")
            if was != form:
                both = sa.select(_ROWS.paper_id).where(_ROWS.form == form)
                db.execute(sa.delete(schema.tags).where(_ROWS.form == was, _ROWS.paper_id.in_(both)))
            db.execute(sa.update(schema.tags).where(_ROWS.form.in_((was, form))).values(form=form, tag=new))

    def delete(self, tag: str) -> None:
        """Take a tag from all papers."""
        with self._engine.begin() as db:
            self._note(db, f"tag {tag!r} taken from all papers")
            db.execute(sa.delete(schema.tags).where(_ROWS.form == schema.tag_form(tag)))

    def _note(self, db: sa.Connection, what: str) -> None:
        counted(db)
        audit.note(db, self._acting(), what)


def of(db: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The tags of these papers, those without any left out."""
    rows = [row for lot in schema.lots(list(ids)) for row in db.execute(_IN_ORDER.where(_ROWS.paper_id.in_(lot)))]
    return _by_paper(rows)


def put(db: sa.Connection, tags: Mapping[str, Sequence[str]]) -> None:
    """Give papers tags, beside those that they have."""
    if any(tags.values()):
        counted(db)
        _insert(db, tags)


def move(db: sa.Connection, joined: Mapping[str, str]) -> None:
    """Give the tags of papers to those that they are joined to, which stay."""
    for old, new in joined.items():
        put(db, {new: of(db, [old]).get(old, ())})
    forget(db, joined)


def forget(db: sa.Connection, ids: Iterable[str]) -> None:
    """Drop the tags of papers that are taken out."""
    for lot in schema.lots(list(ids)):
        if db.execute(sa.delete(schema.tags).where(_ROWS.paper_id.in_(lot))).rowcount:
            counted(db)


def _by_paper(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for paper_id, tag in rows:
        found.setdefault(paper_id, []).append(tag)
    return {paper_id: tuple(own) for paper_id, own in found.items()}


def _insert(db: sa.Connection, tags: Mapping[str, Sequence[str]]) -> None:
    """Add what is not there; a tag that other papers have is spelt as they spell it."""
    spelt = {schema.tag_form(tag): tag for own in tags.values() for tag in own}
    for lot in schema.lots(list(spelt)):
        spelt |= {row.form: row.tag for row in db.execute(sa.select(_ROWS.form, _ROWS.tag).where(_ROWS.form.in_(lot)))}
    there = {(i, schema.tag_form(tag)) for i, own in of(db, list(tags)).items() for tag in own}
    wanted = dict.fromkeys((i, schema.tag_form(tag)) for i, own in tags.items() for tag in own)
    rows = [{"paper_id": i, "form": form, "tag": spelt[form]} for i, form in wanted if (i, form) not in there]
    if rows:
        db.execute(sa.insert(schema.tags), rows)


def counted(db: sa.Connection) -> None:
    """Count a change of tags, or of what else is said of papers. Done first where rows are read before others are written:
    it takes the database's write lock."""
    counted = sa.cast(sa.cast(schema.manifest.c.value, sa.Integer) + 1, sa.String)
    new = upsert(db, schema.manifest).values(name=_COUNTER, value="1")
    db.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": counted}))
