"""Questions to ask first, drawn from the library, and next, drawn from an answer. Each has been tried: it is answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Literal, TypeVar

import numpy as np

from rag.answer.assistant import Assistant
from rag.answer.question.understand import understand
from rag.errors import ColloquyError
from rag.library.library import Library
from rag.records import EVERYTHING, Answer, Kind, Paper, Scope, Turn
from rag.search.near import NEAR, Nearness, nearest_papers
from rag.search.scope import bounds
from rag.text.titles import short_name, stands_in_question
from rag.text.words import content_stems

T = TypeVar("T")
SuggestionKind = Literal["fact", "comparison", "list", "overview"]
_LOOKED_AT = 200  # papers from which first questions are drawn
_TRIES = 4  # of a kind of question, until one is answered
_GROUP = 5  # papers that are near to one another and have a theme in common
_SOMEWHAT_NEAR = 2.5  # as NEAR, of papers whose titles share a word that few others have
_FEW = 3  # papers
_SPOKEN_OF = 3  # papers, at least, in a list or an overview
_ANSWERED: dict[SuggestionKind, tuple[Kind, ...]] = {
    "fact": ("answer",),
    "comparison": ("compare",),
    "list": ("list",),
    "overview": ("summary", "answer"),
}
_LISTS = (
    "Which papers introduce a dataset?",
    "Which papers report a randomised trial?",
    "Which papers are reviews?",
    "Which papers propose a new method?",
)
_OVERVIEWS = ("What is known about {}?", "Give an overview of the papers on {}.")
# What may be left open of a paper: each is asked until one is answered with words that were not quoted yet.
_OPEN = (
    "What results does {} report?",
    "What does {} propose?",
    "What data does {} use?",
    "What are the limits of {}?",
)
_THEME = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){1,3}")  # a keyword of two to four words
_SUBTITLE, _ENDING = re.compile(r"[:;?!](?= )"), re.compile(r"[.:;?!()]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question to ask first, and its kind."""

    kind: SuggestionKind
    question: str


@dataclass(frozen=True, slots=True)
class Followup:
    """A question to ask next, and the ids of the papers that it is about."""

    question: str
    papers: tuple[str, ...]


def suggestions(library: Library, scope: Scope = EVERYTHING) -> tuple[Suggestion, ...]:
    """Questions that the papers of a scope answer, at most one of a kind, the same ones each time.

    Raises:
        InputError: the scope has no paper.
    """
    papers = _papers_of(library, scope)
    trial = _Trial(library, scope)
    near = Nearness(library).between([paper.id for paper in papers])
    candidates: dict[SuggestionKind, Iterable[str]] = {
        "fact": facts(papers),
        "comparison": _comparisons(papers, near),
        "list": _LISTS,
        "overview": (pattern.format(theme) for theme in _themes(papers, near) for pattern in _OVERVIEWS),
    }
    found = ((kind, trial.first(kind, questions)) for kind, questions in candidates.items())
    return tuple(Suggestion(kind, question) for kind, question in found if question)


def facts(papers: Sequence[Paper], n: int = _TRIES) -> tuple[str, ...]:
    """Up to n questions on single papers, from papers at even distances: first those on what has a name."""
    named = [f"What is {name}?" for paper in papers if paper.abstract and (name := short_name(paper.title))]
    titled = [
        f"What does {_named(p)} show?"
        for p in papers
        if p.abstract and stands_in_question(p.title) and not short_name(p.title)
    ]
    first = _spread(named, n)
    return (*first, *_spread(titled, n - len(first)))


def followups(
    answer: Answer, library: Library, history: Sequence[Turn] = (), scope: Scope = EVERYTHING
) -> tuple[Followup, ...]:
    """Up to three questions that an answer leaves open and its papers answer, the same ones each time.

    One on what its first paper says beside what was quoted, one that compares this with a paper near to it, one that sums
    it up, or asks of a near paper what it shows. None of them needs the conversation to be understood.

    Args:
        history: what was said before, the answer with it.
        scope: that in which they would be asked, with their papers pinned.
    """
    paper = _spoken_of(answer)
    if paper is None:
        return ()
    trial = _Trial(library, scope, history)
    cited = {citation.paper.id for citation in answer.citations}
    near = _near_to(paper, library, scope)
    sums_up = answer.kind != "summary" or len(cited) > 1
    further = (other for other in near if other.id not in cited)
    candidates = chain(
        islice(_left_open(paper, answer, trial), 1),
        islice(trial.answered(_compared(paper, near) if answer.kind != "compare" else ()), 1),
        trial.answered(Followup(f"Sum up {_named(paper)}.", (paper.id,)) for _ in range(sums_up)),
        trial.answered(Followup(f"What does {_named(other)} show?", (other.id,)) for other in further),
    )
    return tuple(islice((one for one in candidates if _is_plain(one.question, answer)), 3))


class _Trial:
    """Asks questions as a click on them would, without a model, to see whether they are answered."""

    def __init__(self, library: Library, scope: Scope, history: Sequence[Turn] = ()) -> None:
        self._assistant = Assistant(library.settings.model_copy(update={"model": None}), library)
        self._scope, self._history = scope, history

    def first(self, kind: SuggestionKind, questions: Iterable[str]) -> str | None:
        """The first of a few questions that is answered, and as one of this kind."""
        for question in islice(questions, _TRIES):
            answer = self.answer(question)
            if answer and answer.kind in _ANSWERED[kind]:
                papers = {citation.paper.id for citation in answer.citations}
                if kind in ("fact", "comparison") or len(papers) >= _SPOKEN_OF:
                    return question
        return None

    def answered(self, candidates: Iterable[Followup]) -> Iterator[Followup]:
        """Those that are answered, and by the papers that they are about."""
        for one in candidates:
            answer = self.answer(one.question, one.papers)
            if answer and {citation.paper.id for citation in answer.citations}.issuperset(one.papers):
                yield one

    def answer(self, question: str, papers: tuple[str, ...] = ()) -> Answer | None:
        """The answer; None where there is none."""
        scope = replace(self._scope, pin=papers) if papers else self._scope
        try:
            answer = self._assistant.ask(question, self._history, scope=scope)
        except ColloquyError:
            return None
        return None if answer.abstained else answer


