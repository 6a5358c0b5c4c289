"""Two figures or two names of a claim that stand where its source has the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import isclose

from rag.answer.write.letters.reading import Reading
from rag.text.amounts.amount import Amount
from rag.text.amounts.comparing import same
from rag.text.rankings import ranking
from rag.text.stems import stems

_REACH = 8  # words on either side of a thing that tell what it belongs to
CROSSED = -0.5  # pull from which on two things have changed places: see tests/fit/crossed.py
_MOST = 30  # figures or names of a claim that are compared with each other
_LONGEST = 4  # words of a thing
_SIGNS = r"\s,;:.()/\[\]^${}=<>|&#"
_UNITS = re.compile(rf"[^{_SIGNS}]+(?:[.,][^{_SIGNS}]+)*")  # words as they are written, with their hyphens
_NAMED = re.compile(r"\d|[A-Z]")


@dataclass(frozen=True, slots=True)
class Thing:
    """A figure or a name that stands once in a claim and once in its source, by the places of its words."""

    text: str
    claimed: range
    given: range


def exchanged(claim: Reading, source: Reading) -> tuple[str, str] | None:
    """Two things that have changed places: of a sentence that is the source's otherwise, any two; else figures or names."""
    if pair := _transposed(claim.text, source.text):
        return pair
    return next(((one, other) for one, other, pull in pulls(claim, source) if pull <= CROSSED), None)


def pulls(claim: Reading, source: Reading) -> Iterator[tuple[str, str, float]]:
    """For each two figures, and each two names, how much nearer their surroundings in the claim are to themselves in the source
    than to each other: from 2 to -2, and 0 where one of them speaks for its own place."""
    for things in (_figures(claim, source), _names(claim, source)):
        for one, other in combinations(things[:_MOST], 2):
            votes = _votes(claim, source, one, other)
            yield one.text, other.text, sum(votes) if max(votes) < 0 else 0.0


def sides_exchanged(claim: str, source: str) -> tuple[str, str] | None:
    """What a claim puts above and below, where its source has them the other way round."""
    ours, theirs = ranking(claim), ranking(source)
    if not (ours and theirs):
        return None
    above, below = ours.above - ours.below, ours.below - ours.above
    given_above, given_below = theirs.above - theirs.below, theirs.below - theirs.above
    crossed, straight = (above & given_below, below & given_above), (above & given_above, below & given_below)
    if all(crossed) and sum(map(len, crossed)) >= sum(map(len, straight)):
        return _in_words(claim, crossed[0]), _in_words(claim, crossed[1])
    return None


def _transposed(claim: str, source: str) -> tuple[str, str] | None:
    """Two stretches of a sentence that a claim has in the other order, where all its other words are the sentence's."""
    written = [unit.removesuffix("'s") for unit in _UNITS.findall(source)]
    ours, theirs = (
        [unit.removesuffix("'s") for unit in _UNITS.findall(claim.lower())],
        [unit.lower() for unit in written],
    )
    if len(ours) != len(theirs) or ours == theirs:
        return None
    differing = [n for n, (unit, other) in enumerate(zip(ours, theirs, strict=True)) if unit != other]
    start, end = differing[0], differing[-1] + 1
    is_named = bool(_NAMED.search(written[start]) and _NAMED.search(written[end - 1]))
    for first, last in product(range(1, _LONGEST + 1), repeat=2):
        inside = range(start + first, end - last)
        if len(inside) < (0 if is_named and first == last == 1 else 1):
            continue
        between = theirs[inside.start : inside.stop]
        if ours[start:end] == [*theirs[inside.stop : end], *between, *theirs[start : inside.start]]:
            # Of two that are only listed the order is nothing: safe and effective.
            is_list = " ".join(between) in ("and", "or") and not is_named
            # And of clauses: it fell at noon and rose at night.
            is_list |= between[-1:] in (["and"], ["or"]) and min(first, last) > 2 and not is_named
            return None if is_list else (" ".join(written[start : inside.start]), " ".join(written[inside.stop : end]))
    return None


