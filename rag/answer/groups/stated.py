"""Papers -> groups by what their abstracts state of something: the data sets they use, how they were designed, how many took part."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.columns.column import Availability, Cell, Column, Count, Country, Design, Holds, Named
from rag.answer.columns.counted_things import ANIMALS, PEOPLE
from rag.answer.columns.named import single_names
from rag.answer.columns.places import BETWEEN
from rag.answer.columns.reading import cells
from rag.answer.columns.understand import column_of
from rag.answer.evidence import split
from rag.answer.groups.groups import Groups, by_values
from rag.answer.question.catalogue.grouping import Grouping
from rag.answer.scorer import Scorer
from rag.records import Paper, Sentence
from rag.text.rules import rule
from rag.text.stems import stems

READ = 2_000  # abstracts that are read for one answer at most
GROUPED_BY = (
    "data set, study design, number of participants, who took part, country, and whether code or data are available"
)
NOT_STATED = "not stated"
_BEINGS = rule(
    "grouping: by who or what took part",
    r"^(?:(?:study |patient |target |type of |types of |kind of )*(?:populations?|participants?|subjects?|patients?|animals?|organisms?|species)|(?:who|whom) .*|what kind of (?:people|patients|animals))$",
    matches=("population", "who took part", "species", "type of patients"),
    misses=("number of participants", "patient satisfaction", "sample size"),
)


def by_abstracts(papers: Sequence[Paper], grouping: Grouping, scorer: Scorer) -> Groups | None:
    """The groups; None where nothing reads what papers are to be grouped by from an abstract in a word or two."""
    column = _column(grouping.words)
    if column is None:
        return None
    values: list[Sequence[str]] = []
    stating: dict[str, Sentence] = {}
    for paper in papers:
        cell = cells(paper, [column], scorer)[0]
        own = _values(column, cell)
        values.append(own)
        if own and (sentence := sentence_of(paper, cell)):
            stating[paper.id] = sentence
    groups = by_values(papers, values, NOT_STATED, stating)
    if isinstance(column.wants, Count) and column.wants.is_sample:
        return Groups(
            tuple(sorted(groups.named, key=lambda one: _SIZES.index(one[0]))), groups.without, NOT_STATED, stating
        )
    return groups


def _column(words: str) -> Column | None:
    """The column that reads it, of a kind whose values several papers may share."""
    if _BEINGS.holds(words):
        return Column(words, words, "number", Count(frozenset(stems(f"{PEOPLE} {ANIMALS}"))))
    column = column_of(words)
    return (
        column
        if isinstance(column.wants, Named | Design | Availability | Country | Holds) or _is_sample(column)
        else None
    )


def _is_sample(column: Column) -> bool:
    return isinstance(column.wants, Count) and column.wants.is_sample


def _values(column: Column, cell: Cell) -> list[str]:
    """The groups of a cell: each of several names, the range in which a number lies, whom it counts."""
    if cell.state == "not_stated":
        return []
    if isinstance(column.wants, Named):
        return single_names(cell.text)
    if isinstance(column.wants, Country):
        return cell.plain.split(BETWEEN)
    if isinstance(column.wants, Count) and not column.wants.compares:
        return [_size(float(cell.value))] if column.wants.is_sample else [cell.text.split()[-1].lower()]
    return [cell.plain]


_SIZES = ("fewer than 10", "10 to 99", "100 to 999", "1,000 to 9,999", "10,000 to 99,999", "100,000 or more")


def _size(number: float) -> str:
    return _SIZES[min(len(str(int(number))) - 1, len(_SIZES) - 1)]


def sentence_of(paper: Paper, cell: Cell) -> Sentence | None:
    """The sentence that the words of a cell stand in; None of one that states nothing."""
    start = cell.start or 0
    return next((s for s in split(paper) if s.span.start <= start < s.span.end), None)
