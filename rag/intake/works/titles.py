"""Titles as they are compared: what two of them may differ in and still be one work's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from rapidfuzz.distance import OSA

from rag.intake.readers.standing import without_mark
from rag.text.forms import without_accents

Relation = Literal["same", "near", "shortened", "retitled", "renamed"]

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau "
        "upsilon phi chi psi omega".split(),
        strict=True,
    )
)
_GREEK_LETTER = re.compile(f"[{''.join(_GREEK)}]")
_GREEK_COMMAND = re.compile(rf"\\(?:var)?({'|'.join(set(_GREEK.values()))})(?![a-z])", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,60}>", re.I)
_COMMAND = re.compile(r"\\[a-z]+\*?\s*", re.I)
_GLUED = re.compile(r"""\\[^a-z\s]|[{}$_^'’‘`´ʼ]""", re.I)  # goes without leaving a gap: {D}eep, CO$_2$, Crohn's
_MARKED = re.compile(r"[<\\{}$_^'’‘`´ʼ&+]")
_PLUS = re.compile(r"(?<=\w)\+")
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[:;.?!|—–(\[]\s+|\s+[-—–(\[|]|:\s*|[([]")
_IGNORED = {"a", "an", "the", "and"}
# British and American spelling, folded to one form that neither may have.
_SPELLING = (
    (re.compile(r"[ao]e(?![drs]$|$)"), "e"),
    (re.compile(r"is(?=(?:e|es|ed|er|ers|ing|ation|ations|ational)$)"), "iz"),
    (re.compile(r"ys(?=(?:e|ed|er|ing)$)"), "yz"),
    (re.compile(r"our(?=$|s$|ed$|al$|ally$|ing$|able$|ite$|ist$)"), "or"),
    (re.compile(r"tre(?=$|s$|d$)"), "ter"),
    (re.compile(r"(?<=log)ue(?=s?$)"), ""),
    (re.compile(r"ll(?=(?:ed|ing|er|ers|ation)$)"), "l"),
    (re.compile(r"^sulph"), "sulf"),
    (re.compile(r"grey"), "gray"),
    (re.compile(r"gramme(?=s?$)"), "gram"),
    (re.compile(r"(?<=en)ce(?=s?$)"), "se"),
)
_ROMAN = {roman: str(n) for n, roman in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}
_TYPO_LETTERS = 5  # a shorter word with another letter is another word
_TYPO_WORDS = 4  # and so may be the word of a shorter title
_MOST_BREAKS = 12  # of a title: each makes two more forms of it
_MAIN_WORDS = 3  # before a subtitle: fewer name a topic that many papers have
# Words that make it another kind of work: the protocol of a trial, the data of a paper, the reply to it.
_KINDS = (
    r"protocol|errat(?:um|a)|corrigend(?:um|a)|correction|addendum|retraction|withdrawn|reply|response to|rejoinder|"
    r"comment|commentary|discussion|editorial|preface|introduction|supplement(?:ary|al)?|appendix|poster|slides|"
    r"abstract|data|dataset|code|software|video|talk|keynote|demo|tutorial|book review"
)
_OTHER_KIND = re.compile(rf"\b(?:{_KINDS})\b")
# A part behind the main title that makes it another work: another kind, the second part, another year.
_OTHER_WORK = re.compile(
    rf"\b(?:{_KINDS}|part|volume|vol|chapter|section|edition|update[ds]?|follow up|followup|version|revisited|continued|"
    r"preliminary|final|interim|extended|first|second|third|fourth|[a-z]|\w*\d\w*)\b"
)
_ABOUT_KIND = {("review",), ("survey",), ("overview",)}  # subtitles of one word that are left out like others
_SHARED_WORDS = 0.5  # of all words of two titles, where a preprint was given another title
_GENERIC = re.compile(
    r"^(?:guest |from )?(?:editor(?:s|ial|ials)?|preface|foreword|introduction|reply|response|comments?|commentary|"
    r"letters?|discussion|correspondence|correction|corrigend(?:um|a)|errat(?:um|a)|in memoriam|obituary|book reviews?|"
    r"news|abstracts?|conclusions?|overview|summary|contents|index|acknowledge?ments?|in reply|author(?:s)? (?:reply|"
    r"response)|in this issue|announcements?|untitled|no title|prologue|epilogue|afterword|perspectives?|highlights)\b"
)
_PERIODIC = re.compile(
    r"\b(?:annual|yearly|monthly|year|statistics|reports?|updates?|reviews?|guidelines?|surveys?|highlights|summary|"
    r"recommendations?|proceedings|news|abstracts?|notes?|outlook|trends|register|registry)\b"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A title's words with case, accents, markup, articles and the spelling's country folded away.

    `parts` holds (words before, words behind) each place where a subtitle may start.
    """

    words: tuple[str, ...]
    parts: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def mains(self) -> dict[str, tuple[str, ...]]:
        """What may stand for the whole where the subtitle is left out, with that subtitle."""
        return {"".join(main): rest for main, rest in self.parts if len(main) >= _MAIN_WORDS}

    @property
    def periodic(self) -> bool:
        """Whether there may be one of its name each year."""
        return bool(_PERIODIC.search(" ".join(self.words)))

    @property
    def generic(self) -> bool:
        """Whether many works have such a title: an editorial, a reply."""
        return bool(_GENERIC.match(" ".join(self.words)))


@lru_cache(maxsize=8_192)
def form(title: str) -> Form:
    """A title as it is compared, without the mark of a retraction."""
    title = without_mark(title)
    cuts = [match.span() for match in islice(_BREAK.finditer(title), _MOST_BREAKS)]
    parts = ((_words(title[:start]), _words(title[end:])) for start, end in cuts)
    return Form(_words(title), tuple((main, rest) for main, rest in parts if main and rest))


def relation(one: str, other: str) -> Relation | None:
    """What two titles have in common that may be one work's: all, all but a typing error or two, the main title, half
    of their words, or only that no word tells them apart; None where one does."""
    a, b = form(one), form(other)
    if a.text == b.text:
        return "same" if a.text else None
    if _mistyped(a.words, b.words):
        return "near"
    rest = a.mains.get(b.text) or b.mains.get(a.text)
    if rest:
        named = len(rest) > 1 or rest in _ABOUT_KIND
        return "shortened" if named and not _OTHER_WORK.search(" ".join((*rest[:2], rest[-1]))) else None
    one_, other_ = Counter(a.words), Counter(b.words)
    shared, differing = (one_ & other_).total(), (one_ - other_) + (other_ - one_)
    if not (a.text and b.text) or _OTHER_WORK.search(" ".join(differing)):
        return None
    return "retitled" if shared >= _SHARED_WORDS * (shared + differing.total()) else "renamed"


def in_common(one: str, other: str) -> float:
    """The share of all words of two titles that both have."""
    a, b = Counter(form(one).words), Counter(form(other).words)
    return (a & b).total() / max((a | b).total(), 1)


def told_apart(one: str, other: str) -> bool:
    """Whether titles have most words of the shorter in common, and one has a word that makes it another work's."""
    a, b = Counter(form(one).words), Counter(form(other).words)
    near = 2 * (a & b).total() >= min(a.total(), b.total()) > 0
    return near and bool(_OTHER_WORK.search(" ".join((a - b) + (b - a))))


def of_two_kinds(one: str, other: str) -> bool:
    """Whether one title alone has a word that makes it another kind of work: the data of a paper, a poster."""
    a, b = Counter(form(one).words), Counter(form(other).words)
    return bool(_OTHER_KIND.search(" ".join((a - b) + (b - a))))


def contains(one: str, other: str) -> bool:
    """Whether one title has all words of the other, which has enough to be nobody else's."""
    a, b = Counter(form(one).words), Counter(form(other).words)
    return min(a.total(), b.total()) >= _TYPO_WORDS and (not a - b or not b - a)


def _words(text: str) -> tuple[str, ...]:
    if _MARKED.search(text):
        text = _TAG.sub("", _GREEK_COMMAND.sub(r"\1", text))
        text = _GLUED.sub("", _COMMAND.sub("", text)).replace("&", " and ")
        text = _PLUS.sub(" plus ", text)
    text = text.casefold()
    if not text.isascii():
        text = _GREEK_LETTER.sub(lambda letter: _GREEK[letter.group()], text)
        text = without_accents(text)
    return tuple(_spelt(word) for word in _WORD.findall(text) if word not in _IGNORED)


@lru_cache(maxsize=65_536)
def _spelt(word: str) -> str:
    if len(word) < _TYPO_LETTERS:
        return _ROMAN.get(word, word)
    for british, common in _SPELLING:
        word = british.sub(common, word)
    return word


def _mistyped(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one long word of a long title, or two of a longer one, differ in a letter that does not begin it."""
    if len(a) != len(b) or len(a) < _TYPO_WORDS:
        return False
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(pairs) <= max(1, len(a) // _TYPO_WORDS // 2) and all(_typo(x, y) for x, y in pairs)


def _typo(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= _TYPO_LETTERS
        and one[0] == other[0]
        and (one + other).isalpha()
        and OSA.distance(one, other, score_cutoff=1) <= 1
    )