def _figures(claim: Reading, source: Reading) -> list[Thing]:
    found = []
    for amount in claim.amounts:
        alike = _closest(amount, source.amounts)
        if len(alike) == 1 and _closest(alike[0], claim.amounts) == [amount]:
            found.append(Thing(amount.text, claim.within(amount.span), source.within(alike[0].span)))
    return found


def _closest(amount: Amount, among: Sequence[Amount]) -> list[Amount]:
    """The amounts that are the same, or, where none is exactly, those that may be meant."""
    alike = [other for other in among if same(amount, other) or same(other, amount)]
    return [other for other in alike if isclose(other.value, amount.value, rel_tol=1e-9)] or alike


def _names(claim: Reading, source: Reading) -> list[Thing]:
    found = []
    written = {word.text for word in claim.words}
    for name in dict.fromkeys((*claim.names, *(name for name in source.names if written.issuperset(name.split("-"))))):
        wanted = tuple(stems(name))
        ours, theirs = list(_runs(claim, wanted)), list(_runs(source, wanted))
        if len(ours) == 1 == len(theirs):
            found.append(Thing(name, ours[0], theirs[0]))
    return found


def _runs(reading: Reading, wanted: tuple[str, ...]) -> Iterator[range]:
    """Where a name's words stand one behind another."""
    flat = [(stem, n) for n, word in enumerate(reading.words) for stem in word.stem.split()]
    for start in range(len(flat) - len(wanted) + 1):
        if wanted and tuple(stem for stem, _ in flat[start : start + len(wanted)]) == wanted:
            yield range(flat[start][1], flat[start + len(wanted) - 1][1] + 1)


def _votes(claim: Reading, source: Reading, one: Thing, other: Thing) -> tuple[float, float]:
    """For each of two things, whether what stands around it in the claim is nearer to it in the source, or to the other."""
    around = (_around(claim, source, one, {one, other}), _around(claim, source, other, {one, other}))
    nearer = [
        {stem: weight for stem, weight in mine.items() if weight >= yours.get(stem, 0.0)}
        for mine, yours in (around, around[::-1])
    ]
    return _pull(nearer[0], source, one, other), _pull(nearer[1], source, other, one)


def _pull(around: Mapping[str, float], source: Reading, own: Thing, other: Thing) -> float:
    """How much nearer the surroundings of a thing are to it in the source than to the other: from -1 to 1."""
    pull, total = 0.0, 0.0
    for stem, weight in around.items():
        here, there = _distance(stem, source, own.given), _distance(stem, source, other.given)
        if here != there:
            pull += weight * (there - here) / (there + here)
            total += weight
    return pull / total if total else 0.0


def _around(claim: Reading, source: Reading, thing: Thing, both: set[Thing]) -> dict[str, float]:
    """The words around a thing that its source has too, the nearer the weightier."""
    inside = {claim.words[n].stem for one in both for n in one.claimed}
    near = dict(claim.near(thing.claimed.start, _REACH))
    for stem, distance in claim.near(thing.claimed.stop - 1, _REACH).items():
        near[stem] = min(distance, near.get(stem, distance))
    near = {stem: max(distance, 1) for stem, distance in near.items()}
    return {stem: 1 / distance for stem, distance in near.items() if stem in source.places and stem not in inside}


def _distance(stem: str, source: Reading, thing: range) -> float:
    """How far the nearest word of a stem is from a thing of the source."""
    ends = (source.depths[thing.start], source.depths[thing.stop - 1])
    return min(max(ends[0] - source.depths[n], source.depths[n] - ends[1], 0) for n in source.places[stem])


def _in_words(text: str, wanted: frozenset[str]) -> str:
    return " ".join(word for word in text.split() if set(stems(word)) & wanted)
