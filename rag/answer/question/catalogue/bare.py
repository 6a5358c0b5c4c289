"""A question without what leads to it and what ends it."""

from __future__ import annotations

from rag.text.rules import rule

_GREETS = r"(?:ok(?:ay)?|so|well|and|but|please|hi|hello|hey|also|then|now|thanks|quick question|hm+)\b[\s,:.!]*"
_REQUESTS = (
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|show|give|list|find|name)(?: me| us)?\b"
    r"|(?:please )?(?:tell|show|give|find|get|list|name|display|look up)(?: me| us)?\b(?! (?:of|to))"
    r"|(?:do|would) you (?:happen to )?know\b|i(?:'d| would) like to (?:know|see)\b|i (?:want|need) (?:to (?:know|see)\b)?"
    r"|remind me\b|let me see\b|any idea\b)[\s,:]*"
)
_LEADS = rule(
    "catalogue: words that lead to a question",
    rf"^(?:(?:{_GREETS})+(?:{_REQUESTS})?|{_REQUESTS})",
    matches=("Can you tell me who wrote it", "ok, and when", "please list papers by Devlin", "I need the DOI"),
    misses=("Who wrote it", "sodium", "Andean bears", "know thyself"),
)
ENDS = rule(
    "catalogue: words that end a question",
    r"(?:(?:[\s,]+(?:please|thanks|thank you|exactly|again|actually|by the way|though|then|do you know))+[\s?.!,;:…]*|[\s?.!,;:…]+)$",
    matches=("who wrote it, please?", "when exactly??", "who wrote it?"),
    misses=("who wrote it", "they pleased", "bees"),
)
_SHORTENED = rule(
    "catalogue: is, shortened",
    r"\b(what|who|when|where|which)'?s\b",
    matches=("What's the DOI", "whats its DOI"),
    misses=("Devlin's papers", "what is", "whose"),
)


def bare(text: str) -> str:
    """A question without what leads to it and what ends it, its white space single."""
    text = _SHORTENED.sub(r"\1 is", " ".join(text.split()))
    return ENDS.sub("", _LEADS.sub("", text)).strip()
