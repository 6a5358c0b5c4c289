"""Papers read column by column: what is known is taken, what is not is read and kept before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.answer.columns.asking import Effort, answered, batches, effort
from rag.answer.columns.column import NOT_STATED, Cell, Column
from rag.answer.columns.reading import cells as read_cells
from rag.answer.columns.table import TableRow
from rag.answer.scorer import Scorer
from rag.answer.spending import Spending, over_budget
from rag.conversations.sheets.store import RULES, Sheets
from rag.errors import ModelError
from rag.library.library import Library
from rag.records import Paper, Scope, Usage
from rag.search.scope import bounds
from rag.setup.prices import priced
from rag.setup.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

_AT_ONCE = 40  # papers read, kept and shown together
_Key = tuple[str, str]  # of a cell: paper id and question


def paper_ids(library: Library, scope: Scope) -> tuple[str, ...]:
    """The ids of a scope's papers, in the order in which they came in.

    Raises:
        InputError: no paper is left.
    """
    asked = bounds(library, scope)
    return tuple(
        paper.id
        for paper in library.headings()
        if (asked.papers is None or paper.id in asked.papers) and paper.id not in asked.excluded
    )


class Reading:
    """Columns put to papers. `rows` gives them in order as they are read; what is read is kept at once, so that a reading
    which was broken off goes on where it stopped.

    Args:
        ids: of the papers, as `paper_ids` gives them.
        model: sets up the chat model; None reads without one.

    `usage` is what the model used so far; `warnings` tell in sentences what went wrong.
    """

    def __init__(
        self,
        library: Library,
        sheets: Sheets,
        columns: Sequence[Column],
        ids: Sequence[str],
        settings: Settings,
        model: Callable[[], BaseChatModel] | None = None,
        config: RunnableConfig | None = None,
    ) -> None:
        self._library = library
        self._sheets = sheets
        self._columns = tuple(columns)
        self._questions = [column.question for column in columns]
        self._ids = tuple(ids)
        self._settings = settings
        self._user = library.acting().name
        self._model = model
        self._config = config
        self._reader = (settings.model or "") if model else RULES
        self.usage = Usage()
        self.warnings: list[str] = []
        self._is_over = False  # the budget, or the model: the rest is not asked for

    @property
    def model(self) -> str | None:
        """The model that reads; None where rules do."""
        return self._settings.model if self._model else None

    def effort(self) -> Effort:
        """What reading the cells that are not known yet will take."""
        lacking = [
            group
            for papers in self._parts()
            for group in self._lacking(papers, self._sheets.cells(papers, self._questions, self._reader))
        ]
        return effort(lacking, self._settings if self._model else self._settings.model_copy(update={"model": None}))

    def known(self) -> Iterator[TableRow]:
        """The rows whose cells are all known, in the order of the papers: what there is before the rest is read."""
        for papers in self._parts():
            yield from self._whole(papers, self._sheets.cells(papers, self._questions, self._reader))

    def rows(self) -> Iterator[TableRow]:
        """The rows whose cells are known or read, in the order of the papers.

        Raises:
            ModelError: a model is set that cannot be set up, or does not answer the first time it is asked; later its
                failure ends the reading, with a warning.
        """
        model = self._model() if self._model and self.effort().cells else None
        scorer = Scorer(self._library)
        for papers in self._parts():
            known = self._sheets.cells(papers, self._questions, self._reader)
            if self._model:
                yield from self._asked(model, papers, known)
                continue
            read = [
                (paper, column.question, cell)
                for columns, own in self._lacking(papers, known)
                for paper in own
                for column, cell in zip(columns, read_cells(paper, columns, scorer), strict=True)
            ]
            self._keep(read, known)
            yield from self._whole(papers, known)

    def _asked(
        self, model: BaseChatModel | None, papers: Sequence[Paper], known: dict[_Key, Cell]
    ) -> Iterator[TableRow]:
        """The rows of a few papers, asked of the model call by call; each is given as soon as it and those before it are
        whole."""
        waiting = list(papers)

        def ready() -> Iterator[TableRow]:
            while waiting and all((waiting[0].id, question) in known for question in self._questions):
                yield self._row(waiting.pop(0), known)

        yield from ready()
        for again in (False, True):  # what a reply left out is asked for once more
            for columns, own in self._lacking(papers, known):
                for batch in batches(own, columns, self._settings):
                    if self._is_over or model is None or not self._may_ask():
                        break
                    try:
                        found, used = answered(model, batch, self._config)
                    except ModelError as error:
                        self._fail(error)
                        break
                    self._note(used)
                    read = [
                        (p, c.question, found[p.id, c.question])
                        for p in batch.papers
                        for c in batch.columns
                        if (p.id, c.question) in found
                    ]
                    self._keep(read, known)
                    yield from ready()
            if (
                again
                and not self._is_over
                and (left := sum(len(own) * len(columns) for columns, own in self._lacking(papers, known)))
            ):
                self.warnings.append(
                    f"The model gave {left} cells no answer that could be read: the same question asks again."
                )
                for paper in papers:
                    known |= {(paper.id, q): NOT_STATED for q in self._questions if (paper.id, q) not in known}
                yield from ready()

    def _lacking(
        self, papers: Sequence[Paper], known: dict[_Key, Cell]
    ) -> list[tuple[tuple[Column, ...], list[Paper]]]:
        """Papers by the columns that they lack."""
        by_columns: dict[tuple[int, ...], list[Paper]] = {}
        for paper in papers:
            missing = tuple(n for n, question in enumerate(self._questions) if (paper.id, question) not in known)
            if missing:
                by_columns.setdefault(missing, []).append(paper)
        return [(tuple(self._columns[n] for n in missing), own) for missing, own in by_columns.items()]

    def _parts(self) -> Iterator[list[Paper]]:
        for start in range(0, len(self._ids), _AT_ONCE):
            ids = self._ids[start : start + _AT_ONCE]
            found = self._library.get(ids)
            yield [found[paper_id] for paper_id in ids if paper_id in found]

    def _keep(self, read: Sequence[tuple[Paper, str, Cell]], known: dict[_Key, Cell]) -> None:
        self._sheets.keep(read, self._reader)
        known |= {(paper.id, question): cell for paper, question, cell in read}

    def _whole(self, papers: Sequence[Paper], known: dict[_Key, Cell]) -> Iterator[TableRow]:
        for paper in papers:
            if all((paper.id, question) in known for question in self._questions):
                yield self._row(paper, known)

    def _row(self, paper: Paper, known: dict[_Key, Cell]) -> TableRow:
        return TableRow(paper, tuple(known[paper.id, question] for question in self._questions))

    def _may_ask(self) -> bool:
        reason = over_budget(self._settings, self._library.databases, self._user)
        if reason and not self._is_over:
            self._is_over = True
            self.warnings.append(f"The model was not asked any more: {reason}. What was read is kept.")
        return not reason

    def _note(self, used: Usage) -> None:
        self.usage = priced(self.usage.plus(used), self._settings)
        if used.calls and self._settings.model:
            Spending(self._library.databases, self._user).note(self._settings.model, priced(used, self._settings))

    def _fail(self, error: ModelError) -> None:
        self._is_over = True
        if not self.usage.calls:
            raise error
        self.warnings.append(
            f"The model did not answer any more ({error.message}). What was read is kept: {error.hint}."
        )
