"""One signal of relevance more: its weight beside those there are, which stay as they are.

    python -m tests.fit.signal of_type DATA... --samples FILE --measure FILE --questions 300

Fitting all weights anew moves all of them, and what that moves hides what a signal that few questions have is worth. Here
a conditional logit has two columns, the relevance without the signal and the signal; its weight is their ratio. What is
reported is as in `tests.fit`: without each field, on the other half of the questions, and on the measure. `--write` puts
it into `rag/` where it is better.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag.answer.extract.relevance import ACROSS, FEATURES, weighed
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from tests.fit import relevance
from tests.fit.__main__ import RESULTS, Report, commit, groups_of, write
from tests.fit.relevance import Choices
from tests.fit.search import chosen_first, shares
from tests.fit.sets import read, samples


class Signal:
    """The weight of one signal, as a model that `Report` compares with relevance without it."""

    FIGURE = relevance.FIGURE
    WRITTEN = relevance.WRITTEN

    def __init__(self, name: str) -> None:
        self._name = name
        self._column = (*FEATURES, *ACROSS).index(name)
        self.TODAY = replace(RELEVANCE, **{name: 0.0})
        self.NEUTRAL = self.TODAY

    def fit(self, groups: Sequence[Choices]) -> RelevanceWeights:
        share = np.concatenate(
            [np.full(len(group.sizes), s / len(group.sizes)) for group, s in zip(groups, shares(groups), strict=True)]
        )
        seen = np.concatenate(
            [np.column_stack([weighed(g.found, self.TODAY), g.found[:, self._column]]) for g in groups]
        )
        right = np.concatenate([group.right for group in groups])
        whole, own = chosen_first(seen, right, [size for group in groups for size in group.sizes], share).weights
        return replace(self.TODAY, **{self._name: round(float(own / whole), 2)})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit.signal", description=__doc__)
    parser.add_argument("name", choices=[*FEATURES, *ACROSS])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    sets = [*read(given.data), *([samples(given.samples)] if given.samples else ())]
    measure = [samples(given.measure)] if given.measure else []
    found, beside = (
        groups_of({"relevance": relevance}, some, sets, given.questions)["relevance"] for some in (sets, measure)
    )
    signal = Signal(given.name)
    report = Report(signal, found, beside)  # type: ignore[arg-type]
    text = "\n".join([f"# relevance, {given.name} alone: {commit()}, {time.strftime('%Y-%m-%d')}", "", *report.lines()])
    print(text, flush=True)
    if given.write:
        (RESULTS / f"relevance_{given.name}.txt").write_text(f"{text}\n", "utf-8")
        if report.is_better:
            write(signal, report.fitted)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
