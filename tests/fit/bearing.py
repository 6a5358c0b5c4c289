"""python -m tests.fit.bearing DIR: the weights by which a paper bears a sentence of a manuscript, and how sure that has to be.

DIR holds `abstracts.jsonl` and `sentences.jsonl`: sentences of related-work sections with the papers that they cite. The
weights are fitted on the even sentences and checked on the odd ones, and the other way round; the bar is planted: each
sentence is looked up once with the papers that it cites in the library, and once without them.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from rag.checks.manuscript.bearing import Bearers, Signals
from rag.checks.manuscript.check import AROUND
from rag.checks.manuscript.weights import BEARING, SURE, BearingWeights, SureWeights
from rag.library.library import Library
from rag.search.retrieve import retrieve
from tests.fit.search import logistic
from tests.fit.sets import LabelledSet, opened, read
from tests.fit.write import with_weights

WEIGHTS = Path(__file__).parents[2] / "rag" / "checks" / "manuscript" / "weights.py"
NAMES = [field.name for field in fields(BearingWeights)]
NEUTRAL = BearingWeights(**{name: 1.0 for name in NAMES})
PRECISION = 0.7  # of what is suggested, where the papers cited are there half of the time
_FIVE = 5
SHRINK = 0.3  # of 0.003 to 0.3, the one whose weights do best on the half that they have not seen
_ROUNDS, _STEP = 300, 0.05


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with what is known of the papers for it, which of them it cites, how many it cites, and the same without
    these; `plain` of both as the product has it of all of them."""

    signals: Signals
    right: np.ndarray
    cites: int
    without: Signals
    plain: np.ndarray
    plain_without: np.ndarray

    def rank(self, weights: BearingWeights) -> int:
        """The place of the best paper that it cites, from 0; a place behind all where none was proposed."""
        order = np.argsort(-self.signals.scores(weights), kind="stable")
        places = np.flatnonzero(self.right[order])
        return int(places[0]) if len(places) else len(order) + _FIVE


def cases(labelled: LabelledSet, library: Library) -> list[Case]:
    bearers, texts = Bearers(library), [question.text for question in labelled.questions]
    of = [next(iter(question.grades)).partition(":")[0] for question in labelled.questions]
    found = []
    for n, question in enumerate(labelled.questions):
        near = range(max(0, n - AROUND), min(len(texts), n + AROUND + 1))
        around = [texts[m] for m in near if m != n and of[m] == of[n]]
        cited = library.named(list(question.grades))[0]
        signals = bearers.signals(question.text, around)
        right = np.array([paper.id in cited for paper in signals.papers])
        without = bearers.signals(question.text, around, without=cited)
        plain = [bearers.plain(question.text, one, range(len(one.papers))) for one in (signals, without)]
        found.append(Case(signals, right, len(question.grades), without, *plain))
    return found


def shares(ranks: Sequence[int]) -> str:
    """The shares of ranks that are the first, and among the first five."""
    found = np.array(ranks)
    return f"first {np.mean(found == 0):.3f}, in five {np.mean(found < _FIVE):.3f} of {len(found)}"


def fit(found: Sequence[Case]) -> BearingWeights:
    """A conditional logit: how likely one of the papers that a sentence cites is to be chosen of those proposed.

    By gradient ascent, and shrunk: the signals go together, and there are few sentences. Newton's method as in `search`
    runs away here, where a paper that is cited may be far behind the others.
    """
    told = [case for case in found if case.right.any()]
    seen = [np.stack([case.signals.ranked[name] for name in ("lexical", *NAMES)], axis=1) for case in told]
    scale = np.concatenate(seen).std(axis=0)
    scaled = [one / scale for one in seen]
    weights, moment, size = np.zeros(len(scale)), np.zeros(len(scale)), np.zeros(len(scale))
    for step in range(1, _ROUNDS + 1):
        slopes = [_slope(one, case.right, weights) for one, case in zip(scaled, told, strict=True)]
        slope = np.mean(slopes, axis=0) - SHRINK * weights
        moment, size = 0.9 * moment + 0.1 * slope, 0.99 * size + 0.01 * slope**2
        weights = weights + _STEP * (moment / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-8)
    lexical, *others = weights / scale
    return BearingWeights(**{n: round(float(max(w, 0.0) / lexical), 2) for n, w in zip(NAMES, others, strict=True)})


