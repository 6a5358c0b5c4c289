"""Whether a sentence says what something is, or names it."""

from __future__ import annotations

from rag.text.rules import rule

_AFTER = rule(
    "definition: what stands behind the thing that is defined",
    r"^(?:s|es)?(?: \([^)]*\))?(?: (?:is|are|was|were|refers? to|means?|denotes?|stands? for)\b|, (?:an?|the|which|also|or)\b)",
    matches=(" is a reef of corals.", "s (SP) are wrongs", ", a wrong that is no crime,", " refers to a promise"),
    misses=(" grows in warm seas.", " (SP)", ", but not here"),
)
_BEFORE = rule(
    "definition: what stands before a thing that is named",
    r"\b(?:called|named|termed|known as|dubbed|introduc\w+|propos\w+|presents?|defin\w+) (?:an? |the )?(?:\w+ )?\(?$",
    matches=("a promise called ", "We introduce the ", "which is known as ", "we present BeeNet ("),
    misses=("We call for ", "The court named him and ", "the dance of "),
)
_FULL_NAME = rule(
    "definition: a short form right behind its long one",
    r"\w+[ -]\w+ \($",
    matches=("the treaty organisation (", "long-lived reefs ("),
    misses=("reefs", "(", "in 1999, ("),
)


def defines(text: str, thing: str) -> bool:
    """Whether a sentence says what a thing is ("Estoppel is a bar ..."), or gives it its name ("a bar called estoppel")."""
    lower, wanted = text.lower(), thing.lower()
    start = lower.find(wanted)
    while start >= 0:
        before, behind = text[:start], text[start + len(thing) :]
        if not before[-1:].isalnum() and (_BEFORE.holds(before) or _FULL_NAME.holds(before) or _AFTER.holds(behind)):
            return True
        start = lower.find(wanted, start + 1)
    return False
