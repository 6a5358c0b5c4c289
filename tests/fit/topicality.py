"""Whether a question is on a library's topics. A question's figure is 1 where that is told rightly, 0 where not.

A question is on topic where one of its papers is in the set's library. Where the set says that none of them is here, it
is near the library's topics and off them all the same; off them it is, too, where it is of another field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rag.answer.question.gather import Gatherer
from rag.answer.question.understand import understand
from rag.answer.scorer import BEST, Scorer
from rag.answer.topicality import signals
from rag.answer.weights import TOPICALITY, TopicalityWeights
from rag.library.library import Library
from rag.search.scope import Bounds
from tests.fit.search import Group, logistic, shares
from tests.fit.sets import LabelledSet, Question

# A question on topic that is declined costs as much as so many off topic that are not: those the later steps of
# declining still see. Set by hand.
COST = 4.0
SHRINK = 0.016  # likeness is known of six libraries alone: from 0.001 to 0.03 few figures change
FIGURE = f"share told rightly, a question on topic counting {COST:.0f} times one off topic"
TODAY = TOPICALITY
NEUTRAL = TopicalityWeights(1, 1, 1, missing=0, likeness=0, threshold=1.5)
WRITTEN = (("rag/answer/weights.py", "TOPICALITY", lambda weights: weights),)
Kind = Literal["on topic", "near it", "off topic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases(Group[TopicalityWeights]):
    """`seen` are the signals of each question, shape (questions, signals)."""

    seen: np.ndarray
    on_topic: bool


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Group[TopicalityWeights]]:
    """The set's cases on topic, those near it, and those off it.

    Args:
        others: questions of other fields, all off topic.
    """
    if not labelled.questions:
        return []
    asked: dict[Kind, list[np.ndarray]] = {"on topic": [], "near it": [], "off topic": []}
    for text, kind in _cases(labelled, library, others):
        if (seen := _seen(library, text)) is not None:
            asked[kind].append(seen)
    return [
        cases(f"{labelled.name} {kind}", labelled.field, np.array(seen), kind == "on topic")
        for kind, seen in asked.items()
        if seen
    ]


def _cases(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> Iterator[tuple[str, Kind]]:
    """Each question, and what it is to the library."""
    foreign = iter(others)
    for question in labelled.questions:
        own = library.find(list(question.grades)) if question.grades else ()
        yield question.text, "on topic" if own else "near it"
        if other := next(foreign, None):
            yield other.text, "off topic"


def _seen(library: Library, text: str) -> np.ndarray | None:
    """What `is_on_topic` goes by; None where nothing is found."""
    scorer = Scorer(library)
    gathered = Gatherer(library, scorer, understand(text), Bounds()).gather(10)
    if not gathered.hits:
        return None
    return signals(scorer, gathered.question.topic, [hit.paper for hit in gathered.hits[:BEST]])


def cases(name: str, field: str, seen: np.ndarray, on_topic: bool) -> Cases:
    """Questions by what is `seen` of them, as a group."""

    def values(weights: TopicalityWeights) -> np.ndarray:
        told: np.ndarray = weights.holds(seen) == on_topic
        return told.astype(float)

    share = COST if on_topic else 1.0
    return Cases(name=name, field=field, values=values, share=share, seen=seen, on_topic=on_topic)


def fit(groups: Sequence[Cases]) -> TopicalityWeights:
    """By logistic regression, every field counting the same, and in it every group its share. Features have their mean at 0
    and one spread, so that all are shrunk alike, and none of them for the sake of the constant."""
    share = np.concatenate(
        [np.full(len(group.seen), s / len(group.seen)) for group, s in zip(groups, shares(groups), strict=True)]
    )
    seen = np.concatenate([group.seen for group in groups])
    wanted = np.concatenate([np.full(len(group.seen), float(group.on_topic)) for group in groups])
    mean, scale = seen.mean(axis=0), seen.std(axis=0)
    scaled = np.column_stack([(seen - mean) / scale, np.ones(len(seen))])
    *weights, constant = logistic(scaled, wanted, share, SHRINK).weights
    weights = np.array(weights) / scale
    return TopicalityWeights(*(round(float(x), 3) for x in (*weights, mean @ weights - constant)))
