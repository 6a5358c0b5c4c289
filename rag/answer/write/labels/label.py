"""Labels as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Form(IntEnum):
    """How surely a group is one of labels: nothing else looks so; one number, or several numbers in square brackets; or
    it is often something else."""

    SURE = 0
    NUMBER = 1
    NUMBERS = 2
    WEAK = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A paper by its number in the prompt, and one of its sentences by its letter; "" where the paper alone is named."""

    paper: int
    sentence: str = ""

    @property
    def index(self) -> int:
        """Which of its paper's sentences it is, from 0; of a paper alone, none."""
        return ord(self.sentence) - ord("a") if self.sentence else -1


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels that stand together, and `text` as the model wrote them; `before` is what of it is no label. Without labels
    it is the sign that nothing shown says what is asked, "[none]"."""

    text: str
    labels: tuple[Label, ...]
    form: Form
    before: str = ""


def letter(index: int) -> str:
    """The letter of a paper's sentence, counted from 0."""
    return chr(ord("a") + index)
