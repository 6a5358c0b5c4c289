"""Screening: a review's question and criteria, decisions on its papers, and the order of those still to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.columns.column import Cell, Column
from rag.answer.columns.reading import cells as read_cells
from rag.answer.scorer import Scorer
from rag.conversations.sheets.decisions import Decided, Flow, as_told, flow
from rag.conversations.sheets.reading import paper_ids
from rag.conversations.sheets.store import RULES, SCREENING, Sheets
from rag.errors import InputError
from rag.library.library import Library
from rag.records import Paper, Span
from rag.search.screening.priority import Order, Priority, priority_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper to decide on: its criteria's cells, the words of its abstract that speak for inclusion, and reasons that
    criteria give against it."""

    paper: Paper
    score: float
    cells: tuple[Cell, ...]
    speaking: tuple[Span, ...]
    against: tuple[str, ...]


class Screening:
    """The screening of one library, as it is kept; any number may be open.

    Raises (on opening):
        InputError: no question is set, or no paper is left.
        ModelError: the embedder does not answer.
    """

    def __init__(self, library: Library, sheets: Sheets, priority: Priority | None = None) -> None:
        self.topic = sheets.topic(SCREENING)
        if not self.topic:
            raise InputError("there is no review yet", 'say what it asks: colloquy screen --topic "Which trials ...?"')
        self.ids = paper_ids(library, sheets.scope(SCREENING))
        self.criteria: tuple[Column, ...] = tuple(kept.column for kept in sheets.columns(SCREENING))
        self._library = library
        self._sheets = sheets
        self._order: tuple[tuple[tuple[str, bool], ...], Order] | None = None
        self.priority = priority or priority_of(library, self.ids, self.topic)

    def decided(self) -> dict[str, Decided]:
        return self._sheets.decided(SCREENING)

    def flow(self) -> Flow:
        """The counts of a PRISMA diagram."""
        return flow(self.ids, self.decided(), self._library.records(self.ids))

    def order(self) -> Order:
        """The papers that nobody decided on, what speaks most for inclusion first."""
        decided = self.decided()
        told = as_told(decided.values())
        state = tuple(sorted(told.items()))
        if self._order is None or self._order[0] != state:
            self._order = (state, self.priority.order(told))
        order = self._order[1]
        open_ = [
            (paper_id, score)
            for paper_id, score in zip(order.ids, order.scores, strict=True)
            if paper_id not in decided
        ]
        return Order(tuple(i for i, _ in open_), tuple(score for _, score in open_), order.classifier)

    def candidates(self, count: int) -> tuple[Candidate, ...]:
        """The papers to decide on next."""
        order = self.order()
        found = self._library.get(order.ids[:count])
        papers = [found[paper_id] for paper_id in order.ids[:count] if paper_id in found]
        cells = self.cells(papers)
        scores = dict(zip(order.ids, order.scores, strict=True))
        return tuple(
            Candidate(
                paper,
                scores[paper.id],
                own := tuple(cells[paper.id, column.question] for column in self.criteria),
                self.priority.speaking(paper.abstract, order.classifier),
                against(self.criteria, own),
            )
            for paper in papers
        )

    def cells(self, papers: Sequence[Paper]) -> dict[tuple[str, str], Cell]:
        """The criteria's cells by paper id and question: as the model that is set read them, where it did, else by rules."""
        questions = [column.question for column in self.criteria]
        model = self._library.settings.model
        known = self._sheets.cells(papers, questions, RULES)
        lacking = [paper for paper in papers if any((paper.id, question) not in known for question in questions)]
        scorer = Scorer(self._library)
        read = [
            (paper, column.question, cell)
            for paper in lacking
            for column, cell in zip(self.criteria, read_cells(paper, self.criteria, scorer), strict=True)
        ]
        self._sheets.keep(read, RULES)
        by_rules = {(paper.id, question): cell for paper, question, cell in read} | known
        return by_rules | (self._sheets.cells(papers, questions, model) if model else {})


def against(criteria: Sequence[Column], cells: Sequence[Cell]) -> tuple[str, ...]:
    """The reasons that criteria give against a paper: those that want yes and have no."""
    return tuple(
        f"not: {column.name}"
        for column, cell in zip(criteria, cells, strict=True)
        if column.kind == "yes_no" and cell.plain == "no"
    )
