"""Model reply -> citations. Pure: text in, text and citations out, piece by piece as a reply streams."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from rag.records import Citation, Paper, Span
from rag.text.cleaning import encodable
from rag.text.marks import without_marks, written
from rag.text.rules import rule
from rag.text.sentences import sentences

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_GROUP = r"\d{1,3}(?:\s*(?:,|;|-|–)\s*\d{1,3})*"
# [1], [1, 3-5]; (1) before a full stop or the like, where it is no item of a list; superscripts.
_FORMS = rf"\[\s*{_GROUP}\s*\]|[{_SUPERSCRIPTS}]+|\({_GROUP}\)"
_LABELS = re.compile(rf"{_FORMS}(?=[.,;:!?])")
_LABELS_AT_END = re.compile(rf"{_FORMS}(?=[.,;:!?]|\s*$)")
_PARTIAL = re.compile(rf"(?:\[[\s\d,;–-]*|\([\s\d,;–-]*\)?\s*|[{_SUPERSCRIPTS}]+)$")
_LONGEST = 60  # an opening bracket with more than this behind it is no label
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FIRST_HALF = re.compile(r"[\ud800-\udbff]$")  # of a character that some servers send in two

Locate = Callable[[str, Paper], Span]
# A reply without any citation that says this gives no answer.
_REFUSAL = rule(
    "reply: says that the abstracts do not answer",
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t) (?:\w+ )?(?:say|state|mention|give|report|provide|specify|contain|describe"
    r"|discuss|address|answer|include|tell)\b|\bno (?:abstract|paper|source)s?\b",
    matches=(
        "The abstracts do not say which rank is used.",
        "The abstract doesn’t explicitly state the dose.",
        "No paper here measures the depth of the lake.",
        "The sources do not mention the treaty of 1648.",
    ),
    misses=("SPIN plays against itself; it does not need labels.", "The drug does not cross the placenta."),
)


def refuses(text: str) -> bool:
    """Whether a reply that cites nothing says that the abstracts do not answer."""
    return _REFUSAL.holds(text)


class CitedReply:
    """A reply whose evidence labels become citation numbers while it streams.

    A label [k] means the k-th paper shown to the model. It becomes the number of a citation: that paper, and the
    sentence of its abstract that best fits the words before the label. A label that no paper has stays visible,
    as [k?].
    """

    def __init__(self, papers: Sequence[Paper], locate: Locate) -> None:
        self._papers = papers
        self._locate = locate
        self._held = ""
        self._half = ""
        self.text = ""
        self.citations: list[Citation] = []

    def feed(self, piece: str) -> str:
        """Take a piece of the reply; give the text that is ready to be shown."""
        whole, self._half = _split_half(self._half + piece)
        self._held += _CONTROL.sub("", encodable(whole))
        partial = _PARTIAL.search(self._held)
        cut = partial.start() if partial and len(self._held) - partial.start() <= _LONGEST else len(self._held)
        ready, self._held = self._held[:cut], self._held[cut:]
        return self._take(ready, _LABELS)

    def finish(self) -> str:
        """The rest: half a label at the end of a cut reply stays as it is."""
        ready, self._held, self._half = self._held + encodable(self._half), "", ""
        return self._take(ready, _LABELS_AT_END)

    def _take(self, ready: str, labels: re.Pattern[str]) -> str:
        start = len(self.text)
        end = 0
        for match in labels.finditer(ready):
            self.text += ready[end : match.start()]
            self.text += self._marks(match.group())
            end = match.end()
        self.text += ready[end:]
        return self.text[start:]

    def _marks(self, group: str) -> str:
        """The marks for a group of labels. Only square brackets are surely labels: others must fit the papers."""
        labels = _numbers(group)
        if not group.startswith("[") and not all(1 <= label <= len(self._papers) for label in labels):
            return group
        return "".join(map(self._mark, labels))

    def _mark(self, label: int) -> str:
        if not 1 <= label <= len(self._papers):
            return written(label, is_known=False)
        paper = self._papers[label - 1]
        span = self._locate(last_sentence(self.text), paper)
        for citation in self.citations:
            if citation.paper.id == paper.id and (citation.start, citation.end) == (span.start, span.end):
                return written(citation.n)
        n = len(self.citations) + 1
        self.citations.append(Citation(n, paper, span.of(paper.abstract), span.start, span.end))
        return written(n)


def _split_half(text: str) -> tuple[str, str]:
    """The text, and at its end the first half of a character whose other half is still to come."""
    end = len(text) - bool(_FIRST_HALF.search(text))
    return text[:end], text[end:]


def last_sentence(text: str) -> str:
    """The last sentence of a text without its citation marks: what a mark behind it is about."""
    plain = without_marks(text)
    spans = sentences(plain)
    return spans[-1].of(plain) if spans else ""


def _numbers(group: str) -> list[int]:
    """[1, 3-5] -> 1 3 4 5, each once."""
    numbers: list[int] = []
    group = unicodedata.normalize("NFKC", group)
    for part in re.split(r"[,;]", group.strip("[]() ")):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        numbers += range(ends[0], ends[-1] + 1) if ends[0] <= ends[-1] <= ends[0] + 20 else ends
    return list(dict.fromkeys(numbers))
