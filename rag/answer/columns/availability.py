"""Whether what was made can be had: "Code is available at ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from rag.answer.columns.column import NOT_STATED, Availability, Cell, stated
from rag.answer.columns.own_work import is_elsewhere
from rag.records import Sentence
from rag.text.negation import is_negated
from rag.text.rules import rule
from rag.text.stems import stems

_CODE = "code codes software implementation source scripts package toolbox repository library"
_DATA = "data dataset datasets corpus corpora benchmark annotations labels database"
_MODEL = "model models weights checkpoints"
_KINDS = (_CODE, _DATA, _MODEL)
_GIVEN = rule(
    "availability: something can be had",
    r"\b(?:(?:is|are|be|been|made|publicly|freely|openly|also|now|online|currently|will be|were|was) (?:\w+ly )?(?:accessible|released|open-?sourced|downloadable|published online)"
    r"|available(?! (?:data|information|evidence|for (?:the )?(?:analysis|treatment|patients|this))\b)"
    r"|(?:we|authors?) (?:will |also |have |further |hereby |publicly |plan to )*(?:release|open-?source|share|provide)[sd]?|(?:released?|releasing) (?:the |our |all )?(?:code|data|model|software|source)\w*"
    r"|(?:is|are|be|been|fully|we|now) open-?sourced?|(?:can|may) be (?:found|downloaded|accessed|obtained)|can be had)\b|(?:code|codes|data|models?|dataset|software|project page)\W{1,3}(?:\\url\{)?https?://"
    r"|https?://(?:www\.)?(?:github|gitlab|bitbucket|zenodo|osf|figshare|huggingface)",
    matches=("Code is available at our site.", "All data were released.", "We will release the corpus.", "Code: https://github.com/x/y"),
    misses=("Available data are scarce.", "The data were collected in May.", "the penal code", "Codes are learnt.", "a lack of open-source libraries"),
)  # fmt: skip
_NEAR = 12  # words between what is given and that it is
_CLAUSE = rule(
    "availability: where a clause ends",
    r"(?<=[;:])\s|,\s(?=(?:which|and|but|while)\b)",
    matches=("It is here; data are there.", "It is here, but data are not."),
    misses=("codes, data and models",),
)


def things_of(question: str) -> frozenset[str]:
    """The stems of what a question asks to have, with those of words for the same: code, data, a model."""
    asked = set(stems(question))
    return frozenset().union(*(kind for kind in map(_stemmed, _KINDS) if kind & asked))


def availability(wants: Availability, sentences: Sequence[Sentence]) -> Cell:
    """Where it is said that a thing can be had, or cannot."""
    for sentence in sentences:
        text = sentence.text
        for given in _GIVEN.finditer(text):
            if is_elsewhere(text) or not _is_of(text, given.start(), given.end(), wants.things):
                continue
            return stated(sentence, 0, len(text), "no" if is_negated(text) else "yes")
    return NOT_STATED


def _is_of(text: str, start: int, end: int, things: frozenset[str]) -> bool:
    """Whether one of the things stands near, in the same clause."""
    own = next((part for part in _clauses(text) if part[0] <= start < part[1]), (0, len(text)))
    before = re.findall(r"[\w-]+", text[own[0] : start])[-_NEAR:]
    behind = re.findall(r"[\w-]+", text[end : own[1]])[:4] + re.findall(r"[\w-]+", text[start:end])
    return bool(things & set(stems(" ".join((*before, *behind)))))


def _clauses(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    return list(pairwise(cuts))


@cache
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))
