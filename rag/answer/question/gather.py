"""Question -> the papers that its answer speaks of, by its kind: each side of a comparison, all of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.answer.evidence import split
from rag.answer.question.asked import measures
from rag.answer.question.understand import subject
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.records import Condition, Hit, Query
from rag.search.retrieve import retrieve
from rag.search.scope import Bounds
from rag.text.descriptions import described
from rag.text.names import acronyms
from rag.text.stems import stems

RANKED = 20  # papers ranked for a question, or for one side of it
LISTED = 200  # papers looked at for a list
ON_THE_LIST = 0.6  # of the best paper's score
TOLD_WEIGHT = 0.5  # of the best sentence beside the ranking, for a list
WHOLE_WEIGHT = 0.3  # of the whole question when the paper for one side of it is chosen
RECENT_BONUS = 0.6  # added to the score of papers that a follow-up leans on; the best have about 3
NAMESAKES = 5  # papers looked at to tell which one a name is of
SIDES = 2  # papers compared when a question names no sides
# A citation key inside a question, such as nichani2023provable: letters and figures, too long for a word.
_KEY = re.compile(r"(?<![\w:-])(?=[\w:-]*[A-Za-z])(?=[\w:-]*\d)[\w:-]{6,}(?![\w:-])")


@dataclass(frozen=True, slots=True)
class Gathered:
    """`hits` were considered, best first; the answer is to speak of the first `spoken`. `where` is what the question
    narrowed them by, `pinned` whether it or its caller names papers, `cut` whether a list would go on. `question` is
    what the papers make of it: one that names several of them compares."""

    question: Query
    hits: tuple[Hit, ...]
    spoken: int
    where: tuple[Condition, ...]
    pinned: bool
    cut: bool


class Gatherer:
    """Finds the papers for one question, within what the question and its caller allow."""

    def __init__(self, library: Library, scorer: Scorer, question: Query, bounds: Bounds) -> None:
        self._library = library
        self._scorer = scorer
        self._bounds = bounds
        # "by Gauss" may be a method's name: a condition holds only where some paper could meet it.
        self._where = tuple(condition for condition in question.where if library.meeting((condition,)))
        recent = [paper for paper in library.titled(question.recent) if self._is_within(paper.id)]
        self._recent = {paper.id for paper in recent}
        if bounds.papers is not None:
            question = replace(question, recent=tuple(t for t in question.recent if t in {p.title for p in recent}))
        self._question = question
        measured = measures(question.focus)  # "F1" is no paper's name
        homes = {name: self._home(name) for name in acronyms(question.focus) if name not in measured}
        self._homes = {name: paper_id for name, paper_id in homes.items() if paper_id}
        papers = described(question.focus)
        # A name may be no more than a part of what describes another paper: "the discovery of RL algorithms paper".
        alone = tuple(name for name in self._homes if not any(name in words and name != words for words in papers))
        if question.kind in ("answer", "compare") and not question.sides and len({*map(self._homes.get, alone)}) > 1:
            self._question = replace(question, kind="compare", sides=alone)
        elif question.kind == "compare" and not question.sides and len(alone) + len(papers) > 1:
            self._question = replace(question, sides=(*alone, *papers))
        elif question.kind == "compare" and question.recent and len(question.sides) < SIDES:
            self._question = replace(question, sides=(question.recent[0], question.focus))
        named = {paper.id for paper in library.find(_KEY.findall(question.standalone)) if self._is_within(paper.id)}
        self._pinned = (bounds.pinned | named) - bounds.excluded

    def gather(self, k: int) -> Gathered:
        """At least k papers where there are as many, those that are pinned first."""
        cut = False
        if self._question.kind == "list":
            text = " ".join(self._scorer.topic(subject(self._question)).words)
            ranked = self._ranked(text, LISTED)
            hits = self._best_told_first(text, ranked)
            spoken = sum(hit.score >= ON_THE_LIST * hits[0].score for hit in hits)
            cut = len(ranked) == LISTED and ranked[-1].paper.id in {hit.paper.id for hit in hits[:spoken]}
        else:
            hits, spoken = self._recent_first(self._ranked(self._question.standalone, RANKED)), k
            if self._question.kind == "compare" and hits:
                chosen = self._one_a_side(hits) if self._question.sides else hits[:SIDES]
                ids = {hit.paper.id for hit in chosen}
                hits, spoken = (*chosen, *(hit for hit in hits if hit.paper.id not in ids)), len(chosen)
        pinned = tuple(hit for hit in hits if hit.paper.id in self._pinned)
        if pinned:
            hits = (*pinned, *(hit for hit in hits if hit.paper.id not in self._pinned))
            spoken = max(len(pinned), SIDES if self._question.kind == "compare" else 1)
        return Gathered(self._question, hits[: max(k, spoken)], spoken, self._where, bool(pinned), cut)

    def _ranked(self, text: str, k: int) -> tuple[Hit, ...]:
        """The k best papers that are allowed, and those that are pinned whatever is allowed."""
        excluded = self._bounds.excluded
        found = retrieve(self._library, text, k + len(excluded), self._where, self._bounds.papers)
        kept = [hit for hit in found if hit.paper.id not in excluded][:k]
        missing = self._pinned - {hit.paper.id for hit in kept}
        return (*kept, *(retrieve(self._library, text, len(missing), among=missing) if missing else ()))

    def _is_within(self, paper_id: str) -> bool:
        return self._bounds.papers is None or paper_id in self._bounds.papers

    def _best_told_first(self, text: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Hits scored anew: by their ranking, and by how close the best sentence of each comes to what is asked."""
        told = [float(self._scorer.cosines(text, [s.text for s in split(hit.paper)]).max(initial=0)) for hit in hits]
        best = max(told, default=0) or 1.0
        scored = [
            replace(hit, score=hit.score / hits[0].score + TOLD_WEIGHT * close / best)
            for hit, close in zip(hits, told, strict=True)
        ]
        return tuple(sorted(scored, key=lambda hit: -hit.score))

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
        sides, focus = self._question.sides, self._question.focus
        # What stands before the first side is said of all: "Two papers on bees, one ..."
        shared = focus[: max(focus.find(sides[0]), 0)]
        on_whole = {hit.paper.id: hit.score / whole[0].score for hit in whole}
        offers = []
        for side, text in enumerate(sides):
            hits = self._ranked(" ".join(self._scorer.topic(f"{shared} {text}").words), RANKED)
            # A side in words that no paper has says little: then the whole question decides.
            papers = [f"{hit.paper.title} {hit.paper.abstract}" for hit in hits]
            sure = max(self._scorer.coverage(self._scorer.topic(text), papers), default=0.0)
            for hit in hits:
                on_side = sure * hit.score / hits[0].score + (self._homes.get(text) == hit.paper.id)
                offers.append((on_side + WHOLE_WEIGHT * on_whole.get(hit.paper.id, 0.0), hit.lexical, side, hit))
        taken: dict[int, Hit] = {}
        for score, _, side, hit in sorted(offers, key=lambda offer: offer[:2], reverse=True):
            if side not in taken and all(hit.paper.id != other.paper.id for other in taken.values()):
                taken[side] = replace(hit, score=score)
        return tuple(taken[side] for side in sorted(taken))
