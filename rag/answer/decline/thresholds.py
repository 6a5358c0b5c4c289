"""How telling a thing has to be for a question to be declined where no abstract has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """How telling a word has to be, by `Scorer.telling`: the rarer it is in the library and in English, the more so; in a
    large library a word that stands nowhere tells more than in a small one.

    Attributes:
        of_any: a word of any question that stands nowhere, and that nothing found says in other words.
        of_a_relation: the same of a question on a relation, whose things are all a part of what is asked.
        together: each of two words of a question on a relation that no one abstract has together.
        sure: how far above the threshold of topicality a question is on topic whatever words stand apart.
    """

    of_any: float
    of_a_relation: float
    together: float
    sure: float


# `python -m tests.fit.missing` prints what each value declines; tests/fit/README.md tells how these were chosen.
MISSING = Missing(of_any=6.5, of_a_relation=1.2, together=2.0, sure=2.0)
HELD = 0.4  # of a match with a word of an abstract, from which on the abstract has a thing
LOOKED_AT = 10  # of the papers that come nearest
