"""The catalogue's tables, and papers as their rows."""

from __future__ import annotations

import json
import operator
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from rag.library.tables import names
from rag.library.tables.dialects import Mark, upsert
from rag.library.tables.file_name import FileName
from rag.records import Condition, Paper
from rag.text.forms import title_form

metadata = sa.MetaData()
papers = sa.Table(
    "papers",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String, nullable=False, unique=True),
    sa.Column("key", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("abstract", sa.String, nullable=False),
    sa.Column("authors", sa.String, nullable=False),
    sa.Column("names", sa.String, nullable=False, server_default="[]"),
    sa.Column("year", sa.Integer),
    sa.Column("venue", sa.String),
    sa.Column("doi", sa.String),
    sa.Column("arxiv_id", sa.String),
    sa.Column("pmid", sa.String),
    sa.Column("url", sa.String),
    sa.Column("keywords", sa.String, nullable=False),
    sa.Column("type", sa.String),
    sa.Column("volume", sa.String),
    sa.Column("issue", sa.String),
    sa.Column("pages", sa.String),
    sa.Column("publisher", sa.String),
    sa.Column("retracted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("aliases", sa.String, nullable=False, server_default="[]"),
    sa.Column("notice", sa.String),
    sa.Column("title_form", sa.String, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False, index=True),
    # PostgreSQL bounds what an ordinary index holds, and a title may be longer: these are looked for whole.
    sa.Index("ix_papers_key", "key", postgresql_using="hash"),
    sa.Index("ix_papers_doi", "doi", postgresql_using="hash"),
    sa.Index("ix_papers_title_form", "title_form", postgresql_using="hash"),
)
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("paper_id", sa.String, sa.ForeignKey("papers.id"), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),
    sa.Column("tokens", sa.LargeBinary, nullable=False),
)
# What tells that a paper is what was written; see `rag.library.tables.checksums`.
checksums = sa.Table(
    "checksums",
    metadata,
    sa.Column("paper_id", sa.String, primary_key=True),
    sa.Column("text", sa.Integer, nullable=False),
    sa.Column("passages", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
# Where papers are looked for, to find further records of the same work: see `rag.intake.works.resolve.places`.
marks = sa.Table(
    "marks",
    metadata,
    sa.Column("mark", Mark, primary_key=True),
    sa.Column("paper_id", sa.String, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
# The records that a paper is made of, in the order in which they came, where these are several; as JSON.
records = sa.Table(
    "records",
    metadata,
    sa.Column("paper_id", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("record", sa.String, nullable=False),
)
# Which files a paper came from, and the last reading that found it there. On disk the table is called what it was first.
origins = sa.Table(
    "sources",
    metadata,
    sa.Column("file", FileName, primary_key=True),
    sa.Column("paper_id", sa.String, primary_key=True, index=True),
    sa.Column("reading", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
# What people call papers; `form` is what tags are compared by.
tags = sa.Table(
    "tags",
    metadata,
    sa.Column("paper_id", sa.String, primary_key=True),
    sa.Column("form", sa.String, primary_key=True, index=True),
    sa.Column("tag", sa.String, nullable=False),
    sqlite_with_rowid=False,
)
# What a source says of the paper it holds beside its record: the collections that it is in, notes on it, tags. `form` is
# what they are compared by.
holdings = sa.Table(
    "holdings",
    metadata,
    sa.Column("file", FileName, primary_key=True),
    sa.Column("kind", sa.String, primary_key=True),
    sa.Column("form", sa.String, primary_key=True),
    sa.Column("text", sa.String, nullable=False),
    sqlite_with_rowid=False,
)
# What records that people told apart are known by; see `rag.intake.works.splits`.
splits = sa.Table(
    "splits",
    metadata,
    sa.Column("trait", Mark, primary_key=True),
    sa.Column("split", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("part", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
removed = sa.Table(
    "removed",
    metadata,
    sa.Column("passage_id", sa.String, primary_key=True),
    sa.Column("paper_id", sa.String, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False, index=True),
)
# Vectors that have been paid for and are not in use yet: of an add or a reindex that goes on, or was interrupted.
pending = sa.Table(
    "pending",
    metadata,
    sa.Column("embedding", sa.String, primary_key=True),
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)
# Who changed what, in the order in which it was done.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),  # ISO 8601, UTC
    sa.Column("who", sa.String, nullable=False),
    sa.Column("what", sa.String, nullable=False),
)
manifest = sa.Table(
    "manifest",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
PAPER_COLUMNS = [column for column in papers.c if column.name not in ("number", "title_form", "generation")]
_PAPER_NAMES = [column.name for column in PAPER_COLUMNS]
_T = TypeVar("_T")
_MANY = 500  # values in one IN list: below every database's limit on parameters
_MOST_WORDS = 8  # of a name in a condition
NAME = "name"  # of the manifest: what no other catalogue is called
MOVING = "moving"  # the name of the one that is being moved here, and is not yet whole
_LARGEST = 2**31 - 1  # number that a column holds
_LISTS = ("keywords", "aliases")  # kept as JSON

_GENERATION = sa.select(manifest.c.value).where(manifest.c.name == "generation")  # asked for before each search

_OPERATORS: dict[str, Callable[[Any, Any], sa.ColumnElement[bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def comparison(condition: Condition) -> sa.ColumnElement[bool]:
    """A condition as the database takes it."""
    if condition.field == "tag":
        return _tagged(condition.operator, condition.value)
    if condition.field == "collection":
        return _collected(condition.operator, condition.value)
    if condition.field == "authors":
        return _authored(condition.operator, condition.value)
    column, value = papers.c[condition.field], condition.value
    if condition.field == "year":
        return _OPERATORS[condition.operator](column, min(int(value), _LARGEST))
    if condition.operator == "~":
        return _has(column, value)
    return _OPERATORS[condition.operator](sa.func.lower(column), _lowered(value))


def tag_text(text: str) -> str:
    """A tag as it is shown: composed characters, single blanks."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def tag_form(tag: str) -> str:
    """What a tag is compared by: case does not count."""
    return unicodedata.normalize("NFC", tag_text(tag).casefold())


def paper(row: Sequence[Any]) -> Paper:
    values: dict[str, Any] = dict(zip(_PAPER_NAMES, row, strict=True))
    values["names"] = names.names(values.pop("authors"), values["names"])
    for name in _LISTS:
        values[name] = () if values[name] == "[]" else _listed(values[name])
    return Paper(**values)


def _listed(text: str) -> tuple[str, ...]:
    try:
        return tuple(json.loads(text))
    except ValueError:  # damaged on disk
        return ()


def paper_row(paper_: Paper, generation: int) -> dict[str, object]:
    row = {column.name: getattr(paper_, column.name) for column in PAPER_COLUMNS if column.name != "names"}
    return row | {
        "authors": names.texts(paper_.names),
        "names": names.parts(paper_.names),
        **{name: json.dumps(getattr(paper_, name), ensure_ascii=False) for name in _LISTS},
        "title_form": title_form(paper_.title),
        "generation": generation,
    }


def generation(db: sa.Connection) -> int:
    return int(db.scalar(_GENERATION) or 0)


def lots(values: Sequence[_T], size: int = _MANY) -> Iterator[Sequence[_T]]:
    """The values in lots that fit into one IN list, or of another size."""
    return (values[i : i + size] for i in range(0, len(values), size))


def put(db: sa.Connection, name: str, value: str) -> None:
    """Write a line of the manifest."""
    new = upsert(db, manifest).values(name=name, value=value)
    db.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def put_new(db: sa.Connection, name: str, value: str) -> None:
    """Write a line of the manifest, unless there is one of that name."""
    db.execute(upsert(db, manifest).values(name=name, value=value).on_conflict_do_nothing())


def _has(column: sa.Column[str], text: str) -> sa.ColumnElement[bool]:
    """Whether a column holds a text."""
    return sa.func.lower(column).contains(_lowered(text), autoescape=True)


def _lowered(text: str) -> str:
    """A text as databases lower it: of ASCII alone."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _authored(op: str, value: str) -> sa.ColumnElement[bool]:
    """A whole name or a part of one among the authors, turned around or not; "<" and ">" compare the first."""
    if op not in ("=", "!=", "~"):
        return _OPERATORS[op](sa.func.lower(papers.c.authors), json.dumps([_lowered(value)], ensure_ascii=False))
    sought = [json.dumps(way, ensure_ascii=False) for way in _turned(value)]
    found = sa.or_(*(_has(papers.c.authors, s if op != "~" else s[1:-1]) for s in sought))
    return ~found if op == "!=" else found


def _turned(name: str) -> list[str]:
    """A name as it is, and turned around in every way that its words allow."""
    family, comma, given = map(str.strip, name.partition(","))
    if comma:
        return [name, f"{given} {family}"]
    words = name.split()[:_MOST_WORDS]
    return [name, *(f"{' '.join(words[place:])}, {' '.join(words[:place])}" for place in range(1, len(words)))]


def _tagged(op: str, value: str) -> sa.ColumnElement[bool]:
    form = tag_form(value)
    meets = tags.c.form.contains(form, autoescape=True) if op == "~" else tags.c.form == form
    has = papers.c.id.in_(sa.select(tags.c.paper_id).where(meets))
    return ~has if op == "!=" else has


def _collected(op: str, value: str) -> sa.ColumnElement[bool]:
    """In a collection or in one that it holds: its name, or the end of its path, stands whole among the steps of a path."""
    form, steps = tag_form(value), sa.literal("/") + holdings.c.form + "/"
    meets = (
        holdings.c.form.contains(form, autoescape=True) if op == "~" else steps.contains(f"/{form}/", autoescape=True)
    )
    held = sa.select(origins.c.paper_id).join(holdings, holdings.c.file == origins.c.file)
    has = papers.c.id.in_(held.where(holdings.c.kind == "collection", meets))
    return ~has if op == "!=" else has
