"""An amount of a text."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Span

_COUNTING = 10  # words for numbers below this one may count what a sentence lists


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a text. `dimension` is PERCENT, POINTS, TIMES, mass, length and so on, or "" where none is known; `value` is
    in its base unit, `number` as it is written; `thing` is the word behind it, in lower case, where that is no unit; `digits` are its significant ones."""

    text: str
    span: Span
    value: float
    number: float
    dimension: str
    thing: str
    hedge: str
    digits: int
    is_word: bool

    @property
    def may_count(self) -> bool:
        """Whether it may only count what is listed: "two methods"."""
        return self.is_word and not self.dimension and self.value < _COUNTING
