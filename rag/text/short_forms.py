"""Short forms that a text introduces beside what they are short for: amyotrophic lateral sclerosis (ALS)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.rules import rule

_WORDS_MORE = 5  # words that a long form may have beyond the letters of its short one
_SHORT = r"(?=[\w-]*[A-Z])[A-Za-z0-9][\w-]{1,9}"
_BEHIND = rule(
    "short forms: one in brackets behind its long form",
    rf"[\w-] ?[(\[](?P<short>{_SHORT})(?:[;,][^()]*)?[)\]]",
    matches=("acetylcholine (ACh)", "the rule of law (RoL; a standard)", "hidden Markov models (HMMs)"),
    misses=("bees (and wasps)", "as in (3)", "Rome (a city of many hills)", "wolves (Canis lupus)"),
    flags=0,
)
_BEFORE = rule(
    "short forms: one with its long form in brackets behind",
    rf"(?<![\w-])(?P<short>{_SHORT}) ?[(\[](?P<long>[^()\[\]]{{4,80}})[)\]]",
    matches=("ACh (acetylcholine)", "HMMs (hidden Markov models)"),
    misses=("bees (and wasps)", "ACh (3)"),
    flags=0,
)


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short form and what it is short for, both as they were written."""

    short: str
    long: str


@lru_cache(maxsize=4_096)
def introduced(text: str) -> tuple[ShortForm, ...]:
    """The short forms that a text introduces, by the letters that their long forms have in the same order, as Schwartz
    and Hearst find them (A simple algorithm for identifying abbreviation definitions in biomedical text, 2003)."""
    found = []
    for match in _BEHIND.finditer(text):
        short = match["short"]
        words = re.findall(r"\S+", text[: match.start("short") - 1])[-len(short) - _WORDS_MORE :]
        found.append(ShortForm(short, _long_form(short, " ".join(words))))
    behind = [(match["short"], match["long"]) for match in _BEFORE.finditer(text)]
    found += [ShortForm(short, long) for short, long in behind if _long_form(short, long) == long]
    return tuple(
        form
        for form in dict.fromkeys(found)
        if len(form.long) > len(form.short) and not re.search(r"[()\[\]]", form.long)
    )


def all_in_both_forms(texts: Sequence[str], question: str = "") -> list[str]:
    """Texts, and behind each the other form of what it has in one form only, as any of them introduces it, or the
    question: who asks of ALS means a paper on amyotrophic lateral sclerosis as well, and the other way round."""
    forms = [form for text in (question, *texts) for form in introduced(text)]
    return [_in_both_forms(text, forms) for text in texts]


def _in_both_forms(text: str, forms: Sequence[ShortForm]) -> str:
    low = text.lower()
    others = [
        form.long if has_short else form.short
        for form in dict.fromkeys(forms)
        for has_short, has_long in ((_has(text, form.short), form.long.lower() in low),)
        if has_short != has_long
    ]
    return "\n".join([text, *dict.fromkeys(others)])


def _long_form(short: str, text: str) -> str:
    """The end of a text from which on it has the letters of a short form in order, the first of them at a word's start;
    "" without one."""
    letters = [letter for letter in short.removesuffix("s").lower() if letter.isalnum()]
    at = len(text)
    for place in reversed(range(len(letters))):
        at -= 1
        while at >= 0 and (text[at].lower() != letters[place] or (place == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
    return text[at:]


def _has(text: str, short: str) -> bool:
    """Whether a text has a short form as a word; capitals count, a plural does not."""
    return re.search(rf"(?<![\w-]){re.escape(short.removesuffix('s'))}s?(?![\w-])", text) is not None
