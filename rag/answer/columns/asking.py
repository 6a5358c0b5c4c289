"""With a model: several columns put to a few papers in one call, and what that will take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answer.columns.column import NOT_STATED, Cell, Column
from rag.answer.columns.replies import cell_of, given
from rag.answer.write.chain import call
from rag.answer.write.judging.judge import writing_json
from rag.answer.write.prompt import table_prompt
from rag.records import Paper, Usage
from rag.setup.prices import cost
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

COLUMNS_AT_ONCE, _PAPERS_AT_ONCE = 8, 6
_ABSTRACT = 300  # tokens of an abstract as most are, with its title
_A_CELL = 45  # tokens that a model writes for a cell
_PROMPT = 220  # tokens of a prompt without papers and questions
_READS = {True: 50, False: 3_000}  # tokens a second, of a model on this machine and of another
_WRITES = {True: 15, False: 80}
_NOT_THERE = replace(NOT_STATED, by="model")


@dataclass(frozen=True, slots=True)
class Effort:
    """What reading so many papers will take, told before it starts: roughly. The cost is None where no price is known."""

    papers: int
    cells: int
    calls: int
    tokens: int
    seconds: float
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A few papers, and the columns that they have no cells of yet."""

    papers: tuple[Paper, ...]
    columns: tuple[Column, ...]


def effort(papers: int, columns: int, settings: Settings) -> Effort:
    """What it takes to put so many columns to so many papers, by the model that is set."""
    if not settings.model or not papers or not columns:
        return Effort(papers, papers * columns, 0, 0, 0.0, None)
    at_once = _papers_at_once(min(columns, COLUMNS_AT_ONCE), settings)
    calls = -(-papers // at_once) * -(-columns // COLUMNS_AT_ONCE)
    given = papers * _ABSTRACT * -(-columns // COLUMNS_AT_ONCE) + calls * (_PROMPT + 20 * min(columns, COLUMNS_AT_ONCE))
    written = papers * columns * _A_CELL
    here = settings.is_local
    seconds = given / _READS[here] + written / _WRITES[here] + calls * 0.5
    return Effort(papers, papers * columns, calls, given + written, seconds, cost(settings, given, written))


def batches(papers: Sequence[Paper], columns: Sequence[Column], settings: Settings) -> Iterator[Batch]:
    """Papers that lack the same columns, a few to a call: as many as a prompt has room for."""
    for start in range(0, len(columns), COLUMNS_AT_ONCE):
        asked = tuple(columns[start : start + COLUMNS_AT_ONCE])
        room = settings.prompt_tokens - _PROMPT - sum(count_tokens(column.question) + 4 for column in asked)
        some: list[Paper] = []
        used = 0
        for paper in papers:
            size = count_tokens(f"{paper.title}\n{paper.abstract}") + 12
            if some and (used + size > room or len(some) == _PAPERS_AT_ONCE):
                yield Batch(tuple(some), asked)
                some, used = [], 0
            some.append(paper)
            used += size
        if some:
            yield Batch(tuple(some), asked)


def answered(
    model: BaseChatModel, batch: Batch, config: RunnableConfig | None
) -> tuple[dict[tuple[str, str], Cell], Usage]:
    """The cells of a batch by paper id and question, and what was used.

    A value whose quote does not stand in the abstract letter for letter is not stated. What the reply has no entry for, or
    none that can be read, has no cell.

    Raises:
        ModelError: the model does not answer.
    """
    papers = [paper for paper in batch.papers if paper.abstract and not paper.notice]
    cells = {
        (paper.id, column.question): _NOT_THERE
        for paper in batch.papers
        if paper not in papers
        for column in batch.columns
    }
    if not papers:
        return cells, Usage()
    prompt = table_prompt(papers, [column.question for column in batch.columns])
    reply, usage = call(writing_json(model, len(papers) * len(batch.columns)), prompt, config)
    for (paper, column), entry in given(reply, len(papers), len(batch.columns)).items():
        asked = batch.columns[column - 1]
        cells[papers[paper - 1].id, asked.question] = cell_of(entry, papers[paper - 1], asked)
    return cells, usage


def _papers_at_once(columns: int, settings: Settings) -> int:
    room = settings.prompt_tokens - _PROMPT - 20 * columns
    return max(1, min(_PAPERS_AT_ONCE, room // _ABSTRACT))
