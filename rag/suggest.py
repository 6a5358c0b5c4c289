"""First questions drawn from the library itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.records import Paper

# "NeuRBF: A Neural Fields ..." -> NeuRBF: one word before a colon, with more than a capital first letter.
_NAME = re.compile(r"^(?=\S*[A-Z0-9]\S*[A-Z0-9])([\w*+-]{2,20}):")


def suggestions(papers: Sequence[Paper], n: int = 4) -> tuple[str, ...]:
    """Up to n questions that the library can answer, the same ones each time, from papers spread over it."""
    named = [f"What is {match[1]}?" for paper in papers if paper.abstract and (match := _NAME.match(paper.title))]
    titled = [f"What does “{p.title}” show?" for p in papers if p.title and p.abstract and not _NAME.match(p.title)]
    by_name = _spread(named, n // 2)
    return (*by_name, *_spread(titled, n - len(by_name)))


def _spread(items: Sequence[str], n: int) -> tuple[str, ...]:
    """n items at even distances, or all of them."""
    n = min(n, len(items))
    return tuple(items[(2 * i + 1) * len(items) // (2 * n)] for i in range(n))