def _papers_of(library: Library, scope: Scope) -> list[Paper]:
    """Papers that a scope allows, at even distances."""
    allowed = bounds(library, scope)
    if allowed.papers is None:
        papers = library.spread(_LOOKED_AT)
    else:
        papers = list(library.get(_spread(sorted(allowed.papers), _LOOKED_AT)).values())
    return [paper for paper in papers if paper.abstract and not paper.notice and paper.id not in allowed.excluded]


def _comparisons(papers: Sequence[Paper], near: np.ndarray) -> Iterator[str]:
    """Questions that compare two papers, the nearest first. Somewhat near will do where their titles share a word that
    few others have."""
    stems = [frozenset(content_stems(paper.title)) for paper in papers]
    having = Counter(stem for title in stems for stem in title)
    few = max(_FEW, len(papers) // 20)
    rows, columns = np.triu_indices(len(papers), 1)
    for place in np.argsort(-near[rows, columns], kind="stable"):
        a, b = rows[place], columns[place]
        if near[a, b] < _SOMEWHAT_NEAR:
            return
        is_akin = near[a, b] >= NEAR or any(having[stem] <= few for stem in stems[a] & stems[b])
        if is_akin and stands_in_question(papers[a].title) and stands_in_question(papers[b].title):
            yield _comparison(papers[a], papers[b])


def _themes(papers: Sequence[Paper], near: np.ndarray) -> Iterator[str]:
    """What papers that are near to one another have in common, the closest group first."""
    from rag.search.atlas.names import topic_names

    if len(papers) <= _GROUP:
        return
    groups = np.argsort(-near, axis=1, kind="stable")[:, :_GROUP]
    closeness = np.take_along_axis(near, groups, axis=1).mean(axis=1)
    taken: set[int] = set()
    for centre in np.argsort(-closeness, kind="stable"):
        group = {int(centre), *map(int, groups[centre])}
        if not np.isfinite(closeness[centre]):
            return
        if not group & taken:
            taken |= group
            shared = Counter(
                word.lower() for row in group for word in set(papers[row].keywords) if _THEME.fullmatch(word)
            )
            keyword, count = max(shared.items(), key=lambda one: (one[1], one[0]), default=("", 0))
            (name, _) = topic_names(((paper, int(row not in group)) for row, paper in enumerate(papers)), 2)
            if count > 1:
                yield keyword
            elif name != "Topic 1":
                names = name.split(", ")
                yield next((phrase for phrase in names if phrase.count(" ") == 1), names[0])


def _spoken_of(answer: Answer) -> Paper | None:
    """The paper that an answer speaks of first; None where nothing speaks to its question."""
    if answer.kind == "help" or (answer.abstained == "not_in_library" and answer.kind != "catalogue"):
        return None
    cited = [citation.paper for citation in answer.citations] or [source.paper for source in answer.sources]
    return next((paper for paper in cited if paper.abstract and stands_in_question(paper.title)), None)


def _near_to(paper: Paper, library: Library, scope: Scope) -> list[Paper]:
    """Papers of a scope that are near to one, nearest first."""
    allowed = bounds(library, replace(scope, pin=()))
    others = [
        other
        for other in nearest_papers(library, paper.id)
        if other.abstract and not other.notice and stands_in_question(other.title) and other.id not in allowed.excluded
        and (allowed.papers is None or other.id in allowed.papers)
    ]  # fmt: skip
    near = Nearness(library).between([paper.id, *(other.id for other in others)])[0, 1:]
    return [other for other, nearness in zip(others, near, strict=True) if nearness >= NEAR]


def _left_open(paper: Paper, answer: Answer, trial: _Trial) -> Iterator[Followup]:
    """Questions on a paper that are answered first with words that the answer does not quote."""
    quoted = {(citation.paper.id, citation.start) for citation in answer.citations}
    for pattern in _OPEN:
        question = pattern.format(_named(paper))
        reply = trial.answer(question, (paper.id,))
        if (
            reply
            and reply.citations
            and all((c.paper.id, c.start) not in quoted and c.paper.id == paper.id for c in reply.citations)
        ):
            yield Followup(question, (paper.id,))


def _compared(paper: Paper, near: Sequence[Paper]) -> Iterator[Followup]:
    return (Followup(_comparison(paper, other), (paper.id, other.id)) for other in near)


def _comparison(one: Paper, other: Paper) -> str:
    return f"{_side(one)} versus {_side(other)}: what are the differences?"


def _is_plain(question: str, answer: Answer) -> bool:
    """Whether a question is about its papers alone: no word of a title points back."""
    return not understand(question, (Turn("user", answer.question),)).leans


def _named(paper: Paper) -> str:
    return short_name(paper.title) or f"“{paper.title.rstrip('.')}”"


def _side(paper: Paper) -> str:
    """The name that a title begins with, or the title without what would end the side of a comparison."""
    return short_name(paper.title) or f"“{' '.join(_ENDING.sub(' ', _SUBTITLE.sub(' –', paper.title)).split())}”"


def _spread(items: Sequence[T], n: int) -> tuple[T, ...]:
    """n items at even distances, or all of them."""
    n = min(n, len(items))
    return tuple(items[(2 * i + 1) * len(items) // (2 * n)] for i in range(n))
