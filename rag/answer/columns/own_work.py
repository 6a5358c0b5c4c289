"""Whether a sentence of an abstract speaks of the study itself, or of what others did and what is known."""

from __future__ import annotations

from rag.text.rules import rule

_ELSEWHERE = rule(
    "own work: a sentence on other work",
    r"\b(?:previous(?:ly)?|earlier|prior|recent|past|published|existing|other|several|many|most|numerous|few|available|future|further|larger)"
    r" (?:\w+[ -]){0,3}?(?:studies|trials|work|works|research|reports?|reviews?|literature|investigations|experiments)\b"
    r"|\b(?:studies|trials|reports|reviews|investigations) (?:have|had|are|suggest\w*|indicate\w*|show)\b"
    r"|\b(?:is|are) (?:needed|required|warranted|ongoing|under way|underway|limited|scarce|lacking)\b|\b(?:should|ought to|must) be\b"
    r"|\b(?:have|has) (?:recently |previously |already )?(?:been (?:shown|reported|associated|conducted|performed|used|studied|proposed|linked|suggested)|begun)\b"
    r"|^(?:[\w-]+ ){1,3}et al\b",
    matches=(
        "Previous clinical studies of tides were small.",
        "Four open-label studies have reported a benefit.",
        "Randomised trials are needed.",
        "Statins have been associated with cramps.",
        "Smith et al. dated the wall.",
        "Although trials are available, few comparative trials have been conducted.",
    ),
    misses=(
        "We performed a survey of reefs (Smith et al., 2001).",
        "In this trial 40 women were enrolled.",
        "The wall was dated by tree rings.",
        "Twelve of the studies were pooled.",
    ),
)
_OWN = rule(
    "own work: a sentence on the study itself",
    r"\b(?:we|our|ours|us|was|were|did|this (?:[\w-]+,? ){0,6}?(?:study|paper|article|work|trial|review|survey|report|analysis|experiment|research|investigation)"
    r"|(?:present|current) (?:study|paper|article|work|trial|review|analysis|investigation)|the authors?|here|herein|is (?:presented|described|reported|proposed)"
    r"|are (?:presented|described|reported|evaluated|reviewed))\b",
    matches=(
        "We dated the wall.",
        "This randomised, double-blind study compared two salts.",
        "Forty women were enrolled.",
        "The authors used an open study.",
        "Tides are reviewed in the present paper.",
    ),
    misses=("Tides rise twice a day.", "Migraine is common.", "Trials suggest a benefit.", "this tide"),
)
_BACKGROUND = rule(
    "own work: a figure of the world at large",
    r"\b(?:worldwide|world-wide|globally|annually|each year|every year|per year|a year|per (?:100 ?000|100,000|million)|prevalence|incidence"
    r"|epidemic|population of|estimated (?:\d|to)|leading cause|nationwide)\b",
    matches=("Stroke kills 100 patients each year.", "It affects 30 people per million.", "a leading cause of death"),
    misses=("We enrolled 40 women.", "Half of the jurors agreed.", "yearly rings of oaks"),
)


def is_elsewhere(text: str) -> bool:
    """Whether a sentence speaks of work that is not this one: of earlier or other studies, of what is to be done."""
    return _ELSEWHERE.holds(text)


def is_own(text: str) -> bool:
    """Whether a sentence says that it speaks of this study, and does not speak of other work."""
    return _OWN.holds(text) and not _ELSEWHERE.holds(text)


def is_of_the_world(text: str) -> bool:
    """Whether the figures of a sentence are of the world at large rather than of the study."""
    return _BACKGROUND.holds(text)
