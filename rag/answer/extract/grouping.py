"""Papers that are spoken of together -> groups of those that are alike, each under words that its papers share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answer.scorer import Scorer
from rag.records import Paper
from rag.search.atlas.names import topic_names
from rag.text.stems import stems

_FEWEST = 6  # papers that are grouped at all
_GROUPS = 3
_LEAST = 2  # papers of a group
_CALLED = 2  # phrases of a heading


def grouped(papers: Sequence[Paper], known: Sequence[str], scorer: Scorer) -> list[tuple[str, list[int]]]:
    """Headings, and the places of the papers under each, in their order; what is in no group stands last, under "".

    One group without a heading where they are few, or fall into none.

    Args:
        known: stems that all of them have, for which no heading is needed.
    """
    whole = [("", list(range(len(papers))))]
    if len(papers) < _FEWEST:
        return whole
    alike = scorer.alike([f"{paper.title}\n{paper.abstract}" for paper in papers])
    clusters = [own for own in _clusters(alike) if len(own) >= _LEAST]
    if len(clusters) < 2:
        return whole
    number = {place: n for n, own in enumerate(clusters) for place in own}
    names = topic_names([(papers[place], n) for place, n in number.items()], len(clusters))
    headings = [_heading(name, known) for name in names]
    groups = [(heading, sorted(own)) for heading, own in zip(headings, clusters, strict=True) if heading]
    left = sorted(set(range(len(papers))) - {place for _, own in groups for place in own})
    groups.sort(key=lambda group: group[1][0])
    return [*groups, *([("", left)] if left else [])] if len(groups) > 1 else whole


def _clusters(alike: np.ndarray) -> list[list[int]]:
    """The most alike put together, by the mean of all their pairs, until so many are left."""
    clusters = [[place] for place in range(len(alike))]
    while len(clusters) > _GROUPS:
        pairs = [(i, j) for j in range(len(clusters)) for i in range(j)]
        i, j = max(pairs, key=lambda pair: float(alike[np.ix_(clusters[pair[0]], clusters[pair[1]])].mean()))
        clusters[i] += clusters.pop(j)
    return clusters


def _heading(name: str, known: Sequence[str]) -> str:
    """The phrases of a name that say something new, "" where it has none."""
    phrases = [phrase for phrase in name.split(", ") if not set(stems(phrase)) & set(known)]
    return ", ".join(phrases[:_CALLED]) if not name.startswith("Topic ") else ""
