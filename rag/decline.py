"""When not to answer: nothing in the library is about it, or no abstract states the thing that is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.evidence import Scorer, content_stems, split
from rag.lexical import stems
from rag.records import Abstained, Hit, Query, Sentence
from rag.understand import names_in

# Below this cosine of its best passage even the best paper is about something else (cosines of wordllama).
OFF_TOPIC = 0.17
# A question whose topic is mostly words that no paper has needs a closer best paper than another.
UNKNOWN_SHARE, UNKNOWN_OFF_TOPIC = 0.6, 0.28
_UNIT_MATCH = 0.4  # of a counted thing with a word beside a figure, from which on the figure may count it
_COUNTED = re.compile(
    r"\b(?:how many|(?:what|which) (?:is the |was the )?number of) ((?:[\w-]+ ){0,3}?[\w-]+)"
    r"(?= (?:do|does|did|is|are|was|were|can|could|of|in|to|took|take|takes|need|needs|per|for|has|have|had|will"
    r"|would|it|they|the)\b|[?,.;:]|$)",
    re.I,
)
_FIGURE = re.compile(
    r"(?<![\w-])\d[\w.,]*(?![\w.,]*\s?%)|\^\S*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|exponential|polynomial|logarithmic|linear|number of)\b",
    re.I,
)
_BEHIND = 4  # words behind a figure in which the thing that it counts stands
# Words for the same kind of counted thing, as stems.
_FAMILIES = tuple(
    frozenset(stems(words))
    for words in (
        "examples samples instances items datapoints points records entries interactions images pairs data observations",
        "people participants users subjects students annotators patients humans respondents volunteers persons",
        "seconds minutes hours days weeks months years",
        "kilobytes megabytes gigabytes terabytes kb mb gb tb bytes",
    )
)
# Details of how a study was done that papers give and abstracts mostly do not.
_DETAIL = re.compile(
    r"\b(?:optimi[sz]ers?|learning rates?|batch sizes?|epochs|random seeds?|hyper-?parameters?|hardware|gpus?|tpus?|cpus?"
    r"|sample sizes?|confidence intervals?|p-values?|effect sizes?|dos(?:e|age)s?|licen[cs]es?|funding|funders?|affiliations?"
    r"|ethics|consent|exclusion criteria|inclusion criteria|ablations?)\b",
    re.I,
)
_HOW_LONG = re.compile(
    r"\bhow (?:long|much time)\b.*\b(?:take|takes|took|last|lasts|lasted|run|runs|need|needs)\b", re.I
)
_DURATION = re.compile(
    r"\d[\w.,]*[ -](?:milliseconds?|ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b", re.I
)
_WHY = re.compile(r"^(?:so |and )?(?:why|how come)\b", re.I)
_WORSE = re.compile(
    r"\b(?:worse\w*|degrad\w+|harm\w*|hurt\w*|fail\w*|slower|unstable|decreas\w+|declin\w+|drop\w*"
    r"|deteriorat\w+)\b",
    re.I,
)
_BETTER = re.compile(
    r"\b(?:improv\w+|better|outperform\w*|gains?|enhanc\w+|boost\w*|faster|superior|state-of-the-art|success\w*)\b",
    re.I,
)
_MORE_THAN = re.compile(
    r"^(?:so |and )?(?:why|how come)\s+(?:do|does|did|is|are|was|were)?\s*(.+?)\s+(?:\w+\s+)?"
    r"(?:more|less|better|worse|fewer|\w+er)\b.*\bthan\b",
    re.I,
)
_BEATEN = re.compile(
    r"\b(?:improv\w+ (?:over|on|upon)|outperform\w*|superior to|better than|advantages? over|surpass\w*)\b(.*)", re.I
)
_CLOSEST = 3  # sentences closest to a question, in which its premise would stand
_BEATEN_WORDS = 6  # behind "outperforms": who it is


@dataclass(frozen=True, slots=True)
class Declined:
    """Why a question is not answered, in a line of ours; `evidence` contradicts what the question takes as given."""

    kind: Abstained
    reason: str
    evidence: Sentence | None = None


def declined(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Declined | None:
    """Whether, and why, the papers found do not answer the question."""
    if not speaks_to(hits, question, scorer):
        return Declined("not_in_library", "Nothing in this library speaks to that.")
    if question.kind != "answer":
        return None
    if missing := _unknown_names(question, {hit.paper.key for hit in hits}, scorer):
        if hits[0].dense < UNKNOWN_OFF_TOPIC:
            return Declined("not_in_library", f"Nothing in this library speaks of {missing}.")
        return Declined("not_in_abstracts", f"No abstract in this library mentions {missing}.")
    sentences = split(hits[0].paper)
    if (counted := _COUNTED.search(question.focus)) and not _is_counted(counted[1], sentences, scorer):
        return Declined("not_in_abstracts", f"No abstract states how many {counted[1]}.")
    told = " ".join(sentence.text for sentence in sentences)
    if absent := [detail for detail in _DETAIL.findall(question.focus) if not set(stems(detail)) <= set(stems(told))]:
        return Declined("not_in_abstracts", f"No abstract on this states the {' or the '.join(absent)}.")
    if _HOW_LONG.search(question.focus) and not _DURATION.search(told):
        return Declined("not_in_abstracts", "No abstract on this states how long it takes.")
    if against := _contradicting(question.focus, sentences, scorer):
        return Declined("not_in_abstracts", "The abstracts say otherwise.", against)
    return None


def speaks_to(hits: Sequence[Hit], question: Query, scorer: Scorer) -> bool:
    """Whether any of the papers found is about what is asked."""
    closest = max((hit.dense for hit in hits), default=0.0)
    if closest < OFF_TOPIC:
        return False
    return closest >= UNKNOWN_OFF_TOPIC or scorer.unknown_share(question.standalone) < UNKNOWN_SHARE


def _unknown_names(question: Query, keys: set[str], scorer: Scorer) -> str:
    """The names in a question that no paper has, citation keys aside; "" when there are none."""
    names = [name for name in names_in(question.focus) if name not in keys]
    unknown = [name for name in names if not all(map(scorer.is_known, stems(name)))]
    return " or ".join(unknown)


def _is_counted(thing: str, sentences: Sequence[Sentence], scorer: Scorer) -> bool:
    """Whether a figure stands shortly before the thing, or before another of its kind."""
    head = stems(thing)[-1:]
    family = next((f for f in _FAMILIES if f & set(head)), frozenset(head))
    topic = scorer.topic(thing.split()[-1])
    behind = [" ".join(s.text[m.end() :].split()[:_BEHIND]) for s in sentences for m in _FIGURE.finditer(s.text)]
    return any(
        family & set(stems(words)) or scorer.matches(topic, words).max(initial=0) >= _UNIT_MATCH for words in behind
    )


def _contradicting(question: str, sentences: Sequence[Sentence], scorer: Scorer) -> Sentence | None:
    """A sentence that says the opposite of what a why-question takes as given: better for worse, B beats A."""
    if not _WHY.search(question):
        return None
    if compared := _MORE_THAN.search(question):
        winner = set(content_stems(compared[1]))
        beaten = ((s, set(stems(match[1])[:_BEATEN_WORDS])) for s in sentences if (match := _BEATEN.search(s.text)))
        return next((s for s, loser in beaten if 2 * len(winner & loser) >= len(winner) > 0), None)
    if not _WORSE.search(question):
        return None
    closest = [sentences[i] for i in np.argsort(-scorer.fit(question, sentences), kind="stable")[:_CLOSEST]]
    if any(_WORSE.search(s.text) for s in closest):
        return None
    return next((s for s in closest if _BETTER.search(s.text)), None)
