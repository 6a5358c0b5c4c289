"""What is read of a manuscript, whatever its format: its sentences with what each cites, and its list of references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.records import Paper, Skipped, Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A work that a sentence cites. `key` is a citation key, or the citation as it is written: "Lind 2019", "[3]".

    `place` is where in the sentence's text it stands: empty where the citation is no word of the sentence, and the names
    where it is, as in "Lind et al. found".
    """

    key: str
    place: Span


@dataclass(frozen=True, slots=True)
class ManuscriptSentence:
    """A sentence without its citations in brackets, the line of `file` on which it begins (of a Word document, the number
    of its paragraph), and the number of its paragraph in the whole manuscript."""

    text: str
    file: str
    line: int
    paragraph: int
    mentions: tuple[Mention, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What it cites, each once, in order."""
        return tuple(dict.fromkeys(mention.key for mention in self.mentions))

    @property
    def claim(self) -> str:
        """What it says, without the names by which it cites."""
        return _without(self.text, [mention.place for mention in self.mentions])

    def part(self, key: str) -> str:
        """What a work is cited for: the words between the citation before it and its own; for one that is a word of the
        sentence, those around it, up to the next. The whole claim, where these are too few to say anything."""
        marks = sorted({mention.place for mention in self.mentions}, key=lambda place: (place.start, place.end))
        own = next(mention.place for mention in self.mentions if mention.key == key)
        start = max((mark.end for mark in marks if mark.end <= own.start and mark != own), default=0)
        end = own.end
        if own.start < own.end or not _says_something(self.text[end:]):
            end = min((mark.start for mark in marks if mark.start >= own.end and mark != own), default=len(self.text))
        places = [Span(m.start - start, m.end - start) for m in marks if start <= m.start and m.end <= end]
        part = _without(self.text[start:end], places).strip(" ,;:")
        return part if _says_something(part) else self.claim


@dataclass(frozen=True, slots=True)
class Reference:
    """A work as the manuscript's own list of references has it. `paper` holds the fields that are known of it, and
    `text` is the entry where it came as running text, of which the title is not known."""

    paper: Paper
    text: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """`references` are by key; `unread` is what could not be read, or not be found, with where it was asked for."""

    name: str
    sentences: tuple[ManuscriptSentence, ...]
    references: Mapping[str, Reference] = field(default_factory=dict)
    unread: tuple[Skipped, ...] = ()


_FEWEST_WORDS = 3


def _says_something(text: str) -> bool:
    return sum(any(map(str.isalpha, word)) for word in text.split()) >= _FEWEST_WORDS


def _without(text: str, places: list[Span]) -> str:
    for place in sorted({p for p in places if p.end > p.start}, key=lambda p: -p.start):
        text = text[: place.start] + text[place.end :]
    return " ".join(text.split())
