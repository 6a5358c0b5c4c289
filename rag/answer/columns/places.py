"""The country of a study: where it was done, or whom it is about."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.columns.column import NOT_STATED, Cell, stated
from rag.answer.columns.own_work import is_elsewhere, is_own
from rag.records import Sentence
from rag.text.countries import countries

BETWEEN = ", "  # several countries of one study


def country(sentences: Sequence[Sentence]) -> Cell:
    """The countries that the first sentence on the study names, or the first on anything where none of these does; `value`
    is by their usual names."""
    own = [s for s in sentences if is_own(s.text) and not is_elsewhere(s.text)]
    for sentence in (*own, *(s for s in sentences if s not in own and not is_elsewhere(s.text))):
        if found := list(countries(sentence.text)):
            names = dict.fromkeys(name for name, _, _ in found)
            return stated(sentence, found[0][1], found[-1][2], BETWEEN.join(names))
    return NOT_STATED
