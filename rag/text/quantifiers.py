"""Words that say of how many something holds: of all, of most, of some."""

from __future__ import annotations

from rag.text.rules import rule

_ALL = rule(
    "quantifiers: of all, without exception",
    r"(?<!\bnot )(?<!\bat )(?<!\bof )(?<!\bfirst of )(?<!\babove )(?<!\bafter )\b(?:all(?!-|\s+(?:of\s+(?:this|which|that|the above)|but|told|in all|along|the more)\b"
    r"|\s+(?:the\s+|of\s+the\s+|of\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\b)"
    r"|every(?!\s+(?:one\s+of\s+the\s+\d|\d|other|two|few|day|week|month|year|time))|everyone|everything|everybody|everywhere|always|invariably|universally|without exception)\b",
    matches=("All hives died.", "It harms every judge.", "Wolves always hunt at night.", "all of the treaties"),
    misses=("Not all hives died.", "not at all", "all three treaties", "First of all, it rains.", "allow", "every two weeks", "Most hives died."),
)  # fmt: skip
_AS_ALL = rule(
    "quantifiers: as good as all",
    r"\b(?:all|each|every\w*|any\w*|always|both|whole|entire(?:ly)?|throughout|consisten\w+|universal\w*|invariably|uniform\w*"
    r"|exclusively|unanim\w+|across|regardless|irrespective|arbitrar\w+|general(?:ly)?|total\w*|complete\w*|fully|never|none|no|without exception|100\s?%)",
    matches=("each hive", "any judge", "consistently better", "the entire treaty", "across species"),
    misses=("most hives", "some judges", "often", "many"),
)


def says_all(text: str) -> str:
    """The word by which a text says something of all, without exception; "" where it does not."""
    match = _ALL.search(text)
    return match.group() if match else ""


def may_mean_all(text: str) -> bool:
    """Whether a text has a word that comes to the same, or near it: each, any, throughout, consistently."""
    return _AS_ALL.holds(text)
