"""What a paper must do itself to be on a list: introduce something, prove something, be a study of some kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.text.rules import Rule, rule
from rag.text.words import is_general

Act = Literal["introduces", "shares", "proves", "trial", "review", "meta-analysis", "survey"]
_OBJECT = r"(?:(?:an?|the|any|some|new|novel|own|their|its|first|large|public|open) )*(?P<object>[^?.!,;]+?)"
_ASKS: dict[Act, Rule] = {
    "shares": rule(
        "predicate: papers that give away what they made",
        r"\b(?:releas|shar|publish|provid|open-?sourc|mak|giv)\w*\b (?:\w+ ){0,3}?(?P<object>code|source|software|implementations?|models?|weights|data)\b(?! ?sets?)",
        matches=("Which papers release their code?", "papers that share the data", "Who open-sourced their models?"),
        misses=("Which papers introduce a code?", "Which papers release a dataset?", "papers on source code"),
    ),
    "introduces": rule(
        "predicate: papers that introduce something",
        rf"\b(?:introduc|propos|present|releas|creat|build|construct|collect|publish|contribut|develop|offer)(?:e?s?|ing|ed|t)\b {_OBJECT}(?=[?.!,;]|$| (?:and|for|of|in|on|with|that|to)\b)",
        matches=("Which papers introduce a new dataset?", "papers that present an atlas of reefs", "who proposes a metric?"),
        misses=("papers on datasets", "Which papers study presents?", "datasets that were built"),
    ),
    "proves": rule(
        "predicate: papers that prove something",
        rf"\b(?:prove|proves|proving|derive|derives|establish|establishes) {_OBJECT}(?=[?.!,;]|$| (?:and|for|of|in|on|with|that|to)\b)",
        matches=("Which papers prove a bound?", "papers that derive guarantees for courts"),
        misses=("papers on proofs", "Which papers were proven wrong?"),
    ),
    "meta-analysis": rule(
        "predicate: papers that are meta-analyses",
        r"\bmeta-?analys[ei]s\b",
        matches=("Which papers are meta-analyses?", "How many papers report a meta-analysis?"),
        misses=("Which papers analyse metals?",),
    ),
    "trial": rule(
        "predicate: papers that are trials",
        r"\b(?:(?:clinical|randomi[sz]ed|controlled) )*trials\b|\b(?:is|are|report) (?:an? )?(?:\w+ )?randomi[sz]ed\b(?:,? (?:(?:placebo-)?controlled )?(?:clinical )?trials?\b)?",
        matches=("Which trials tested aspirin?", "which papers are randomised trials", "papers that report a randomized study"),
        misses=("Who went to trial?", "the trial of the king"),
    ),
    "review": rule(
        "predicate: papers that are reviews",
        r"\breviews\b(?! of books)",
        matches=("Which reviews cover gout?", "list the systematic reviews on statins"),
        misses=("Which papers review the evidence?",),
    ),
    "survey": rule(
        "predicate: papers that are surveys",
        r"\bsurveys\b",
        matches=("Which surveys are there on robots?",),
        misses=("Which papers survey robots?",),
    ),
}  # fmt: skip
_ABOUT = rule(
    "predicate: verbs that only say that papers are about something",
    r"\b(?:(?:are|is|were|being) (?:concerned|dealing|about)(?: with)?|concerned with|deal(?:s|ing)? with|ha(?:ve|s) to do with|look(?:s|ing)? (?:at|into)|cover(?:s|ing)?"
    r"|touch(?:es)? (?:on|upon)|speak(?:s)? (?:of|about|to)|talk(?:s)? about|mention(?:s|ing)?|treat(?:s)? of|about|address(?:es|ing)?|tackl(?:e|es|ing)|analy[sz](?:e|es|ing)"
    r"|explor(?:e|es|ing)|examin(?:e|es|ing)|focus(?:es)? on|focused on|discuss(?:es|ing)?|happens?|there|anything|everything|items?|here)\b",
    matches=("papers that deal with moss", "works concerned with what happens in courts", "everything about reefs"),
    misses=("papers on moss", "Which trials test aspirin?"),
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a paper does, or is, and to what: it introduces a "dataset". `besides` is the question without it; `is_whole`
    tells that this asks for nothing more."""

    act: Act
    object: str = ""
    besides: str = ""
    is_whole: bool = False


def predicate_of(question: str) -> Predicate | None:
    """What a question for a list of papers wants these to do or to be; None where it names but a topic."""
    for act, asks in _ASKS.items():
        if match := asks.search(question):
            rest = f"{question[: match.start()]} {question[match.end() :]}"
            besides = without_verbs_of_being_about(rest)
            return Predicate(act, match.groupdict().get("object") or "", besides, is_general(besides))
    return None


def without_verbs_of_being_about(question: str) -> str:
    """A question without the verbs that say no more than that papers are about something."""
    return _ABOUT.sub(" ", question)
