"""Text -> its sentences, with exact character offsets.

A sentence ends where the signs for it outweigh those against it (`boundaries`, `weights`), and at the end of a line. A
heading and the number of an item are no sentences: they belong to what follows them. A colon or a semicolon ends none.
"""

from __future__ import annotations

from functools import lru_cache

from rag.records import Span
from rag.text.boundaries import places
from rag.text.headings import says_nothing
from rag.text.weights import ALWAYS, BOUNDARY


@lru_cache(maxsize=512)  # an answer looks at the abstracts that it rests on again and again
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, white space around them left out, and a comma that Ovid sets behind a full stop."""
    start, last = len(text) - len(text.lstrip()), len(text.rstrip())
    spans = []
    for place in places(text):
        if start < place.start < last and _ends(place.signs) and not says_nothing(text[start : place.end]):
            spans.append(Span(start, place.end))
            start = place.start
    return (*spans, Span(start, last)) if start < last else ()


@lru_cache(maxsize=1024)
def _ends(signs: tuple[str, ...]) -> bool:
    """Whether a sentence ends at a place with these signs."""
    return not signs or ALWAYS + sum(BOUNDARY[sign] for sign in signs) > 0