def _slope(seen: np.ndarray, right: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How the logarithm of the chance that a right paper is chosen grows with the weights, shape (signals,)."""
    scores = seen @ weights
    chances = np.exp(scores - scores.max())
    of_right = np.where(right, np.exp(scores - scores[right].max()), 0.0)
    return np.asarray((of_right / of_right.sum() - chances / chances.sum()) @ seen)


def planted(found: Sequence[Case], weights: BearingWeights) -> tuple[np.ndarray, np.ndarray]:
    """Of the best paper of each sentence, with and without those that it cites: its signals, shape (2n, 4), and whether it
    is one of these, shape (2n,)."""
    seen, right = [], []
    for case in found:
        nothing = np.zeros(len(case.without.papers), dtype=bool)
        for signals, plain, cited in (
            (case.signals, case.plain, case.right),
            (case.without, case.plain_without, nothing),
        ):
            scores = signals.scores(weights)
            first, *others = np.argsort(-scores, kind="stable")
            lead = scores[first] - (scores[others[0]] if others else 0.0)
            seen.append([*plain[first], lead])
            right.append(bool(cited[first]))
    return np.array(seen), np.array(right)


def fit_sure(found: Sequence[Case], weights: BearingWeights) -> SureWeights:
    """The probability by logistic regression, and the least from which on what is suggested is right often enough."""
    seen, right = planted(found, weights)
    features = np.column_stack([seen, np.ones(len(seen))])
    *of_signals, constant = logistic(features, right.astype(float), np.full(len(seen), 1 / len(seen))).weights
    made = SureWeights(*(round(float(w), 2) for w in of_signals), constant=round(float(constant), 2), threshold=0.5)
    told = made.probability(seen)
    thresholds = np.arange(0.05, 1.0, 0.01)
    enough = [t for t in thresholds if (told >= t).any() and right[told >= t].mean() >= PRECISION]
    return replace(made, threshold=round(float(min(enough, default=1.0)), 2))


def suggested(found: Sequence[Case], weights: BearingWeights, sure: SureWeights) -> str:
    seen, right = planted(found, weights)
    told = sure.probability(seen) >= sure.threshold
    precise, here = right[told].mean() if told.any() else float("nan"), told[::2]
    return (
        f"suggested for {here.mean():.3f} of those whose papers are here, {told[1::2].mean():.3f} of the others;"
        f" right {precise:.3f} of {told.sum()}"
    )


def report(found: Sequence[Case], plain: Mapping[str, Sequence[int]]) -> tuple[list[str], BearingWeights, SureWeights]:
    halves = found[::2], found[1::2]
    fitted = [fit(half) for half in halves]
    sure = [fit_sure(half, weights) for half, weights in zip(halves, fitted, strict=True)]
    held = [0] * len(found)
    for place in (0, 1):
        held[place::2] = [case.rank(fitted[1 - place]) for case in halves[place]]
    one = [case.cites == 1 for case in found]
    lines = [
        f"plain search, all:                 {shares(plain['all'])}",
        f"plain search, of one cited:        {shares([r for r, is_one in zip(plain['all'], one, strict=True) if is_one])}",
        f"neutral, all:                      {shares([case.rank(NEUTRAL) for case in found])}",
        f"today's, all:                      {shares([case.rank(BEARING) for case in found])}",
        f"today's, of one cited:             {shares([case.rank(BEARING) for case in found if case.cites == 1])}",
        f"fitted on even, on even:           {shares([case.rank(fitted[0]) for case in halves[0]])}",
        f"fitted on even, on odd (held out): {shares([case.rank(fitted[0]) for case in halves[1]])}",
        f"fitted on odd, on even (held out): {shares([case.rank(fitted[1]) for case in halves[0]])}",
        f"held out both ways, all:           {shares(held)}",
        f"held out both ways, of one cited:  {shares([r for r, is_one in zip(held, one, strict=True) if is_one])}",
        f"{fitted[0]}",
        f"today's bar, all:       {suggested(found, BEARING, SURE)}",
        f"bar of even, on even:   {suggested(halves[0], fitted[0], sure[0])}",
        f"bar of even, on odd:    {suggested(halves[1], fitted[0], sure[0])}",
        f"bar of odd, on even:    {suggested(halves[0], fitted[1], sure[1])}",
        f"{sure[0]}",
    ]
    return lines, fitted[0], sure[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit.bearing", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights fitted on the even sentences into rag/")
    given = parser.parse_args()
    (labelled,) = read([given.data])
    with opened(labelled) as library:
        found = cases(labelled, library)
        plain = []
        for question in labelled.questions:
            cited = library.named(list(question.grades))[0]
            ids = [hit.paper.id for hit in retrieve(library, question.text, 10)]
            plain.append(next((n for n, i in enumerate(ids) if i in cited), len(ids)))
    lines, weights, sure = report(found, {"all": plain})
    print("\n".join(lines))
    if given.write:
        source = with_weights(WEIGHTS.read_text("utf-8"), "BEARING", weights)
        WEIGHTS.write_text(with_weights(source, "SURE", sure), "utf-8")


if __name__ == "__main__":
    main()
