"""How a study was designed, as its abstract says: randomised, a cohort, a review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.columns.column import NOT_STATED, Cell, Design, stated
from rag.answer.columns.design_kinds import KINDS, NOUN, Kind
from rag.answer.columns.own_work import is_elsewhere, is_own
from rag.records import Sentence
from rag.text.negation import negations
from rag.text.rules import Rule, rule

_WORDS = re.compile(r"[\w-]+")
_EXCLUDED = {"double-blind": {"open-label", "single-blind"}, "open-label": {"double-blind", "single-blind"},
             "single-blind": {"open-label", "double-blind"}, "prospective": {"retrospective"}, "retrospective": {"prospective"},
             "randomised": {"non-randomised"}}  # fmt: skip


def _asks_for(name: str, pattern: str, match: str, miss: str) -> Rule:
    return rule(f"designs: a question asks for {name}", pattern, matches=(match,), misses=(miss,))


_ASKED = {
    "randomised": _asks_for(
        "randomised", r"randomi[sz]ed|\brcts?\b|randomly assigned", "Is it an RCT?", "random walks"
    ),
    "meta-analysis": _asks_for("meta-analysis", r"meta-?analys", "a meta-analysis?", "analysis"),
    "systematic review": _asks_for(
        "systematic review", r"systematic(?: literature)? review", "Is it a systematic review?", "a review"
    ),
    "review": _asks_for("review", r"\breviews?\b(?! board)", "Is it a review?", "the review board"),
    "cohort": _asks_for("cohort", r"\bcohort", "Is it a cohort study?", "Is it a case?"),
    "case-control": _asks_for("case-control", r"case-?control", "a case-control study?", "controlled"),
    "cross-sectional": _asks_for("cross-sectional", r"cross-?sectional", "cross-sectional?", "a section"),
    "case report": _asks_for("case report", r"case (?:report|series)", "a case series?", "a case study"),
    "case study": _asks_for("case study", r"case stud", "a case study?", "a case report"),
    "crossover": _asks_for("crossover", r"cross-?over", "Is it a crossover trial?", "over"),
    "open-label": _asks_for("open-label", r"open[- ]label", "open-label?", "open"),
    "double-blind": _asks_for("double-blind", r"double[- ](?:blind|masked)", "Was it double-blind?", "blind"),
    "single-blind": _asks_for("single-blind", r"single[- ]blind", "single-blind?", "blind"),
    "placebo-controlled": _asks_for("placebo-controlled", r"placebo", "placebo-controlled?", "controlled"),
    "prospective": _asks_for("prospective", r"\bprospective", "prospective?", "retrospective"),
    "retrospective": _asks_for("retrospective", r"retrospective", "retrospective?", "prospective"),
    "observational": _asks_for("observational", r"observational", "observational?", "observed"),
    "multicentre": _asks_for("multicentre", r"multi-?cent", "multicentre?", "centre"),
    "in vitro": _asks_for("in vitro", r"in vitro", "Was it in vitro?", "vitreous"),
    "in vivo": _asks_for("in vivo", r"in vivo", "in vivo?", "vivid"),
    "pilot study": _asks_for("pilot study", r"pilot (?:study|trial)", "a pilot study?", "pilots"),
}
_SYNTHESES = frozenset(kind.name for kind in KINDS if kind.family == "synthesis")
_BEFORE_OTHERS = rule(
    "designs: words before the design of another study",
    r"\b(?:participat\w+ in|after|previous(?:ly)?|earlier|prior|recent|published|several|few|available|from (?:a|the)|of (?:other|these)|except|in most|no)"
    r"(?: (?:an?|the|comparative|clinical))*[\s(]*$",
    matches=("after participation in a ", "few comparative ", "a previous "),
    misses=("We performed a ", "in the present "),
)


@dataclass(frozen=True, slots=True)
class _Found:
    kind: Kind
    sentence: Sentence
    start: int
    end: int


def design_asked_for(question: str) -> str:
    """The design of which a question asks whether the study has it; "" where it asks for none."""
    return next((name for name, words in _ASKED.items() if words.holds(question)), "")


def design(wants: Design, sentences: Sequence[Sentence]) -> Cell:
    """The design that tells the most of the study, with what stands beside it: "a randomized, double-blind trial"; or,
    of one design, whether it is the study's."""
    found = [one for sentence in sentences for one in _in(sentence)]
    if not found:
        return NOT_STATED
    first = min(found, key=lambda one: KINDS.index(one.kind))
    if not wants.of:
        start, end = _phrase(first, found)
        return stated(first.sentence, start, end, first.kind.name)
    return _whether(wants.of, first, found)


