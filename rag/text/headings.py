"""Headings of an abstract's sections, as journals and databases write them."""

from __future__ import annotations

from rag.text.rules import rule

# A piece of a pattern: one heading, or one part of it.
NAMES = (
    "abstract|background|introduction|context|rationale|objectives?|aims?|purpose|goals?|hypothes[ie]s|motivation"
    "|importance|significance|methods?|methodology|materials?|patients?|participants?|subjects?|design|setting"
    "|interventions?|exposures?|outcomes?|measurements?|measures?|findings?|results?|discussion|interpretation"
    "|conclusions?|limitations?|implications?|recommendations?|funding|registration|data sources?|data extraction"
    "|study selection|main outcome|problem|approach|contributions?|availability|supplementary information|contact"
    "|approach and results|level of evidence|practical implications|originality|clinical relevance|key points"
)
_ITEM = r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s*"
_SAYS_NOTHING = rule(
    "sentence: only a heading or the number of an item",
    rf"^\W*(?:{_ITEM})*(?:(?:{NAMES}|key ?words)(?:(?:,? and | & |/|, | of )(?:{NAMES}|\w+)){{0,4}})?\W*$",
    matches=("Results.", "2.", "(iii) Methods.", "Materials and methods.", "4. Discussion and applications.", "•"),
    misses=("Results hold.", "这是。", "2 mice.", "Bees dance.", "Methods of war changed.", "Yes."),
)
LONGEST = 80  # characters of what is looked at as a heading


def says_nothing(text: str) -> bool:
    """Whether what stands before a full stop is only a heading, or the number of an item, of what follows."""
    return len(text) <= LONGEST and _SAYS_NOTHING.holds(text)
