"""Which sentences of a paper answer a question: meaning, shared words, and what kind of sentence is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answer.evidence import split
from rag.answer.extract.answer_types import of_type_asked
from rag.answer.extract.definition import defines
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.answer.question.question import Asked, Cue
from rag.answer.scorer import Scorer
from rag.records import Hit, Sentence
from rag.text.names import acronyms
from rag.text.rules import Rule, rule
from rag.text.stems import stems
from rag.text.words import content_stems

# What a sentence of each kind holds.
_GIVES: dict[Cue, Rule] = {
    # What the weight was fitted with: any digit, also of a name.
    "figure": rule(
        "relevance: a sentence with a digit",
        r"\d",
        matches=("81% of recruits found it.", "signed in 1648", "IL-6 rose."),
        misses=("Three judges dissented.", "Wolves starve."),
    ),
    "reason": rule(
        "relevance: a sentence with a reason or a problem",
        r"\b(?:because|since|due to|therefore|hence|leads? to|cause\w*|result(?:s|ing)? in|attribut\w+|explain\w*|arise\w*"
        r"|mitigat\w+|however|challeng\w+|problem|limit\w+|difficult\w*|suffer\w*|lack\w*|fail\w*|ignor\w+|unlike|despite"
        r"|lost|hard|cannot|neglect\w*)\b",
        matches=("Rome fell because its army was paid late.", "Deaths were attributed to sepsis.", "The statute lacks a definition.",
                 "Drought leads to famine."),
        misses=("Rome fell in 476.", "Sepsis was found.", "The statute defines it.", "a black wall"),
    ),
    "way": rule(
        "relevance: a sentence with a way of doing something",
        r"\b(?:by|via|through|using|uses?|trains?|based on|consists?|learns?|leverag\w+|combin\w+|integrat\w+|specifically"
        r"|first|second)\b",
        matches=("Cows digest grass by fermenting it.", "Bones are dated using radiocarbon.", "The writ consists of two parts.",
                 "First the skin is grafted."),
        misses=("Cows graze.", "The writ was issued.", "Bones are old.", "nearby"),
    ),
}  # fmt: skip
POINTERS_ELSEWHERE = rule(
    "relevance: a sentence that only points to code or data",
    r"https?://|\b(?:code|data|demo|repository|materials?)\b.{0,60}\b(?:available|found|released)\b",
    matches=("Our code is available.", "See https://example.org/wolves.", "All trial data were released to the public.",
             "Materials for the archive can be found online."),
    misses=("The data show a decline.", "The penal code was revised.", "No wolves were found."),
)  # fmt: skip
# What a study set out to do is no answer: what it found is.
_AIMS = rule(
    "relevance: a sentence with an aim",
    r"^(?:objectives?|purpose|aims?)\b|\b(?:aim(?:s|ed)? (?:to|at|of|was|is)|(?:aim|purpose|objective|goal)s? (?:of|was|is|were|are)"
    r"|(?:sought|set out|designed) to|hypothes[ie][sz]\w*|to (?:investigate|determine|assess|evaluate|examine) (?:the|whether|if|how)"
    r"|(?:this|the present|our) (?:study|paper|article|review|work) (?:was|aims|aimed|investigat\w+|examin\w+|describ\w+"
    r"|evaluat\w+|review\w*|discuss\w+))\b",
    matches=("OBJECTIVE: to date the charter.", "We sought to date bones.", "This article reviews the law of torts.",
             "Wolves were tracked to determine whether they return.", "The aim was peace."),
    misses=("Wolves return.", "This study found no wolves.", "We aim high.", "Aiming is hard.", "It serves a purpose."),
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
    "aims",
    *(f"{cue}_asked" for cue in _GIVES),
    "counted",
    "thing",
    "names",
    "defines",
    "of_type",
)
ACROSS = ("share", "best", "paper", "agreed")  # what tells sentences of several papers apart
_SHARPNESS = 8.0  # how much less a sentence counts that is further from the question
_POSITION = FEATURES.index("position")


def relevance(
    asked: Asked, candidates: Sequence[Sentence], scorer: Scorer, weights: RelevanceWeights = RELEVANCE
) -> np.ndarray:
    """One score a sentence, higher is better, comparable within one question, shape (candidates,)."""
    return weighed(features(asked, candidates, scorer), weights) if candidates else np.zeros(0)


def weighed(found: np.ndarray, weights: RelevanceWeights) -> np.ndarray:
    """The scores of sentences by what `features`, or `across`, found of them, shape (candidates,)."""
    named = (*FEATURES, *ACROSS)[: found.shape[1]]
    scores: np.ndarray = found @ np.array([getattr(weights, name) for name in named])
    return scores + weights.off_middle * np.abs(found[:, _POSITION] - weights.middle)


def features(asked: Asked, candidates: Sequence[Sentence], scorer: Scorer) -> np.ndarray:
    """What speaks for and against each of the sentences, at least one, shape (candidates, len(FEATURES)).

    Words that most candidates share tell them apart the least, so what is rare among them counts once more.
    """
    texts = [candidate.text for candidate in candidates]
    topic = scorer.topic(asked.text)
    matches = scorer.matches_each(topic, texts)
    telling = topic.weights * (1 - matches.mean(axis=0))
    columns = [
        scorer.cosines(asked.text, texts),
        scorer.closeness(asked.text, texts),
        matches @ telling / (telling.sum() or 1.0),
        (matches * telling).max(axis=1, initial=0) / (telling.max(initial=0) or 1.0),
        [c.span.end / len(c.paper.abstract) for c in candidates],
        [c.span.start == 0 for c in candidates],
        [any(map(str.isdigit, text)) for text in texts],
        [POINTERS_ELSEWHERE.holds(text) for text in texts],
        [_AIMS.holds(text) for text in texts],
        *([cue in asked.cues and gives.holds(text) for text in texts] for cue, gives in _GIVES.items()),
        [scorer.counts(asked.counted, text) if asked.counted else 0.0 for text in texts],
        scorer.kinship(asked.thing, texts, besides=asked.text),
        np.log1p([len(set(acronyms(text)) - set(acronyms(asked.text))) for text in texts]),
        [bool(asked.defined) and defines(text, asked.defined) for text in texts],
        of_type_asked(asked.text, texts),
    ]
    return np.array(columns, dtype=float).T


def across(asked: Asked, hits: Sequence[Hit], scorer: Scorer, whole: str = "") -> tuple[list[Sentence], np.ndarray]:
    """The sentences of several papers, and what speaks for each, shape (sentences, len(FEATURES) + len(ACROSS)).

    Beside the `features` within its paper these are the paper's share of the best paper's score, whether it is the best
    itself, how much of the question the paper has as a whole, and how far the other papers agree with the sentence in
    what it says beyond the question.

    Args:
        hits: best first, each with an abstract, at least one.
        whole: the question with what a follow-up leans on; what is asked, where it is not given.
    """
    of_each = [split(hit.paper) for hit in hits]
    scorer.read_ahead([asked.text, asked.thing, *(sentence.text for sentences in of_each for sentence in sentences)])
    found = np.concatenate([features(asked, sentences, scorer) for sentences in of_each])
    rank = np.repeat(np.arange(len(hits)), [len(sentences) for sentences in of_each])
    candidates = [sentence for sentences in of_each for sentence in sentences]
    best = max(hit.score for hit in hits) or 1.0
    share = np.array([hit.score / best for hit in hits])[rank]
    wholes = [f"{hit.paper.title}\n{hit.paper.abstract}" for hit in hits]
    paper = scorer.coverage(scorer.topic(whole or asked.text), wholes)[rank]
    nearness = found[:, FEATURES.index("cosine")] + found[:, FEATURES.index("closeness")]
    agreed = _agreed(asked, candidates, rank, nearness, scorer)
    return candidates, np.column_stack([found, share, rank == 0, paper, agreed])


def _agreed(
    asked: Asked, candidates: Sequence[Sentence], rank: np.ndarray, nearness: np.ndarray, scorer: Scorer
) -> np.ndarray:
    """How much of what each sentence says beyond the question near sentences of other papers say too: its stems that
    these have, by how rare they are and how near those sentences come, shape (candidates,)."""
    told = set(stems(asked.text))
    near = np.exp(_SHARPNESS * (nearness - nearness.max()))
    own = [set(content_stems(candidate.text)) - told for candidate in candidates]
    papers: dict[str, dict[int, float]] = {}  # by stem, the nearness of the nearest sentence of each paper that has it
    for found, paper, value in zip(own, rank.tolist(), near.tolist(), strict=True):
        for stem in found:
            of_stem = papers.setdefault(stem, {})
            of_stem[paper] = max(of_stem.get(paper, 0.0), value)

    shared = {
        stem: (scorer.weight(stem), sum(of_stem.values()), of_stem)
        for stem, of_stem in papers.items()
        if len(of_stem) > 1
    }

    def agreement(found: set[str], paper: int) -> float:
        told = [shared[stem] for stem in found if stem in shared]
        return sum(weight * (whole - of_stem[paper]) for weight, whole, of_stem in told)

    return np.array([agreement(found, paper) for found, paper in zip(own, rank.tolist(), strict=True)])
