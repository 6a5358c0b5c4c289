"""Words by what they do in a question: carry its sentence, ask for papers, name parts of any paper, or tell its topic."""

from __future__ import annotations

import re
from functools import cache

from rag.text.rules import rule
from rag.text.stems import stems

# What is published, one and several.
PAPER_NOUNS = (
    ("paper", "papers"),
    ("article", "articles"),
    ("study", "studies"),
    ("work", "works"),
    ("publication", "publications"),
    ("trial", "trials"),
    ("experiment", "experiments"),
    ("review", "reviews"),
    ("meta-analysis", "meta-analyses"),
    ("survey", "surveys"),
    ("report", "reports"),
    ("preprint", "preprints"),
    ("manuscript", "manuscripts"),
)
# Pieces of a pattern, to be set between word boundaries: one paper, several, either.
PAPER = f"(?:{'|'.join(one for one, _ in PAPER_NOUNS)})"
PAPERS = f"(?:{'|'.join(several for _, several in PAPER_NOUNS)})"
ANY_PAPER = f"(?:{PAPER}|{PAPERS})"

_A_WORD = re.compile(r"[^\W\d_]+")
_MADE_FROM_VERB = rule(
    "words: the name of a thing or a kind that is made from a verb",
    r"(?<=\w{3})(?P<made>er|or|ment|ive)s?$",
    matches=("transformer", "Transformers", "treatment", "actors", "contrastive"),
    misses=("transform", "transforms", "treated"),
)

# Words that carry a question rather than its topic.
_FUNCTION_WORDS = """a about after again against aka all also am among an and any anyone anything are as at be because been
    before being between both but by can could did do does doing don done during each else ever every everything few for
    from further get gets give given gives go goes got had has have having he her here hers him his how however i if in
    instead into is isn it its itself just let like made make makes many may me might more most much must my near need
    needs neither no nor not of off on once one only or other others our out over own per please rather really s same say
    says see shall she should show since so some somebody someone something still such t than that the their them
    themselves then there these they thing things this those through to too under until up us use used uses using very via
    want was way we well were what whatever when where whether which while who whom whose why will with within without
    would yes yet you your"""
# Words that ask for papers or for a form of answer, and say nothing about the topic. A trial, an experiment, a review or
# a survey is a kind of evidence, which a question may be about.
_REQUEST_WORDS = """abstract article author brief briefly collection compare describe discuss explain find finding gist
    library list literature mention nutshell overview paper publication question recap report research short study
    summarise summarize summary tell title tl dr work"""
# Words for what any paper has.
_PART_WORDS = """achieve aim approach background baseline claim conclude conclusion contribute contribution data dataset
    difference different experiment evaluate evaluation evidence focus goal hypothesis idea important introduce
    investigate key limit limitation main measure method methodology model motivation new novel novelty objective outcome
    present problem propose purpose result setting show significance similar similarity solution solve strength suggest
    takeaway task technique topic weakness"""


FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


def content_stems(text: str) -> list[str]:
    """The stems of a question or sentence that carry its topic, each once, in order; all but function words where
    nothing else is left."""
    words = [word for word in dict.fromkeys(stems(text)) if word not in _stemmed(_FUNCTION_WORDS)]
    return [word for word in words if word not in _stemmed(_REQUEST_WORDS)] or words


def is_function_word(word: str) -> bool:
    """Whether a word carries a sentence rather than a topic: of, the, were."""
    return _stemmed(_FUNCTION_WORDS) >= set(stems(word))


def has_topic(text: str) -> bool:
    """Whether a question names anything at all: "Why?" and "How many?" do not."""
    return not _stemmed(_FUNCTION_WORDS) | _stemmed(_REQUEST_WORDS) >= set(stems(text))


def is_general(text: str) -> bool:
    """Whether a question names nothing but what any paper has: "What problem do they solve?"."""
    return _stemmed(_FUNCTION_WORDS) | _stemmed(_REQUEST_WORDS) | _stemmed(_PART_WORDS) >= set(stems(text))


def names_thing(text: str, word: str) -> bool:
    """Whether a text that has a word's stem has the word too, where that names a thing made from a verb: a transformer is
    not what transforms. True of all other words, and where the text does not have the stem at all."""
    made = _MADE_FROM_VERB.search(word)
    if made is None:
        return True
    stem = stems(word)
    alike = [_MADE_FROM_VERB.search(other) for other in _A_WORD.findall(text) if stems(other) == stem]
    return not alike or any(other is not None and other["made"] == made["made"] for other in alike)


@cache
def _stemmed(words: str) -> frozenset[str]:
    """Words as the lexical index stems them."""
    return frozenset(stems(words))
