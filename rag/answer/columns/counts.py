"""How many: of people, of animals, of what was looked at; and the size of a study's sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from rag.answer.columns.column import NOT_STATED, Cell, Count, stated
from rag.answer.columns.counted_things import ANIMALS, ITEMS, NO_S, PEOPLE, STUDIES
from rag.answer.columns.own_work import is_elsewhere, is_of_the_world
from rag.answer.columns.sample_rules import (
    AND_OTHERS,
    ANOTHER_GROUP,
    BEHIND_ANOTHER,
    BEST,
    GROUP_BEFORE,
    OF_A_GROUP,
    OTHERS,
    PART,
    RECRUITING,
    SAMPLED,
    SHARE,
    SUBSET,
    TAKING_PART,
    WHOLE,
)
from rag.records import Sentence
from rag.text.figures import Figure, figures
from rag.text.stems import stems

_FAMILIES = (PEOPLE, "examples samples instances items datapoints points records entries interactions images pairs data observations",
             STUDIES)  # fmt: skip
_BEHIND = 7  # words behind a figure in which what it counts stands
_AT_MOST = 1e7  # no study asks more
_COUNTING = re.compile(r"[\w'’-]+|[,;:.()\[\]/]")
_ENDS = frozenset(
    """of in with to per who whom that which were was is are had have has for from at on by years year old days day weeks week months
    month hours minutes times aged versus vs or than during after before between groups group arms arm classes centers centres sites
    kg mg g ml mm cm percent points cycles doses items treated receiving a an the this our its their""".split()
)
_NEAR = 120  # characters before a figure in which that of another group stands
_N_EQUALS = re.compile(r"\b(?P<n>[Nn])\s?=\s?(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?![\d%.])")


@dataclass(frozen=True, slots=True)
class _Found:
    sentence: Sentence
    start: int
    end: int
    value: float
    score: float


def count(wants: Count, sentences: Sequence[Sentence]) -> Cell:
    """The figure that says how many there are, with what it counts: "139 patients"."""
    found = _sample(sentences) if wants.is_sample else _counted(wants.things, sentences)
    if not found:
        return NOT_STATED
    best = max(found, key=lambda one: one.score)  # the first of those that are as good
    value = _whether(wants, best.value) if wants.compares else f"{best.value:.15g}"
    return stated(best.sentence, best.start, best.end, value)


def sample_words() -> frozenset[str]:
    """The stems of what a study's sample is called: participants, subjects."""
    return _stemmed("participants patients subjects people volunteers individuals sample")


def kin(thing: str) -> frozenset[str]:
    """The stems of a thing that is counted, and of words for the same."""
    head = frozenset(stems(thing)[-1:])
    return next((family for family in map(_stemmed, _FAMILIES) if family & head), head)


def _whether(wants: Count, value: float) -> str:
    than = wants.than
    holds = {"<": value < than, "<=": value <= than, ">": value > than, ">=": value >= than}
    return "yes" if holds[wants.compares or ">"] else "no"


def _sample(sentences: Sequence[Sentence]) -> list[_Found]:
    """What may be the size of the sample: of people or animals, or else of what was collected."""
    beings = _stemmed(PEOPLE) | _stemmed(ANIMALS)
    found = [one for sentence in sentences for one in _in(sentence, beings, 1.0)]
    found += _n_equals(sentences)
    found = found or [one for sentence in sentences for one in _recruited(sentence)]
    return found or [one for sentence in sentences for one in _in(sentence, _stemmed(ITEMS), 1.5)]


def _recruited(sentence: Sentence) -> list[_Found]:
    """The figures of whatever was recruited: "We interviewed 12 judges.", "Forty mills took part."."""
    text = sentence.text
    if is_elsewhere(text) or is_of_the_world(text):
        return []
    found = []
    for figure in figures(text):
        words = [word.group() for word in islice(_COUNTING.finditer(text, figure.span.end), _BEHIND)]
        several = next((n for n, word in enumerate(words) if word.lower() in _ENDS or _is_several(word.lower())), None)
        if figure.unit == "%" or several is None or words[several].lower() in _ENDS or not 1 < figure.value < _AT_MOST:
            continue
        end = text.index(words[several], figure.span.end) + len(words[several])
        recruits = RECRUITING.holds(text[: figure.span.start]) or TAKING_PART.holds(text[end:])
        if recruits and _is_whole(text, figure, end):
            found.append(_Found(sentence, figure.span.start, end, figure.value, 2.0))
    return found


def _counted(things: frozenset[str], sentences: Sequence[Sentence]) -> list[_Found]:
    return [one for sentence in sentences for one in _in(sentence, things, 0.0)]


