"""When not to answer: nothing in the library is about it, or no abstract states the thing that is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.answer.decline.names import is_spelled_out, unknown_names
from rag.answer.decline.premise import contradicting
from rag.answer.decline.relation import apart
from rag.answer.decline.thresholds import MISSING, Missing
from rag.answer.evidence import split
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.answer.topicality import is_on_topic
from rag.records import Abstained, Hit, Sentence
from rag.text.figures import behind_figures, figures, states_duration, states_share
from rag.text.names import names
from rag.text.rules import rule
from rag.text.stems import stems
from rag.text.words import is_general

_NEAR = 5  # papers of which one may state a detail of what many are asked
_FEW = 10  # papers that were chosen: a question on what any paper has is one on them
_AS_NEAR = 3  # papers that may state a detail
_HARDLY_WORSE = 0.9  # of the best paper's score, from which on another is as near to a question
_ABOUT = 0.34  # of what a question asks a paper for, from which on a paper may be it
_UNIT_MATCH = 0.4  # of a counted thing with a word beside a figure, from which on the figure may count it
_SAME = 0.5  # of a detail with a word of a sentence, from which on the sentence speaks of it
# Words for the same kind of counted thing.
_FAMILIES = (
    "examples samples instances items datapoints points records entries interactions images pairs data observations",
    "people participants users subjects students annotators patients humans respondents volunteers persons",
    "seconds minutes hours days weeks months years",
    "kilobytes megabytes gigabytes terabytes kb mb gb tb bytes",
)
# A dose is an amount of something, which few abstracts call so.
_DOSE = rule("decline: a dose", r"^dos(?:e|age)s?$", matches=("dose", "Dosages"), misses=("overdose", "doser"))
_AMOUNT = rule(
    "decline: an amount that is taken",
    r"\d\s?-?(?:mg|mcg|[µμ]g|g|ml|IU|units?)\b",
    matches=("100 mg of aspirin", "0.5-mg tablets", "5 µg/kg", "400 IU a day"),
    misses=("12 months", "in 1848", "mg", "5 geese"),
)
_RATIOS = "times percent fold"  # any figure may be meant so
_DATA = "dataset datasets sets benchmark benchmarks corpus corpora data databases"


@dataclass(frozen=True, slots=True)
class Declined:
    """Why a question is not answered, in a line of ours; `evidence` contradicts what the question takes as given."""

    kind: Abstained
    reason: str
    evidence: Sentence | None = None


def declined(question: Question, hits: Sequence[Hit], scorer: Scorer, bars: Missing = MISSING) -> Declined | None:
    """Whether, and why, the papers found do not answer the question."""
    if question.kind == "answer" and not scorer.is_bounded and not question.has_topic:
        return Declined("not_in_library", "That names nothing to look for: ask about a topic, a method or a paper.")
    is_few = scorer.asked <= _FEW or question.kind in ("list", "summary")
    of_any_paper = scorer.is_bounded and is_few and (question.is_general or question.points_back)
    if not hits or not (of_any_paper or any(is_on_topic(scorer, topic, hits) for topic in _topics(question))):
        return _off_topic(question, hits, scorer)
    told = [hit for hit in hits if hit.paper.abstract]
    if question.kind == "answer" and not question.asked.paper and len(told) < len(hits):
        if not told or not is_on_topic(scorer, question.topic, told):
            return Declined(
                "not_in_abstracts", "Only titles here are about that: their abstracts are not in the library."
            )
        hits = told
    if missing := unknown_names(question, hits, scorer, bars):
        return Declined("not_in_abstracts", _none_mentions(missing, scorer))
    if ends := apart(question, hits, scorer, bars):
        return Declined("not_in_abstracts", _none_of_both(ends, scorer))
    if question.kind in ("list", "summary") and not question.things:
        return None
    if question.kind == "answer" and (against := contradicting(question, hits[0].paper, scorer)):
        return Declined("not_in_abstracts", "The abstracts say otherwise.", against)
    if question.kind != "compare" and question.asked.paper:
        if scorer.best_coverage(question.asked.text, hits) >= _ABOUT:
            return None
        return Declined("not_in_abstracts", "No paper here says in its abstract that it is about that.")
    spoken = _as_near(hits)
    if question.kind == "compare":
        spoken = hits[: max(len(question.sides), 2)]
    elif question.things:
        spoken = hits[:_NEAR]
    if unstated := _unstated(question, [s for hit in spoken for s in split(hit.paper)], scorer):
        return Declined("not_in_abstracts", f"No abstract on this states {unstated}.")
    return None


def _topics(question: Question) -> tuple[str, ...]:
    """What a question is about, and each side of a comparison: one that is here can be spoken of."""
    return (question.topic, *question.sides) if question.kind == "compare" else (question.topic,)


def _off_topic(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Declined:
    """Why nothing speaks to a question: for what it names stands nowhere. Papers on the rest of it may be here, where that
    is a name by its spelling (LB-100), or too rare a word for anything else."""
    missing = unknown_names(question, hits, scorer) if hits else []
    named = [name for name in missing if name in question.names or scorer.is_rare(name)]
    rest = re.sub("|".join(map(re.escape, named)), " ", question.topic) if named else ""
    if rest and not is_general(rest) and is_on_topic(scorer, rest, hits):
        return Declined("not_in_abstracts", _none_mentions(missing, scorer))
    if not question.premise.is_relation:  # of other questions, words may be missing that are no things
        mentioned = {mention.name for mention in question.mentions}
        missing = [name for name in missing if name in mentioned]
    return Declined("not_in_library", _none_speaks(scorer, missing))


def _as_near(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The best hit, and those of the next ones that are hardly worse."""
    return [hit for hit in hits[:_AS_NEAR] if hit.score >= _HARDLY_WORSE * hits[0].score]


