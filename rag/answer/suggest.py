"""Questions to ask first, drawn from the library, and next, drawn from an answer's own sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.question.understand import understand
from rag.records import Answer, Paper, Turn

# "NeuRBF: A Neural Fields ..." -> NeuRBF: one word before a colon, with more than a capital first letter.
_NAME = re.compile(r"^(?=\S*[A-Z0-9]\S*[A-Z0-9])([\w*+-]{2,20}):")
_SUBTITLE, _ENDING = re.compile(r"[:;?!](?= )"), re.compile(r"[.:;?!()]")


@dataclass(frozen=True, slots=True)
class Followup:
    """A question to ask next, and the ids of the papers that it is about."""

    question: str
    papers: tuple[str, ...]


def suggestions(papers: Sequence[Paper], n: int = 4) -> tuple[str, ...]:
    """Up to n questions that the library can answer, the same ones each time, from papers spread over it."""
    named = [f"What is {match[1]}?" for paper in papers if paper.abstract and (match := _NAME.match(paper.title))]
    titled = [f"What does “{p.title}” show?" for p in papers if p.title and p.abstract and not _NAME.match(p.title)]
    by_name = _spread(named, n // 2)
    return (*by_name, *_spread(titled, n - len(by_name)))


def followups(answer: Answer, n: int = 3) -> tuple[Followup, ...]:
    """Up to n questions that the papers of an answer can answer, the same ones each time.

    One on the best paper that was considered and not cited, one that compares the two papers that lead the answer, one
    that sums up the first that it cites; none of them needs the conversation to be understood.
    """
    if answer.abstained == "not_in_library":
        return ()
    told = [source for source in answer.sources if source.paper.title and source.paper.abstract]
    cited = [source.paper for source in told if source.cited]
    beside = [source.paper for source in told if not source.cited]
    found = [Followup(f"What does “{paper.title}” show?", (paper.id,)) for paper in beside]
    found = [shown for shown in found if _is_plain(shown.question, answer)][:1]
    if answer.kind != "compare" and len(pair := (cited + beside)[:2]) == 2:
        question = f"{_called(pair[0])} versus {_called(pair[1])}: what are the differences?"
        found.append(Followup(question, tuple(paper.id for paper in pair)))
    if answer.kind != "summary":
        found += [Followup(f"Sum up “{paper.title}”.", (paper.id,)) for paper in cited[:1]]
    return tuple(followup for followup in found if _is_plain(followup.question, answer))[:n]


def _is_plain(question: str, answer: Answer) -> bool:
    """Whether a question is about its papers alone: no word of a title points back, or asks for a detail."""
    understood = understand(question, (Turn("user", answer.question),))
    return not (understood.leans or understood.asked.measures or understood.asked.details)


def _called(paper: Paper) -> str:
    """The name that a title begins with, or the title without what would end the side of a comparison."""
    named = _NAME.match(paper.title)
    return named[1] if named else f"“{' '.join(_ENDING.sub(' ', _SUBTITLE.sub(' –', paper.title)).split())}”"


def _spread(items: Sequence[str], n: int) -> tuple[str, ...]:
    """n items at even distances, or all of them."""
    n = min(n, len(items))
    return tuple(items[(2 * i + 1) * len(items) // (2 * n)] for i in range(n))
