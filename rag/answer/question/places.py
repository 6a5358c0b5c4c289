"""The papers of the last answer, by the titles that it names and by their places in it: "the second one", "the first two"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.records import Turn
from rag.text.rules import rule
from rag.text.words import PAPER, PAPERS

_ORDINALS = {
    "first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1,
}  # fmt: skip
_ORDINAL_WORD = rf"(?P<ordinal>{'|'.join(_ORDINALS)})"
# Behind it comes no noun of its own: "the second law" is no second paper.
_GOES_ON = (
    r"\s*(?:[?.,;:!]|$)| (?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|says?|uses?|shows?|finds?"
    r"|claims?|differs?|agrees?|reports?|proposes?|better|worse|best|also|too|not)\b"
)
_AND_ONE = rf" (?:and|or|with|to|from|vs\.?|versus) (?:the )?(?:{'|'.join(_ORDINALS)})(?: one)?(?={_GOES_ON})"
_NO_NOUN = rf"(?: one\b| {PAPER}\b| of (?:them|these|those)\b|(?={_GOES_ON}|{_AND_ONE}))"
_ORDINAL = rule(
    "conversation: one by its place in the answer before",
    rf"\b(?:the|which) {_ORDINAL_WORD}{_NO_NOUN}",
    matches=(
        "and the second one?",
        "What does the first paper say?",
        "Is the latter better?",
        "the third of them",
        "How do the first and the second differ?",
        "which last?",
    ),
    misses=(
        "What is the second law of thermodynamics?",
        "How did the First World War begin?",
        "the last glacial maximum",
        "Is the first trimester the riskiest?",
        "Who won the second Punic war?",
        "the first and second trimester",
    ),
)
_COUNT_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}
_FEW = rule(
    "conversation: the first few of the answer before, or the last",
    rf"\b(?:the )?(?P<end>first|top|last) (?P<count>{'|'.join(_COUNT_WORDS)}|[2-5])\b{_NO_NOUN.replace('(?: one', '(?: ones|(?: of)? (?:them|these|those)').replace(PAPER, PAPERS)}",
    matches=("compare the first two", "How do the first 3 papers differ?", "the last two of them"),
    misses=("the first two trimesters", "the last three kings of Rome", "first two weeks"),
)
_AND_ANOTHER = rule(
    "conversation: another one by its place",
    rf"\b(?:and|or|with|to|from|vs\.?|versus|,) (?:the )?{_ORDINAL_WORD}{_NO_NOUN}",
    matches=("the first and the third", "the second with the last", "the first and second"),
    misses=("the first law and the second law", "the first and last trimester"),
)
_TITLE = rule(
    "conversation: the title of an item in an answer",
    r"^(?:- |\| )?\*\*(.+?)\*\*",
    matches=("**Bees dance**\n\nThey do.", "- **On estoppel**: it holds.", "| **Roman roads** | Berg |"),
    misses=("They **dance** a lot.", "Bees dance."),
    flags=re.M,
)
_OF_NONE = rule(
    "conversation: an answer that none of the papers before it does what was asked",
    r"^none of (?:these|the) [\d,]+ papers\b|^the paper does not say so\b",
    matches=("None of these 4 papers says so in its abstract.", "None of the 12 papers that are asked is from 2019."),
    misses=("Nothing in this library speaks to that.", "None of it is known."),
)
_CITED_TITLE = rule(
    "conversation: a title that an answer names",
    r"\*\*(.{1,500}?)\*\*|\[([^\[\]]{15,500})\]",
    matches=("They **dance** a lot.", "as in [The dances of honey bees]"),
    misses=("Bees dance [1].", "[see there]"),
    flags=0,
)


def points_to_place(question: str) -> bool:
    """Whether a question points to papers by their places in the answer before."""
    return _ORDINAL.holds(question) or _FEW.holds(question)


def with_title(question: str, history: Sequence[Turn]) -> str:
    """The question with "the second one" replaced by the title that stands second in the answer before it."""
    match, title = _ORDINAL.search(question), title_at(question, history)
    return f"{question[: match.start()]}“{title}”{question[match.end() :]}" if match and title else question


def recent_titles(history: Sequence[Turn]) -> tuple[str, ...]:
    """What the last answer names as titles: in bold, as our answers do, or in brackets."""
    found = (title[1] or title[2] for title in _CITED_TITLE.finditer(last_answer(history) or ""))
    return tuple(dict.fromkeys(found))


def titles_at(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The titles that a question means by their places in the last answer: "the first two", "the second and the last"."""
    titles = _titles(history)
    if match := _FEW.search(question):
        count = _COUNT_WORDS.get(match["count"].lower()) or int(match["count"])
        return titles[-count:] if match["end"].lower() == "last" else titles[:count]
    first = _ORDINAL.search(question)
    if not first:
        return ()
    words = [first["ordinal"], *(more["ordinal"] for more in _AND_ANOTHER.finditer(question))]
    places = dict.fromkeys(_ORDINALS[word.lower()] for word in words)
    return tuple(dict.fromkeys(titles[place] for place in places if titles and place < len(titles)))


def _titles(history: Sequence[Turn]) -> tuple[str, ...]:
    """The titles of the last answer's items, in their order."""
    return tuple(title[1] for title in _TITLE.finditer(last_answer(history) or ""))


def title_at(question: str, history: Sequence[Turn]) -> str:
    """The title that a question means by its place in the last answer; "" without one."""
    match = _ORDINAL.search(question)
    if not match:
        return ""
    titles = _titles(history)
    place = _ORDINALS[match["ordinal"].lower()]
    return titles[place] if titles and place < len(titles) else ""


def last_answer(history: Sequence[Turn]) -> str | None:
    """The last answer, but for those that say that none of the papers before them does what was asked: these are meant still."""
    answers = [turn.content for turn in reversed(history) if turn.role == "assistant"]
    speaking = (answer for answer in answers if _CITED_TITLE.holds(answer) or not _OF_NONE.holds(answer))
    return next(speaking, answers[0] if answers else None)
