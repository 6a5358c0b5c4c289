"""Questions of no special kind: whether something is said of the study, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answer.columns.column import NOT_STATED, Cell, Holds, Told, stated
from rag.answer.columns.own_work import is_elsewhere, is_own
from rag.answer.extract.aspects import ASPECTS, by_aspect
from rag.answer.extract.relevance import relevance
from rag.answer.question.predicate import predicate_of
from rag.answer.question.stating import stating
from rag.answer.scorer import Scorer, Topic
from rag.records import Sentence
from rag.text.figures import figures
from rag.text.negation import negations
from rag.text.rules import rule
from rag.text.stems import stems
from rag.text.words import ANY_PAPER, has_topic, is_general, names_thing

_SAID = 0.6  # of each word of what is asked with a word of a sentence, from which on the sentence says it
_TELLS = 0.6  # share of what a question asks about, by weight, that the sentence which tells it has

_SUPPOSED = rule(
    "told: a sentence that only supposes something",
    r"^(?:if|suppose|assum\w+|whether|although|while|unlike|given that)\b|\b(?:might|would|could)\b",
    matches=("If we marked bees, they would return.", "Whether mice were fed is open."),
    misses=("We marked bees.", "Mice were fed."),
)

_WAYS_OF_HAVING = rule(
    "told: verbs that only say that a study has something",
    r"(?<!\ba )(?<!\ban )(?<!\bthe )\b(?:(?:include|involve|use|employ|utili[sz]e|consider|address|tackle|investigate|examine|contain|enrol|report|mention|recruit)"
    r"(?:s|es|d|ed|led)?|(?<=it )study|(?<=they )study|(?<=paper )study|studied|appl(?:y|ies|ied)|describ(?:e|es|ed)|discuss(?:es|ed)?"
    r"|(?:focus|look|deal|speak|concerned)(?:es|s)? (?:on|at|into|with|of))\b",
    matches=(
        "Were children included?",
        "Does it deal with courts?",
        "Was silk used?",
        "Is harm reported?",
        "Does it study mice?",
    ),
    misses=(
        "Were women excluded?",
        "Is the user asked?",
        "Is a user study given?",
        "Is usage high?",
        "Is there a report?",
    ),
)
_COMPOUND = rule(
    "told: a kind of study or text, by a word before it",
    rf"(?<![\w-])(?P<kind>[\w-]{{2,}}) (?P<of>{ANY_PAPER}|analys[ie]s|evaluations?)\b",
    matches=("Is a user study reported?", "Is it a pilot trial?"),
    misses=("Is it studied?", "Mice were fed."),
)
_EITHER = rule(
    "told: one of several things",
    r"\b(?!whether\b)[\w-]+(?:, [\w-]+)*,? or (?!not\b)[\w-]+\b",
    matches=("Were mice, rats or hamsters fed?", "Is it on wool or linen?"),
    misses=("Were mice fed?", "whether or not mice were fed"),
)


def holds(wants: Holds, sentences: Sequence[Sentence], scorer: Scorer) -> Cell:
    """The sentence that says of the study what is asked; "no" where the only ones deny it.

    It is one that says that the paper introduces or proves a thing, where that is asked; else the first on the study itself
    that has every telling word of what is asked, or of one of its alternatives. What the title names the whole paper is
    about: then any sentence with these words will do.
    """
    question, paper = wants.asked.text, sentences[0].paper
    predicate = predicate_of(question)
    if predicate and predicate.is_whole and predicate.act in ("introduces", "proves"):
        found = stating(predicate, paper, scorer)
        return stated(found, 0, len(found.text), "yes") if found else NOT_STATED
    topics = [
        scorer.topic(" ".join(words))
        for text in _alternatives(_WAYS_OF_HAVING.sub(" ", question))
        if (words := _about(text, scorer) or _about(question, scorer))
    ]
    kinds = [match.group() for match in _COMPOUND.finditer(question) if _about(match["kind"], scorer)]
    entitled = [topic for topic in topics if _says(topic, paper.title, scorer)]
    said: dict[str, Cell] = {}
    for sentence in sentences:
        text = sentence.text
        if is_elsewhere(text) or _SUPPOSED.holds(text):
            continue
        for topic in topics if is_own(text) else entitled:
            if _says(topic, text, scorer) and all(_stand_together(kind, text) for kind in kinds):
                value = "no" if _denies(text, set(topic.stems)) else "yes"
                said.setdefault(value, stated(sentence, 0, len(text), value))
    return said.get("yes") or said.get("no") or NOT_STATED


def _says(topic: Topic, text: str, scorer: Scorer) -> bool:
    """Whether a text has every word of a topic, or one of the same meaning."""
    return bool(scorer.matches(topic, text).min(initial=1) >= _SAID) and all(
        names_thing(text, word) for word in topic.words
    )


def _stand_together(kind: str, text: str) -> bool:
    """Whether the words of a kind of study stand side by side in a text: of a user study, not of users of a study."""
    return f" {' '.join(stems(kind))} " in f" {' '.join(stems(text))} "


def told(wants: Told, sentences: Sequence[Sentence], scorer: Scorer) -> Cell:
    """The sentence that tells best what is asked, where it has most of what the question is about."""
    if wants.aspect:
        found = by_aspect(sentences, wants.asked, scorer)[ASPECTS.index(wants.aspect)]
        return stated(found, 0, len(found.text)) if found else NOT_STATED
    topic = _about(wants.asked.text, scorer)
    if not sentences or not topic:
        return NOT_STATED
    scores = relevance(wants.asked, sentences, scorer)
    covered = scorer.coverage(scorer.topic(" ".join(topic)), [sentence.text for sentence in sentences])
    needs_figure = "figure" in wants.asked.cues
    fits = [
        covered[place] >= _TELLS and not (needs_figure and not figures(sentence.text))
        for place, sentence in enumerate(sentences)
    ]
    if not any(fits):
        return NOT_STATED
    best = sentences[int(np.where(fits, scores, -np.inf).argmax())]
    return stated(best, 0, len(best.text))


def _alternatives(question: str) -> list[str]:
    """A question of "mice, rats or hamsters" as one of each."""
    match = _EITHER.search(question)
    if not match:
        return [question]
    things = [thing for thing in match.group().replace(" or ", ",").replace(" ", "").split(",") if thing]
    return [f"{question[: match.start()]}{thing}{question[match.end() :]}" for thing in things]


def _about(question: str, scorer: Scorer) -> tuple[str, ...]:
    """The words of a question that say what it is about, those left out that any question on a paper has."""
    return tuple(word for word in scorer.topic(question).words if has_topic(word) and not is_general(word))


def _denies(text: str, wanted: set[str]) -> bool:
    """Whether what a sentence denies has one of the words."""
    return any(wanted & set(stems(negation.scope.of(text))) for negation in negations(text))
