"""The weights of a sentence's end, by logistic regression over the places of labelled texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from rag.text.boundaries import places
from rag.text.headings import says_nothing
from tests.fit.search import logistic
from tests.sentences.labelled import Labelled

WEIGHTS = Path(__file__).parents[2] / "rag" / "text" / "weights.py"
# How much all cases count beside the pull of every weight to 0. Less, and a rare sign stays weak that decides alone.
_COUNTS = 50.0

Weights = dict[str, float]


def cases(rows: Sequence[Labelled]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The signs of each place that the weights decide on, and whether a sentence ends there."""
    for row in rows:
        start = 0
        for place in places(row.text):
            if says_nothing(row.text[start : place.end]):
                continue
            if place.signs:
                yield place.signs, place.start in row.starts
            if not place.signs or place.start in row.starts:
                start = place.start


def fitted(rows: Sequence[Labelled]) -> Weights:
    """The weight of each sign that occurs; that of "" holds always."""
    found = list(cases(rows))
    names = sorted({name for signs, _ in found for name in signs})
    seen = np.array([[1.0, *(float(name in signs) for name in names)] for signs, _ in found])
    ended = np.array([float(is_end) for _, is_end in found])
    regression = logistic(seen, ended, np.full(len(found), _COUNTS / len(found)))
    return {name: round(float(weight), 1) for name, weight in zip(["", *names], regression.weights, strict=True)}


def cut_by(weights: Weights) -> Callable[[str], set[int]]:
    """How a text is cut by other weights than those of rag/: the starts of its sentences but the first."""

    def starts(text: str) -> set[int]:
        start, found = len(text) - len(text.lstrip()), set()
        for place in places(text):
            ends = not place.signs or weights[""] + sum(weights.get(sign, 0.0) for sign in place.signs) > 0
            if start < place.start < len(text.rstrip()) and ends and not says_nothing(text[start : place.end]):
                found.add(start := place.start)
        return found

    return starts


def write(weights: Weights) -> None:
    """Put the weights where rag/ has them."""
    source = WEIGHTS.read_text("utf-8")
    source = re.sub(r"^ALWAYS = .*$", f"ALWAYS = {weights['']}", source, flags=re.M)
    lines = "".join(f'    "{name}": {weight},\n' for name, weight in weights.items() if name)
    WEIGHTS.write_text(re.sub(r"(?s)(?<=BOUNDARY: dict\[str, float\] = \{).*?\}", f"\n{lines}}}", source), "utf-8")
