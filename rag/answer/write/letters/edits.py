"""How a claim that is nearly its source's sentence differs from it: the few words in place of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.answer.write.letters.reading import Reading, Word

LONGEST_SENTENCE = 400  # words: what is longer is no sentence, and comparing takes the square of them
_LONGEST = 5  # words of an edit: what is longer is another wording
_LIKE = 0.7  # share of a claim's words that stand in the same order in the sentence: it is nearly that sentence


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of a claim where its source has others, or none; the words around them are the same."""

    claimed: tuple[Word, ...]
    given: tuple[Word, ...]


def edits(claim: Reading, source: Reading) -> tuple[Edit, ...]:
    """The edits that make a claim of a sentence; none where the claim is worded otherwise, or leaves the rest out."""
    if max(len(claim.words), len(source.words)) > LONGEST_SENTENCE:
        return ()
    ours, theirs = [word.stem for word in claim.words], [word.stem for word in source.words]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = matcher.get_matching_blocks()
    if not ours or sum(block.size for block in blocks) < _LIKE * len(ours):
        return ()
    return tuple(_edits(claim, source, matcher))


def _edits(claim: Reading, source: Reading, matcher: SequenceMatcher[str]) -> Iterator[Edit]:
    codes = matcher.get_opcodes()
    for place, (kind, start, end, given_start, given_end) in enumerate(codes):
        is_inside = (place > 0 or start == 0 == given_start) and (
            place < len(codes) - 1 or (end == len(claim.words) and given_end == len(source.words))
        )
        if kind == "equal" or not is_inside or end - start > _LONGEST or given_end - given_start > _LONGEST:
            continue
        yield Edit(claim.words[start:end], source.words[given_start:given_end])
