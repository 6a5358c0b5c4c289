"""Question -> the papers that its answer speaks of, by its kind: each side of a comparison, all of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answer.question.listed import having_it, on_the_list, with_all_of_it
from rag.answer.question.membership import members
from rag.answer.question.question import Question
from rag.answer.question.stating import stating
from rag.answer.question.understand import as_single, comparing
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.records import Condition, Hit
from rag.search.retrieve import retrieve
from rag.search.scope import Bounds
from rag.text.stems import stems

RANKED = 20  # papers ranked for a question, or for one side of it
LISTED = 200  # papers looked at for a list
LOOKED_THROUGH = 60  # papers looked at for what many papers speak to
A_THEME = 3  # papers that speak to a theme at least
ON_A_THEME = 30  # papers that are looked at for a sentence on a theme
SEVERAL = 2  # papers beside one that was named
WHOLE_WEIGHT = 0.3  # of the whole question when the paper for one side of it is chosen
RECENT_BONUS = 0.6  # added to the score of papers that a follow-up leans on; the best have about 3
NOTICES = 5  # papers looked at beyond that, in the place of notices among them
NAMESAKES = 5  # papers looked at to tell which one a name is of
SIDES = 2  # papers compared when a question names no sides


@dataclass(frozen=True, slots=True)
class Gathered:
    """`hits` were considered, best first; the answer is to speak of the first `spoken`. `conditions` are those that the
    question narrowed them by, `pinned` tells whether it or its caller names papers, `cut` whether a list would go on.
    `question` is what the papers make of it: one that names several of them compares."""

    question: Question
    hits: tuple[Hit, ...]
    spoken: int
    conditions: tuple[Condition, ...]
    pinned: bool
    cut: bool


class Gatherer:
    """Finds the papers for one question, within what the question and its caller allow."""

    def __init__(self, library: Library, scorer: Scorer, question: Question, bounds: Bounds) -> None:
        self._library = library
        self._scorer = scorer
        self._bounds = bounds
        # "by Gauss" may be a method's name: a condition holds only where some paper could meet it.
        self._conditions = tuple(condition for condition in question.conditions if library.meeting((condition,)))
        recent = [paper for paper in library.titled(question.recent) if self._is_within(paper.id)]
        self._recent = {paper.id for paper in recent}
        if bounds.papers is not None:
            titles = {paper.title for paper in recent}
            question = replace(question, recent=tuple(title for title in question.recent if title in titles))
        # "F1" is a measure, and no paper's name.
        homes = {name: self._home(name) for name in question.names if name not in question.asked.measures}
        self._homes = {name: paper_id for name, paper_id in homes.items() if paper_id}
        if question.is_theme and self._homes:
            question = replace(question, is_theme=False)  # it is about the paper of that name
        self._question = self._without_absent(self._with_sides(question))
        named = {paper.id for paper in library.find(question.keys) if self._is_within(paper.id)}
        self._pinned = (bounds.pinned | named) - bounds.excluded

    def gather(self, k: int) -> Gathered:
        """At least k papers where there are as many, those that are pinned first."""
        hits, spoken, cut = self._gathering()(k)
        pinned = tuple(hit for hit in hits if hit.paper.id in self._pinned)
        if pinned:
            hits = (*pinned, *(hit for hit in hits if hit.paper.id not in self._pinned))
            spoken = max(len(pinned), SIDES if self._question.kind == "compare" else 1)
        if self._question.is_of_many and spoken < self._least():
            self._question, spoken, cut = as_single(self._question), max(spoken, k), False
        return Gathered(self._question, hits[: max(k, spoken)], spoken, self._conditions, bool(pinned), cut)

    def _gathering(self) -> Callable[[int], tuple[tuple[Hit, ...], int, bool]]:
        if self._question.is_of_many:
            return self._by_many
        return {"list": self._on_the_list, "compare": self._compared}.get(self._question.kind, self._answering)

    def _least(self) -> int:
        """Papers from which on many answer together. Even one may name things of a kind, but not one that was named."""
        if not self._question.things:
            return A_THEME
        return SEVERAL if self._homes else 1

    def _by_many(self, k: int) -> tuple[tuple[Hit, ...], int, bool]:
        """The papers that truly speak to what is asked, the surest first, and behind them the others."""
        ranked = self._recent_first(self._ranked(self._question.text, LOOKED_THROUGH))
        told = [hit for hit in ranked if hit.paper.abstract]
        if not told:
            return ranked, 0, False
        places = members(self._question.topic, told, self._scorer)
        if not self._question.things:  # a theme wants a sentence on it
            surest = with_all_of_it(self._question.topic, [told[place] for place in places], self._scorer)[:ON_A_THEME]
            speaking = tuple(surest[place] for place in sorted(on_the_list(self._question.topic, surest, self._scorer)))
        else:
            speaking = tuple(told[place] for place in places)
        others = [hit for hit in ranked if hit not in speaking]
        return (*speaking, *others), len(speaking), False

    def _answering(self, k: int) -> tuple[tuple[Hit, ...], int, bool]:
        return self._recent_first(self._ranked(self._question.text, RANKED)), k, False

    def _on_the_list(self, k: int) -> tuple[tuple[Hit, ...], int, bool]:
        """The papers that are, or do, what is asked; where it names but a topic, those with a sentence on it."""
        question = self._question
        text = " ".join(self._scorer.topic(question.topic).words)
        ranked = self._ranked(text, LISTED)
        predicate = question.predicate
        meeting = [hit for hit in ranked if predicate and stating(predicate, hit.paper, self._scorer)]
        if question.points_back:  # of the papers of the last answer each is told apart, and there may be none
            about = (
                ranked
                if question.is_of_each
                else having_it(predicate.besides if predicate else question.topic, ranked, self._scorer)
            )
            on_it = [
                hit for hit in (meeting if predicate else ranked) if hit in about or (predicate and predicate.is_whole)
            ]
        elif meeting and predicate and predicate.is_whole:
            on_it = meeting
        elif predicate:
            near = with_all_of_it(predicate.besides, ranked, self._scorer, enough=1)
            on_topic = self._on_topic(predicate.besides, near)
            on_it = [hit for hit in on_topic if hit in meeting] or on_topic
        else:
            on_it = self._on_topic(question.topic, ranked)
        others = [hit for hit in ranked if hit not in on_it]
        cut = len(ranked) == LISTED and ranked[-1] in on_it
        return (*on_it, *others), len(on_it), cut

    def _on_topic(self, topic: str, hits: Sequence[Hit]) -> list[Hit]:
        return [hits[place] for place in on_the_list(topic, hits, self._scorer)] if hits else []

    def _compared(self, k: int) -> tuple[tuple[Hit, ...], int, bool]:
        hits, spoken, cut = self._answering(k)
        if not hits:
            return hits, spoken, cut
        chosen = self._one_a_side(hits) if self._question.sides else hits[:SIDES]
        ids = {hit.paper.id for hit in chosen}
        return (*chosen, *(hit for hit in hits if hit.paper.id not in ids)), len(chosen), cut

    def _with_sides(self, question: Question) -> Question:
        """The question as a comparison, where the library tells that it names several papers."""
        # A name may be no more than a part of what describes another paper: "the discovery of RL algorithms paper".
        whole = [name for name in self._homes if not any(name in d and name != d for d in question.described)]
        is_open = question.kind in ("answer", "compare") and not question.sides
        if is_open and len({self._homes[name] for name in whole}) > 1:
            return comparing(question, whole)
        if question.kind != "compare":
            return question
        if not question.sides and len(whole) + len(question.described) > 1:
            return comparing(question, (*whole, *question.described))
        if question.recent and len(question.sides) < SIDES:
            return comparing(question, (question.recent[0], question.asked.text))
        return question

    def _without_absent(self, question: Question) -> Question:
        """A comparison of those of its sides that the library may have something on; which are not here is kept."""
        if question.kind != "compare":
            return question
        absent = tuple(side for side in question.sides if self._is_absent(side, question))
        here = [number for number, side in enumerate(question.sides) if side not in absent]
        if not absent or not here:
            return question
        sides = tuple(question.sides[number] for number in here)
        return replace(question, sides=sides, of_sides=tuple(question.of_sides[n] for n in here), absent=absent)

    def _is_absent(self, side: str, question: Question) -> bool:
        """Whether a side is a name, by its spelling or as a word that is too rare for anything else, that no paper has."""
        is_name = side in question.names or (side.isalpha() and self._scorer.is_rare(side))
        known = any(self._scorer.is_known(stem) for stem in stems(side) if not stem.isdigit())
        return is_name and not known and side not in self._homes

    def _ranked(self, text: str, k: int) -> tuple[Hit, ...]:
        """The k best papers that are allowed, and those that are pinned whatever is allowed.

        A notice on another paper is no evidence, and speaks only where it is pinned.
        """
        excluded = self._bounds.excluded
        found = retrieve(self._library, text, k + len(excluded) + NOTICES, self._conditions, self._bounds.papers)
        allowed = [hit for hit in found if hit.paper.id not in excluded and not hit.paper.notice][:k]
        missing = self._pinned - {hit.paper.id for hit in allowed}
        return (*allowed, *(retrieve(self._library, text, len(missing), among=missing) if missing else ()))

    def _is_within(self, paper_id: str) -> bool:
        return self._bounds.papers is None or paper_id in self._bounds.papers

    def _recent_first(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Hits with those that the conversation just spoke of ahead of others as good."""
        scored = [replace(h, score=h.score + RECENT_BONUS) if h.paper.id in self._recent else h for h in hits]
        return tuple(sorted(scored, key=lambda hit: -hit.score))

    def _home(self, name: str) -> str | None:
        """The id of the one paper that a name is of: alone in having it in its title, or at all."""
        parts = stems(name)
        within = self._bounds.papers
        found = self._library.by_words(name, NAMESAKES, within)
        papers = self._library.get(list(found))
        titled = [i for i, paper in papers.items() if set(parts) <= set(stems(paper.title))]
        if len(titled) == 1:
            return titled[0]
        if within is None:
            alone = min(map(self._library.document_frequency, parts), default=0) == 1
        else:
            alone = len(found) == 1
        return next(iter(found), None) if alone and not titled else None

    def _one_a_side(self, whole: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The best paper for each side, none for two sides; the side that is surest of its paper takes it first."""
        question, best = self._question, _best_score(whole)
        on_whole = {hit.paper.id: hit.score / best for hit in whole}
        offers = []
        for side, text in enumerate(question.sides):
            hits = self._ranked(" ".join(self._scorer.topic(f"{question.shared} {text}").words), RANKED)
            # A side in words that no paper has says little: then the whole question decides.
            papers = [f"{hit.paper.title} {hit.paper.abstract}" for hit in hits]
            sure = float(self._scorer.coverage(self._scorer.topic(text), papers).max(initial=0.0))
            for hit in hits:
                on_side = sure * hit.score / _best_score(hits) + (self._homes.get(text) == hit.paper.id)
                offers.append((on_side + WHOLE_WEIGHT * on_whole.get(hit.paper.id, 0.0), hit.lexical, side, hit))
        taken: dict[int, Hit] = {}
        for score, _, side, hit in sorted(offers, key=lambda offer: offer[:2], reverse=True):
            if side not in taken and all(hit.paper.id != other.paper.id for other in taken.values()):
                taken[side] = replace(hit, score=score)
        return tuple(taken[side] for side in sorted(taken))


def _best_score(hits: Sequence[Hit]) -> float:
    """What the scores of hits are measured by: the best, or 1 where no word of a question tells anything."""
    return max((hit.score for hit in hits), default=0.0) or 1.0
