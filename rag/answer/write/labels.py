"""What a model writes to point at evidence -> labels. Pure: a reply goes in by pieces, text and labels come out.

The prompt numbers the papers and gives each sentence under them a letter: [2c] is the third sentence of paper 2. Models
write labels in many other forms, and they write brackets, mathematics and raised figures that are no labels. One grammar
tells them apart, by form and by what else the reply holds: what is often something else, as (2) and a raised 2 are,
counts only in a reply that has no plain label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rag.text.forms import title_form
from rag.text.rules import rule

NONE = "none"  # in square brackets, the agreed sign that nothing shown says what is asked
_LONGEST = 200  # characters of a construct: an opening sign with more than this behind it opens none
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED_RUN = rf"[{_RAISED}]+(?:[⁻⁃˒,][{_RAISED}]+)*"
_SOURCE = (
    r"(?:papers?|doc(?:ument)?s?|sources?|src|ref(?:erence)?s?|abstracts?|articles?|stud(?:y|ies)|evidence|sentences?)"
)
_NAME = rf"(?:{_SOURCE}|id|no|nr|n)"
_ID = r"\d{1,3}[a-z]{0,3}"
_TO = r"\s*(?:-|–|—|\bto\b)\s*"
_ITEM = (
    rf"(?:{_NAME}(?![a-z])[\s.:=#_]*)*[\"'#^]*(?:{_ID}(?:[\"'^\[\]]*{_TO}[\"'^\[\]]*(?:{_ID}|[a-z]\b))?|[a-z]\b)[\"'^]*"
)
_CONTENT = rule(
    "labels: what stands between the brackets of labels",
    rf"\A\s*(?=\D*\d){_ITEM}(?:\s*(?:[,;&/]|\band\b)\s*{_ITEM})*\s*(?:[†‡].*|(?<=\d):\d.*)?\s*\Z",
    matches=("2c", "1, 3-5", "Paper 2", "1a and 2b", "doc_id: 3", "4†source", "Source #1; Source #2", "2 to 4"),
    misses=("see below", "2020, p. 4", "a", "x + 1", "95% CI", "Table of 3 papers"),
)
_LABELS = rule(
    "labels: each label in a group, or the first and the last of a range",
    rf"(?<!\d)(?:({_ID})\b(?:[\"'^\[\]]*{_TO}[\"'^\[\]]*({_ID}|[a-z])\b)?|\b([a-z])\b)",
    matches=("2c", "1 to 3", "1–3", "a"),
    misses=("paper", ""),
)
_SURE = rule(
    "labels: a word or sign that only labels have",
    rf"\b{_SOURCE}(?![a-z])|[†^]",
    matches=("Paper 2", "Source: 1", "doc_1".replace("_", " "), "^1"),
    misses=("id 2", "papered 2", "3"),
)
_WEAK = rule(
    "labels: a word that labels may have",
    rf"\b{_NAME}(?![a-z])",
    matches=("id 2", "no. 3", "n=4"),
    misses=("idol 2", "3", "know 2"),
)
_SAID = ("paper", "document", "source", "abstract", "article")  # before a number without brackets
_SAID_IN_PART = "|".join(sorted({word[:n] for word in _SAID for n in range(1, len(word) + 1)}, key=len, reverse=True))
_TOKEN = rule(
    "labels: a group that may be one of labels, or what is surely none",
    rf"""
    (?P<fence>```|~~~)
  | (?P<math>
        `[^`\n]{{1,{_LONGEST}}}` | \$\$.{{1,{_LONGEST}}}?\$\$ | \$(?=\S)[^$\n]{{1,{_LONGEST}}}?(?<=\S)\$(?!\d)
      | \\\(.{{1,{_LONGEST}}}?\\\) | \\\[.{{1,{_LONGEST}}}?\\\]
    )
  | (?P<linked>\[\[[^\[\]\n]{{1,{_LONGEST}}}\]\](?:\([^()\s]*\))? | \[[^\[\]\n]{{1,{_LONGEST}}}\]\([^()\s]*\))
  | \[(?P<square>[^\[\]\n]{{1,{_LONGEST}}})\](?:{_TO}\[(?P<last>{_ID})\])?
  | (?P<lens>【[^【】\n]{{1,{_LONGEST}}}】)
  | (?:(?<=[^\W\d_]{{3}})|(?<=[.!?)]))<sup>(?P<sup>[^<>\n]{{1,30}})</sup>
  | \((?P<round>[^()\n]{{1,60}})\)(?=[.,;:!?]|\s*$)
  | (?:(?<=[^\W\d_]{{3}})(?P<raised>{_RAISED_RUN})(?=[.,;:!?]|\s*$) | (?<=[.!?])(?P<behind>{_RAISED_RUN}))
  | \b(?P<said>(?:{"|".join(_SAID)})\ )(?P<number>{_ID})\b
    """,
    matches=("Bees dance [2c].", "in paper 3", "fed.²", "$x^{[1]}$", "```", "they dance (2)."),
    misses=("Bees dance.", "10⁹ bees", "(2) dance", "papers 3 and on", "x[", "costs $5"),
    flags=re.X | re.S | re.I,
)
# What may open a token whose end is still to come; from one of these signs on, or from the beginning of a word.
_SIGN = re.compile(rf"[`~$\\\[【(<{_RAISED}\])】]|\b[a-z]", re.I)
_OPEN = rule(
    "labels: the beginning of a group whose end is still to come",
    rf"""
    \A
    (?: `{{1,3}} | `[^`\n]+ | ~{{1,3}} | \$[^$\n]*\$? | \$\$[^$]*\$? | \\ | \\[(\[].*
      | \[\[?[^\[\]\n]*\]{{0,2}}(?:\s*[-–—]?\s*|\ to?\ ?)\[?\w*\]?(?:\([^()\s]*)? | \[[^\[\]\n]*\]\([^()\s]* | 【[^】\n]*
      | \([^()\n]*\)?\s* | <[^<>\n]*(?:>[^<>\n]*(?:<[^<>\n]*)?)?
      | [{_RAISED}][{_RAISED}⁻⁃˒,]*\s* | (?:{_SAID_IN_PART})(?:\ (?:{_ID})?)?
    )\Z
    """,
    matches=("[", "[1] t", "[1] to [", "(2", "<su", "pap", "paper 1", "$x", "²", "``"),
    misses=("dance", "[1].", "bees [", "(2)."),
    flags=re.X | re.S | re.I,
)
_NUMBERED_THING = rule(
    "labels: a word whose number is not a label's",
    r"\b(?:eqs?|equations?|figs?|figures?|tables?|sections?|steps?|phases?|stages?|parts?|cases?|types?|grades?|levels?|items?"
    r"|questions?|chapters?|lemma|theorem|versions?|n|p)\.?\s*$",
    matches=("the loss of Eq. ", "as in step ", "tumours of grade ", "in Table "),
    misses=("plays against itself ", "the treaty of Rome ", "glaciers melt "),
)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)*]*\s|\n")
_NEXT_CLAUSE = rule(
    "labels: a clause ends",
    r"[,;]\s|\b(?:and|but|while|whereas)\b",
    matches=("bees, and", "ice but no snow", "; wasps"),
    misses=("bees dance.", "1,000 bees", "sand"),
)
_TITLE_WORDS = 4  # a title in brackets has as many


class Form(IntEnum):
    """How surely a group is one of labels: nothing else looks so; one number, or several numbers in square brackets; or
    it is often something else."""

    SURE = 0
    NUMBER = 1
    NUMBERS = 2
    WEAK = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A paper by its number in the prompt, and one of its sentences by its letter; "" where the paper alone is named."""

    paper: int
    sentence: str = ""

    @property
    def index(self) -> int:
        """Which of its paper's sentences it is, from 0; of a paper alone, none."""
        return ord(self.sentence) - ord("a") if self.sentence else -1


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels that stand together, and `text` as the model wrote them; `before` is what of it is no label. Without labels
    it is the sign that nothing shown says what is asked, "[none]"."""

    text: str
    labels: tuple[Label, ...]
    form: Form
    before: str = ""


def letter(index: int) -> str:
    """The letter of a paper's sentence, counted from 0."""
    return chr(ord("a") + index)


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
        self._waiting: list[str | Labels] = []

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
            found = _TOKEN.search(self._text, self._at)
            if self._is_code:
                close = re.compile("```|~~~").search(self._text, self._at)
                stop = min(close.end() if close else end, end)
                self._is_code = not (close and close.end() <= end)
                yield self._text[self._at : stop]
                self._at = stop
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
        signs = _SIGN.finditer(self._text, max(self._at, len(self._text) - _LONGEST - 10))
        opens = (sign.start() for sign in signs if _OPEN.holds(self._text[sign.start() :]))
        return len(self._text[: next(opens, len(self._text))].rstrip(" "))

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
            return Labels(text, self._listed(sup), Form.WEAK) if _CONTENT.holds(sup) else None
        if (found["square"] or "").strip().lower() == NONE:
            return Labels(text, (), Form.SURE)
        content = found["square"] or found["round"] or re.sub(r"\]?\([^()]*\)$", "", text).strip("[]【】")
        if found["last"]:
            content += f"-{found['last']}"
        if not _CONTENT.holds(content):
            n = self._titles.get(title_form(content)) if len(content.split()) >= _TITLE_WORDS else None
            return Labels(text, (Label(n),), Form.SURE) if n else None
        if found["round"] and _NUMBERED_THING.search(self._text[: found.start()]):
            return None
        labels = self._listed(content)
        return Labels(text, labels, _form(found, content, labels))

    def _listed(self, content: str) -> tuple[Label, ...]:
        """ "1, 3-5" -> 1 3 4 5; "2ac" -> 2a 2c; "2a-c" -> 2a 2b 2c; each as often as it stands there."""
        content = re.split(r"[†‡]|(?<=\d):\d", content)[0].lower()
        labels: list[Label] = []
        for first, last, letter in (label.groups() for label in _LABELS.finditer(content)):
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
        decided: list[str | Labels] = []
        while self._waiting:
            one, *behind = self._waiting
            if isinstance(one, str):
                decided += [one] if one else []
            else:
                counts = self._counts(one, behind, is_end)
                if counts is None:
                    return decided
                self._is_labelled |= counts and one.form is not Form.WEAK
                decided.append(one if counts else one.text)
            self._waiting = behind
        return decided

    def _counts(self, one: Labels, behind: Sequence[str | Labels], is_end: bool) -> bool | None:
        """Whether a group is one of labels; None where that is not known yet."""
        if one.form in (Form.SURE, Form.NUMBER):
            return True
        if one.form is Form.NUMBERS:
            if (
                len(set(one.labels)) < len(one.labels)
                or not any(map(self.is_known, one.labels))
                or Label(0) in one.labels
            ):
                return False
            for other in behind:
                if isinstance(other, str) and (_SENTENCE_END.search(other) or _NEXT_CLAUSE.holds(other)):
                    return True
                if isinstance(other, Labels) and other.form is not Form.WEAK:
                    return False  # an interval or a vector, whose source is told behind it
            return True if is_end else None
        if self._is_labelled or any(isinstance(other, Labels) and other.form is not Form.WEAK for other in behind):
            return False
        return all(map(self.is_known, one.labels)) if is_end else None


def _form(found: re.Match[str], content: str, labels: Sequence[Label]) -> Form:
    if found["lens"] or found["linked"] or _SURE.holds(content):
        return Form.SURE
    if found["round"] or _WEAK.holds(content):
        return Form.WEAK
    if found["last"] or any(label.sentence for label in labels):
        return Form.SURE
    return Form.NUMBER if len(labels) == 1 else Form.NUMBERS


def _parts(text: str) -> tuple[int, str]:
    """ "12ab" -> 12, "ab"; 0 where no number stands there."""
    digits = re.match(r"\d*", text)
    number = digits.group() if digits else ""
    return int(number or 0), text[len(number) :]
