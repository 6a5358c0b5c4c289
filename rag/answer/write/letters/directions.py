"""Whether a claim turns its source around: by a word of the opposite direction, or by a "not" more or less."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.write.letters.edits import Edit, edits
from rag.answer.write.letters.reading import Reading, Word, share
from rag.text.negation import ADDING_WORDS, NEGATING_WORDS, denying_words
from rag.text.opposites import directions, is_opposite

_REACH = 4  # words between a direction and what it is of
_ALIKE = 0.7  # share of a claim's words in a sentence from which on the two are worded alike
_SAME_CLAUSE = 4  # of the first words that a negation is of


def turned(claim: Reading, source: Reading) -> tuple[str, str] | None:
    """A word of the claim and the source's word of the opposite direction, where both are of the same thing."""
    for edit in edits(claim, source):
        if pair := _opposite(edit):
            return pair
    given = [(n, word.text) for n, word in enumerate(source.words) if directions(word.text)]
    known = {word.text.lower() for word in source.words}
    for n, word in enumerate(claim.words):
        if word.text.lower() in known or not directions(word.text):
            continue
        ours = set(claim.near(n, _REACH))
        for place, other in given:
            theirs = set(source.near(place, _REACH))
            if (
                is_opposite(word.text, other, strictly=True)
                and len(ours & theirs) > 1
                and not _is_said(word.text, given, ours, source)
                and _is_negated(claim, n) == _is_negated(source, place)
            ):
                return word.text, other
    return None


def negation_changed(claim: Reading, source: Reading) -> str:
    """What a claim says and its source denies, or the other way round, in words; "" where they agree."""
    for edit in edits(claim, source):
        added, dropped = _negations(edit.claimed), _negations(edit.given)
        if (len(added) + len(dropped)) % 2 and not _opposite(edit):
            return (
                f"it says “{added[0]}” and the source does not"
                if added
                else f"the source says “{dropped[0]}” and it does not"
            )
    if denying_words(claim.text) != denying_words(source.text):
        return ""  # another word may say the same: avoids for does not need
    if _is_denied_alone(source, claim, is_alike=share(claim, source) >= _ALIKE):
        return "the source says “not” and it does not"
    if _is_denied_alone(claim, source, is_alike=False):
        return "it says “not” and the source does not"
    return ""


def _opposite(edit: Edit) -> tuple[str, str] | None:
    for word in edit.claimed:
        for other in edit.given:
            if is_opposite(word.text, other.text):
                return word.text, other.text
    return None


def _is_said(word: str, given: Sequence[tuple[int, str]], around: set[str], source: Reading) -> bool:
    """Whether the source has the same direction near the same things too."""
    return any(
        not is_opposite(word, other, strictly=True)
        and is_same(word, other)
        and source.near(place, _REACH).keys() & around
        for place, other in given
    )


def is_same(word: str, other: str) -> bool:
    return bool(directions(word) & directions(other))


def _is_negated(reading: Reading, place: int) -> bool:
    return sum(place in negated for negated in reading.negated) % 2 == 1


def _negations(words: Sequence[Word]) -> list[str]:
    texts = [word.text.lower() for word in words]
    if "not" in texts and not ADDING_WORDS.isdisjoint(texts):  # "not only" denies nothing
        return []
    return [text for text in texts if text in NEGATING_WORDS]


def _is_denied_alone(one: Reading, other: Reading, is_alike: bool) -> bool:
    """Whether one text denies what the other, which negates nothing, says in the same words; of texts that are otherwise
    alike, one word may be another."""
    if other.negated:
        return False
    for negated in one.negated:
        first = [one.words[n].stem for n in sorted(negated) if one.words[n].is_content][:_SAME_CLAUSE]
        places = [other.places[stem][0] for stem in first if stem in other.places]
        if len(places) > 1 and len(places) >= len(first) - is_alike and max(places) - min(places) <= 2 * _REACH:
            return True
    return False
