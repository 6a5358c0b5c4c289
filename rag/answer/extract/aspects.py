"""An abstract's sentences by what they tell: the problem, the approach, the result, the data, the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.extract.relevance import relevance
from rag.answer.question.question import Asked
from rag.answer.scorer import Scorer
from rag.records import Sentence
from rag.text.rules import Rule, rule

_SIGN_WEIGHT = 0.5  # of each sign of an aspect in a sentence, beside its relevance


@dataclass(frozen=True, slots=True)
class _Aspect:
    """Signs of it in a sentence, and how much later in an abstract, or earlier where it is below 0, it stands."""

    name: str
    signs: Rule
    place: float


_ASPECTS = (
    _Aspect(
        "Problem",
        rule(
            "aspects: a problem",
            r"\b(?:however|challeng\w+|problem\w*|difficult\w*|suffer\w*|lack\w*|fail\w*|limit(?:s|ed|ation|ations)"
            r"|despite|remains?|unclear|costly|expensive|lost|hard to|cannot|struggl\w+|gap)\b",
            matches=("The cause of sepsis remains unclear.", "However, few archives survive.", "Courts struggle with this doctrine.",
                     "Tracking wolves is costly."),
            misses=("We track wolves.", "Sepsis was treated.", "Archives survive.", "a black wall"),
        ),
        -2.5,
    ),
    _Aspect(
        "Approach",
        rule(
            "aspects: an approach",
            r"\b(?:we|this (?:paper|work|article|study)|our)\b.*\b(?:propos\w+|introduc\w+|present\w*|develop\w*|design\w*"
            r"|stud(?:y|ies)|investigat\w+|consider\w*|explor\w+|method|approach|framework|use|uses)\b|\b(?:called|named|dubbed)\b",
            matches=("We investigated survival under heparin.", "This article explores the Treaty of Ghent.",
                     "Our method dates bones.", "a doctrine called estoppel"),
            misses=("Survival was investigated.", "They explore the coast.", "This bone is old.", "We won."),
        ),
        -0.25,
    ),
    _Aspect(
        "Result",
        rule(
            "aspects: a result",
            r"\b(?:results?|show\w*|demonstrat\w+|outperform\w*|achiev\w+|improv\w+|find|found|prove\w*|reveal\w*|confirm\w*"
            r"|significant\w*|state-of-the-art|superior|reach\w*)\b",
            matches=("Heparin significantly reduced clots.", "Letters reveal a second author.", "We find that wolves return.",
                     "The court confirmed the ruling."),
            misses=("We asked whether wolves return.", "Letters were read.", "improbable", "The court heard the case."),
        ),
        1.2,
    ),
    _Aspect(
        "Data",
        rule(
            "aspects: the data",
            r"\b(?:datasets?|data sets?|benchmarks?|corpus|corpora|samples|images|trials|participants|patients|collection of"
            r"|simulation\w*|evaluat\w+ on|experiments? on|tested on)\b",
            matches=("Of 40 patients, 12 died.", "a corpus of medieval charters", "Soil samples were taken.", "experiments on mice"),
            misses=("Heparin reduces clots.", "The charter was forged.", "an imaginary line", "The trial began."),
        ),
        0.5,
    ),
    _Aspect(
        "Limits",
        rule(
            "aspects: the limits",
            r"\b(?:limitations?|caveat\w*|future work|only (?:when|if|for|in|under)|does not|do not|not always|trade-?offs?"
            r"|at the cost|restricted to|assum\w+|under the assumption|still)\b",
            matches=("Heparin helps only in adults.", "Grazing does not always help.", "The statute is restricted to minors.",
                     "A limitation is recall."),
            misses=("Heparin helps.", "The statute covers minors.", "The only witness fled.", "distillery"),
        ),
        0.8,
    ),
)  # fmt: skip
ASPECTS = tuple(aspect.name for aspect in _ASPECTS)


def by_aspect(sentences: Sequence[Sentence], asked: Asked, scorer: Scorer) -> list[Sentence | None]:
    """For each of ASPECTS the sentence that tells it best, the question in mind; None where none does.

    No sentence stands for two aspects.
    """
    scores = relevance(asked, sentences, scorer)
    taken: set[int] = set()
    chosen: list[Sentence | None] = []
    for aspect in _ASPECTS:
        fitting = {
            i: float(scores[i]) + _SIGN_WEIGHT * signs + aspect.place * (i + 1) / len(sentences)
            for i, sentence in enumerate(sentences)
            if i not in taken and (signs := len(list(aspect.signs.finditer(sentence.text))))
        }
        if fitting:
            best = max(fitting, key=lambda i: fitting[i])
            taken.add(best)
            chosen.append(sentences[best])
        else:
            chosen.append(None)
    return chosen
