"""A question to the catalogue as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records import Operator

RecordField = Literal[
    "authors", "year", "venue", "doi", "arxiv_id", "pmid", "link", "key", "publisher", "volume", "issue", "pages",
    "keywords", "tags", "abstract", "retracted", "citations", "affiliations",
]  # fmt: skip
Group = Literal["authors", "venue", "year", "tags", "publisher"]
Wanted = Literal[
    "fields", "count", "papers", "newest", "oldest", "most", "each", "distinct", "topics", "help", "export"
]


@dataclass(frozen=True, slots=True)
class PaperReference:
    """How a question calls the papers whose records are wanted.

    `points` tells that it only points, to one paper or to several, of the scope or of the last answer: "it", "these
    papers". `is_paper` tells that it says itself that it is a paper: "the coral paper".
    """

    text: str
    points: Literal["one", "several"] | None = None
    is_paper: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """What papers must meet, as a question words it.

    A `name` is an author's or a venue's, whichever the records have; of a `lacks` or `has` the value is a field of
    records; a `topic` is what papers are about. Where it is not `is_sure`, the words may as well speak of what papers
    are about, and only the records tell: "papers in Nature", "papers in mice". One of `alternatives` does as well as the
    value.
    """

    by: Literal["authors", "venue", "year", "tag", "name", "publisher", "lacks", "has", "retracted", "topic"]
    value: str = ""
    operator: Operator = "="
    is_sure: bool = True
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueQuestion:
    """What is wanted: `fields` of the papers that are `of`; papers that meet the criteria, their `count`, the `newest` or
    `oldest` of them, `number` of them where it is given; or what papers are `grouped` by: who or what has the `most`, how
    many papers `each` has, how many `distinct` ones there are. The `topics` are what the papers are about; `help` is wanted on what can be
    asked, `export` on how papers and answers are taken elsewhere."""

    wanted: Wanted
    fields: tuple[RecordField, ...] = ()
    of: PaperReference | None = None
    criteria: tuple[Criterion, ...] = ()
    grouped: Group | None = None
    number: int | None = None
