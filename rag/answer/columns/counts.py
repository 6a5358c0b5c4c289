"""How many: of people, of animals, of what was looked at; and the size of a study's sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rag.answer.columns.column import NOT_STATED, Cell, Count, stated
from rag.answer.columns.counted_things import ANIMALS, ITEMS, NO_S, PEOPLE, STUDIES
from rag.answer.columns.own_work import is_elsewhere, is_of_the_world
from rag.records import Sentence
from rag.text.figures import Figure, figures
from rag.text.rules import rule
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
_PART = rule(
    "counts: words before a figure that counts a part",
    r"(?:(?:(?:\d|%)\)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|most|many|some|none|majority|per ?cent|rest|out))"
    r"\s+of(?: the| these| those)?|^of the|\bthe(?: (?:other|remaining|first|last))?|\bonly|\bremaining|\bof (?:these|them|whom|the),?|\bgroup|\bother"
    r"|\beach of(?: the)?|\banother|\bsub(?:set|group) of|/)\s*$",
    matches=("five of ", "34 (94%) of ", "Of the ", "the remaining ", "Only "),
    misses=("a total of all ", "In ", "We enrolled ", "data for "),
)
_WHOLE = rule(
    "counts: words before a figure that counts the whole",
    r"\b(?:total of|totall?ing|data (?:of|from)|group of|cohort of|sample of|population of|series of|set of|number of|dataset of|comparisons? of|records of|study of|survey of|analysis of)"
    r"(?: (?:about|over|more than|some|up to))?\s*$",
    matches=("a total of ", "in a group of ", "The data of ", "a cohort of about "),
    misses=("five of ", "Of the "),
)
_OF_A_GROUP = rule(
    "counts: of one group of several",
    r"\b(?:respectively|per (?:group|arm|cage|treatment|condition)|(?:in|for|to) each|each (?:group|arm)|/group|in the [\w-]+(?: [\w-]+)? (?:group|arm)|to (?:the )?[\w-]+ group|to group [A-Z1-9]|and \d+ to)\b|\beach\)",
    matches=(
        "40 and 38 women walked and ran, respectively",
        "12 mice per group",
        "33 patients to the SAM group and 29 to",
    ),
    misses=("40 women in two groups", "A total of 40 women were grouped."),
)
_SUBSET = rule(
    "counts: words behind it that tell of a part",
    r"^(?:(?!\b(?:who|whom|that|which|with)\b)[^.;,]){0,60}?\b(?:withdrew|dropped|worsened|discontinued|experienced|developed|died|reported|responded|relapsed|showed|had(?! (?:been|completed|received|undergone))|were excluded|refused"
    r"|improved|achieved|demonstrated|resumed|recovered|preferred|required|met)\b",
    matches=(" patients dropped out.", " women experienced nausea", " mice developed tumours"),
    misses=(" patients were enrolled", " women who had a history of gout", " miners, of whom 3 died"),
)
_SHARE = rule(
    "counts: a share behind it, which makes it a part",
    r"^\s?\(\d[\d.]*\s?%",
    matches=(" (46%) improved", " (33.3 %)"),
    misses=(" (mean age 46)", " with 46% women"),
)
_BEHIND_ANOTHER = rule(
    "counts: words before the last of several groups",
    r"\band(?: in| of| for| with)?\s*$",
    matches=("Twenty-six premenopausal and ", "10 Hispanic and ", "44 miners, 58 smiths, and "),
    misses=("a total of ", "We enrolled "),
)
_NEAR = 120  # characters before a figure in which that of another group stands
_ANOTHER_GROUP = rule(
    "counts: words before a figure that counts a second group",
    r"\b(?:independent|matched|control|comparison|validation|replication|second|another|separate) (?:group|sample|cohort|set|series) of\s*$",
    matches=("an independent group of ", "a matched sample of "),
    misses=("a group of ", "a sample of "),
)
_OTHERS = rule(
    "counts: others than those of the study",
    r"\b(?:other|additional|further|more|remaining|matched|control)\b",
    matches=(" other pigs", " matched women"),
    misses=(" pigs", " women"),
)
_AND_OTHERS = rule(
    "counts: another group behind it, or a use as controls",
    r"^(?! and\b)(?:(?!\b(?:were|was|enrol\w*|complet\w*|participat\w*|took|had|received|who|whom)\b)[^.;]){0,70}?\band (?:in |of )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|\w+teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\w-]*) (?!%|per|mg|g|ml|years?|months?|weeks?|days?|hours?)[a-z]|^[^.;]{0,40}?\bas (?:positive |negative )?controls?\b",
    matches=(" with headache and 18 healthy men", " infected as positive controls", " with gout and four with scurvy"),
    misses=(" were enrolled and 27 men completed it", " aged 20 and 30 years", " with gout"),
)
_SAMPLED = rule(
    "counts: a sentence that says what was looked at",
    r"\b(?:enrol\w*|recruit\w*|includ\w+|participat\w+|took part|randomi[sz]\w+|assign\w+|allocat\w+|involv\w+|compris\w+|consist\w+|enter(?:ed)?|surveyed"
    r"|interview\w*|stud(?:y|ied)|trial|examin\w+|analy[sz]\w+|investigat\w+|evaluat\w+|assess\w+|compar\w+|treat\w+|receiv\w+|complet\w+|measur\w+|test(?:ed)?"
    r"|collect\w+|follow\w*|sampled|selected|identified|pooled|randomly|underwent|given|administered|responded to|housed|trained|perform\w*|took|record\w*|processed"
    r"|observed|admitted|contain\w*|instrumented|seen)\b",
    matches=("Forty women were enrolled.", "The study compared 12 mills.", "It comprises 400 images."),
    misses=("Forty women sang.", "Bees number 20,000 in a hive."),
)
_BEST = rule(
    "counts: a sentence that gives the whole sample",
    r"\b(?:enrol\w*|recruited|included|participated|took part|were randomi[sz]ed|were (?:\w+ )?(?:randomly )?(?:assigned|allocated)|entered|surveyed|involv\w+|comprises?|consists? of|contains?|(?:was|were) collected|a total of)\b",
    matches=("Forty women were enrolled.", "A total of 9 mills took part."),
    misses=("Forty women sang.",),
)
_N_EQUALS = re.compile(r"\b(?P<n>[Nn])\s?=\s?(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?![\d%.])")
_GROUP_BEFORE = rule(
    "counts: words before n = that name one group",
    r"\b(?:groups?|arms?|controls?|cohort|class|male|female|men|women|boys|girls|placebo|treated|treatment|healthy|comparison|each)(?: \d)?(?: [\w-]+){0,3}[\s(,]*$",
    matches=("the placebo group (", "male ", "A matched group of healthy volunteers ("),
    misses=("The participants (", "Subjects ("),
)


_RECRUITING = rule(
    "counts: words before what was recruited",
    r"\b(?:enrol+ed|recruited|interviewed|surveyed|sampled)(?: a total of)?\s*$",
    matches=("We interviewed ", "The study enrolled a total of "),
    misses=("We dated ", "We interviewed them in "),
)
_TAKING_PART = rule(
    "counts: words behind what was recruited",
    r"^(?: [\w-]+){0,3}? (?:took part|participated|(?:were|was) (?:\w+ )?(?:enrol+ed|recruited|interviewed|surveyed|sampled))\b",
    matches=(" took part in it.", " of the valley were surveyed."),
    misses=(" were fed.", " sang."),
)


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
        words = _COUNTING.findall(text[figure.span.end :])[:_BEHIND]
        several = next((n for n, word in enumerate(words) if word.lower() in _ENDS or _is_several(word.lower())), None)
        if figure.unit == "%" or several is None or words[several].lower() in _ENDS or not 1 < figure.value < _AT_MOST:
            continue
        end = text.index(words[several], figure.span.end) + len(words[several])
        recruits = _RECRUITING.holds(text[: figure.span.start]) or _TAKING_PART.holds(text[end:])
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
        if not joins and _BEHIND_ANOTHER.holds(before) and figures(before[-_NEAR:]):
            continue
        score = 1.0 * _SAMPLED.holds(text) + 1.0 * _BEST.holds(text) + 2.0 * _WHOLE.holds(before)
        if score >= threshold:
            start = figure.span.start
            if joins:
                first = found.pop()
                start, figure_value = first.start, first.value + figure.value
            else:
                figure_value = figure.value
            found.append(_Found(sentence, start, end, figure_value, score))
    # Several counts in one sentence are of groups, but for one that says it is the whole.
    return found if len(found) < 2 else [one for one in found if _WHOLE.holds(text[: one.start])]


def _end_of_thing(text: str, figure: Figure, things: frozenset[str]) -> int | None:
    """Where the thing that a figure counts ends; None where it counts none of these."""
    if figure.unit == "%" or not 1 < figure.value < _AT_MOST or figure.value != int(figure.value):
        return None
    behind = text[figure.span.end :]
    aside = re.match(rf"\s\({int(figure.value)}\)", behind)  # "Fifty-one (51) patients"
    at = aside.end() if aside else 0
    if behind[at : at + 1] in ("-", ",") or re.match(r"\s?[-–]\s?\d", behind[at:]):
        return None
    for match in list(_COUNTING.finditer(behind, at))[:_BEHIND]:
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
    if _ANOTHER_GROUP.holds(before) or _OTHERS.holds(text[figure.span.end : end]):
        return False
    if _WHOLE.holds(before):
        return True
    if _AND_OTHERS.holds(behind):
        return False
    if _PART.holds(before) or _SUBSET.holds(behind) or _SHARE.holds(behind):
        return False
    return not _OF_A_GROUP.holds(text[max(0, figure.span.start - 15) : end + 60])


def _n_equals(sentences: Sequence[Sentence]) -> list[_Found]:
    """ "Subjects (n = 845)": the whole sample where it is the only one of its kind, and names no group."""
    found = [(sentence, match) for sentence in sentences for match in _N_EQUALS.finditer(sentence.text)]
    return [
        _Found(sentence, *match.span(), float(match["number"].replace(",", "")), 2.0)
        for sentence, match in found
        if len(found) == 1
        and not _GROUP_BEFORE.holds(sentence.text[: match.start()])
        and not sentence.text[match.end() :].lstrip().startswith(("each", "per", "/"))
        and not is_elsewhere(sentence.text)
        and int(match["number"].replace(",", "")) > 1
    ]


@cache
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))
