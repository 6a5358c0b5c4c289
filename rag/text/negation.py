"""What a text says is not so: words that negate, and how far each of them reaches.

Made as NegEx has it (Chapman et al., 2001, doi:10.1006/jbin.2001.1029), in four kinds: what only looks like a negation,
what negates the words behind it, what negates the words before it, and what ends its reach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.records import Span
from rag.text.rules import rule

_REACH = 7  # words that a negation may be of
_WORD = re.compile(r"\S+")

_NOT = r"(?:not|n['’]t\b|cannot)"
# "Cells lacking condensin divide late" says when something is so, and of nothing that it is not.
_PSEUDO = rule(
    "negation: none, though it looks like one",
    r"\bnot (?:only|just|merely|solely|simply|to mention)\b|\bno (?:doubt|wonder|matter)\b|\bwithout (?:a )?doubt\b"
    r"|\b(?:no|not) (?:less|fewer) than\b|\bwhether or not\b|\bgram[- ]negatives?\b|\bnot (?:be )?(?:been )?ruled out\b"
    r"|\bin (?:the )?absence of\b|\blacking\b|\b(?:for|from|by|due to) (?:a )?lack of\b",
    matches=("Smoke harms not only wasps.", "It is no doubt a forgery.", "Gram-negative bacteria were cultured.",
             "No fewer than nine judges dissented.", "whether or not the treaty was signed", "Fraud was not ruled out.",
             "Cells lacking condensin divide late.", "Moss grows in the absence of roots."),
    misses=("Smoke does not harm bees.", "No judge dissented.", "without treatment", "The diagnosis was ruled out.",
            "It is not simple.", "Mosses lack roots."),
)  # fmt: skip
# NegEx counts "no increase in bleeding" among what only looks like a negation: bleeding is not denied. The change is.
_CHANGE = rule(
    "negation: of a change, not of what might have changed",
    r"\b(?:no|without(?: an?| any)?) (?:(?:further|other|significant|statistically significant|suspicious|apparent|clear"
    r"|additional|such) )?(?P<scope>increase|decrease|change|rise|drop|decline|reduction|growth|difference|improvement)s?\b"
    r"(?= (?:in|of|from|between|to|with)\b)",
    matches=("There was no increase in the risk of bleeding.", "no significant difference between the treaties",
             "without a change of habitat"),
    misses=("no bleeding", "There was an increase in bleeding.", "no changeling", "The wall had no increased risk."),
)  # fmt: skip
_BEHIND = rule(
    "negation: of the words before it",
    r"\b(?:(?:is|are|was|were|been|be|as|seems?|appears?) (?:(?:very|highly|rather|most) )?"
    r"(?:ruled out|unlikely(?! (?:to|that)\b)|absent|lacking|refuted|disproved|disproven|overturned))\b"
    rf"|\b(?:(?:is|are|was|were|has|have|had|could|can)(?: {_NOT}|n['’]t)|cannot) (?:be |been )?"
    r"(?:seen|observed|found|detected|confirmed|reproduced|supported|established|proven?|demonstrated|shown|apparent|evident)\b"
    r"(?! (?:to|that|by)\b)",
    matches=("Pneumonia was ruled out.", "A Norse settlement is unlikely.", "Wolves were absent from the valley.",
             "An effect on yield was not observed.", "Negligence could not be proven.", "Its authorship wasn't confirmed."),
    misses=("The doctors ruled out pneumonia.", "It is unlikely that wolves return.", "Wolves were seen.",
            "It was not found to be safe.", "The court was not informed."),
)  # fmt: skip
_BEFORE = rule(
    "negation: of the words behind it",
    r"\b(?:not|no longer|no|never|neither|nor|without|cannot|none|nothing|nobody|unable)\b|n['’]t\b"
    r"|\bfail(?:s|ed|ing|ure)? to\b|\black(?:s|ed)?\b(?: of\b)?|\b(?:rather than|instead of|absence of|free (?:of|from))\b"
    r"|\b(?:rules?|ruled|ruling) out\b|\bunlikely (?:to|that)\b|\btoo (?!\w+ly\b)\w+(?: \w+)? to\b(?= (?:be )?\w)",
    matches=("The lake is too deep to freeze.", "Smoke does not harm bees.", "It doesn’t work.", "The accused never confessed.", "Sparta had no walls.",
             "The treaty failed to end the war.", "Islands lack predators.", "free of parasites", "an absence of evidence",
             "Imaging ruled out a fracture.", "It is unlikely to recur.", "wool rather than linen"),
    misses=("Smoke harms bees.", "notable", "nothingness", "The ruling was clear.", "a black wall", "Freedom of speech",
            "an unlikely ally", "The engine failed."),
)  # fmt: skip
_ENDING = rule(
    "negation: where its reach ends",
    r"[,;:.!?](?!\d)|(?<= )(?:but|while|whereas|although|though|however|except|yet|because|since|unless|despite)(?= )",
    matches=("harm bees, but wasps", "the king but the queen", "bees; wasps", "the plaintiff although late"),
    misses=("harm bees and wasps", "butter", "1.5 hives", "sincere regret", "the yeti"),
)
# In a question, a word that denies without being a negation: what it is asked of is not taken as given as it stands.
_DENYING_WORD = rule(
    "negation: a word that denies by itself",
    r"\b(?:avoid\w*|fail\w*|lack\w*|instead|rid|free|un(?!i|der|til\b|less\b|cle)\w+|(?!un|wire|neverthe|nonethe|regard)\w+less)\b",
    matches=("Why are larvae unharmed?", "How did he avoid prison?", "Why did the harvest fail?", "wireless but harmless",
             "How do farmers get rid of rust?", "toothless whales"),
    misses=("Why are larvae harmed?", "until 1848", "unless it rains", "Uncle Vanya", "under water", "the united states",
            "nonetheless", "one or less", "wireless sensors"),
)  # fmt: skip

# The words that turn a sentence around where one of them is put in or left out.
ADDING_WORDS = frozenset("only just merely simply solely".split())  # behind "not": more is to come
NEGATING_WORDS = frozenset("not no never without neither nor none cannot nothing nobody hardly barely".split())


@dataclass(frozen=True, slots=True)
class Negation:
    """The word or words that negate, and the words of the same clause that they negate."""

    cue: Span
    scope: Span


def negations(text: str) -> tuple[Negation, ...]:
    """The negations of a text in their order."""
    taken = [Span(*match.span()) for match in _PSEUDO.finditer(text)]
    found: list[Negation] = []
    for kind in (_CHANGE, _BEHIND, _BEFORE):
        for match in kind.finditer(text):
            cue = Span(*match.span())
            if any(cue.start < other.end and other.start < cue.end for other in taken):
                continue
            taken.append(cue)
            if kind is _CHANGE:
                scope = Span(*match.span("scope"))
            else:
                scope = _before(text, cue.start) if kind is _BEHIND else _behind(text, cue.end)
            found.append(Negation(cue, scope))
    return tuple(sorted(found, key=lambda negation: negation.cue.start))


def is_negated(text: str) -> bool:
    """Whether a sentence has an odd number of negations: "It is not without use" has two.

    "Nor" behind another goes on with it: "Neither hounds nor wolves bark" has one.
    """
    found = [negation.cue.of(text).lower() for negation in negations(text)]
    return sum(cue != "nor" or not place for place, cue in enumerate(found)) % 2 == 1


def denied(text: str) -> list[str]:
    """What a text says is not so: "It does not harm bees, but wasps." -> harm bees."""
    return [negation.scope.of(text) for negation in negations(text)]


def denies(text: str) -> bool:
    """Whether a text negates anything, or has a word that does so by itself: harmless, unable, to avoid."""
    return bool(negations(text)) or _DENYING_WORD.holds(text)


def denying_words(text: str) -> int:
    """How many words of a text deny by themselves: harmless, unable, to avoid."""
    return sum(1 for _ in _DENYING_WORD.finditer(text))


def _behind(text: str, start: int) -> Span:
    """The words from a place on, to the end of their clause or of the reach of a negation."""
    ending = _ENDING.search(text, start)
    clause = text[start : ending.start() if ending else len(text)]
    words = list(_WORD.finditer(clause))[:_REACH]
    return Span(start + words[0].start(), start + words[-1].end()) if words else Span(start, start)


def _before(text: str, end: int) -> Span:
    """The words up to a place, from the start of their clause or of the reach of a negation."""
    endings = [match.end() for match in _ENDING.finditer(text[:end])]
    start = endings[-1] if endings else 0
    words = list(_WORD.finditer(text[start:end]))[-_REACH:]
    return Span(start + words[0].start(), start + words[-1].end()) if words else Span(end, end)