def _in(sentence: Sentence, things: frozenset[str], threshold: float) -> list[_Found]:
    """The figures of a sentence that count these things, those that count a part of them left out."""
    text = sentence.text
    if is_elsewhere(text) or is_of_the_world(text):
        return []
    found: list[_Found] = []
    for figure in figures(text):
        end = _end_of_thing(text, figure, things)
        if end is None or not _is_whole(text, figure, end):
            continue
        before = text[: figure.span.start]
        joins = bool(found) and before[found[-1].end :].strip() == "and"
        if not joins and BEHIND_ANOTHER.holds(before) and figures(before[-_NEAR:]):
            continue
        score = 1.0 * SAMPLED.holds(text) + 1.0 * BEST.holds(text) + 2.0 * WHOLE.holds(before)
        if score >= threshold:
            start = figure.span.start
            if joins:
                first = found.pop()
                start, figure_value = first.start, first.value + figure.value
            else:
                figure_value = figure.value
            found.append(_Found(sentence, start, end, figure_value, score))
    # Several counts in one sentence are of groups, but for one that says it is the whole.
    return found if len(found) < 2 else [one for one in found if WHOLE.holds(text[: one.start])]


def _end_of_thing(text: str, figure: Figure, things: frozenset[str]) -> int | None:
    """Where the thing that a figure counts ends; None where it counts none of these."""
    if figure.unit == "%" or not 1 < figure.value < _AT_MOST or figure.value != int(figure.value):
        return None
    behind = text[figure.span.end :]
    aside = re.match(rf"\s\({int(figure.value)}\)", behind)  # "Fifty-one (51) patients"
    at = aside.end() if aside else 0
    if behind[at : at + 1] in ("-", ",") or re.match(r"\s?[-–]\s?\d", behind[at:]):
        return None
    for match in islice(_COUNTING.finditer(behind, at), _BEHIND):
        word = match.group().lower()
        if word in _ENDS or not (word[0].isalpha() or word == ",") or word.isdigit():
            return None
        if _is_several(word) and things & frozenset(stems(word)):
            following = re.match(r"\s(\w+s)\b", behind[match.end() :])
            noun = following[1] if following else ""
            is_modifier = word in NO_S and noun not in ("", *_ENDS) and not things & frozenset(stems(noun))
            if behind[match.end() : match.end() + 1] in ("-", "’", "'") or is_modifier:
                return None
            return _with_more(behind, match.end(), things) + figure.span.end
    return None


def _is_several(word: str) -> bool:
    """Whether a word names several things: "users" and "women", and neither "user study" nor "teacher-student"."""
    return "-" not in word and "’" not in word and "'" not in word and (word.endswith("s") or word in NO_S)


def _with_more(behind: str, end: int, things: frozenset[str]) -> int:
    """The end of a thing that is named by two words: "volunteer female migraineurs"."""
    more = re.match(r"\s(\w+)(?:\s(\w+))?", behind[end:])
    if not more:
        return end
    for group in (2, 1):
        if more[group] and _is_several(more[group].lower()) and things & frozenset(stems(more[group])):
            if group == 2 and more[1].lower() in (_ENDS | {"and"}):
                continue
            return end + more.end(group)
    return end


def _is_whole(text: str, figure: Figure, end: int) -> bool:
    """Whether a figure counts all that there are, and no part of them."""
    before, behind = text[: figure.span.start], text[end:]
    if ANOTHER_GROUP.holds(before) or OTHERS.holds(text[figure.span.end : end]):
        return False
    if WHOLE.holds(before):
        return True
    if AND_OTHERS.holds(behind):
        return False
    if PART.holds(before) or SUBSET.holds(behind) or SHARE.holds(behind):
        return False
    return not OF_A_GROUP.holds(text[max(0, figure.span.start - 15) : end + 60])


def _n_equals(sentences: Sequence[Sentence]) -> list[_Found]:
    """ "Subjects (n = 845)": the whole sample where it is the only one of its kind, and names no group."""
    found = [(sentence, match) for sentence in sentences for match in _N_EQUALS.finditer(sentence.text)]
    return [
        _Found(sentence, *match.span(), float(match["number"].replace(",", "")), 2.0)
        for sentence, match in found
        if len(found) == 1
        and not GROUP_BEFORE.holds(sentence.text[: match.start()])
        and not sentence.text[match.end() :].lstrip().startswith(("each", "per", "/"))
        and not is_elsewhere(sentence.text)
        and int(match["number"].replace(",", "")) > 1
    ]


@cache
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))
