"""With a model: several columns put to a few papers in one call, and what that will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answer.columns.column import NOT_STATED, Cell, Column
from rag.answer.columns.replies import cell_of, given
from rag.answer.write.chain import call
from rag.answer.write.prompt import table_prompt
from rag.answer.write.selection import whole
from rag.records import Paper, Usage
from rag.setup.prices import cost
from rag.setup.servers.dialect import known, place_of
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

_COLUMNS_AT_ONCE, _PAPERS_AT_ONCE = 8, 6
_LETTERS = 4  # of a token, in English
_A_CELL = 20  # tokens that a model writes for a cell
_PROMPT = 220  # tokens of a prompt without papers and questions
_LABELLED = 1.15  # tokens of an abstract whose sentences have labels, for one of it without
# Tokens a second, of a model on this machine and of another, where the connection was not tested.
_READS = {True: 50.0, False: 3_000.0}
_WRITES = {True: 15.0, False: 80.0}
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

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(f"{paper.title}\n{paper.abstract}" for paper in self.papers)


def effort(lacking: Sequence[tuple[Sequence[Column], Sequence[Paper]]], settings: Settings) -> Effort:
    """What it takes to put columns to the papers that lack them, by the model that is set, or without one."""
    papers, cells = sum(len(own) for _, own in lacking), sum(len(columns) * len(own) for columns, own in lacking)
    if not settings.model or not cells:
        return Effort(papers, cells, 0, 0, 0.0, None)
    calls = given = 0
    for columns, own in lacking:
        for batch in batches(own, columns, settings, _estimated):
            calls += 1
            given += (
                _PROMPT
                + int(sum(map(_estimated, batch.texts)) * _LABELLED)
                + sum(_estimated(c.question) for c in batch.columns)
            )
    written, here = cells * _A_CELL, settings.is_local
    tested = known(place_of(settings))
    reads = tested.prompt / tested.first_word if tested.prompt and tested.first_word else _READS[here]
    seconds = given / reads + written / _WRITES[here] + calls * 0.5
    return Effort(papers, cells, calls, given + written, seconds, cost(settings, given, written))


def batches(
    papers: Sequence[Paper], columns: Sequence[Column], settings: Settings, size_of: Callable[[str], int] = count_tokens
) -> Iterator[Batch]:
    """Papers that lack the same columns, a few to a call: as many as a prompt has room for, by the tokens of their texts."""
    for start in range(0, len(columns), _COLUMNS_AT_ONCE):
        asked = tuple(columns[start : start + _COLUMNS_AT_ONCE])
        room = settings.prompt_tokens - _PROMPT - sum(size_of(column.question) + 4 for column in asked)
        some: list[Paper] = []
        used = 0
        for paper in papers:
            size = int(size_of(f"{paper.title}\n{paper.abstract}") * _LABELLED) + 12
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

    A value that no sentence of the abstract bears is not stated. What the reply has no entry for, or none that can be
    read, has no cell.

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
    shown = [whole(paper) for paper in papers]
    prompt = table_prompt(shown, [column.question for column in batch.columns])
    reply, usage = call(model, prompt, config)
    for (paper, column), entry in given(reply, shown, len(batch.columns)).items():
        asked = batch.columns[column - 1]
        cells[papers[paper - 1].id, asked.question] = cell_of(entry, paper, shown[paper - 1], asked)
    return cells, usage


def _estimated(text: str) -> int:
    """Tokens of a text, roughly: counting those of a whole library takes minutes."""
    return len(text) // _LETTERS + 1
