"""A reply by pieces -> its text and its labels."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.answer.write.labels.grammar import (
    CONTENT,
    LABELS,
    LONGEST,
    NEXT_CLAUSE,
    NUMBERED_THING,
    OPEN,
    SENTENCE_END,
    SIGN,
    SURE,
    TITLE_WORDS,
    TOKEN,
    WEAK,
)
from rag.answer.write.labels.label import Form, Label, Labels
from rag.text.forms import title_form


class LabelReader:
    """Reads the labels of one reply as it streams.

    Args:
        sentences: how many sentences were shown of each paper, in the order of their numbers.
        titles: the papers' titles.
    """

    def __init__(self, sentences: Sequence[int], titles: Sequence[str]) -> None:
        self._sentences = sentences
        self._titles = {form: n for n, title in enumerate(titles, start=1) if (form := title_form(title))}
        self._text = ""
        self._at = 0
        self._is_code = False
        self._is_labelled = False  # a group that is no weak one has come
        self._waiting: deque[str | Labels] = deque()
        self._strong = 0  # groups among what waits that are no weak ones

    def is_known(self, label: Label) -> bool:
        """Whether that sentence or paper was shown."""
        if not 1 <= label.paper <= len(self._sentences):
            return False
        return not label.sentence or label.index < self._sentences[label.paper - 1]

    def feed(self, piece: str) -> list[str | Labels]:
        """Take a piece of the reply; what of it is decided, in order."""
        self._text += piece
        return self._decided(is_end=False)

    def finish(self) -> list[str | Labels]:
        """The rest."""
        return self._decided(is_end=True)

    def _tokens(self, is_end: bool) -> Iterator[str | Labels]:
        end = len(self._text) if is_end else self._open_at()
        while self._at < end:
            found = TOKEN.search(self._text, self._at)
            if self._is_code:
                close = re.compile("```|~~~").search(self._text, self._at)
                self._is_code = close is None or close.end() > end
                # Within the fence that closes it, the rest of that would close nothing.
                stop = min(close.start() if self._is_code else close.end(), end) if close else end
                yield self._text[self._at : stop]
                self._at = stop
                if self._is_code:
                    return
                continue
            if found is None or found.end() > end:
                end = min(end, found.start()) if found else end
                yield self._text[self._at : end]
                self._at = end
                return
            yield self._text[self._at : found.start()]
            self._at = found.end()
            self._is_code = bool(found["fence"])
            yield found.group() if found["fence"] or found["math"] else self._group(found) or found.group()

    def _open_at(self) -> int:
        """Where a token may begin whose end is still to come, or the blanks before one."""
        signs = SIGN.finditer(self._text, max(self._at, len(self._text) - LONGEST - 10))
        opens = (sign.start() for sign in signs if OPEN.holds(self._text[sign.start() :]))
        end = next(opens, len(self._text))
        return self._at + len(self._text[self._at : end].rstrip(" ")) if end > self._at else end

    def _group(self, found: re.Match[str]) -> Labels | None:
        """The labels that a match stands for; None where it is none."""
        text = found.group()
        if said := found["said"]:
            return Labels(text, self._listed(found["number"]), Form.WEAK, said)
        raised = found["raised"] or found["behind"]
        if raised:
            plain = unicodedata.normalize("NFKC", raised.replace("⁻", "-").replace("⁃", "-").replace("˒", ","))
            return Labels(text, self._listed(plain), Form.WEAK)
        if sup := found["sup"]:
            return Labels(text, self._listed(sup), Form.WEAK) if CONTENT.holds(sup) else None
        if found["none"]:
            return Labels(text, (), Form.SURE)
        content = found["square"] or found["round"] or re.sub(r"\]?\([^()]*\)$", "", text).strip("[]【】")
        if found["last"]:
            content += f"-{found['last']}"
        if not CONTENT.holds(content):
            n = self._titles.get(title_form(content)) if len(content.split()) >= TITLE_WORDS else None
            return Labels(text, (Label(n),), Form.SURE) if n else None
        if found["round"] and NUMBERED_THING.search(self._text[max(found.start() - LONGEST, 0) : found.start()]):
            return None
        labels = self._listed(content)
        return Labels(text, labels, _form(found, content, labels))

    def _listed(self, content: str) -> tuple[Label, ...]:
        """ "1, 3-5" -> 1 3 4 5; "2ac" -> 2a 2c; "2a-c" -> 2a 2b 2c; each as often as it stands there."""
        content = re.split(r"[†‡]|(?<=\d):\d", content)[0].lower()
        labels: list[Label] = []
        for first, last, letter in (label.groups() for label in LABELS.finditer(content)):
            if letter:
                labels += [Label(labels[-1].paper, letter)] if labels else []
                continue
            paper, letters = _parts(first)
            labels += [Label(paper, one) for one in letters or ("",)]
            to, ends = _parts(last) if last else (paper, "")
            if letters and ends and to in (paper, 0):
                labels += [Label(paper, chr(one)) for one in range(ord(letters[-1]) + 1, ord(ends[-1]) + 1)]
            elif last and paper < to <= paper + len(self._sentences):
                labels += [Label(one) for one in range(paper + 1, to + 1)]
            elif last and to:
                labels += [Label(to, one) for one in ends or ("",)]
        return tuple(labels)

    def _decided(self, is_end: bool) -> list[str | Labels]:
        """What is in the queue up to the first group that only the rest of its sentence or of the reply tells."""
        for token in self._tokens(is_end):
            if isinstance(token, str) and self._waiting and isinstance(self._waiting[-1], str):
                self._waiting[-1] += token
            else:
                self._waiting.append(token)
                self._strong += _is_strong(token)
        decided: list[str | Labels] = []
        while self._waiting:
            one = self._waiting[0]
            if isinstance(one, str):
                decided += [one] if one else []
            else:
                counts = self._counts(one, is_end)
                if counts is None:
                    return decided
                self._is_labelled |= counts and _is_strong(one)
                self._strong -= _is_strong(one)
                decided.append(one if counts else one.text)
            self._waiting.popleft()
        return decided

    def _counts(self, one: Labels, is_end: bool) -> bool | None:
        """Whether the group that has waited longest is one of labels; None where that is not known yet."""
        if one.form in (Form.SURE, Form.NUMBER):
            return True
        if one.form is Form.NUMBERS:
            if (
                len(set(one.labels)) < len(one.labels)
                or not any(map(self.is_known, one.labels))
                or Label(0) in one.labels
            ):
                return False
            for other in islice(self._waiting, 1, None):
                if isinstance(other, str) and (SENTENCE_END.search(other) or NEXT_CLAUSE.holds(other)):
                    return True
                if _is_strong(other):
                    return False  # an interval or a vector, whose source is told behind it
            return True if is_end else None
        if self._is_labelled or self._strong:
            return False
        return all(map(self.is_known, one.labels)) if is_end else None


def _is_strong(token: str | Labels) -> bool:
    return isinstance(token, Labels) and token.form is not Form.WEAK


def _form(found: re.Match[str], content: str, labels: Sequence[Label]) -> Form:
    if found["lens"] or found["linked"] or SURE.holds(content):
        return Form.SURE
    if found["round"] or WEAK.holds(content):
        return Form.WEAK
    if found["last"] or any(label.sentence for label in labels):
        return Form.SURE
    return Form.NUMBER if len(labels) == 1 else Form.NUMBERS


def _parts(text: str) -> tuple[int, str]:
    """ "12ab" -> 12, "ab"; 0 where no number stands there."""
    digits = re.match(r"\d*", text)
    number = digits.group() if digits else ""
    return int(number or 0), text[len(number) :]
