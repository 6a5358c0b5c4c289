"""The pull from which on two figures or names of a claim have changed places: fitted on abstracts, and checked on other fields.

    python -m tests.fit.crossed FILE...

A file is one field (see `tests.perturbations`). True claims are sentences with two figures or names, worded otherwise: a third of
the other words is left out, and clauses change places. False ones are the same with the two exchanged. For each field, the
threshold is the least strict one that flags at most one true claim in two hundred in the other fields.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.answer.write.letters.exchanges import CROSSED, pulls
from rag.answer.write.letters.reading import Reading
from rag.records import Paper
from rag.text.sentences import sentences
from tests.perturbations import FALSE, read_papers

_KINDS = ("two figures swapped", "two names swapped")
_MOST, _FLAGGED = 400, 0.005
Pulls = tuple[list[float], list[float]]  # the lowest of each true claim, and of each false one


def reworded(text: str, rng: random.Random) -> str:
    """A sentence with a third of its small words left out, and what stands before its last comma behind the rest."""
    words = [word for word in text.rstrip(".").split() if not (word.islower() and rng.random() < 1 / 3)]
    start, comma, rest = " ".join(words).rpartition(", ")
    return f"{rest}, {start}." if comma and rng.random() < 0.5 else f"{' '.join(words)}."


def pulled(papers: Sequence[Paper]) -> Pulls:
    rng = random.Random(14)
    true: list[float] = []
    false: list[float] = []
    for text in _sentences(papers, rng):
        for kind in _KINDS:
            swapped = FALSE[kind](text, rng)
            if swapped and len(true) < _MOST:
                true.append(_lowest(reworded(text, rng), text))
                false.append(_lowest(reworded(swapped, rng), text))
    return true, false


def threshold(fields: Sequence[Pulls]) -> float:
    """The least strict pull that flags few enough true claims."""
    true = [pull for field in fields for pull in field[0]]
    tried = [round(-2 + 0.05 * step, 2) for step in range(40)]
    return max(pull for pull in tried if sum(one <= pull for one in true) <= _FLAGGED * len(true))


def _sentences(papers: Sequence[Paper], rng: random.Random) -> Iterator[str]:
    drawn = list(papers)
    rng.shuffle(drawn)
    for paper in drawn:
        yield from (re.sub(r"\s+", " ", span.of(paper.abstract)) for span in sentences(paper.abstract))


def _lowest(claim: str, source: str) -> float:
    return min((pull for _, _, pull in pulls(Reading(claim), Reading(source))), default=0.0)


def main() -> None:
    fields = {file: pulled(read_papers(Path(file))) for file in sys.argv[1:]}
    print(f"{'held out':<34} {'n':>5} {'fitted':>7} {'true flagged':>13} {'false flagged':>14}, as it is ({CROSSED})")
    for name, (true, false) in fields.items():
        fitted = threshold([found for other, found in fields.items() if other != name] or [(true, false)])
        shares = [
            sum(one <= pull for one in found) / len(found) for pull in (fitted, CROSSED) for found in (true, false)
        ]
        print(
            f"{Path(name).name:<34} {len(true):>5} {fitted:>7} {shares[0]:>13.3f} {shares[1]:>14.3f}, {shares[2]:.3f} {shares[3]:.3f}"
        )
    print(f"on all: {threshold(list(fields.values()))}")


if __name__ == "__main__":
    main()
