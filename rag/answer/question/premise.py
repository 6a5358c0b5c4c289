"""What a question takes as given, told from its words."""

from __future__ import annotations

from rag.answer.question.question import Premise
from rag.text.negation import denies
from rag.text.opposites import is_worse
from rag.text.rankings import ranking
from rag.text.rules import rule

_ASKS_WHY = (
    r"\b(?:why|how come|what (?:made|makes|explains)|what is it that makes|(?:explain|reasons?) (?:why|for|that))\b"
)
_WHY = rule(
    "premise: asks why something is so",
    _ASKS_WHY,
    matches=(
        "Why did Rome fall?",
        "What explains the decline of wolves?",
        "the reasons for the verdict",
        "how come aspirin thins blood",
    ),
    misses=("Did Rome fall?", "What is a verdict?", "Explain the Treaty of Ghent.", "how comets move"),
)
# A question that takes what it asks about as a fact.
_GIVEN = rule(
    "premise: takes something as given",
    rf"{_ASKS_WHY}|\b(?:explain|benefit|by how much|prove[sn]?)\b|^how (?:do|does|did|is|are|was|were)\b",
    matches=("How do cows digest grass?", "By how much does statin use lower mortality?", "Explain the fall of Rome.",
             "Why are wolves back?"),
    misses=("Does statin use lower mortality?", "Which judges dissented?", "And how do cows digest?", "improved survival"),
)  # fmt: skip


def premise_of(question: str) -> Premise:
    """What a question takes as a fact: that something is so, why, which of two is above the other."""
    why = _WHY.holds(question)
    return Premise(
        is_given=_GIVEN.holds(question) and not denies(question),
        asks_why=why,
        ranking=ranking(_WHY.sub(" ", question)) if why else None,
        is_worse=is_worse(question),
    )
