"""Question -> ranked papers: the dense and the lexical index fused into one ranking.

Each paper's score is the sum of its BM25 and its cosine, each divided by the best of the question. Rank fusion was
measured and is worse: it lets the weaker index drag the stronger one down.
"""

from __future__ import annotations

from rag.library import Library
from rag.records import Hit

DENSE_WEIGHT = 0.8
CANDIDATES = 100  # papers taken from each index before fusion


def retrieve(library: Library, question: str, k: int = 10) -> tuple[Hit, ...]:
    """The k best papers for a question, best first; fewer when the library is smaller.

    A paper that only one index proposed still gets its score from the other.
    """
    library.refresh()
    vector = library.embed(question)
    lexical = library.lexical.search(question, CANDIDATES)
    dense = library.vectors.nearest(vector, CANDIDATES)
    lexical |= library.lexical.scores(question, [i for i in dense if i not in lexical])
    dense |= library.vectors.cosines(vector, [i for i in lexical if i not in dense])
    top_lexical = max(lexical.values(), default=0.0) or 1.0
    top_dense = max(dense.values(), default=0.0) or 1.0
    fused = {
        paper_id: lexical.get(paper_id, 0.0) / top_lexical + DENSE_WEIGHT * max(cosine, 0.0) / top_dense
        for paper_id, cosine in dense.items()
    }
    best = sorted(fused, key=lambda paper_id: (-fused[paper_id], paper_id))[:k]
    papers = library.catalog.get(best)
    return tuple(
        Hit(papers[paper_id], fused[paper_id], lexical.get(paper_id, 0.0), dense[paper_id])
        for paper_id in best
        if paper_id in papers
    )
