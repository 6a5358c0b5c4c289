"""The library as a list to look through: by words, years, venues and tags, without its abstracts in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from rag.library.citation_keys import Keys, citation_keys
from rag.library.library import Library
from rag.records import Condition, Paper, Scope
from rag.search.retrieve import retrieve
from rag.text.persons import surname

CLOSE = 50  # papers that are shown, at most, for being close to the words by meaning
_NEAR = 0.5  # of the best score: papers below it are about something else


Order = Literal["found", "added", "newest", "oldest", "title", "author"]


@dataclass(frozen=True, slots=True)
class ShelfQuery:
    """Words, and years, venues and tags of which papers must have one; and the order in which the papers come:
    "found" is that of the library, or of the words; "added" has those first that came in last."""

    words: str = ""
    years: tuple[int, int] | None = None
    venues: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    order: Order = "found"

    def scope(self) -> Scope | None:
        """The same as conditions, which take in later papers too; None where conditions cannot say it."""
        if self.words.split() or self.venues or len(self.tags) > 1:
            return None
        where = [Condition("tag", "=", tag) for tag in self.tags]
        if self.years:
            where += [Condition("year", ">=", str(self.years[0])), Condition("year", "<=", str(self.years[1]))]
        return Scope(where=tuple(where))


@dataclass(frozen=True, slots=True)
class ShelfResult:
    """Places on the shelf: first those of the `literal` papers that have all the words, then those close to them."""

    rows: tuple[int, ...]
    literal: int


class Shelf:
    """The headings of a library's papers at one generation, in the order in which they came in."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self.papers = tuple(papers)
        self._texts = [_text(paper) for paper in self.papers]
        self._rows = {paper.id: row for row, paper in enumerate(self.papers)}

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year; None where papers tell of none."""
        years = {paper.year for paper in self.papers if paper.year}
        return (min(years), max(years)) if years else None

    @cached_property
    def venues(self) -> dict[str, int]:
        """How many papers each venue has, those with most first."""
        return dict(Counter(paper.venue for paper in self.papers if paper.venue).most_common())

    @cached_property
    def keys(self) -> Keys:
        """The citation keys that the papers have in BibTeX."""
        return citation_keys(self.papers)

    def find(self, library: Library, query: ShelfQuery) -> ShelfResult:
        """The papers that have all of the words in title, authors, venue or key, and then those close by meaning; each
        of the two in the order that is asked for.

        Where there are the former, of the latter only those that have any of the words in title or abstract: a name
        means nothing.

        Raises:
            ModelError: the embedder does not answer.
        """
        tagged = library.tags.having(query.tags) if query.tags else None
        rows = [row for row, paper in enumerate(self.papers) if _passes(paper, query, tagged)]
        words = query.words.casefold().split()
        if not words:
            return ShelfResult(self._ordered(rows, query.order), len(rows))
        among = None if len(rows) == len(self.papers) else {self.papers[row].id for row in rows}
        hits = [hit for hit in retrieve(library, query.words, CLOSE, among=among) if hit.paper.id in self._rows]
        ranked = [self._rows[hit.paper.id] for hit in hits]
        literal = self._literal(rows, words, ranked)
        has_words = set(literal)
        close = [
            row
            for row, hit in zip(ranked, hits, strict=True)
            if row not in has_words and hit.score >= _NEAR * hits[0].score and (hit.lexical or not literal)
        ]
        return ShelfResult((*self._ordered(literal, query.order), *self._ordered(close, query.order)), len(literal))

    def _ordered(self, rows: Sequence[int], order: Order) -> tuple[int, ...]:
        """Rows in an order, those that have nothing to be ordered by last."""
        if order == "found":
            return tuple(rows)
        if order == "added":
            return tuple(sorted(rows, reverse=True))
        keyed: dict[int, Any] = {row: _ORDERS[order](self.papers[row]) for row in rows}  # all numbers, or all texts
        known = [row for row in rows if keyed[row] not in (None, "")]
        known.sort(key=keyed.__getitem__, reverse=order == "newest")
        return (*known, *(row for row in rows if keyed[row] in (None, "")))

    def _literal(self, rows: Sequence[int], words: Sequence[str], ranked: Sequence[int]) -> list[int]:
        """The rows whose texts have all the words, the best ranked first."""
        rank = {row: place for place, row in enumerate(ranked)}
        having = [row for row in rows if all(word in self._texts[row] for word in words)]
        return sorted(having, key=lambda row: rank.get(row, len(rank)))


def _text(paper: Paper) -> str:
    return " ".join((paper.title, *paper.authors, paper.venue or "", paper.key)).casefold()


def _passes(paper: Paper, query: ShelfQuery, tagged: Container[str] | None) -> bool:
    if query.years and not (paper.year and query.years[0] <= paper.year <= query.years[1]):
        return False
    if tagged is not None and paper.id not in tagged:
        return False
    return not query.venues or paper.venue in query.venues


_ORDERS: dict[Order, Callable[[Paper], int | str | None]] = {
    "newest": lambda paper: paper.year,
    "oldest": lambda paper: paper.year,
    "title": lambda paper: paper.title.casefold(),
    "author": lambda paper: surname(paper.names[0]).casefold() if paper.names else None,
}
