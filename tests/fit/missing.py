"""How telling a thing that no abstract has must be for a question to be declined: `MISSING` in rag/answer/decline/thresholds.py.

    python -m tests.fit.missing HOME QUESTIONS

HOME holds a library; QUESTIONS are JSON lines with `present`, whether one of a question's papers is in it, or with a `type`
that is `unanswerable` where none is. For each value of each threshold it is told how many of the questions are declined by
it that are answered otherwise, in even and in odd lines: of those with a paper, and of those without one.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import replace
from math import inf
from pathlib import Path

from rag.answer.decline.decline import declined
from rag.answer.decline.thresholds import MISSING, Missing
from rag.answer.question.gather import Gatherer
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.search.scope import Bounds
from rag.setup.settings import load_settings

_NEVER = Missing(inf, inf, inf, MISSING.sure)
_TRIED = {
    "of_any": (2.0, 4.0, 6.5, 8.0),
    "of_a_relation": (0.8, 1.2, 2.0, 4.0, 6.5),
    "together": (0.8, 2.0, 3.0, 4.0, 5.0, 6.5, 8.0),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit.missing", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("questions", type=Path)
    given = parser.parse_args()
    library = Library(load_settings(home=given.home, model=None))
    lines = [json.loads(line) for line in given.questions.read_text("utf-8").splitlines()]
    seen: Counter[tuple[int, bool]] = Counter()
    caught: Counter[tuple[str, float, int, bool]] = Counter()
    for number, line in enumerate(lines):
        if line.get("history"):
            continue
        half, present = number % 2, bool(line.get("present", line.get("type") != "unanswerable"))
        seen[half, present] += 1
        scorer = Scorer(library)
        gathered = Gatherer(library, scorer, understand(line["question"]), Bounds()).gather(10)
        question, hits = gathered.question, gathered.hits
        if declined(question, hits, scorer, _NEVER):
            continue
        for name, values in _TRIED.items():
            for value in values:
                if not declined(question, hits, scorer, replace(_NEVER, **{name: value})):
                    break  # a higher threshold declines no more
                caught[name, value, half, present] += 1
    print(f"today {MISSING}")
    for name, values in _TRIED.items():
        for value in values:
            halves = (
                f"{half}: {caught[name, value, n, True]:3d} of {seen[n, True]} with a paper, "
                f"{caught[name, value, n, False]:3d} of {seen[n, False]} without one"
                for n, half in enumerate(("even", "odd"))
            )
            print(f"{name:<14} {value:4.1f}  {'; '.join(halves)}")
    library.close()


if __name__ == "__main__":
    main()
