"""What kind of thing a question asks for, where that can be told from its words: a count, and of what."""

from __future__ import annotations

import re

_COUNTED = re.compile(
    r"\b(?:how many|(?:what|which) (?:is the |was the )?number of) ((?:[\w-]+ ){0,3}?[\w-]+)"
    r"(?= (?:do|does|did|is|are|was|were|can|could|of|in|to|took|take|takes|need|needs|per|for|has|have|had|will"
    r"|would|it|they|the)\b|[?,.;:]|$)",
    re.I,
)


def counted(question: str) -> str | None:
    """The thing that a question wants counted: "How many hives were watched?" -> "hives"."""
    match = _COUNTED.search(question)
    return match[1] if match else None
