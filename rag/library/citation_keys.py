"""The citation key of each paper: its own, byte for byte, or one made the Better BibTeX way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, product
from string import ascii_lowercase

from rag.records import Paper
from rag.text.persons import surname

# What neither an entry's head in BibTeX nor \cite in LaTeX can hold.
_UNWRITABLE = re.compile(r"[\s,{}%#~\\]")
_WORD = re.compile(r"[^\W_]+")
# Words of titles that tell nothing: articles, prepositions and conjunctions of the languages that titles come in.
_FUNCTION_WORDS = frozenset(
    """a about after against along among an and are around as at be before behind below between beyond but by can do does
    for from how if in inside into is it its near not of off on onto or our out over per since so than that the their
    these this through to toward towards under until up upon versus via was we were what when where which while who why
    will with within without yet
    au aux avec dans das de dei del della den der des die du ein eine el en et i il im in l la las le les lo los mit o
    os para por pour sur um un una und une uno von y zu zum zur""".split()
)


@dataclass(frozen=True, slots=True)
class Keys:
    """`of` has the key of each paper by its id; `notes` say, by id, why a key that came in is written otherwise."""

    of: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def citation_keys(papers: Iterable[Paper], latex: bool = True) -> Keys:
    """A key for each of the papers, given in their order of arrival, no two the same.

    A key that came in stays as it is; only where an earlier paper has the same, or BibTeX and LaTeX cannot hold it
    (white space and , { } % # ~ and backslash, each written as -), is it changed, and a note says so. A paper without a
    key gets one of its first author, its year and the first word of its title that tells something, in ASCII. What is
    taken gets a, b ... behind it. So a made key depends on keys that came in and on the papers before it alone: more
    papers change none, unless one brings that very key.

    Args:
        latex: whether the keys are for BibTeX and LaTeX; other formats hold any.
    """
    keys, came_in = Keys(), set()
    waiting: list[tuple[str, str, str]] = []  # id, the key that is wanted, why it is not the one that came in
    for paper in papers:
        if paper.key == paper.id:
            waiting.append((paper.id, made_key(paper), ""))
        elif latex and _UNWRITABLE.search(paper.key):
            why = f"the key {paper.key!r} cannot be written in BibTeX"
            waiting.append((paper.id, _UNWRITABLE.sub("-", paper.key), why))
        elif paper.key in came_in:
            waiting.append((paper.id, paper.key, f"the key {paper.key!r} belongs to an earlier paper too"))
        else:
            keys.of[paper.id] = paper.key
            came_in.add(paper.key)
    taken = {key.casefold() for key in came_in}  # BibTeX takes keys that differ in case alone for one
    for paper_id, wanted, why in waiting:
        key = next(key for key in _suffixed(wanted) if key.casefold() not in taken)
        taken.add(key.casefold())
        keys.of[paper_id] = key
        if why:
            keys.notes[paper_id] = f"{why}: it is written as {key!r}"
    return keys


def made_key(paper: Paper) -> str:
    """Author, year and first telling word of the title, such as vaswani2017attention; the id where all are missing."""
    words = [ascii_word(word) for word in _WORD.findall(paper.title)]
    telling = next((word for word in words if word and word not in _FUNCTION_WORDS), next(filter(None, words), ""))
    author = ascii_word(surname(paper.names[0])) if paper.names else ""
    return f"{author}{paper.year or ''}{telling}" or paper.id


def ascii_word(text: str) -> str:
    """Lower-case ASCII letters and digits of a text, other scripts and accents transliterated."""
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]", "", anyascii(text).lower())


def _suffixed(key: str) -> Iterator[str]:
    """The key, then with a, b ... z, aa, ab ... behind it."""
    yield key
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield key + "".join(letters)