def _whether(name: str, first: _Found, found: Sequence[_Found]) -> Cell:
    """Yes where a study is of this design, no where it is of one that leaves no room for it."""
    of_study = [one for one in found if first.kind.family != "synthesis" or one.kind.family == "synthesis"]
    wanted = _SYNTHESES if name == "review" else {name}
    if own := next((one for one in of_study if one.kind.name in wanted), None):
        return stated(own.sentence, *_phrase(own, found), "yes")
    family = next((kind.family for kind in KINDS if kind.name == name), "")
    for one in of_study:
        if one.kind.name in _EXCLUDED.get(name, ()) or (family and one.kind.family and one.kind.family != family):
            return stated(one.sentence, *_phrase(one, found), "no")
    return NOT_STATED


def _in(sentence: Sentence) -> list[_Found]:
    """The designs that a sentence gives the study itself."""
    text = sentence.text
    found = [_Found(kind, sentence, *match.span()) for kind in KINDS for match in kind.words.finditer(text)]
    if not found or is_elsewhere(text):
        return []
    denied = [negation.scope for negation in negations(text)]
    opens = min(one.start for one in found)
    of_study = is_own(text) or len(_WORDS.findall(text[:opens])) <= 3
    if not of_study and not _ACTS.holds(text):
        return []
    return [
        one
        for one in found
        if not _BEFORE_OTHERS.holds(text[: one.start])
        and not _is_of_others(text, one)
        and not any(d.start <= one.start < d.end for d in denied)
    ]


_ACTS = rule(
    "designs: what is done in a study",
    r"\b(?:received?|compared?|investigated?|evaluated|examined|treated|conducted|performed|randomi[sz]ed|participated|enrolled|reviews?|surveys?)\b",
    matches=("Miners received salt in a crossover study.", "conducted in one mill"),
    misses=("A crossover study is costly.",),
)

_NOUN_BEHIND = rule(
    "designs: the noun behind a design",
    rf"^[\s,-]+(?:(?:and )?[\w/-]+[\s,]+){{0,4}}?{NOUN}\b",
    matches=(", multicentre study of bees", " comparison", ", parallel-group trial"),
    misses=(" to salt or none.", ". The study ended."),
)


def _is_of_others(text: str, one: _Found) -> bool:
    """Whether a design is of several studies that are not counted: "attrition in randomised trials"."""
    noun = _NOUN_BEHIND.pattern.match(text[one.end :])
    several = noun is not None and noun.group().lower().endswith(("trials", "studies", "investigations", "experiments"))
    return several and one.kind.family != "synthesis" and not _COUNTED_STUDIES.holds(text[: one.start])


_COUNTED_STUDIES = rule(
    "designs: studies that are counted are the paper's own",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+|both|these|our|the present) (?:[\w,-]+ ){0,8}$",
    matches=("Two ", "in four double- and single-blind, ", "of 4 controlled, "),
    misses=("attrition in ", "of all "),
)


def _phrase(one: _Found, found: Sequence[_Found]) -> tuple[int, int]:
    """The stretch of a sentence from the first to the last of the designs that stand close together, with the noun
    behind them."""
    text = one.sentence.text
    beside = sorted((o.start, o.end) for o in found if o.sentence is one.sentence)
    start, end = one.start, one.end
    for (left, left_end), (right, right_end) in pairwise(beside):
        gap = text[left_end:right]
        joins = len(_WORDS.findall(gap)) <= 2 and not re.search(r"[.;:()]", gap)
        if joins and start <= right and left <= end:
            start, end = min(start, left), max(end, left_end, right_end)
    noun = _NOUN_BEHIND.pattern.match(text[end:])
    return start, end + noun.end() if noun and "." not in noun.group() else end
