"""What each sign of a place in a text says for (above 0) or against (below 0) a sentence ending there."""

from __future__ import annotations

ALWAYS = 1.7
BOUNDARY: dict[str, float] = {
    "abbreviated": -1.0,
    "acronym": 1.4,
    "asked": 1.3,
    "before_number": -4.2,
    "before_word": -6.2,
    "bracketed": 3.1,
    "capital": 0.6,
    "capital_stop": -0.1,
    "clipped": 2.6,
    "closes": -6.1,
    "coded": -1.2,
    "counted": -1.1,
    "dots": 0.1,
    "dotted": 0.6,
    "dotted_capitals": -4.5,
    "figure": 3.0,
    "glued": 1.4,
    "initial": -3.7,
    "item": -0.7,
    "label": 4.3,
    "letter": 2.2,
    "lettered": 0.7,
    "long_word": 4.8,
    "name": 0.4,
    "number": -1.6,
    "opened": -1.3,
    "opener": 4.8,
    "small": -6.3,
    "symbol": 0.3,
    "within": -11.0,
    "word": 2.8,
}
