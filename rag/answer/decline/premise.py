"""What a question takes as given, held against the sentences of an abstract: A better than B, worse for better."""

from __future__ import annotations

import numpy as np

from rag.answer.evidence import split
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.records import Paper, Sentence
from rag.text.negation import denied
from rag.text.opposites import is_better, is_worse
from rag.text.rankings import Ranking, rankings

_DENIED_SHARE = 0.15  # of a question's topic that a denial is of, from which on it denies what the question says
_CLOSEST = 3  # sentences closest to a question, in which its premise would stand


def contradicting(question: Question, paper: Paper, scorer: Scorer) -> Sentence | None:
    """A sentence that says the opposite of what a question takes as given; None without one."""
    sentences, text, premise = split(paper), question.asked.text, question.premise
    if not sentences or not (premise.is_given or premise.asks_why):
        return None
    fit = scorer.fit(text, sentences)
    if premise.is_given:
        closest = sentences[int(fit.argmax())]
        if any(scorer.coverage(scorer.topic(text), denied(closest.text)) >= _DENIED_SHARE):
            return closest
    if not premise.asks_why:
        return None
    if premise.ranking:
        asked = premise.ranking
        return next((s for s in sentences if any(_is_swapped(asked, stated) for stated in rankings(s.text))), None)
    if not premise.is_worse:
        return None
    closest_few = [sentences[i] for i in np.argsort(-fit, kind="stable")[:_CLOSEST]]
    if any(is_worse(s.text) for s in closest_few):
        return None
    return next((s for s in closest_few if is_better(s.text)), None)


def _is_swapped(asked: Ranking, stated: Ranking) -> bool:
    """Whether what one has above is what the other has below; words on both sides tell nothing."""
    better, worse = asked.above - asked.below, asked.below - asked.above
    above, below = stated.above - stated.below, stated.below - stated.above
    if worse & below:
        return False
    if better & below and worse & above:
        return True
    return not better & above and (
        2 * len(better & below) >= len(better) > 0 or 2 * len(worse & above) >= len(worse) > 0
    )
