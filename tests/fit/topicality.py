"""Whether a question is on a library's topics. A question's figure is 1 where that is told rightly, 0 where not.

Libraries of several sizes are asked, parts of the set's own: a question is on topic where one of its papers is among
them. It is off topic where the set says that none of its papers is here; in a part of at most a tenth of the papers
without its own, so that hardly another speaks to it; and where it is of a set of another field.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from rag.answer.question.gather import Gatherer
from rag.answer.question.understand import understand
from rag.answer.scorer import BEST, Scorer
from rag.answer.topicality import signals
from rag.answer.weights import TOPICALITY, TopicalityWeights
from rag.library.library import Library
from rag.search.scope import Bounds
from tests.fit.search import Group, logistic, shares
from tests.fit.sets import SEED, LabelledSet, Question

# A question on topic that is declined costs as much as so many off topic that are not: those the later steps of
# declining still see. Set by hand.
COST = 3.0
FIGURE = f"share told rightly, a question on topic counting {COST:.0f} times one off topic"
TODAY = TOPICALITY
NEUTRAL = TopicalityWeights(1, 1, 1, 1, missing=0, mass=0, length=0, likeness=0, threshold=2)
WRITTEN = (("rag/answer/weights.py", "TOPICALITY", lambda weights: weights),)
_SIZES = (30, 100, 300, 1_000, 3_000, 10_000)  # papers that are asked, where there are as many
_SHARE = 0.1  # of the papers, up to which a part without a question's own hardly speaks to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases(Group[TopicalityWeights]):
    """`seen` are the signals of each question, shape (questions, signals)."""

    seen: np.ndarray
    on_topic: bool


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Group[TopicalityWeights]]:
    """The set's cases on topic, and those off it.

    Args:
        others: questions of other fields, all off topic.
    """
    if not labelled.questions:
        return []
    asked: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for text, papers, on_topic in _cases(labelled, library, others):
        if (seen := _seen(library, text, papers)) is not None:
            asked[on_topic].append(seen)
    return [
        cases(f"{labelled.name} {'on' if on_topic else 'off'} topic", labelled.field, np.array(seen), on_topic)
        for on_topic, seen in asked.items()
        if seen
    ]


def _cases(
    labelled: LabelledSet, library: Library, others: Sequence[Question]
) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Each question, the ids of the papers that it is asked of, and whether it is on their topics."""
    draw = random.Random(SEED)
    ids = sorted(found.id for found in library.each())
    sizes = [size for size in _SIZES if size < len(ids)] + [len(ids)]
    parts = [size for size in sizes if size <= _SHARE * len(ids)]
    foreign = iter(others)
    for question, size, part in zip(labelled.questions, cycle(sizes), cycle(parts or [0])):
        own = {found.id for found in library.find(list(question.grades))} if question.grades else set()
        if not own:
            yield question.text, frozenset(draw.sample(ids, size)), False
            continue
        left = [i for i in ids if i not in own]
        yield question.text, frozenset([*own, *draw.sample(left, max(min(size, len(ids)) - len(own), 0))]), True
        if part and size != sizes[-1]:
            yield question.text, frozenset(draw.sample(left, part)), False
        elif other := next(foreign, None):
            yield other.text, frozenset(draw.sample(ids, size)), False


def _seen(library: Library, text: str, papers: frozenset[str]) -> np.ndarray | None:
    """What `is_on_topic` goes by; None where nothing is found."""
    scorer = Scorer(library, papers)
    gathered = Gatherer(library, scorer, understand(text), Bounds(papers=papers)).gather(10)
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
    """By logistic regression, every field counting the same, and in it every group its share."""
    share = [np.full(len(group.seen), s / len(group.seen)) for group, s in zip(groups, shares(groups), strict=True)]
    seen = np.concatenate([np.column_stack([g.seen, np.ones(len(g.seen))]) for g in groups])
    wanted = np.concatenate([np.full(len(g.seen), float(g.on_topic)) for g in groups])
    scale = np.append(seen[:, :-1].std(axis=0), 1.0)  # so that the regression shrinks all of them alike
    *weights, constant = logistic(seen / scale, wanted, np.concatenate(share)).weights / scale
    return TopicalityWeights(*(round(float(x), 3) for x in (*weights, -constant)))
