"""Which sentences of a paper answer a question: meaning, shared words, and what kind of sentence is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.answer.question.asked import counted
from rag.answer.scorer import Scorer
from rag.records import Sentence
from rag.text.rules import Rule, rule


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a question asks for, the sentences that give it, and the name of the weight of these."""

    asked: Rule
    given: Rule
    weight: str


_WANTED = (
    _Wanted(
        rule(
            "relevance: a question for a figure",
            r"\bhow (?:many|much|often|close|far|large|big|long|quick\w*|fast\w*)\b|\bwhat (?:share|percent\w*|fraction|score|size)\b"
            r"|\b(?:number of|scores?|rate|gain|error|largest|smallest|accuracy|percentage|times)\b",
            matches=("How many judges dissented?", "What share of wolves starve?", "the survival rate under heparin",
                     "How long did the siege last?", "the number of seats"),
            misses=("How do cows digest grass?", "Who signed the treaty?", "Why did Rome fall?", "What is a hive?"),
        ),
        # What the weight was fitted with: any digit, also of a name.
        rule(
            "relevance: a sentence with a digit",
            r"\d",
            matches=("81% of recruits found it.", "signed in 1648", "IL-6 rose."),
            misses=("Three judges dissented.", "Wolves starve."),
        ),
        "figure_asked",
    ),
    _Wanted(
        rule(
            "relevance: a question for a reason or a problem",
            r"\bwhy\b|\bhow come\b|\bwhat makes\b|\b(?:problem|trouble|missing|wrong|issue|reason|cause|limitation)\b",
            matches=("Why did Rome fall?", "the cause of the famine", "What is wrong with this vaccine?", "How come wolves howl?"),
            misses=("When did Rome fall?", "because of the famine", "Which causeway?", "How do wolves howl?"),
        ),
        rule(
            "relevance: a sentence with a reason or a problem",
            r"\b(?:because|since|due to|therefore|hence|leads? to|cause\w*|result(?:s|ing)? in|attribut\w+|explain\w*|arise\w*"
            r"|mitigat\w+|however|challeng\w+|problem|limit\w+|difficult\w*|suffer\w*|lack\w*|fail\w*|ignor\w+|unlike|despite"
            r"|lost|hard|cannot|neglect\w*)\b",
            matches=("Rome fell because its army was paid late.", "Deaths were attributed to sepsis.", "The statute lacks a definition.",
                     "Drought leads to famine."),
            misses=("Rome fell in 476.", "Sepsis was found.", "The statute defines it.", "a black wall"),
        ),
        "reason_asked",
    ),
    _Wanted(
        rule(
            "relevance: a question for a way of doing something",
            r"\bhow (?!many|much|often|close|far|large|big|long|quick|fast|come)|\bwhat is\b|\bwhat does\b|\bwhere does\b"
            r"|\bwhich (?:method|approach|technique)\b|\bany(?:one)?\b",
            matches=("How do cows digest grass?", "What is habeas corpus?", "Which technique dates bones?", "Does anyone graft skin?"),
            misses=("How many cows graze?", "Who wrote the brief?", "Why do bones break?", "Which bone broke?"),
        ),
        rule(
            "relevance: a sentence with a way of doing something",
            r"\b(?:by|via|through|using|uses?|trains?|based on|consists?|learns?|leverag\w+|combin\w+|integrat\w+|specifically"
            r"|first|second)\b",
            matches=("Cows digest grass by fermenting it.", "Bones are dated using radiocarbon.", "The writ consists of two parts.",
                     "First the skin is grafted."),
            misses=("Cows graze.", "The writ was issued.", "Bones are old.", "nearby"),
        ),
        "way_asked",
    ),
)  # fmt: skip
_POINTERS_ELSEWHERE = rule(
    "relevance: a sentence that only points to code or data",
    r"https?://|\b(?:code|data|demo|repository|materials?)\b.{0,60}\b(?:available|found|released)\b",
    matches=("Our code is available.", "See https://example.org/wolves.", "All trial data were released to the public.",
             "Materials for the archive can be found online."),
    misses=("The data show a decline.", "The penal code was revised.", "No wolves were found."),
)  # fmt: skip
FEATURES = (
    "cosine",
    "closeness",
    "coverage",
    "best_word",
    "position",
    "first",
    "figure",
    "elsewhere",
    *(wanted.weight for wanted in _WANTED),
    "counted",
)
_POSITION = FEATURES.index("position")


def relevance(
    question: str, candidates: Sequence[Sentence], scorer: Scorer, weights: RelevanceWeights = RELEVANCE
) -> np.ndarray:
    """One score a sentence, higher is better, comparable within one question, shape (candidates,)."""
    return weighed(features(question, candidates, scorer), weights) if candidates else np.zeros(0)


def weighed(found: np.ndarray, weights: RelevanceWeights) -> np.ndarray:
    """The scores of sentences by what `features` found of them, shape (candidates,)."""
    scores: np.ndarray = found @ np.array([getattr(weights, name) for name in FEATURES])
    return scores + weights.off_middle * np.abs(found[:, _POSITION] - weights.middle)


def features(question: str, candidates: Sequence[Sentence], scorer: Scorer) -> np.ndarray:
    """What speaks for and against each of the sentences, at least one, shape (candidates, len(FEATURES)).

    Words that most candidates share tell them apart the least, so what is rare among them counts once more.
    """
    texts = [candidate.text for candidate in candidates]
    topic = scorer.topic(question)
    matches = np.array([scorer.matches(topic, text) for text in texts]).reshape(len(texts), len(topic.words))
    telling = topic.weights * (1 - matches.mean(axis=0))
    thing = counted(question)
    columns = [
        scorer.cosines(question, texts),
        scorer.closeness(question, texts),
        matches @ telling / (telling.sum() or 1.0),
        (matches * telling).max(axis=1, initial=0) / (telling.max(initial=0) or 1.0),
        [c.span.end / len(c.paper.abstract) for c in candidates],
        [c.span.start == 0 for c in candidates],
        [any(map(str.isdigit, text)) for text in texts],
        [_POINTERS_ELSEWHERE.holds(text) for text in texts],
        *([wanted.asked.holds(question) and wanted.given.holds(text) for text in texts] for wanted in _WANTED),
        [scorer.counts(thing, text) if thing else 0.0 for text in texts],
    ]
    return np.array(columns, dtype=float).T
