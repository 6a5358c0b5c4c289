"""What titles of papers tell of themselves: the short name that one begins with, and whether one stands well in a question."""

from __future__ import annotations

import re

from rag.text.rules import rule

_SHORT_NAME = rule(
    "titles: a short name before the colon",
    r"^(?=\S*[A-Z0-9]\S*[A-Z0-9])([\w*+-]{2,20}):\s",
    matches=("NeuRBF: A Neural Fields Representation", "TP53: guardian of the genome", "COVID-19: the first year",
             "QBert*: games of 1982", "3D-Coral: reefs in relief"),
    misses=("Sleep: a review", "Bees and TP53: a review", "NeuRBF", "On BRCA1: a study", "TP53:variants"),
    flags=0,
)  # fmt: skip
_FRAGMENT = rule(
    "titles: no whole title",
    r"^(?![A-Z0-9À-Þ\u0391-\u03a9\u0410-\u042f“\"'‘(])|^(?:And|Or|But|Of|Part|Chapter|Re|Reply|Comment|Erratum|Corrigendum)\b"
    r"|(?:…|\.\.\.|[,;:]|\b(?:and|or|of|the|a|an|in|on|for|with|to|by|from))\s*$",
    matches=("and the role of bees", "Sleep in the", "A study of …", "Reply to Okafor", "Moss,", "on the origin of moss",
             "Corrigendum: tides"),
    misses=("Sleep in infants", "On the origin of species", "A moss", "\u0394-opioid receptors in pain", "3D maps of coral",
            "Order in the court", "Android phones in class"),
    flags=0,
)  # fmt: skip
_LONGEST = 140  # characters of a title that a question can hold


def short_name(title: str) -> str:
    """The name that a title begins with, as NeuRBF is of "NeuRBF: A Neural Fields ..."; "" where it begins with none.

    It is one word with more than a capital first letter: "Sleep: a review" names a theme.
    """
    match = _SHORT_NAME.search(title)
    return match[1] if match else ""


def stands_in_question(title: str) -> bool:
    """Whether a title can be named in a question: whole, begun well, not too long, not in capitals, and each quotation mark with its other."""
    paired = title.count("“") == title.count("”") and title.count('"') % 2 == 0
    has_words = len(re.findall(r"[^\W\d_]{2,}", title)) > 1 or bool(short_name(title))
    return len(title) <= _LONGEST and not title.isupper() and paired and has_words and not _FRAGMENT.holds(title)
