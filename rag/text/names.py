"""Names of methods, models, data and people in a text."""

from __future__ import annotations

from rag.text.rules import rule
from rag.text.words import ANY_PAPER, has_topic

_INSIDE = r"(?<![\w-])(?=[\w*-]{0,60}[A-Z0-9][\w*-]{0,60}[A-Z0-9*])[A-Za-z][\w*]*(?:-[\w*]+)*(?![\w-])"
_ACRONYM = rule(
    "names: with capitals or figures inside",
    _INSIDE,
    matches=("SPIN", "YOLOv9 counts bees", "the f-DPG method", "TP53 mutations", "signed at NATO's seat", "IL-6", "COVID-19"),
    misses=("Darwin", "We saw it.", "a well-known method", "in 1848", "5 mg", "A. mellifera"),
    flags=0,
)  # fmt: skip
_CAPITALISED = rule(
    "names: with a capital that opens no sentence",
    r"(?:(?<=[a-z0-9,;:] )|(?<=[(“\"]))[A-Z][a-z]{2,}(?:-[A-Za-z]+)*(?![\w-])",
    matches=(
        "the model of Gauss",
        "signed by Bismarck, Disraeli",
        "a Norse settlement",
        "in 1815 Napoleon",
        "(Linnaeus)",
    ),
    misses=("The method works. However, it fails.", "Darwin", "the MRI scan", "bees are insects", "Is it so? He knew."),
    flags=0,
)
_FULL = rf"(?:[A-Z][a-z]+ )?{_INSIDE}"
_JOINED = rule(
    "names: several that stand together",
    rf"{_FULL}(?:(?:, |,? and |,? or | next to ){_FULL}){{1,20}}",
    matches=("SPIN, CDR and f-DPG differ", "NATO and UNESCO", "BRCA1 or BRCA2", "Mantel H2O next to PCR-RFLP"),
    misses=("SPIN differs", "bees and wasps", "Napoleon and Wellington", "BRCA1. BRCA2 too."),
    flags=0,
)
_JOINED_SUBJECT = rule(
    "names: several of which one question asks",
    rf"\b(?:do|does|are|were|have|can|could) {_JOINED.written}|{_JOINED.written}(?= (?:both|all|each|are|were|do)\b)",
    matches=("How do SPIN and CDR learn?", "BRCA1 and BRCA2 both repair DNA.", "When were NATO and UNESCO founded?"),
    misses=("SPIN and CDR", "How does BRCA1 repair DNA?", "Do bees and wasps sting?", "NATO and UNESCO met."),
    flags=0,
)
# "Right. Now BeeNet: ...", "ok, and for the fruit fly one: ...": what stands before the colon is spoken of from here on.
_OPENING = rule(
    "names: one that a question turns to",
    r"^(?i:(?:ok(?:ay)?|right|thanks|well|and|but|so|now|then|what about|how about|something else|(?:a )?different topic|for|[,.:]|\s)*)"
    rf"(?:{_FULL}|the (?!(?:first|second|third|other|last|latter|former|same)\b)(?:[\w-]+ ){{1,4}}(?:one|{ANY_PAPER}))\s*[:,]",
    matches=("Right. Now BeeNet: what is it?", "ok, and for the fruit fly one: who wrote it?", "what about CRISPR-Cas9, then?",
             "the Treaty of Ghent article: who signed?", "And the randomised aspirin trial: how long?"),
    misses=("And bees: what are they?", "the second paper: who wrote it?", "Who signed the treaty: all of them?",
            "the other trial: how long?"),
    flags=0,
)  # fmt: skip


def names(text: str) -> tuple[str, ...]:
    """The names in a text, each once: first acronyms and words with figures or capitals inside, then words with a
    capital that open no sentence. "X-like" and whole phrases joined by hyphens are none, nor is a word that asks."""
    capitalised = (match.group() for match in _CAPITALISED.finditer(text) if has_topic(match.group()))
    found = dict.fromkeys((*acronyms(text), *capitalised))
    return tuple(name for name in found if not name.endswith("-like") and name.count("-") < 3)


def acronyms(text: str) -> tuple[str, ...]:
    """The names with capitals or figures inside, in order: SPIN, YOLOv9, f-DPG."""
    return tuple(dict.fromkeys(match.group() for match in _ACRONYM.finditer(text)))


def joined_names(question: str) -> tuple[str, ...]:
    """Names that stand together: "SPIN, CDR and f-DPG"."""
    match = _JOINED.search(question)
    return acronyms(match[0]) if match else ()


def is_on_several_names(question: str) -> bool:
    """Whether a question asks of several names at once: "How do SPIN and CDR ...", "SPIN and CDR both ..."."""
    return _JOINED_SUBJECT.holds(question)


def opens_with_name(question: str) -> bool:
    """Whether a question turns to something by its name: "Now BeeNet: how many hives?"."""
    return _OPENING.holds(question)
