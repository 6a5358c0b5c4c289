"""An abstract's sentences by what they tell: the problem, the approach, the result, the data, the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.extract.leaning import leans
from rag.answer.extract.relevance import POINTERS_ELSEWHERE, relevance
from rag.answer.extract.roles import roles
from rag.answer.question.question import Asked
from rag.answer.scorer import Scorer
from rag.records import Sentence
from rag.text.rules import Rule, rule

_SIGN_WEIGHT = 0.8  # of each sign of an aspect in a sentence, beside its role
_SIGNS = 2  # that count at most
_RELEVANCE = 0.2  # of what the question asks, beside what the aspect asks
_OWN = 1.0  # for a sentence that says that it is on the paper's own work
_ALONE = 0.4  # for a sentence that is understood without the one before it
_LEAST = 0.5  # from which on a sentence tells an aspect


@dataclass(frozen=True, slots=True)
class _Aspect:
    """Signs of it in a sentence, without any of which none tells it where `needs_sign`; how much each of ROLES speaks
    for it; and how much later in an abstract, or earlier where it is below 0, it stands."""

    name: str
    signs: Rule
    roles: tuple[float, float, float, float]
    place: float
    needs_sign: bool = False


_ASPECTS = (
    _Aspect(
        "Problem",
        rule(
            "aspects: a problem",
            r"\b(?:however|challeng\w+|problem\w*|difficult\w*|suffer\w*|lack\w*|fail\w*|limit(?:s|ed|ation|ations)"
            r"|despite|remains?|unclear|unknown|costly|expensive|time-consuming|lost|hard to|cannot|struggl\w+|gap|bottleneck\w*"
            r"|(?:poorly|not (?:well|fully|yet)|little) (?:understood|known|studied)|prone to|infeasible|inefficient|burden|controvers\w+|need for)\b",
            matches=("The cause of sepsis remains unclear.", "However, few archives survive.", "Courts struggle with this doctrine.",
                     "Tracking wolves is costly."),
            misses=("We track wolves.", "Sepsis was treated.", "Archives survive.", "a black wall"),
        ),
        (3.0, 0.5, 0.0, -2.0),
        -1.5,
        needs_sign=True,
    ),
    _Aspect(
        "Approach",
        rule(
            "aspects: an approach",
            r"\b(?:we|this (?:paper|work|article|study|review))\b(?:,? \w+){0,3}?,? (?:propos|introduc|present|develop|design|stud[yi]|investigat|explor|examin|describ|compar|review|analy[sz]e|formulat)\w*"
            r"|\b(?:our|a (?:new|novel)|the proposed) (?:[\w-]+ ){0,3}?(?:method|approach|framework|algorithm|model|design|technique)\b|\b(?:called|named|dubbed|termed)\b|\b(?:aim|aimed|purpose|objective)\b",
            matches=("We investigated survival under heparin.", "This article explores the Treaty of Ghent.",
                     "Our method dates bones.", "a doctrine called estoppel"),
            misses=("Survival was investigated.", "They explore the coast.", "This bone is old.", "We won."),
        ),
        (-2.0, 3.0, 1.5, -1.5),
        -0.5,
    ),
    _Aspect(
        "Result",
        rule(
            "aspects: a result",
            r"\b(?:results?|show\w*|demonstrat\w+|outperform\w*|achiev\w+|improv\w+|find|found|prove\w*|reveal\w*|confirm\w*"
            r"|significant\w*|state-of-the-art|superior|reach\w*|higher|lower|better|faster|increased|decreased|reduced|associated with|effective)\b|\d ?%|\bp ?[<=]",
            matches=("Heparin significantly reduced clots.", "Letters reveal a second author.", "We find that wolves return.",
                     "The court confirmed the ruling."),
            misses=("We asked whether wolves return.", "Letters were read.", "improbable", "The court heard the case.", "40 wolves"),
        ),
        (-2.0, -1.0, 0.0, 3.0),
        1.0,
        needs_sign=True,
    ),
    _Aspect(
        "Data",
        rule(
            "aspects: the data",
            r"\b(?:data ?sets?|benchmarks?|corpus|corpora|(?:soil|blood|tissue|training|data) samples|samples (?:of|from|were)|\d[\d,]{0,20} (?:\w+ ){0,2}?(?:samples|images|patients"
            r"|participants|adults|children|women|men|subjects|people|trials|studies|sites|tasks|languages|documents|examples|compounds|molecules|mice|cells)"
            r"|patients (?:with|who|were)|participants|cohorts?|evaluat\w+ on|experiments (?:on|with|in)|test(?:ed)? on|trained on|validated on|simulated (?:data|environments?)|case study)\b",
            matches=("Of 40 patients, 12 died.", "a corpus of medieval charters", "Soil samples were taken.", "experiments on mice",
                     "We watched 12 sites.", "a cohort from Wales"),
            misses=("Heparin reduces clots.", "The charter was forged.", "an imaginary line", "The trial began.", "for example, wolves"),
        ),
        (-4.0, 0.0, 1.0, 1.0),
        0.5,
        needs_sign=True,
    ),
    _Aspect(
        "Limits",
        rule(
            "aspects: the limits of the paper's own work",
            r"\b(?:limitations? (?:of|include|are|is) (?:our|this|the (?:present|current|proposed))|(?:our|this) (?:study|work|method|approach|analysis|review)(?:'s)? (?:is|was|has been) limited"
            r"|(?:study|trial|review|work) limitations?|(?:a|one|the main|major) limitations?\b(?! of (?:existing|previous|prior|current|these|such|those))|caveats?"
            r"|(?:further|future|more|additional|larger) (?:\w+ ){0,3}?(?:research|studies|work|trials|investigations?|evaluation) (?:is|are|will be|should|must|may|needs?|remains?|to)"
            r"|(?:is|are|remains?|leave\w*) (?:\w+ ){0,2}?(?:for|to) future (?:work|research|studies)|(?:should|must) be interpreted with caution|small sample sizes?|small number of (?:patients|participants|studies)"
            r"|(?:we|our \w+) (?:only|do not|did not|cannot|could not) (?!(?:need|require|rely|depend|assume|suffer|involve|use|have to))\w+|(?:do|does|did) not (?:always|generali[sz]e|extend|hold|apply|scale)"
            r"|(?:only|merely) (?:holds?|works?|applies|apply|valid|tested|when|if|under|for small)|at the (?:cost|expense) of|under the assumptions?|(?:we|our \w+|analysis|theory|result\w*) (?:also )?assum(?:e|es|ed|ing)"
            r"|we restrict|(?:is|are|was|were) restricted to|still (?:fails?|struggles?|lags?|limited|far from)|no (?:significant |clear )?(?:difference|improvement|benefit|effect)s? (?:was|were|is|could))",
            matches=("Heparin helps only if given early.", "Grazing does not always help.", "We restrict ourselves to minors.",
                     "A limitation is recall.", "Further studies are needed.", "Our model still fails in rain.", "We did not follow adults."),
            misses=("Heparin helps.", "The only witness fled.", "Our method does not require labels.", "It overcomes the limitations of existing maps.",
                    "However, earlier maps are limited.", "distillery"),
        ),
        (-4.0, 0.0, 0.0, 1.0),
        0.8,
        needs_sign=True,
    ),
)  # fmt: skip
ASPECTS = tuple(aspect.name for aspect in _ASPECTS)
# The limits, which few sentences tell, take theirs first; the data, which many tell beside a result, take theirs last.
_IN_TURN = sorted(_ASPECTS, key=lambda aspect: ("Limits", "Problem", "Approach", "Result", "Data").index(aspect.name))
_OF_ITS_OWN = rule(
    "aspects: a sentence on the paper's own work",
    r"^(?:(?:here|first|then|finally|specifically|thus|hence|to (?:this end|\w+ this \w+)|by \w+ing [^,]+),? )?(?:we|our|this (?:paper|work|article|study|review|approach|method)|in this (?:paper|work|article|study|review)"
    r"|the (?:proposed|described|present(?:ed)?|resulting) \w+|here\b)|\bwe (?:propose|introduce|present|show|prove|demonstrate|find|develop|study)\b",
    matches=(
        "We date bones anew.",
        "In this work, bones are dated.",
        "To solve this problem, we propose a map.",
        "Our maps show it.",
    ),
    misses=("Dating bones is hard.", "However, maps are few."),
)
_OF_OTHERS = rule(
    "aspects: a sentence on the work of others",
    r"\b(?:prior|previous|existing|earlier|past|traditional|conventional|current|recent|other|most|various|several|many|standard|state-of-the-art) (?:[\w-]+ ){0,3}?(?:works?|methods?|approach(?:es)?|studies"
    r"|models?|techniques?|algorithms?|literature|systems?|maps|research)\b|^however\b|\b(?:has|have) been (?:\w+ )?(?:proposed|developed|studied|explored|used)\b",
    matches=(
        "Prior work was restricted to minors.",
        "However, few maps exist.",
        "most existing bone dating methods fail",
    ),
    misses=("Our method is restricted to minors.", "We only looked at adults."),
)


def by_aspect(sentences: Sequence[Sentence], asked: Asked, scorer: Scorer) -> list[Sentence | None]:
    """For each of ASPECTS the sentence that tells it best, the question in mind; None where none does.

    The role of a sentence tells the most: what background says is no result of the paper, and no limit of its work. No
    sentence stands for two aspects.

    Args:
        sentences: all of one abstract, in their order.
    """
    if not sentences:
        return [None] * len(_ASPECTS)
    relevant = relevance(asked, sentences, scorer)
    likely = roles([sentence.text for sentence in sentences])
    of_own = np.array([_OF_ITS_OWN.holds(sentence.text) for sentence in sentences])
    of_others = np.array([_OF_OTHERS.holds(sentence.text) for sentence in sentences])
    alone = np.array([not leans(sentence.text) for sentence in sentences])
    elsewhere = [POINTERS_ELSEWHERE.holds(sentence.text) for sentence in sentences]
    places = (np.arange(len(sentences)) + 1) / len(sentences)
    taken: set[int] = set()
    chosen: dict[str, Sentence | None] = {}
    for aspect in _IN_TURN:
        signs = np.array([len(list(aspect.signs.finditer(sentence.text))) for sentence in sentences])
        fits = (
            likely @ np.array(aspect.roles)
            + _SIGN_WEIGHT * np.minimum(signs, _SIGNS)
            + aspect.place * places
            + _ALONE * alone
            + _OWN * of_own * (aspect.name != "Problem")
        )
        fits = np.where(_never(aspect.name, of_own, of_others), -np.inf, fits)
        told = (signs > 0) | (not aspect.needs_sign)
        open_ = [
            i for i in range(len(sentences)) if i not in taken and told[i] and fits[i] > _LEAST and not elsewhere[i]
        ]
        best = max(open_, key=lambda i: fits[i] + _RELEVANCE * relevant[i], default=None)
        chosen[aspect.name] = None if best is None else sentences[best]
        if best is not None:
            taken.add(best)
    return [chosen[name] for name in ASPECTS]


def _never(aspect: str, of_own: np.ndarray, of_others: np.ndarray) -> np.ndarray:
    """Which sentences cannot tell an aspect: a paper's own work is no problem before it, that of others neither its way
    nor its limits."""
    if aspect == "Problem":
        return of_own
    if aspect == "Limits":
        return of_others
    is_way = aspect == "Approach"
    never: np.ndarray = of_others & ~of_own & is_way
    return never
