"""The relevance of a sentence to a question: within its paper, and among all sentences of the papers that are found.

A question's figure is 1 / rank of the first right sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answer.extract.lead import LOOKED_AT
from rag.answer.extract.relevance import ACROSS, FEATURES, across, features, weighed
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.answer.question.wanted import asked
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.search.retrieve import retrieve
from tests.fit.search import Group, chosen_first, shares
from tests.fit.sets import LabelledSet, Question, is_answer

FIGURE = "1 / rank of the first right sentence"
TODAY = RELEVANCE
# What speaks for a sentence counts 1; where it stands, and how it is worded, counts nothing.
NEUTRAL = RelevanceWeights(
    **{name: 0.0 for name in RelevanceWeights.__slots__}
    | dict.fromkeys(("cosine", "closeness", "coverage", "best_word", "share"), 1.0)
    | {"middle": 0.5, "elsewhere": RELEVANCE.elsewhere}
)
_FITTED = (*(name for name in (*FEATURES, *ACROSS) if name != "elsewhere"), "off_middle")
_LEADS = 4.0  # what the questions over all papers count beside the choices within one: they are the task itself
_MIDDLES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
WRITTEN = (("rag/answer/extract/weights.py", "RELEVANCE", lambda weights: weights),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Group[RelevanceWeights]):
    """`found` is what `across` gives of the sentences, or `features` with nothing behind it, those of one question
    together; `right` tells which are, `sizes` how many are of each question."""

    found: np.ndarray
    right: np.ndarray
    sizes: list[int]

    def columns(self, middle: float, fitted: Sequence[str]) -> np.ndarray:
        """What is fitted, shape (sentences, len(fitted))."""
        named = (*FEATURES, *ACROSS)
        off_middle = np.abs(self.found[:, named.index("position")] - middle)
        return np.column_stack(
            [off_middle if name == "off_middle" else self.found[:, named.index(name)] for name in fitted]
        )


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Choices]:
    """The set's choices within a paper as one group, its questions over all papers that are found as another."""
    scorer = Scorer(library)
    within = [
        (np.pad(features(asked(choice.question), choice.sentences, scorer), ((0, 0), (0, len(ACROSS)))), choice.right)
        for choice in labelled.choices
    ]
    told = [
        (question, retrieve(library, question.text, LOOKED_AT)) for question in labelled.questions if question.answers
    ]
    over_all = []
    for question, hits in told:
        if hits := tuple(hit for hit in hits if hit.paper.abstract):
            sentences, found = across(asked(question.text), hits, scorer)
            over_all.append((found, tuple(is_answer(sentence.text, question.answers) for sentence in sentences)))
    found_groups = (
        _group(labelled.name, labelled.field, within),
        _group(f"{labelled.name}, all", labelled.field, over_all, _LEADS),
    )
    return [group for group in found_groups if group]


def _group(
    name: str, field: str, cases: Sequence[tuple[np.ndarray, Sequence[bool]]], share: float = 1.0
) -> Choices | None:
    """Those cases in which some sentences are right and some are wrong; None where there are none."""
    left = [(found, right) for found, right in cases if any(right) and not all(right)]
    if not left:
        return None
    halves = tuple(_choices(name, field, half, share) for half in (left[::2], left[1::2]) if half)
    return replace(_choices(name, field, left, share), halves=halves)


def _choices(name: str, field: str, cases: Sequence[tuple[np.ndarray, Sequence[bool]]], share: float) -> Choices:
    found = np.concatenate([found for found, _ in cases])
    right = np.array([is_right for _, rights in cases for is_right in rights])
    sizes = [len(rights) for _, rights in cases]
    starts = np.cumsum([0, *sizes[:-1]])

    def values(weights: RelevanceWeights) -> np.ndarray:
        scores = weighed(found, weights)
        best = np.maximum.reduceat(np.where(right, scores, -np.inf), starts)
        # A wrong sentence that is as good comes first: what tells nothing apart is worth nothing.
        before = np.add.reduceat(~right & (scores >= np.repeat(best, sizes) - 1e-9), starts)
        return 1 / (1 + before)

    return Choices(name=name, field=field, values=values, found=found, right=right, sizes=sizes, share=share)


def as_today(groups: Sequence[Choices]) -> RelevanceWeights:
    """What the signals that today's weights use give on these groups: today's own may have been fitted on all questions."""
    return fit(groups, [name for name in _FITTED if getattr(TODAY, name)])


def fit(groups: Sequence[Choices], names: Sequence[str] = _FITTED) -> RelevanceWeights:
    """By a conditional logit over the signals that are named, for the middle with which the right sentences are most
    likely; those within a paper are as large together as today's."""
    share = np.concatenate(
        [np.full(len(group.sizes), s / len(group.sizes)) for group, s in zip(groups, shares(groups), strict=True)]
    )
    right = np.concatenate([group.right for group in groups])
    sizes = [size for group in groups for size in group.sizes]
    regressions = {
        middle: chosen_first(np.concatenate([group.columns(middle, names) for group in groups]), right, sizes, share)
        for middle in _MIDDLES
    }
    middle = min(regressions, key=lambda middle: regressions[middle].loss)
    found = dict.fromkeys(_FITTED, 0.0) | dict(zip(names, regressions[middle].weights, strict=True))
    within = [name for name in _FITTED if name not in ACROSS]
    unit = sum(abs(getattr(TODAY, name)) for name in within) / (sum(abs(found[name]) for name in within) or 1.0)
    return replace(TODAY, middle=middle, **{name: round(float(unit * value), 2) for name, value in found.items()})
