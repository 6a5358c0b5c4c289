"""The records of the papers that a question is asked of: a field at a time, read when it is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, cast

from rag.answer.question.catalogue.asked import RecordField
from rag.library.library import Library
from rag.library.tables.bibliography import Column
from rag.records import Name, Paper
from rag.search.scope import Bounds
from rag.text.wording import counted

_LINKS: tuple[Column, ...] = ("doi", "arxiv_id", "pmid", "url")
_FEW = 500


class Records:
    """Those of the papers that may be asked, all of the library's by default."""

    def __init__(self, library: Library, bounds: Bounds) -> None:
        self.library = library
        self.bounds = bounds
        everything = library.meeting(())
        self.asked = (everything if bounds.papers is None else bounds.papers) - bounds.excluded
        self._having: dict[RecordField, frozenset[str]] = {}
        self.is_whole = self.asked == everything

    @property
    def all_of_them(self) -> str:
        """How many there are, and which: "the 47 papers in the library"."""
        return f"the {counted(len(self.asked))} {'in the library' if self.is_whole else 'that are asked'}"

    def having(self, field: RecordField) -> frozenset[str]:
        """The ids of those that have a field."""
        if field not in self._having:
            self._having[field] = self._looked_up(field)
        return self._having[field]

    def _looked_up(self, field: RecordField) -> frozenset[str]:
        own = self.library.bibliography
        if field == "tags":
            return self.asked & self.library.tags.by_paper().keys()
        if field == "link":
            return self.asked & frozenset().union(*map(own.having, _LINKS))
        return self.asked & own.having(cast(Column, field))

    def lacking(self, field: RecordField) -> frozenset[str]:
        return self.asked - self.having(field)

    @cached_property
    def years(self) -> dict[str, int]:
        return self._of_asked(self.library.bibliography.values("year"))

    @cached_property
    def venues(self) -> dict[str, str]:
        return self._of_asked(self.library.bibliography.values("venue"))

    @cached_property
    def publishers(self) -> dict[str, str]:
        return self._of_asked(self.library.bibliography.values("publisher"))

    def authors(self, word: str = "") -> Iterator[tuple[str, tuple[Name, ...]]]:
        """The id and the authors of each that has any, or of those whose authors' names hold a word."""
        return ((i, names) for i, names in self.library.bibliography.authors(word) if i in self.asked)

    def newest_first(self, ids: frozenset[str], limit: int) -> list[Paper]:
        """The newest papers of these, at most so many, and those without a year last."""
        order = list(ids)
        if len(ids) > _FEW:  # too many to read them all
            order = sorted(ids, key=lambda paper_id: (-self.years.get(paper_id, 0), paper_id))[:limit]
        papers = self.library.get(order)
        return sorted(papers.values(), key=lambda paper: (-(paper.year or 0), paper.title.casefold()))[:limit]

    def _of_asked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {paper_id: value for paper_id, value in values.items() if paper_id in self.asked}
