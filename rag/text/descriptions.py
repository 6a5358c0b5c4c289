"""Papers as a text speaks of them, by what they are about."""

from __future__ import annotations

from rag.text.rules import rule
from rag.text.words import ANY_PAPER

_DESCRIBED = rule(
    "descriptions: a paper by what it is about",
    r"\b(?:the|an?) ((?:(?!the |and |one )[^\s,.;:?!()]+ ){1,6}?)"
    rf"(?:{ANY_PAPER}|(?<!\bon )one|approach|method|trick|people|authors|project)\b",
    matches=("the visual recognition paper", "the image-based-rendering one", "the aspirin trial", "a wolf predation survey",
             "the Treaty of Ghent article", "the flood meta-analysis"),
    misses=("the big hive on one side", "this paper", "papers on bees", "the trial", "the court and one judge"),
)  # fmt: skip


def described(text: str) -> tuple[str, ...]:
    """Papers by what they are about: "the visual recognition paper" -> visual recognition."""
    return tuple(match[1].strip() for match in _DESCRIBED.finditer(text))
