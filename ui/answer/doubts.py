"""What needs a look in an answer, and the words for it. Pure.

What is right bears no mark. What is not found in the source is told apart from what the source says otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from textwrap import shorten
from typing import Any, Literal

from rag.answer.write.tables import row_cells
from rag.records import Answer, Claim, Verdict
from rag.text.absence import is_empty
from rag.text.figures import figures
from rag.text.names import names
from rag.text.wording import counted

Level = Literal["missing", "contrary"]

_WORDS: dict[Verdict, tuple[Level, str]] = {
    "unsupported": ("missing", "not found in the source"),
    "partial": ("missing", "not found in the source, or not all of it"),
    "uncited": ("missing", "not cited by the model"),
    "contradicted": ("contrary", "the source says otherwise"),
}
_MARKUP = re.compile(r"\*\*|__|`|\\(?=[^\w\s])")
_QUOTED = re.compile(r"“([^”]+)”")
_WORDS_AND_SIGNS = re.compile(r"\w+|\W")
_FIRST_WORDS, _LONGEST = 4, 40  # of a claim, and characters of what stands for it


def doubt(number: int, claim: Claim) -> dict[str, Any]:
    """A claim that needs a look: how so, the shortest part of it that tells, and what comes closest to it."""
    words = _WORDS[claim.verdict][1]
    reason = claim.reason.removeprefix(f"{words}; ")
    return level(claim) | {
        "claim": number,
        "text": claim.text,
        "words": words,
        "part": part_in_doubt(claim),
        "reason": reason if not claim.closest or named_in_reason(claim) else "",
        "closest": closest(number, claim),
    }


def level(claim: Claim) -> dict[str, str]:
    return {"level": _WORDS[claim.verdict][0]}


def closest(number: int, claim: Claim) -> dict[str, str] | None:
    """The sentence that is close to a claim which cites none, with the spot at which its card shows it."""
    if not claim.closest:
        return None
    return {"spot": closest_spot(number), "quote": claim.closest.quote, "title": claim.closest.paper.title}


def closest_spot(number: int) -> str:
    """The name of the spot in a card where the sentence stands that is closest to a claim."""
    return f"closest-{number}"


def note(claim: Claim) -> dict[str, str] | None:
    """What the numbers of a claim tell of it when they are pointed at; nothing of an abstract's own sentence."""
    if claim.is_in_doubt:
        return level(claim) | {"words": _WORDS[claim.verdict][1], "reason": claim.reason}
    if claim.verdict == "unchecked":
        return {"level": "open", "words": "", "reason": claim.reason}
    return {"level": "judged", "words": "supported", "reason": claim.reason} if claim.by == "model" else None


def summary(claims: Sequence[Claim]) -> str:
    """The line below an answer; "" where there is nothing to say."""
    doubtful = sum(claim.is_in_doubt for claim in claims)
    if doubtful:
        return f"{doubtful:,} of {counted(len(claims), 'statement')} to check"
    return "Quoted word for word" if claims and all(claim.by == "verbatim" for claim in claims) else ""


def named_in_reason(claim: Claim) -> str:
    """The figure, name or quoted words of a claim that its reason names first, and what both have behind it, such as a
    unit; "" where it names none."""
    candidates = {figure.text for figure in figures(claim.text)} | set(names(claim.text))
    candidates |= set(_QUOTED.findall(claim.reason))
    found = [
        (place, _shared(claim.text[at:], claim.reason[place:]))
        for named in candidates
        if (at := _place(named, claim.text)) is not None and (place := _place(named, claim.reason)) is not None
    ]
    return min(found, key=lambda one: (one[0], -len(one[1])), default=(0, ""))[1]


def part_in_doubt(claim: Claim) -> str:
    """The shortest part of a claim that tells what is in doubt: what its reason names, else its first words."""
    if named := named_in_reason(claim):
        return shorten(named, _LONGEST, placeholder=" …")
    is_row = claim.text.startswith("|")
    words = (": ".join(filter(None, row_cells(claim.text))) if is_row else _MARKUP.sub("", claim.text)).split()
    first = " ".join(words[:_FIRST_WORDS])[:_LONGEST].rstrip(" .,;:")
    return first if len(words) <= _FIRST_WORDS else f"{first} …"


def claims_of_cells(answer: Answer) -> dict[tuple[int, int], int]:
    """The claim of each cell of the answer's table that has one, by the cell's row and column.

    A claim that has no place in the text is a row of the table as the model wrote it, which had a paper a row or a paper
    a column, in whatever order.
    """
    if not answer.table:
        return {}
    cells = [row.cells for row in answer.table.rows]
    across = [[(r, c) for c in range(len(answer.table.columns))] for r in range(len(cells))]
    lines = across + [list(line) for line in zip(*across, strict=True)]
    found: dict[tuple[int, int], int] = {}
    for number, claim in enumerate(answer.claims):
        if claim.place:
            continue
        given = Counter(cell for cell in row_cells(claim.text)[1:] if not is_empty(cell))
        for line in lines:
            stated = [cells[r][c] for r, c in line if cells[r][c].n]
            is_cited = not claim.citations or any(cell.n in claim.citations for cell in stated)
            if stated and is_cited and given == Counter(cell.text for cell in stated):
                found |= dict.fromkeys(line, number)
                lines.remove(line)
                break
    return found


def _shared(text: str, other: str) -> str:
    """The words that two texts begin with, and signs between them."""
    pairs = zip(_WORDS_AND_SIGNS.findall(text), _WORDS_AND_SIGNS.findall(other), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)).rstrip(" .,;:”")


def _place(words: str, text: str) -> int | None:
    """Where words stand as such in a text."""
    match = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return match.start() if match else None
