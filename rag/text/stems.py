"""Words -> stems, as the lexical index counts them: any language, English endings cut."""

from __future__ import annotations

from functools import lru_cache

import tantivy


@lru_cache(maxsize=1)
def analyzer() -> tantivy.TextAnalyzer:
    """The analyzer that gives the lexical index its words: lower case, no accents, English stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def stems(text: str) -> list[str]:
    """The stemmed words of a text in order, as the index holds them."""
    return analyzer().analyze(text)