def _none_speaks(scorer: Scorer, named: Sequence[str]) -> str:
    if not scorer.is_bounded:
        return f"Nothing in this library speaks {f'of {_either(named)}' if named else 'to that'}."
    what = f"of {_either(named)}" if named else "to it"
    if scorer.asked == 1:
        return f"This paper does not speak {what}."
    return f"None of these {scorer.asked:,} papers speaks {what}."


def _none_mentions(unknown: Sequence[str], scorer: Scorer) -> str:
    named = _either(unknown)
    if not scorer.is_bounded:
        return f"No abstract in this library mentions {named}."
    if scorer.asked == 1:
        return f"This paper's abstract does not mention {named}."
    return f"No abstract of these {scorer.asked:,} papers mentions {named}."


def _none_of_both(ends: Sequence[str], scorer: Scorer) -> str:
    """That no abstract holds what a question relates."""
    both = f"both {' and '.join(ends)}"
    if not scorer.is_bounded:
        return f"No abstract in this library speaks of {both}."
    if scorer.asked == 1:
        return f"This paper's abstract does not speak of {both}."
    return f"No abstract of these {scorer.asked:,} papers speaks of {both}."


def _either(names: Sequence[str]) -> str:
    return " or ".join(names)


def _unstated(question: Question, sentences: Sequence[Sentence], scorer: Scorer) -> str:
    """What a question asks for that these sentences do not give, in words; "" when nothing of the kind is seen."""
    asked = question.asked
    if asked.counted and not _is_counted(asked.counted, sentences, scorer):
        return f"how many {asked.counted}"
    if asked.duration and not any(states_duration(s.text) for s in sentences):
        return "how long it takes"
    if asked.share and not any(states_share(s.text) for s in sentences):
        return "that share"
    if asked.named and not _is_named(asked.named, question, sentences):
        return f"which {asked.named}"
    details = [detail for detail in asked.details if not _is_of_a_name(detail, question)]
    absent = [detail for detail in details if not _is_said(detail, sentences, scorer)]
    figured = [s for s in sentences if figures(s.text)]
    if asked.figure and not figured:
        return "that figure"
    absent += [
        measure
        for measure in asked.measures
        if not _is_said(measure, figured, scorer)
        and not (_DOSE.holds(measure) and any(_AMOUNT.holds(sentence.text) for sentence in figured))
    ]
    return " or ".join(f"the {detail}" for detail in dict.fromkeys(absent))


def _is_counted(thing: str, sentences: Sequence[Sentence], scorer: Scorer) -> bool:
    """Whether a figure stands shortly before the thing, or before another of its kind."""
    head = frozenset(stems(thing)[-1:])
    if head & _stemmed(_RATIOS):
        return True
    family = next((family for family in map(_stemmed, _FAMILIES) if family & head), head)
    topic = scorer.topic(thing.split()[-1])
    return any(
        family & set(stems(words)) or scorer.matches(topic, words).max(initial=0) >= _UNIT_MATCH
        for s in sentences
        for words in behind_figures(s.text)
    )


def _is_named(thing: str, question: Question, sentences: Sequence[Sentence]) -> bool:
    """Whether a sentence that speaks of such things has a name that is new: not the paper's, not a mere abbreviation."""
    kind = frozenset(stems(thing))
    kind |= _stemmed(_DATA) if _stemmed(_DATA) & kind else frozenset()
    return any(
        name not in (*names(s.paper.title), *(mention.name for mention in question.mentions))
        and not is_spelled_out(name, s.paper.abstract)
        for s in sentences
        if kind & set(stems(s.text))
        for name in names(s.text)
    )


def _is_of_a_name(detail: str, question: Question) -> bool:
    """Whether a name stands right before a detail, and makes it a thing that is known: the chromHMM software."""
    named = "|".join(re.escape(mention.name) for mention in question.mentions)
    return (
        bool(named) and re.search(rf"(?<![\w-])(?:{named}) {re.escape(detail)}(?!\w)", question.asked.text) is not None
    )


def _is_said(detail: str, sentences: Sequence[Sentence], scorer: Scorer) -> bool:
    """Whether a sentence has the words of a detail, or words of the same meaning."""
    topic = scorer.topic(detail)
    return any(scorer.matches(topic, s.text).min(initial=1) >= _SAME for s in sentences)


@cache
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))
