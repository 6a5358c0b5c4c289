"""What each sign of a place in a text says for (above 0) or against (below 0) a sentence ending there.

Fitted by logistic regression on 259 abstracts and passages of thirteen fields whose sentences were labelled by hand, and
checked on 249 others, which nobody looked at while it was made: precision 0.992, recall 0.995 (2026-11-27). Fields
that a fit has not seen come out alike. `python -m tests.sentences --fit` makes them anew.
"""

from __future__ import annotations

ALWAYS = 1.0
# Of what stands before the mark: a word; a long_word; an abbreviation that a word or a number follows (before_word,
# before_number) or anything (abbreviated, unit); one of single letters (dotted, dotted_capitals) or without a vowel (clipped);
# a letter; the capital of a name (initial) or of "group B" (lettered); a figure; nothing but a bracket (bracketed); the
# mark itself (asked, dots). Of what stands behind: a word in capitals (acronym), one with a capital, alone (coded), with a
# full stop (capital_stop) or a function word (opener); the same in small letters (small, small_opener), or a name that
# is written so (name: mRNA, p53); a number, the number of an item, a label, a symbol. Of both: counted is "Fig. 3";
# closes a bracket that was opened inside the sentence; within brackets; glued: no space; opened: a bracket or
# a quotation starts; aside: a bracket behind which the sentence goes on.
BOUNDARY: dict[str, float] = {
    "abbreviated": -1.3,
    "acronym": 2.1,
    "aside": -1.8,
    "asked": 1.4,
    "before_number": -4.6,
    "before_word": -6.0,
    "bracketed": 3.0,
    "capital": 1.2,
    "capital_stop": 0.6,
    "clipped": 2.5,
    "closes": -6.0,
    "coded": -0.9,
    "counted": -0.7,
    "dots": 0.2,
    "dotted": 0.3,
    "dotted_capitals": -4.4,
    "figure": 3.1,
    "glued": 1.5,
    "initial": -3.5,
    "item": -1.2,
    "label": 4.8,
    "letter": 2.8,
    "lettered": 0.7,
    "long_word": 4.7,
    "name": 1.2,
    "number": -1.1,
    "opened": 0.0,
    "opener": 5.1,
    "small": -5.2,
    "small_opener": -6.0,
    "symbol": 0.5,
    "unit": -0.7,
    "within": -10.6,
    "word": 2.8,
}
