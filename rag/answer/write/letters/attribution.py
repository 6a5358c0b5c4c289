"""Figures, names and quotations of a claim that its source does not have, or has of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.write.letters.reading import Reading, share
from rag.text.amounts.amount import Amount
from rag.text.amounts.comparing import are_alike, is_derived, same
from rag.text.names import acronyms
from rag.text.quotations import quotations
from rag.text.rules import rule
from rag.text.stems import stems

_INSIDE_NAME = re.compile(r"(\d+(?:\.\d+)?)([kKMB]?)\b")
_SCALES = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
_NUMBER_OF = rule(
    "attribution: the things whose number is told or asked for",
    r"\b(?:how many|(?:the )?number of)\s+((?:[^\W\d_][\w-]*(?:\s+|\W*$)){1,2})",
    matches=("How many patients died?", "The number of hives was 30.", "the number of oak trees"),
    misses=("Patients died.", "a number", "How old are the oaks?"),
)
_COUNTED_WORDS = 3  # behind a figure, among which the thing stands that it counts
_AT_HAND = 30  # amounts of the sentences near, of two of which another may follow
_MEANT = 0.5  # share of a claim that a sentence must have for its figure to be the one that is meant
_AHEAD = 0.25  # share of a claim by which that sentence must be ahead of the one that has the claim's figure


def missing_quotations(claim: Reading, source: Reading) -> list[str]:
    return [f"“{quoted}”" for quoted in quotations(claim.text) if _plain(quoted) not in _plain(source.text)]


def missing_names(claim: Reading, source: Reading) -> list[str]:
    """The names of a claim that are not in a source, in full or as initials."""
    if not claim.names:
        return []
    known = source.all_stems | _spelled_out(claim, source)
    return [
        name
        for name in claim.names
        if not _opens(name, claim)
        and not set(stems(name)) <= known
        and not (len(short := _short(name)) > 1 and short in source.initials)
    ]


def missing_amounts(claim: Reading, source: Reading, near: Sequence[Reading]) -> list[Amount]:
    """The amounts of a claim that a source does not have, and that do not follow from two of the sentences near."""
    inside = [
        float(number) * _SCALES[scale] for name in source.acronyms for number, scale in _INSIDE_NAME.findall(name)
    ]
    at_hand = [amount for reading in near for amount in reading.amounts][:_AT_HAND]
    return [
        amount
        for amount in claim.amounts
        if not amount.may_count
        and not any(same(amount, given) for given in source.amounts)
        and not (not amount.dimension and amount.value in inside)
        and not is_derived(amount, at_hand)
    ]


def in_its_place(amount: Amount, claim: Reading, sentence: Reading) -> Amount | None:
    """What a sentence has in place of a claim's amount: one of its kind, which is known, that the claim does not have; None where it has none, or
    has the claim's as well."""
    if any(same(amount, given) for given in sentence.amounts):
        return None
    others = [given for given in sentence.amounts if are_alike(amount, given) and (given.dimension or given.thing)]
    free = [given for given in others if not any(same(ours, given) for ours in claim.amounts)]
    return free[0] if free else None


def misplaced(claim: Reading, meant: Reading, others: Sequence[Reading]) -> tuple[Amount, Amount] | None:
    """An amount of a claim that stands in another sentence than the one that is meant, with what stands in this one."""
    sure = share(claim, meant)
    if sure < _MEANT:
        return None
    for amount in claim.amounts:
        other = None if amount.may_count else in_its_place(amount, claim, meant)
        having = [share(claim, one) for one in others if any(same(amount, given) for given in one.amounts)]
        if other and having and max(having) <= sure - _AHEAD:
            return amount, other
    return None


def miscounted(claim: Reading, asked: Reading | None, source: Reading) -> tuple[str, str] | None:
    """A number that a claim gives, or that answers how many, of things of which its source counts another number, while the
    claim's number is of something else there; and the source's with its things."""
    asked_for = _asked_for(claim) | (_asked_for(asked) if asked else frozenset())
    for amount in claim.amounts:
        things = _behind(claim, amount) | asked_for
        alike = [given for given in source.amounts if same(amount, given)]
        if amount.dimension or not alike or any(things & _behind(source, given) for given in alike):
            continue
        for given in source.amounts:
            if not given.dimension and not same(amount, given) and things & _behind(source, given):
                return _phrase(claim, amount), _phrase(source, given)
    return None


def of_something_else(
    claim: Reading, asked: Reading | None, sentences: Sequence[Reading]
) -> tuple[Amount, Reading] | None:
    """An amount of a claim, with the sentence that has it, where no such sentence speaks of anything that the claim, or the
    question that it answers, does."""
    said = claim.content | (asked.content if asked else frozenset())
    own = {word.stem for amount in claim.amounts for n in claim.within(amount.span) for word in (claim.words[n],)}
    for amount in claim.amounts:
        having = [one for one in sentences if any(same(amount, given) for given in one.amounts)]
        if having and not amount.may_count and said - own and not any((said - own) & one.content for one in having):
            return amount, having[0]
    return None


def _behind(reading: Reading, amount: Amount) -> frozenset[str]:
    """The stems right behind a figure, in its clause: what it counts."""
    last = reading.within(amount.span).stop
    behind = range(last, min(last + _COUNTED_WORDS, len(reading.words)))
    words = [reading.words[n] for n in behind if reading.clauses[n] == reading.clauses[last - 1]]
    return frozenset(word.stem for word in words if word.is_content and not word.text[0].isdigit())


def _asked_for(reading: Reading) -> frozenset[str]:
    """The stems of the things whose number is asked for, or told behind them: the number of patients was 30."""
    found = _NUMBER_OF.search(reading.text)
    return frozenset(word.stem for word in Reading(found[1]).words if word.is_content) if found else frozenset()


def _phrase(reading: Reading, amount: Amount) -> str:
    last = reading.within(amount.span).stop
    end = reading.words[min(last, len(reading.words) - 1)].span.end
    return reading.text[amount.span.start : max(end, amount.span.end)]


def _opens(name: str, claim: Reading) -> bool:
    """Whether a word with a capital only opens what stands behind a colon."""
    return name not in acronyms(name) and f": {name}" in claim.text


def _spelled_out(claim: Reading, source: Reading) -> set[str]:
    """The stems of words of a claim whose initials are a short form in the source: large language models, LLMs."""
    found = set[str]()
    for name in source.acronyms:
        short = _short(name)
        start = claim.initials.find(short) if len(short) > 1 else -1
        if start >= 0:
            found |= {part for word in claim.words[start : start + len(short)] for part in word.stem.split()}
    return found


def _short(name: str) -> str:
    """A name as initials: LLMs -> llm; "" where it is none."""
    plain = name.removesuffix("s").replace("-", "")
    return plain.lower() if plain.isupper() and plain.isalpha() else ""


def _plain(text: str) -> str:
    """Text as quotations are compared: case, white space, hyphens and kinds of quotation marks do not count."""
    return " ".join(re.sub(r"[‐-―−-]", " ", re.sub(r"[“”\"'’‘`]", "", text)).lower().split())
