"""The text of a web page: lines of page furniture, then a title and an abstract in turn, blank lines between.

Nothing of one page is assumed but that rhythm: an abstract is a block of running prose, its title the short
block before it, and everything else is furniture.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from rag.intake.readers.record import paper
from rag.records import Paper, Skipped

PROSE_WORDS = 40
TITLE_WORDS = 60
SNIFF_PAPERS = 2
PAGE_LIMIT = 20_000_000
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def sniff(head: str) -> bool:
    pairs, _ = _pairs(head)
    return len(pairs) >= SNIFF_PAPERS


def read(stream: TextIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each title and abstract; a lone line between papers is reported, furniture around them is not."""
    pairs, alone = _pairs(stream.read(PAGE_LIMIT))
    for title, abstract in pairs:
        yield paper(title=title, abstract=abstract, shown=True)
    for line in alone:
        yield Skipped(source, line[:80], "no abstract follows this line")
    if stream.read(1):
        yield Skipped(source, "rest of the file", f"a page is longer than {PAGE_LIMIT:,} characters")


def _pairs(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """(title, abstract) pairs, and the short blocks that stand alone between them."""
    pairs: list[tuple[str, str]] = []
    alone: list[str] = []
    waiting: list[str] = []
    for prose, group in groupby((b.strip() for b in _BLANK.split(text) if b.strip()), key=_is_prose):
        blocks = list(group)
        if not prose:
            waiting = blocks
        elif waiting and len(waiting[-1].split()) <= TITLE_WORDS:
            if pairs:
                alone += waiting[:-1]
            pairs.append((waiting[-1], "\n\n".join(blocks)))
            waiting = []
    return pairs, alone


def _is_prose(block: str) -> bool:
    return len(block.split()) >= PROSE_WORDS
