"""Papers and columns -> cells, without a model: each is the abstract's own words, or nothing is stated."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.columns.availability import availability
from rag.answer.columns.column import (
    NOT_STATED,
    Availability,
    Cell,
    Column,
    Count,
    Country,
    Design,
    Holds,
    Measure,
    Named,
)
from rag.answer.columns.counts import count
from rag.answer.columns.designs import design
from rag.answer.columns.measures import measure
from rag.answer.columns.named import named
from rag.answer.columns.places import country
from rag.answer.columns.told import holds, told
from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.records import Paper, Sentence


def cells(paper: Paper, columns: Sequence[Column], scorer: Scorer) -> tuple[Cell, ...]:
    """What a paper's abstract states of each column, in their order; a notice on another paper states nothing."""
    sentences = () if paper.notice else split(paper)
    return tuple(_cell(column, sentences, scorer) if sentences else NOT_STATED for column in columns)


def _cell(column: Column, sentences: Sequence[Sentence], scorer: Scorer) -> Cell:
    wants = column.wants
    if isinstance(wants, Count):
        return count(wants, sentences)
    if isinstance(wants, Measure):
        return measure(wants, sentences)
    if isinstance(wants, Design):
        return design(wants, sentences)
    if isinstance(wants, Availability):
        return availability(wants, sentences)
    if isinstance(wants, Country):
        return country(sentences)
    if isinstance(wants, Named):
        return named(wants, sentences)
    return holds(wants, sentences, scorer) if isinstance(wants, Holds) else told(wants, sentences, scorer)
