"""Whether a sentence of a manuscript states a finding of others, for which a source would be given."""

from __future__ import annotations

from rag.text.rules import rule
from rag.text.words import content_stems

_STATES = rule(
    "manuscript: states a finding",
    r"\b(?:(?:has|have|had) been (?:shown|found|reported|observed|linked|associated|demonstrated|proven)|(?:is|are|was|were) "
    r"(?:\w+ )?(?:associated|linked|correlated|related|known|found|shown|thought|believed|reported|caused|driven|responsible|effective"
    r"|superior|inferior|faster|slower|higher|lower|better|worse|larger|smaller|more \w+|less \w+)|shows?|showed|finds?|found that"
    r"|demonstrate[sd]?|reports?|reported|reveal(?:s|ed)?|suggest(?:s|ed)?|indicate[sd]?|confirm(?:s|ed)?|argues?|argued"
    r"|outperform(?:s|ed)?|improve[sd]?|reduce[sd]?|increase[sd]?|decrease[sd]?|lowers?|raises?|leads? to|led to"
    r"|causes?|caused|predict(?:s|ed)?|prevent(?:s|ed)?|achieve[sd]?|surpass(?:es|ed)?|exceed(?:s|ed)?|affects?|affected"
    r"|enable[sd]?|depends? on|suffers? from|fails? to|correlat(?:es?|ed)|contribute[sd]? to|plays? an? \w+ role"
    r"|propose[sd]?|introduce[sd]?|generalize[sd]?|struggles?|requires?|remains?|varies|declin(?:es?|ed)|grew|doubled"
    r"|halved|accounts? for)\b|\b\w{3,}ed (?:\d|(?:more|less|fewer|longer|twice|by|than)\b)|\d\s?%",
    matches=(
        "Vaccination reduces transmission in households.",
        "Bees have been shown to count to four.",
        "Larger models outperform smaller ones on reasoning.",
        "Smoking is associated with a higher risk of stroke.",
        "About 40 % of voters changed their minds.",
        "Treaty clauses are more durable than customs.",
        "Ants survived 2 degrees more.",
        "Voters waited longer in cities.",
    ),
    misses=(
        "The remainder is structured as follows.",
        "Bees and wasps",
        "A short history of treaties",
        "Why do corals bleach?",
    ),
)
_OWN = rule(
    "manuscript: speaks of the manuscript itself, or of what its authors did",
    r"\b(?:we|our|ours|us|I|my|the authors of this|this (?:paper|thesis|article|work|study|chapter|section|dissertation|report|review"
    r"|survey|manuscript)|the (?:present|current|following|next|previous) (?:paper|study|work|section|chapter|article)|in what follows"
    r"|here,|(?:see |in )?(?:figs?\.?|figures?|tables?|sections?|chapters?|appendix|equations?|eqs?\.|algorithms?|theorems?|lemmas?) ?(?:\d|[A-Z]\b)"
    r"|let \w+ (?:be|denote)|is (?:organi[sz]ed|structured) as follows|figure|table|section|chapter|appendix)\b",
    matches=(
        "We show that bees count.",
        "This thesis reports three trials.",
        "Figure 3 shows the counts.",
        "In Section 4, the effect is larger.",
        "Our hives produced 12 % more.",
    ),
    misses=("Bees count.", "Earlier studies report the same.", "The usage of antibiotics increased."),
)
_FEWEST, _MOST = 5, 120  # words of a sentence that can be looked up


def states_finding(text: str) -> bool:
    """Whether a sentence states what somebody found or made, and neither asks nor speaks of its own manuscript."""
    words = text.split()
    if not _FEWEST <= len(words) <= _MOST or text.rstrip().endswith(("?", ":")):
        return False
    return _STATES.holds(text) and not _OWN.holds(text) and len(content_stems(text)) >= _FEWEST - 1
