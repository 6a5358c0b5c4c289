"""How near two papers must be to be compared without being asked for: `NEAR` in rag/search/near.py.

    python -m tests.fit.nearness HOME QUESTIONS

HOME holds the library of the questions' papers; QUESTIONS are JSON lines with `papers`, those that bear on each, by key or PMID. Two
papers of one question are near; two papers of the library, drawn by chance, are strangers but for a few. The threshold is
the lowest, in tenths, that at most one in two hundred strangers reaches; it is chosen on the questions in even lines, with
half of the strangers, and what passes is told for both halves.
"""

from __future__ import annotations

import argparse
import json
from itertools import combinations
from pathlib import Path

import numpy as np

from rag.library.library import Library
from rag.search.near import NEAR, Nearness
from rag.setup.settings import load_settings

_STRANGERS = 0.005  # of pairs drawn by chance, at most so many pass
_DRAWN = 40_000  # pairs


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit.nearness", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("questions", type=Path)
    given = parser.parse_args()
    library = Library(load_settings(home=given.home))
    nearness = Nearness(library)
    ids = sorted({paper.id for paper in library.headings()})
    place = {paper_id: number for number, paper_id in enumerate(ids)}
    by_name = {name: paper.id for paper in library.headings() for name in (paper.key, paper.pmid, paper.id) if name}
    near = nearness.between(ids)
    draw = np.random.default_rng(0).integers(len(ids), size=(2, _DRAWN))
    strangers = near[draw[0], draw[1]][draw[0] != draw[1]]
    halves: tuple[list[float], list[float]] = ([], [])
    for number, line in enumerate(given.questions.read_text("utf-8").splitlines()):
        documents = json.loads(line).get("papers", ())
        found = [place[by_name[str(d)]] for d in documents if str(d) in by_name]
        halves[number % 2].extend(near[a, b] for a, b in combinations(found, 2))
    threshold = next(t for t in np.arange(0, 20, 0.1) if (strangers[::2] >= t).mean() <= _STRANGERS)
    print(f"threshold {threshold:.1f}, today {NEAR}")
    for name, half, apart in zip(("even", "odd"), halves, (strangers[::2], strangers[1::2]), strict=True):
        for bar in (threshold, NEAR):
            passed = np.mean(np.array(half) >= bar)
            print(
                f"{name}, {bar:.1f}: {passed:.3f} of {len(half)} near pairs, {(apart >= bar).mean():.5f} of strangers"
            )
    library.close()


if __name__ == "__main__":
    main()
