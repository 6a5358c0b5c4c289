"""The papers nearest to a paper by meaning."""

from __future__ import annotations

import numpy as np

from rag.library.library import Library
from rag.records import Paper


def nearest_papers(library: Library, paper_id: str, n: int = 5) -> tuple[Paper, ...]:
    """The n papers whose best passage is nearest to this paper's first, nearest first; none for an unknown id."""
    library.refresh()
    matrix = library.matrix
    if paper_id not in matrix:
        return ()
    cosines = matrix.cosines(matrix.first([paper_id])[0])
    near: dict[str, None] = {}
    for row in np.argsort(-cosines, kind="stable"):
        if matrix.paper_ids[row] != paper_id:
            near[matrix.paper_ids[row]] = None
        if len(near) == n:
            break
    papers = library.get(list(near))
    return tuple(papers[i] for i in near if i in papers)
