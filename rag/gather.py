"""Question -> the papers that its answer speaks of, by its kind: each side of a comparison, all of a list."""

from __future__ import annotations

from dataclasses import replace

from rag.evidence import Scorer
from rag.library import Library
from rag.records import Hit, Query
from rag.retrieve import retrieve

RERANKED = 20  # papers looked at word by word
LISTED = 200  # papers looked at for a list
ON_THE_LIST = 0.7  # of the best paper's score
WHOLE_WEIGHT = 0.3  # of the whole question when the paper for one side of it is chosen
SIDES = 2  # papers compared when a question names no sides


def gather(library: Library, question: Query, k: int, scorer: Scorer) -> tuple[tuple[Hit, ...], int]:
    """(papers considered, best first; how many of them, from the first, the answer should speak of)."""
    if question.kind == "list":
        topic = " ".join(scorer.topic(question.standalone).words)
        hits = _ranked(library, topic, LISTED, scorer)
        listed = sum(hit.score >= ON_THE_LIST * hits[0].score for hit in hits)
        return hits[: max(k, listed)], listed
    hits = _ranked(library, question.standalone, RERANKED, scorer)
    if question.kind != "compare":
        return hits[:k], k
    chosen = _one_a_side(library, question, hits, scorer) if question.sides else hits[:SIDES]
    ids = {hit.paper.id for hit in chosen}
    return (*chosen, *(hit for hit in hits if hit.paper.id not in ids))[: max(k, len(chosen))], len(chosen)


def _ranked(library: Library, text: str, k: int, scorer: Scorer) -> tuple[Hit, ...]:
    return scorer.rerank(text, retrieve(library, text, k))


def _one_a_side(library: Library, question: Query, whole: tuple[Hit, ...], scorer: Scorer) -> tuple[Hit, ...]:
    """The best paper for each side, none for two sides; the side that is surest of its paper takes it first."""
    on_whole = {hit.paper.id: hit.score / whole[0].score for hit in whole}
    # What stands before the first side is said of all: "Two papers on bees, one ..."
    shared = question.focus[: max(question.focus.find(question.sides[0]), 0)]
    offers = []
    for side, text in enumerate(question.sides):
        hits = _ranked(library, " ".join(scorer.topic(f"{shared} {text}").words), RERANKED, scorer)
        # A side in words that no paper has says little: then the whole question decides.
        sure = max(scorer.coverage(scorer.topic(text), [f"{hit.paper.title} {hit.paper.abstract}" for hit in hits]))
        offers += [
            (sure * hit.score / hits[0].score + WHOLE_WEIGHT * on_whole.get(hit.paper.id, 0.0), hit.lexical, side, hit)
            for hit in hits
        ]
    taken: dict[int, Hit] = {}
    for score, _, side, hit in sorted(offers, key=lambda offer: offer[:2], reverse=True):
        if side not in taken and all(hit.paper.id != other.paper.id for other in taken.values()):
            taken[side] = replace(hit, score=score)
    return tuple(taken[side] for side in sorted(taken))
