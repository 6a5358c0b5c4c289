"""What a library has acknowledged, and whether it is there."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.conversations.store import Conversations
from rag.errors import LibraryError
from rag.library.backup import restore
from rag.library.library import Library
from rag.library.repair import faults, repair
from rag.search.retrieve import retrieve
from rag.setup.settings import load_settings

_SOUNDS = ("ba", "do", "fu", "ki", "le", "mo", "na", "pi", "ru", "ta")


def word(number: int) -> str:
    """A word that stands in one paper alone."""
    return "zy" + "".join(_SOUNDS[int(digit)] for digit in f"{number:06}")


def record(number: int, **fields: object) -> dict[str, object]:
    """A paper as a line of JSON has it: all of it follows from its number."""
    name = word(number)
    return {
        "id": f"p{number}",
        "title": f"On {name} in the field of {word(number % 40 + 900_000)}",
        "abstract": f"We study {name}. In {number} trials {name} rose by {number % 90 + 3}%. "
        f"Nothing else was seen of {name} in summer.",
        "doi": f"10.1000/{name}",
        "year": 1950 + number % 70,
        **fields,
    }


@dataclass
class Ledger:
    """What has been acknowledged of a library in one folder.

    Attributes:
        there: numbers of the papers that are in it.
        gone: those that were taken out.
        merged: numbers of papers -> the key of a further record that went into each.
        asked: questions that were answered.
    """

    home: Path
    there: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    merged: dict[int, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """A library opened after something went wrong: `recovery` is the seconds until its first search was answered, `work`
    those of a processor's, which a busy machine does not lengthen; `repaired` tells what `doctor --repair` had to build anew, `wrong` what no repair brings back."""

    recovery: float
    work: float
    repaired: tuple[str, ...]
    wrong: tuple[str, ...]
    numbers: frozenset[int]
    papers: int


def look(ledger: Ledger, among: Iterable[int] = (), base_url: str | None = None, deep: bool = True) -> Found:
    """Open the library and compare it with what it has acknowledged.

    Args:
        among: numbers of papers that may be there or not: what was being done has not been acknowledged.
        deep: also compare the indexes with the catalogue, passage by passage, and repair what differs.
    """
    among, begun, worked = frozenset(among), time.perf_counter(), time.process_time()
    library = Library(load_settings(home=ledger.home, base_url=base_url, retries=0, timeout=5.0))
    try:
        sought = max(ledger.there - among, default=None)
        wrong = []
        repaired: list[str] = []
        if sought is not None and f"p{sought}" not in _keys(library, sought, repaired):
            wrong.append(f"p{sought} is not found")
        recovery, work = time.perf_counter() - begun, time.process_time() - worked
        library.check()
        if deep:
            with library.writing():
                found = faults(library)
            if found:
                repaired += [f"{fault.index} {fault.reason}" for fault in repair(library)]
                with library.writing():
                    wrong += [f"after the repair {fault.index} {fault.reason}" for fault in faults(library)]
        papers = len(library)
        numbers = {int(paper.key[1:]) for paper in library.papers() if paper.key.startswith("p")}
        wrong += _papers_wrong(ledger, library, numbers, among)
    finally:
        library.close()
    wrong += _answers_wrong(ledger)
    return Found(recovery, work, tuple(repaired), tuple(wrong), frozenset(numbers), papers)


def _keys(library: Library, sought: int, repaired: list[str]) -> list[str]:
    """The keys of what a search for a paper finds; where it says that an index is to be repaired, it is."""
    question = f"What is known of {word(sought)}?"
    try:
        library.refresh()
        hits = retrieve(library, question, 5)
    except LibraryError as error:
        if "--repair" not in error.hint:
            raise
        repaired += [f"{fault.index} {fault.reason}" for fault in repair(library)]
        library.refresh()
        hits = retrieve(library, question, 5)
    return [hit.paper.key for hit in hits]


def _papers_wrong(ledger: Ledger, library: Library, numbers: set[int], open_: frozenset[int]) -> list[str]:
    wrong = [f"p{number} is lost" for number in sorted(ledger.there - numbers - open_)]
    wrong += [f"p{number} came back" for number in sorted(ledger.gone & numbers - open_)]
    wrong += [f"p{number} was never added" for number in sorted(numbers - ledger.there - ledger.gone - open_)]
    for paper in library.papers():
        number = int(paper.key[1:])
        if paper.key.startswith("p") and paper.abstract != record(number)["abstract"]:
            wrong.append(f"{paper.key} has another abstract")
    for number, key in ledger.merged.items():
        if number in numbers and number not in open_ and not library.find([key]):
            wrong.append(f"{key} is no name of p{number} any more")
    return wrong


def _answers_wrong(ledger: Ledger) -> list[str]:
    if not (ledger.home / "conversations.sqlite").exists():
        return [f"{question!r} is lost" for question in ledger.asked]
    kept = Conversations(ledger.home)
    try:
        answers = [e.answer for heading in kept.headings.find("") for e in kept.path(heading.id) if e.answer]
    finally:
        kept.close()
    found = {answer.question for answer in answers}
    wrong = [f"{question!r} is lost" for question in ledger.asked if question not in found]
    return wrong + [
        f"a citation of {answer.question!r} is not in its abstract"
        for answer in answers
        for citation in answer.citations
        if citation.paper.abstract[citation.start : citation.end] != citation.quote
    ]


def backup_wrong(words: Sequence[str], is_done: bool, papers: int) -> list[str]:
    """What is wrong with a backup that was acknowledged, or is there all the same; nothing of other commands."""
    path = Path(words[1])
    if words[0] != "backup" or not (is_done or path.exists()):
        return []
    found = restore(path, path.with_suffix(".restored")).papers
    return [] if found == papers else [f"{path.name} has {found} papers, not {papers}"]
