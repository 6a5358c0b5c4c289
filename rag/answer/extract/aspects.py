"""An abstract's sentences by what they tell: the problem, the approach, the result, the data, the limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.evidence import Scorer
from rag.answer.extract.relevance import relevance
from rag.answer.question.question import Asked
from rag.records import Sentence

_SIGNS = {
    "Problem": r"\b(?:however|challeng\w+|problem\w*|difficult\w*|suffer\w*|lack\w*|fail\w*|limit(?:s|ed|ation|ations)"
    r"|despite|remains?|unclear|costly|expensive|lost|hard to|cannot|struggl\w+|gap)\b",
    "Approach": r"\b(?:we|this (?:paper|work|article|study)|our)\b.*\b(?:propos\w+|introduc\w+|present\w*|develop\w*|design\w*"
    r"|stud(?:y|ies)|investigat\w+|consider\w*|explor\w+|method|approach|framework|use|uses)\b|\b(?:called|named|dubbed)\b",
    "Result": r"\b(?:results?|show\w*|demonstrat\w+|outperform\w*|achiev\w+|improv\w+|find|found|prove\w*|reveal\w*|confirm\w*"
    r"|significant\w*|state-of-the-art|superior|reach\w*)\b",
    "Data": r"\b(?:datasets?|data sets?|benchmarks?|corpus|corpora|samples|images|trials|participants|patients|collection of"
    r"|simulation\w*|evaluat\w+ on|experiments? on|tested on)\b",
    "Limits": r"\b(?:limitations?|caveat\w*|future work|only (?:when|if|for|in|under)|does not|do not|not always|trade-?offs?"
    r"|at the cost|restricted to|assum\w+|under the assumption|still)\b",
}
ASPECTS = tuple(_SIGNS)
_PATTERNS = {name: re.compile(signs, re.I) for name, signs in _SIGNS.items()}
_PLACE = {"Problem": -2.5, "Approach": -0.25, "Result": 1.2, "Data": 0.5, "Limits": 0.8}  # early or late in an abstract


def by_aspect(sentences: Sequence[Sentence], asked: Asked, scorer: Scorer) -> list[Sentence | None]:
    """For each of ASPECTS the sentence that tells it best, the question in mind; None where none does.

    No sentence stands for two aspects.
    """
    scores = relevance(asked, sentences, scorer)
    taken: set[int] = set()
    told: list[Sentence | None] = []
    for name in ASPECTS:
        fitting = {
            i: scores[i] + 0.5 * len(_PATTERNS[name].findall(s.text)) + _PLACE[name] * (i + 1) / len(sentences)
            for i, s in enumerate(sentences)
            if i not in taken and _PATTERNS[name].search(s.text)
        }
        best = max(fitting, key=fitting.get, default=None)
        taken.add(best)
        told.append(None if best is None else sentences[best])
    return told
