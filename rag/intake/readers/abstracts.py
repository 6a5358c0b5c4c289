"""Several texts that a record gives as its abstract -> the abstract: what is none left out, its own language first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.text.forms import title_form
from rag.text.languages import language_named, language_of

_EBSCO_NOTICE = re.compile(r"Copyright of .{1,300}? is the property of ")
_BIBLIOGRAPHIC = re.compile(
    r"(?:vol(?:ume|umen)?|no|nr|n|num|number|numero|issue|iss|pp?|pages?|pag|series|ser|band|bd|heft|tome|tom|jg|jahrgang"
    r"|part|pt|art(?:icle)?|supplement|suppl|special|issn|isbn|doi|in|and|the|of|proceedings|proc|ed|edition|year"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|spring|summer|autumn|fall|winter"
    r"|\w*\d\w*|[a-z])"
)
_SENTENCE_END = re.compile(r"[.!?。！？؟][\s\"'”’)\]]*$")
_SEVERAL = 20  # more texts than these are lines of one, and compared no further
_NOTE_WORDS = 16  # fewer, without the end of a sentence and with a number, are a note beside a longer abstract


def chosen(texts: Sequence[str], venues: Iterable[str] = (), title: str = "", language: str = "") -> str:
    """The abstract of a record: each text once, those in its main language first, a paragraph between.

    Args:
        venues: names of the journal, book or series: a text that names one and its number is a line of the catalogue.
        language: the paper's, as its source calls it; the title's where that is not known.
    """
    names = {title_form(venue) for venue in [*venues][:_SEVERAL] if venue}
    found = [text for text in _once(texts) if not (_EBSCO_NOTICE.match(text) or _is_place(text, names))]
    if len(found) > 1:
        longest = max(map(len, found))
        found = [text for text in found if len(text) == longest or not _is_note(text)]
    if 1 < len(found) <= _SEVERAL:
        main = language_named(language) or language_of(title)
        found.sort(key=lambda text: language_of(text) != main)
    return "\n\n".join(found)


def in_language(texts: Sequence[tuple[str, str]], wanted: str) -> list[str]:
    """Of texts with the languages that are told of them, those in the wanted one; else those in the first."""
    codes = [language_named(language) or language_of(text) for language, text in texts]
    best = wanted if wanted in codes else next(iter(codes), "")
    return [text for code, (_, text) in zip(codes, texts, strict=True) if code == best]


def _once(texts: Sequence[str]) -> list[str]:
    """The texts without those that another one says too, in order."""
    if len(texts) > _SEVERAL:
        return list(dict.fromkeys(texts))
    found: list[tuple[str, str]] = []
    for text in texts:
        form = title_form(text)
        if not form or any(form in other for other, _ in found):
            continue
        found = [(other, kept) for other, kept in found if other not in form]
        found.append((form, text))
    return [text for _, text in found]


def _is_place(text: str, names: set[str]) -> bool:
    """Whether a text says no more than where the paper stands: a journal or series, and numbers in it."""
    form = title_form(text)
    for name in sorted(filter(None, names), key=len, reverse=True):
        form = form.replace(name, " ")
    words = form.split()
    return any(word.isdigit() or word != word.strip("0123456789") for word in title_form(text).split()) and all(
        _BIBLIOGRAPHIC.fullmatch(word) for word in words
    )


def _is_note(text: str) -> bool:
    words = text.split()
    return len(words) < _NOTE_WORDS and not _SENTENCE_END.search(text) and any(c.isdigit() for c in text)
