"""Whether a question is in another language than the library."""

from __future__ import annotations

from collections import Counter

from rag.library.library import Library
from rag.text.languages import language_of, other_language

_READ = 10  # abstracts that tell the library's language


def languages(question: str, library: Library) -> tuple[str, str] | None:
    """The languages of a question and of the library, as codes of two letters, where they are surely two."""
    counts = Counter(filter(None, (language_of(paper.abstract) for paper in library.spread(_READ))))
    if not counts:
        return None
    (home, _), *_ = counts.most_common(1)
    asked = other_language(question, home)
    return (asked, home) if asked else None
