"""The value of a measure: of a dose, a duration, an accuracy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.answer.columns.column import NOT_STATED, Cell, Measure, stated
from rag.answer.columns.own_work import is_elsewhere, is_of_the_world
from rag.records import Sentence
from rag.text.amounts.amount import Amount
from rag.text.amounts.reading import amounts
from rag.text.amounts.units import UNITS, unit_word
from rag.text.stems import stems

_NEAR = 60  # characters between a measure's words and its value
# What a measure can be given in; the stems of what is asked decide.
_DIMENSIONS = {
    "time": "duration follow-up length time age ages aged period latency runtime lifetime survival",
    "mass": "dose doses dosage weight mass",
    "%": "accuracy precision recall prevalence mortality incidence sensitivity specificity rate percentage share proportion fraction"
    " improvement reduction response remission",
}
_UNIT = re.compile(r"(?:\s?%|[\s-]?[^\W\d_]+(?:/[^\W\d_]+)*)")


def dimensions_of(words: frozenset[str]) -> frozenset[str]:
    """The dimensions that the value of a measure with these stems can have; none where any will do."""
    return frozenset(dimension for dimension, names in _DIMENSIONS.items() if _stemmed(names) & words)


def measure(wants: Measure, sentences: Sequence[Sentence]) -> Cell:
    """The value that stands nearest to the words of a measure, in the first sentence that has them all."""
    for sentence in sentences:
        text = sentence.text
        if is_elsewhere(text) or is_of_the_world(text) or not wants.stems <= set(stems(text)):
            continue
        near = [(_distance(text, wants, one), one) for one in amounts(text) if _fits(one, wants)]
        if near and min(near, key=lambda pair: pair[0])[0] <= _NEAR:
            amount = min(near, key=lambda pair: pair[0])[1]
            end = _end(text, amount)
            return stated(sentence, amount.span.start, end, text[amount.span.start : end])
    return NOT_STATED


def _fits(amount: Amount, wants: Measure) -> bool:
    if not wants.dimensions:
        return not amount.is_word
    if amount.dimension in wants.dimensions:
        return True
    return "%" in wants.dimensions and not amount.dimension and not amount.thing and 0 < amount.value < 1


def _distance(text: str, wants: Measure, amount: Amount) -> int:
    """Characters between an amount and the nearest word of the measure; what stands before the amount counts as nearer."""
    places = [match for match in re.finditer(r"[\w-]+", text) if wants.stems & set(stems(match.group()))]
    before = [amount.span.start - match.end() for match in places if match.end() <= amount.span.start]
    behind = [2 * (match.start() - amount.span.end) for match in places if match.start() >= amount.span.end]
    return min([*before, *behind], default=_NEAR + 1)


def _end(text: str, amount: Amount) -> int:
    """The end of an amount with its unit."""
    if not amount.dimension or text[: amount.span.end].endswith("%"):
        return amount.span.end
    unit = _UNIT.match(text, amount.span.end)
    known = unit is not None and (unit_word(text, amount.span.end) in UNITS or "%" in unit.group())
    return unit.end() if unit and known else amount.span.end


@cache
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))
