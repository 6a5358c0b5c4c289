"""python -m tests.benchmarks.screening DIR: how many papers of a review need not be read, by the order they come in.

DIR has reviews as CSV with title, abstract and label_included, and topics.tsv: a file's name and the review as a question.
Reading is simulated: the first paper of the order is read, its label becomes known, a new order is made (a few papers at a
time once many are read: one in twenty of those read). WSS@95 is the share of all papers that need not be read when 95 % of the
included are found, less 5 %. It starts from the question alone; and, as "prior", from it and one included and one excluded paper
drawn with seed 1, which are not counted, as in ASReview.

--fit chooses weights: those that are best on all reviews but one are measured on that one, in turn.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.records import Paper
from rag.search.screening.priority import Priority
from rag.search.screening.weights import PRIORITY, PriorityWeights
from rag.setup.embedders import WordLlamaEmbedder

RECALL = 0.95
GRID = [
    PriorityWeights(vector, shrinkage, presumed, 0.3, 1.0)
    for vector, shrinkage, presumed in itertools.product((0.0, 0.5), (3e-4, 1e-3), (50, 100))
]


@dataclass(frozen=True)
class Review:
    name: str
    question: str
    papers: tuple[Paper, ...]
    included: frozenset[str]
    vectors: np.ndarray
    asked: np.ndarray

    def prior(self) -> tuple[str, str]:
        """One included and one excluded paper, drawn."""
        drawn = random.Random(1)
        included = [paper.id for paper in self.papers if paper.id in self.included]
        excluded = [paper.id for paper in self.papers if paper.id not in self.included]
        return drawn.choice(included), drawn.choice(excluded)


def reviews(folder: Path) -> list[Review]:
    embedder = WordLlamaEmbedder()
    found = []
    for line in (folder / "topics.tsv").read_text("utf-8").splitlines():
        name, question = line.split("\t")
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        papers = tuple(Paper(str(n), str(n), row["title"], row["abstract"]) for n, row in enumerate(rows))
        included = frozenset(str(n) for n, row in enumerate(rows) if row["label_included"] == "1")
        vectors = embedder.embed([f"{paper.title}\n{paper.abstract}" for paper in papers])
        found.append(Review(name, question, papers, included, vectors, embedder.question(question)))
    return found


def simulated(review: Review, weights: PriorityWeights = PRIORITY, prior: Sequence[str] = ()) -> tuple[float, int]:
    """WSS@95, and how many papers were read until then."""
    priority = Priority(review.papers, review.vectors, (review.question, review.asked), weights)
    decided = {paper_id: paper_id in review.included for paper_id in prior}
    papers, left = len(review.papers) - len(prior), len(review.included) - sum(decided.values())
    needed, found, read = math.ceil(RECALL * left), 0, 0
    while True:
        for paper_id in priority.order(decided).ids[: max(1, len(decided) // 20)]:
            decided[paper_id] = paper_id in review.included
            found, read = found + decided[paper_id], read + 1
            if found >= needed:
                return 1 - read / papers - (1 - RECALL), read


def fit(all_reviews: Sequence[Review]) -> None:
    """The best of the grid for all reviews but one, measured on that one."""
    table = np.array([[simulated(review, weights)[0] for review in all_reviews] for weights in GRID])
    for weights, row in zip(GRID, table, strict=True):
        print(f"{row.mean():.3f}  {' '.join(f'{value:.3f}' for value in row)}  {weights}")
    held_out = []
    for n, review in enumerate(all_reviews):
        others = np.delete(table, n, axis=1).mean(axis=1)
        best = int(others.argmax())
        held_out.append(table[best, n])
        print(f"without {review.name:<36} {table[best, n]:.3f} by {GRID[best]}")
    print(f"held out, mean {np.mean(held_out):.3f}; today's {np.mean([simulated(r)[0] for r in all_reviews]):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true", help="choose weights on all reviews but one, in turn")
    given = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    found = reviews(given.folder)
    if given.fit:
        fit(found)
        return
    print(
        f"{'review':<38} {'papers':>6} {'included':>8} {'WSS@95':>7} {'read':>6}  {'prior: WSS@95':>13} {'read':>6} {'s':>6}"
    )
    means = []
    for review in found:
        started = time.perf_counter()
        alone, with_prior = simulated(review), simulated(review, prior=review.prior())
        means.append((alone[0], with_prior[0]))
        print(
            f"{review.name:<38} {len(review.papers):>6} {len(review.included):>8} {alone[0]:>7.3f} {alone[1]:>6}"
            f"  {with_prior[0]:>13.3f} {with_prior[1]:>6} {time.perf_counter() - started:>6.1f}",
            flush=True,
        )
    print(f"{'mean':<53} {np.mean([m[0] for m in means]):>7.3f} {'':>6}  {np.mean([m[1] for m in means]):>13.3f}")


if __name__ == "__main__":
    main()
