"""Whether a paper says of itself that it does, or is, what a list asks for; and the sentence that says so."""

from __future__ import annotations

from rag.answer.evidence import split
from rag.answer.question.predicate import Act, Predicate
from rag.answer.scorer import Scorer
from rag.records import Paper, Sentence
from rag.text.rules import Rule, rule
from rag.text.words import names_thing

_SAME = 0.6  # of a word with one of a sentence, from which on they say the same
_APART = 90  # characters between what a paper does and what it does it to
_DOES: dict[Act, Rule] = {
    "introduces": rule(
        "predicate: a paper introduces something",
        r"\b(?:we|this (?:paper|work|article|study)|our|here|authors)\b.{0,60}?(?<!\bthe )(?<!\bour )\b(?:introduc|propos|present|releas|creat|buil[dt]|construct|collect|publish|contribut"
        r"|develop|offer|provid)\w*(?! that\b)|\b(?:is|are|was|were) (?:hereby )?(?:introduced|proposed|presented|released|created|built|constructed|collected|published|developed|curated|compiled)\b",
        matches=("We present an atlas of reefs.", "A corpus of charters was compiled.", "In this work, we build a map."),
        misses=("Many have presented atlases.", "The atlas shows reefs.", "Kings present gifts.", "We tested the proposed plan on the atlas."),
    ),
    "shares": rule(
        "predicate: a paper gives something away",
        r"\b(?:available|released?|open-?sourc\w*|publicly|github\.com|https?://)|\bwe (?:share|publish|provide) (?:the|our|all)\b",
        matches=("Our code is available.", "We release the data.", "See https://github.com/x/y"),
        misses=("We watched reefs.",),
    ),
    "proves": rule(
        "predicate: a paper proves something",
        r"\b(?:prov(?:e|es|ed|ing|able|ably)|deriv(?:e|es|ed|ing)|establish\w*|guarantee\w*|theorems?|we show)\b",
        matches=("We prove a bound.", "A bound is derived.", "Our theorem holds for courts."),
        misses=("We approve of it.", "Rivers flow."),
    ),
}  # fmt: skip
_IS: dict[Act, Rule] = {
    "trial": rule(
        "predicate: a sentence of a trial",
        r"\brandomi[sz](?:ed|ation)\b|\brandomly (?:assigned|allocated)\b|\b(?:clinical|controlled|phase [0-9ivx/-]+|open-label) (?:\w+ )?trial|\bdouble-blind|\bplacebo-controlled",
        matches=("Patients were randomly assigned.", "In this phase 3 trial, aspirin failed."),
        misses=("The trial of the king began.", "Wolves were counted."),
    ),
    "review": rule(
        "predicate: a sentence of a review",
        r"\b(?:this|we|our|systematic|literature|narrative|scoping|the present|a) (?:\w+ ){0,3}?review\w*\b|\b(?:an? |this |critical )review\b|\breviewed (?:here|in this)\b|: a (?:\w+ )?review\b",
        matches=("We review the evidence on gout.", "This review is on courts.", "Gout: a systematic review"),
        misses=("Courts have judicial power.", "Wolves were counted."),
    ),
    "meta-analysis": rule(
        "predicate: a sentence of a meta-analysis",
        r"\b(?:this|we|our|an?|the present|updated|network|reviews? and|and) (?:\w+ ){0,3}?meta-?analy[sz]\w+|^meta-?analys[ei]s\b|: (?:\w+ )?meta-?analysis|\bpooled (?:analysis|estimate|odds|data)\b",
        matches=("A meta-analysis of ten trials.", "The pooled odds were high."),
        misses=("Metal was analysed.", "The pool was deep.", "the Imaging through Meta-Analysis consortium"),
    ),
    "survey": rule(
        "predicate: a sentence of a survey",
        r"\bsurvey(?:s|ed|ing)?\b",
        matches=("We survey methods of dating bones.", "Robots: a survey"),
        misses=("Wolves were counted.",),
    ),
}  # fmt: skip
_MADE = rule(
    "predicate: said of what was made, which stands before",
    r"^(?:is|are|was|were)\b",
    matches=("was compiled", "are introduced"),
    misses=("We present",),
)
_ENDS_OBJECT = rule(
    "predicate: what is made is over, and what it is made from or for begins",
    r"\b(?:to|from|on|with|by|using|via|that|which|where|when|whose|against|over|through|into)\b|[.;:]",
    matches=("a method to date walls", "an atlas from photographs", "a map, which"),
    misses=("an atlas of reefs", "code and a corpus for judges"),
)
_CALLS_ITSELF = rule(
    "predicate: a title that says what the paper gives",
    r"(?:^|[:–—-] )an? ",
    matches=("An atlas of reefs", "ReefNet: A map of all reefs"),
    misses=("On the atlas of reefs", "Reefs as a home"),
)


def stating(predicate: Predicate, paper: Paper, scorer: Scorer) -> Sentence | None:
    """The sentence of a paper's abstract that says that the paper does it, or is it; None where none does.

    What a title says of a paper (a dataset of reefs, a systematic review) the abstract's sentence on it need not say.
    """
    sentences = split(paper)
    if predicate.act in _IS:
        return next((s for s in sentences if _IS[predicate.act].holds(s.text)), None) or (
            sentences[0] if sentences and _IS[predicate.act].holds(paper.title) else None
        )
    does = _DOES[predicate.act]
    for sentence in sentences:
        if any(_has(predicate.object, near, scorer) for near in _objects(predicate.act, does, sentence.text)):
            return sentence
    if (
        predicate.act == "introduces"
        and _CALLS_ITSELF.holds(paper.title)
        and _has(predicate.object, paper.title, scorer)
    ):
        return next((s for s in reversed(sentences) if _has(predicate.object, s.text, scorer)), None)
    return None


def _objects(act: Act, does: Rule, text: str) -> list[str]:
    """What stands near each place in a sentence where something is done; of what a paper introduces, the object alone."""
    found = []
    for match in does.finditer(text):
        before, behind = text[max(match.start() - _APART, 0) : match.start()], text[match.end() : match.end() + _APART]
        if act != "introduces":
            found.append(f"{before}{match.group()}{behind}")
        elif _MADE.holds(match.group()):
            found.append(before)
        else:
            found.append(behind[: over.start()] if (over := _ENDS_OBJECT.search(behind)) else behind)
    return found


def _has(thing: str, text: str, scorer: Scorer) -> bool:
    """Whether a text has a thing, or one of several ("a dataset or a benchmark")."""
    return any(
        topic.words
        and float(scorer.matches(topic, text).min(initial=1)) >= _SAME
        and all(names_thing(text, word) for word in topic.words)
        for topic in map(scorer.topic, thing.split(" or "))
    )
