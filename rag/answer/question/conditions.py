"""Conditions that a question puts on papers in words: "since 2023", "at ICLR", "by Chen"."""

from __future__ import annotations

from rag.records import Condition, Operator
from rag.text.rules import rule
from rag.text.words import ANY_PAPER, PAPER

_YEARS: dict[str, Operator] = {
    "since": ">=",
    "after": ">", "later than": ">", "newer than": ">",
    "before": "<", "older than": "<", "earlier than": "<",
    "until": "<=", "up to": "<=",
    "in": "=", "of": "=", "from": "=", "published in": "=",
}  # fmt: skip
_YEAR = rule(
    "condition: a year",
    rf"\b(?P<when>{'|'.join(_YEARS)}) (?P<year>(?:19|20)\d\d)\b(?P<on> on(?:wards?)?\b| or (?:later|newer)\b)?",
    matches=("What is new on bees since 2023?", "trials before 2010", "papers published in 1999", "from 2017 on"),
    misses=("How do 2019 bees fly in 20 rows?", "The war of 1812", "within 2000 steps"),
)
_BETWEEN = rule(
    "condition: between two years",
    r"\b(?:between|from) ((?:19|20)\d\d) (?:and|to) ((?:19|20)\d\d)\b",
    matches=("papers on bees between 2019 and 2021", "trials from 1990 to 2000"),
    misses=("between 20 and 30 bees", "between 2019 papers"),
)
# A time is that of publication where papers or what authors do are spoken of, or where nothing is said to happen at all;
# otherwise it may as well be that of what is asked about. From a year on, or up to one, is asked of papers mostly.
_OF_PAPERS = rule(
    "condition: a time is that of publication",
    rf"\b(?:{ANY_PAPER}|literature|research|publish\w*|came out|written|wrote|et al|new|newer|newest|recent|recently|latest"
    r"|propos\w+|introduc\w+|present(?:ed|s)?|show[ns]?|showed|find|found|say|says|said|report(?:ed|s)|stud(?:y|ied))\b"
    r"|^(?!.*\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|happen\w*)\b)[^?]*$",
    matches=(
        "papers on rainfall between 1990 and 2000",
        "What was found on gout in 2019?",
        "bees in 2019",
        "What did Karlsson et al. find in 2019?",
    ),
    misses=(
        "How did rainfall change between 1990 and 2000?",
        "How many people were exiled in 1938?",
        "What did wheat cost in 1917?",
    ),
)
_FROM_ON = frozenset((">=", ">", "<", "<="))
_VENUE = rule(
    "condition: a venue",
    r"\b(?:at|published in|presented at) ([A-Z][A-Za-z]*[A-Z]\w*)\b",
    matches=("What was shown at ICLR on bees?", "trials presented at ASCO"),
    misses=("What is learned at once by bees?", "the war at Troy"),
    flags=0,
)
_AUTHOR_YEAR = rule(
    "condition: an author and a year",
    r"\b([A-Z][a-z][\w'-]+)(?: et al\.?| and [A-Z]\w+)?,? \(?((?:19|20)\d\d)\b",
    matches=("What does Karlsson 2024 say on bees?", "Bees in Berg et al. (2009)", "Smith and Jones 2001"),
    misses=("In winter 20 bees", "the 2019 bees"),
    flags=0,
)
_AUTHOR = rule(
    "condition: an author",
    rf"\b(?:(?i:{ANY_PAPER}|written) by) ([A-Z][\w'-]+)|\b([A-Z][\w'-]+)(?: et al\.?|'s (?:{PAPER}))",
    matches=("papers by Karlsson on bees", "Reviews by Cochrane", "Berg's study of ice", "Berg et al. on ice"),
    misses=("built by bees", "the king's paper money", "papers by bees"),
    flags=0,
)


def conditions(question: str) -> tuple[Condition, ...]:
    """What a question asks of the papers' year, venue and authors, each once."""
    is_of_papers = _OF_PAPERS.holds(question)
    between = _BETWEEN.search(question)
    if between and is_of_papers:
        return Condition("year", ">=", min(between.groups())), Condition("year", "<=", max(between.groups()))
    years = () if between else _YEAR.finditer(question)
    found = [
        Condition("year", operator, match["year"])
        for match in years
        if (operator := ">=" if match["on"] else _YEARS[match["when"].lower()]) in _FROM_ON or is_of_papers
    ]
    found += [Condition("venue", "~", match[1]) for match in _VENUE.finditer(question)]
    found += [Condition("authors", "~", match[1] or match[2]) for match in _AUTHOR.finditer(question)]
    for match in _AUTHOR_YEAR.finditer(question):
        found += [Condition("authors", "~", match[1]), Condition("year", "=", match[2])]
    return tuple(dict.fromkeys(found))
