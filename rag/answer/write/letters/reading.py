"""A sentence as it is compared: its words by their stems, and its amounts, names and negations by their places among them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.records import Span
from rag.text.amounts.amount import Amount
from rag.text.amounts.reading import amounts, plain_mathematics
from rag.text.names import acronyms, names
from rag.text.negation import negations
from rag.text.stems import stems
from rag.text.words import is_function_word

_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_CONTRACTED = re.compile(r"n['’]t\b")
_WORD = re.compile(r"\d+(?:[.,·]\d+)*%?|[^\W\d_]\w*|\d\w*|[<>=≤≥±+]")

_NO_CONTENT = frozenset("author almost near rough approxim around least".split())  # stems of who writes, and of hedges
_PARTING = {",": 3, ";": 5, ":": 3, ".": 5, "(": 1, ")": 1}  # by as many words what stands behind is farther away
_JOINING = frozenset("and or but while whereas versus vs".split())
_PARTING_WORDS = 2


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    stem: str
    span: Span
    is_content: bool


class Reading:
    """A text read for comparison; `text` is the text without markup, its mathematics and contractions written out."""

    def __init__(self, text: str) -> None:
        plain = plain_mathematics(_MARKUP.sub("", text))
        plain = _CONTRACTED.sub(" not", plain.replace("cannot", "can not").replace("can't", "can not"))
        self.text = plain.strip()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(
            Word(match.group(), (stem := _stem(match.group())), Span(*match.span()), _is_content(match.group(), stem))
            for match in _WORD.finditer(self.text)
        )

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that carry what is said, but for figures."""
        return frozenset(word.stem for word in self.words if word.is_content and not word.text[0].isdigit())

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """The words in lower case."""
        return tuple(word.text.lower() for word in self.words)

    @cached_property
    def initials(self) -> str:
        return "".join(word[0] for word in self.lower)

    @cached_property
    def all_stems(self) -> frozenset[str]:
        return frozenset(part for word in self.words for part in word.stem.split()) | frozenset(stems(self.text))

    @cached_property
    def acronyms(self) -> tuple[str, ...]:
        return acronyms(self.text)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return amounts(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return names(self.text)

    @cached_property
    def negated(self) -> tuple[frozenset[int], ...]:
        """For each negation, the words that it negates, by their places."""
        return tuple(frozenset(self.within(negation.scope)) for negation in negations(self.text))

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Where each stem stands, by the places of words."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            found.setdefault(word.stem, []).append(place)
        return {stem: tuple(at) for stem, at in found.items()}

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """How far each word is into the text, in words, where what parts a sentence counts as several."""
        found, depth, end = [], 0, 0
        for word in self.words:
            depth += 1 + max((_PARTING.get(c, 0) for c in self.text[end : word.span.start]), default=0)
            depth += _PARTING_WORDS if word.text.lower() in _JOINING else 0
            found.append(depth)
            end = word.span.end
        return tuple(found)

    @cached_property
    def clauses(self) -> tuple[int, ...]:
        """Which part of the sentence each word is in, as commas and conjunctions part it."""
        found, clause, end = [], 0, 0
        for word in self.words:
            clause += word.text.lower() in _JOINING or any(c in _PARTING for c in self.text[end : word.span.start])
            found.append(clause)
            end = word.span.end
        return tuple(found)

    def within(self, span: Span) -> range:
        """The places of the words in a stretch of the text."""
        first = bisect_right(self.words, span.start, key=lambda word: word.span.end)
        return range(first, bisect_left(self.words, span.end, lo=first, key=lambda word: word.span.start))

    def near(self, place: int, reach: int) -> dict[str, int]:
        """The content stems around a place, in the same clause, each with how far it is."""
        found: dict[str, int] = {}
        for n in range(max(0, place - reach), min(len(self.words), place + reach + 1)):
            word, far = self.words[n], abs(self.depths[n] - self.depths[place])
            if n != place and word.is_content and far <= reach and self.clauses[n] == self.clauses[place]:
                found[word.stem] = min(found.get(word.stem, reach), far)
        return found


@lru_cache(maxsize=512)  # of 18 kB each: an answer's claims, and the sentences that they are compared with
def read(text: str) -> Reading:
    return Reading(text)


def share(claim: Reading, source: Reading) -> float:
    """How much of a claim's content a source's sentence has, by its words; it says which sentence is meant, and no more."""
    return len(claim.content & source.content) / len(claim.content) if claim.content else 0.0


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return " ".join(stems(word)) or word


@lru_cache(maxsize=20_000)
def _is_content(word: str, stem: str) -> bool:
    return any(c.isalnum() for c in word) and not is_function_word(word) and stem not in _NO_CONTENT
