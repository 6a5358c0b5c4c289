"""Which papers truly speak to a question: a question's figure is the mean (F1) of precision and recall of those taken.

Fitted on sets whose questions name all of their papers, so that another one is known to be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answer.question.membership import MEMBERSHIP, MembershipWeights, seen
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.search.retrieve import RERANKED, retrieve
from tests.fit.search import Group, logistic, shares
from tests.fit.sets import LabelledSet, Question

FIGURE = "F1 of the papers that are taken"
TODAY = MEMBERSHIP
NEUTRAL = MembershipWeights(share=1, coverage=1, closeness=1, rarest=1, exact=1, threshold=3.5, within=2.0)
WRITTEN = (("rag/answer/question/membership.py", "MEMBERSHIP", lambda weights: weights),)
# Sets in which a paper that is not named for a question does not speak to it.
_COMPLETE = ("bioasq", "samples")
_WITHIN = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)
_UNIT = 13.0  # the weights beside the threshold together
_THRESHOLDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases(Group[MembershipWeights]):
    """`found` is what `seen` gives of papers, those of one question together; `right` tells which are of it, `wanted`
    how many papers each question has, `sizes` how many were looked at."""

    found: np.ndarray
    right: np.ndarray
    wanted: np.ndarray
    sizes: list[int]


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Group[MembershipWeights]]:
    """The questions of a complete set that have a paper among those that are found."""
    if labelled.name not in _COMPLETE:
        return []
    scorer = Scorer(library)
    cases = []
    for question in labelled.questions:
        understood = understand(question.text)
        hits = [hit for hit in retrieve(library, understood.text, RERANKED) if hit.paper.abstract]
        right = np.array([hit.paper.key in question.grades for hit in hits])
        if right.any():
            cases.append((seen(understood.topic, hits, scorer), right, len(question.grades)))
    return [replace(_cases(labelled, cases), halves=(_cases(labelled, cases[::2]), _cases(labelled, cases[1::2])))]


def _cases(labelled: LabelledSet, cases: Sequence[tuple[np.ndarray, np.ndarray, int]]) -> Cases:
    found = np.concatenate([found for found, _, _ in cases])
    right = np.concatenate([right for _, right, _ in cases])
    wanted = np.array([wanted for _, _, wanted in cases])
    sizes = [len(right) for _, right, _ in cases]
    starts = np.cumsum([0, *sizes[:-1]])

    def values(weights: MembershipWeights) -> np.ndarray:
        sums = weights.sums(found)
        surest = np.repeat(np.maximum.reduceat(sums, starts), sizes)
        taken = weights.taken(sums, surest)
        hit = np.add.reduceat((taken & right).astype(float), starts)
        f1: np.ndarray = 2 * hit / (np.add.reduceat(taken.astype(float), starts) + wanted)
        return f1

    return Cases(
        name=labelled.name, field=labelled.field, values=values, found=found, right=right, wanted=wanted, sizes=sizes
    )


def fit(groups: Sequence[Cases]) -> MembershipWeights:
    """By logistic regression, every question counting the same; with the threshold whose F1 is the highest."""
    share = np.concatenate(
        [
            np.repeat(s / len(group.sizes) / np.array(group.sizes), group.sizes)
            for group, s in zip(groups, shares(groups), strict=True)
        ]
    )
    found = np.concatenate([group.found for group in groups])
    right = np.concatenate([group.right for group in groups]).astype(float)
    *weights, _ = logistic(np.column_stack([found, np.ones(len(found))]), right, share).weights
    unit = _UNIT / sum(map(abs, weights))
    fitted = MembershipWeights(*(round(float(unit * weight), 2) for weight in weights), threshold=0.0, within=0.0)
    sums = fitted.sums(found)
    thresholds = np.linspace(np.quantile(sums, 0.5), sums.max(), _THRESHOLDS)
    tried = [
        replace(fitted, threshold=round(float(threshold), 2), within=within)
        for threshold in thresholds
        for within in _WITHIN
    ]
    counted = shares(groups)

    def figure(weights: MembershipWeights) -> float:
        return float(sum(s * group.values(weights).mean() for group, s in zip(groups, counted, strict=True)))

    return max(tried, key=figure)
