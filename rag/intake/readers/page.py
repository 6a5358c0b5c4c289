"""The text of a web page: lines of page furniture, then a title and an abstract in turn, blank lines between.

Nothing of one page is assumed but that rhythm: an abstract is a block of running prose, its title the short
block before it, and everything else is furniture. Raw records have it too, with a search history before them; so what
is taken for prose are words in sentences, and a text whose blocks begin their lines with the same few tags is no page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from rag.intake.readers.columns import FIELD_OF, plain_name
from rag.intake.readers.record import paper
from rag.intake.readers.seen import repeated_tags
from rag.intake.readers.unused import Unused, untold
from rag.records import Paper, Skipped

PROSE_WORDS = 40
TITLE_WORDS = 60
SNIFF_PAPERS = 2
LABELLED_SHARE = 0.5  # of titles
PAGE_LIMIT = 20_000_000
FURNITURE = "lines that are no title and no abstract"
_SMALL_SHARE = 0.6  # of words that begin with a small letter, in prose
_HEADING = re.compile(r"#{1,6}\s+")  # of Markdown
_RAW = re.compile(r"(?!#{1,6}\s)[@%{}<>|\\\[*=#~_^$&]|[-+]{2}|\d+[.:]?\s*$")
_LABEL = re.compile(r"[A-Z]\w*(?: \w+)?:(?=\s)")
_FIELDS = FIELD_OF.keys() | {"languages", "language", "affiliation", "affiliations"}  # before a colon: no titles
_NAMES = re.compile(r"(?:[^\W\d_][\w'’-]+,?\s(?:[A-Z]\.?[ -]?){1,4}(?:[;,]\s|\.?$|\sand\s|\s&\s))+")  # with initials
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"[.!?…][)\]\"'”’]*(?:\s|$)")
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def sniff(head: str) -> bool:
    """Several titles, each with an abstract, and no tagged records: the titles do not begin with one and the same name."""
    pairs, _, _ = _pairs(head)
    labels = Counter(found.group() for title, _ in pairs if (found := _LABEL.match(title)))
    is_labelled = max(labels.values(), default=0) >= max(SNIFF_PAPERS, LABELLED_SHARE * len(pairs))
    return len(pairs) >= SNIFF_PAPERS and not is_labelled and not repeated_tags(head)


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each title and abstract; a lone line or an abstract without a title between papers is reported,
    furniture around them is counted."""
    pairs, alone, furniture = _pairs(stream.read(PAGE_LIMIT))
    unused([FURNITURE] * furniture)
    for title, abstract in pairs:
        yield paper(title=_HEADING.sub("", title, count=1), abstract=abstract, shown=True)
    for block, reason in alone:
        yield Skipped(source, block[:80], reason)
    if stream.read(1):
        yield Skipped(source, "rest of the file", f"a page is longer than {PAGE_LIMIT:,} characters")


def _pairs(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]], int]:
    """(title, abstract) pairs; the blocks that stand alone between them, and why; how many blocks are none of these."""
    pairs: list[tuple[str, str]] = []
    alone: list[tuple[str, str]] = []
    waiting: list[str] = []
    furniture = 0
    for prose, group in groupby((b.strip() for b in _BLANK.split(text) if b.strip()), key=_is_prose):
        blocks = list(group)
        if not prose:
            furniture += len(waiting)
            waiting = blocks
        elif waiting and _is_title(waiting[-1]):
            if pairs:
                alone += ((line, "no abstract follows this line") for line in waiting[:-1])
            else:
                furniture += len(waiting) - 1
            pairs.append((waiting[-1], "\n\n".join(blocks)))
            waiting = []
        elif pairs:
            alone += ((block, "no title stands before this text") for block in blocks)
        else:
            furniture += len(blocks)
    return pairs, alone, furniture + len(waiting)


def _is_prose(block: str) -> bool:
    words = block.split()
    if len(words) < PROSE_WORDS or _RAW.match(block) or not _SENTENCE_END.search(block):
        return False
    lettered = [word for word in words if word[0].isalpha()]
    return sum(word[0].islower() for word in lettered) >= _SMALL_SHARE * len(lettered) > 0


def _is_title(block: str) -> bool:
    name, colon, _ = block.partition(":")
    is_another_field = _NAMES.fullmatch(block) or (bool(colon) and plain_name(name) in _FIELDS)
    return (
        not is_another_field
        and len(block.split()) <= TITLE_WORDS
        and not _RAW.match(block)
        and _WORD.search(block) is not None
    )
