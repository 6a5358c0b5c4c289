"""Whether one amount says what another says, could stand for it, or comes of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import floor, isclose, isfinite, log10

from rag.text.amounts.amount import Amount
from rag.text.amounts.units import PERCENT, POINTS, TIMES

_NEAR, _LOOSE = 0.07, 0.2  # how far off "about", and "more than" or "nearly", may be


def same(claimed: Amount, given: Amount) -> bool:
    """Whether a claim's amount says what a source's says: the same, rounded, or as near as it claims to be."""
    if (pair := _comparable(claimed, given)) is None:
        return False
    ours, theirs = pair
    if isclose(ours, theirs, rel_tol=1e-9):
        return True
    if not (isfinite(ours) and isfinite(theirs)) or theirs == 0 or ours * theirs < 0:
        return False
    off = theirs / ours - 1 if ours else 1.0
    if claimed.hedge == "over":
        return -1e-9 <= off <= _LOOSE
    if claimed.hedge == "under":
        return -_LOOSE <= off <= 1e-9 or _rounds(claimed, ours, theirs)
    near = _NEAR if claimed.hedge == "about" or claimed.is_word else 0.0
    return abs(off) <= near or _rounds(claimed, ours, theirs)


def are_alike(one: Amount, other: Amount) -> bool:
    """Whether two amounts could stand for each other: of one dimension, or of none and counting the same thing."""
    return one.dimension == other.dimension and (bool(one.dimension) or one.thing[:5] == other.thing[:5])


def is_derived(claimed: Amount, given: Sequence[Amount]) -> bool:
    """Whether an amount is the difference, the relative change or the ratio of two that are given."""
    for first in given:
        for second in given:
            if first is second or first.dimension != second.dimension or not first.value:
                continue
            difference = replace(claimed, value=abs(second.value - first.value), dimension=first.dimension)
            made = [difference, replace(difference, dimension=POINTS)] if first.dimension == PERCENT else [difference]
            ratio = second.value / first.value
            made += [
                replace(difference, value=100 * abs(ratio - 1), dimension=PERCENT),
                replace(difference, value=ratio, dimension=TIMES),
            ]
            if any(one.value > 0 and one.dimension == claimed.dimension and same(claimed, one) for one in made):
                return True
    return False


def _comparable(claimed: Amount, given: Amount) -> tuple[float, float] | None:
    """The two values on one scale; None where they measure different things."""
    ours, theirs = claimed.value, given.value
    if claimed.dimension == given.dimension:
        return ours, theirs
    kinds = {claimed.dimension, given.dimension}
    bare = claimed if not claimed.dimension else given if not given.dimension else None
    if bare is None:
        return None
    if PERCENT in kinds and 0 <= bare.value <= 1 and bare.value != round(bare.value):  # 0.93 is 93%
        return (ours * 100, theirs) if bare is claimed else (ours, theirs * 100)
    if bare.thing:
        return None
    return claimed.number, given.number


def _rounds(claimed: Amount, ours: float, theirs: float) -> bool:
    """Whether the claim's value is the source's rounded to the claim's digits."""
    if not ours or not theirs or not isfinite(theirs):
        return False
    places = claimed.digits - 1 - floor(log10(abs(ours)))
    near = abs(theirs / ours - 1)
    return isclose(round(theirs, places), ours, rel_tol=1e-6) and near <= (
        0.05 if claimed.digits > 1 or claimed.hedge else 0.1
    )
