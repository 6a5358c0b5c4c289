"""Model reply -> citations. Pure: text in, text and citations out, piece by piece as a reply streams."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.answer.write.labels.label import Label, Labels
from rag.answer.write.labels.reader import LabelReader
from rag.answer.write.selection import Evidence
from rag.records import Citation, Sentence
from rag.text.cleaning import plain_text
from rag.text.marks import without_marks, written
from rag.text.sentences import sentences

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BEHIND = 2_000  # characters in which a last sentence is looked for: a reply may be long, and have many marks
_FIRST_HALF = re.compile(r"[\ud800-\udbff]$")  # of a character that some servers send in two

BestFit = Callable[[str, Sequence[Sentence]], int]


class CitedReply:
    """A reply whose labels become citation numbers while it streams.

    A label is a sentence that was shown, and so is its citation. Where it names a paper alone, the citation is the
    sentence of it that best fits the words before the label. A label of nothing that was shown stays visible, as [7?].
    """

    def __init__(self, shown: Sequence[Evidence], best_fit: BestFit) -> None:
        self._shown = shown
        self._best_fit = best_fit
        self._reader = LabelReader([len(one.sentences) for one in shown], [one.paper.title for one in shown])
        self._half = ""
        self._said: str | None = ""  # the last sentence of the text; None: not looked for since it went on
        self.text = ""
        self.citations: list[Citation] = []
        self.absences: list[int] = []  # where in the text the sign stood that nothing shown says what is asked

    def feed(self, piece: str) -> str:
        """Take a piece of the reply; give the text that is ready to be shown."""
        whole, self._half = _split_half(self._half + piece)
        return self._take(self._reader.feed(_CONTROL.sub("", plain_text(whole))))

    def finish(self) -> str:
        """The rest: half a label at the end of a cut reply stays as it is."""
        rest = self._reader.feed(plain_text(self._half))
        self._half = ""
        return self._take([*rest, *self._reader.finish()])

    def cite(self, sentence: Sentence) -> int:
        """The number of a sentence, which is given where it has none yet."""
        for citation in self.citations:
            if citation.paper.id == sentence.paper.id and citation.start == sentence.span.start:
                return citation.n
        n, span = len(self.citations) + 1, sentence.span
        self.citations.append(Citation(n, sentence.paper, sentence.text, span.start, span.end))
        return n

    def _take(self, ready: Sequence[str | Labels]) -> str:
        start = len(self.text)
        for one in ready:
            if isinstance(one, str):
                self.text += one
                self._said = None if one.strip() else self._said
            elif not one.labels:
                self.text = self.text[:start] + self.text[start:].rstrip(" ")
                self.absences.append(len(self.text))
            else:
                self.text += one.before
                self.text += "".join(dict.fromkeys(map(self._mark, one.labels)))
        return self.text[start:]

    def _mark(self, label: Label) -> str:
        if not self._reader.is_known(label):
            return written(label.paper, is_known=False)
        sentences = self._shown[label.paper - 1].sentences
        index = label.index if label.sentence else self._best_fit(self._last_said(), sentences)
        return written(self.cite(sentences[index]))

    def _last_said(self) -> str:
        if self._said is None:
            self._said = last_sentence(self.text)
        return self._said


def _split_half(text: str) -> tuple[str, str]:
    """The text, and at its end the first half of a character whose other half is still to come."""
    end = len(text) - bool(_FIRST_HALF.search(text))
    return text[:end], text[end:]


def last_sentence(text: str) -> str:
    """The last sentence of a text without its citation marks: what a mark behind it is about."""
    plain = without_marks(text[-_BEHIND:])
    spans = sentences(plain)
    return spans[-1].of(plain) if spans else ""
