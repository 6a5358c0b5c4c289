"""Figures in a text, in digits or in words, with their values and units; shares, durations and what figures count."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.records import Span
from rag.text.rules import rule
from rag.text.words import is_function_word

_ONES = "one two three four five six seven eight nine".split(" ")
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ")
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
_VALUES = {
    **{word: float(value) for value, word in enumerate(_ONES + _TEENS, start=1)},
    **{word: float(value) for word, value in zip(_TENS, range(20, 100, 10), strict=True)},
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_LETTERS = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
_TIMES = frozenset(
    """ms millisecond milliseconds sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks
    month months year years decade decades century centuries""".split()
)
_BEHIND = 5  # words behind a figure in which the thing that it counts stands

_NUMBER = r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)|\d++)(?:[.·]\d++)?+(?:(?:\s?[x×]\s?10)?\^\(?[-−]?\d++\)?)?+"
_SCALE = "|".join(_SCALES)
_IN_DIGITS = rule(
    "figures: in digits",
    # Not inside a name or behind its hyphen; several joined by hyphens are a range, whose unit is that of all.
    rf"(?<![\w.])(?<![\w)\]][-‑])(?P<run>{_NUMBER}(?:[-–]{_NUMBER})*+)"
    rf"(?:(?P<percent>\s?(?:%|(?i:per\s?cent)\b))|[\s-]?(?P<scale>(?i:{_SCALE}))\b|(?P<letter>[KkMB])\b)?+"
    # No ordinal (10th), no dimension (3D), no beginning of a name (4x4, 2-H3).
    r"(?!(?:st|nd|rd|th)\b|-?D\b|\w{0,20}-?[A-Za-z]\w{0,20}\d)",
    matches=("81% of recruits", "within 1,200 m", "26.7K samples", "aged 18-65 years", "a hazard ratio of 0·75", "-5 °C",
             "10^6 cells", "n=12", "in 1848", "52B parameters", "7-million-year-old bones"),
    misses=("GPT-4 and YOLOv9", "the 10th amendment", "3D structures", "COVID-19", "TP53 and IL-6", "a 4x4 grid", "no figure"),
    flags=0,
)  # fmt: skip
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS)})(?!-(?:first|second|third|\w+th)\b)(?:[ -](?:{'|'.join(_ONES)})\b)?"
    rf"|{'|'.join(_TEENS)}|{'|'.join(_ONES)})"
)
_BELOW_THOUSAND = (
    rf"(?:(?:{_BELOW_HUNDRED}|a)[ -]hundred\b(?: (?:and )?{_BELOW_HUNDRED}\b(?! hundred\b))?"
    rf"|{_BELOW_HUNDRED}\b(?: and a half\b)?)"
)
_IN_WORDS = rule(
    "figures: in words",
    # No possessive repeat: Python 3.11.2 ends it within a part that did not match.
    rf"(?<!\w)(?:(?:half an?|{_BELOW_THOUSAND}|an?)[ -](?:dozen|{_SCALE})\b(?: {_BELOW_THOUSAND} (?:{_SCALE})\b)*"
    rf"(?: (?:and )?{_BELOW_THOUSAND}\b(?! (?:{_SCALE})\b))?|{_BELOW_THOUSAND})(?P<percent> per\s?cent\b)?",
    matches=("twenty-one hives", "three hundred thousand refugees", "half a million votes", "a dozen judges",
             "two and a half years", "ninety patients", "a hundred and five species"),
    misses=("quality, density and gravity", "the twenty-first century", "a sixth sense", "hundreds of bees", "a liberty",
            "often", "bone", "several hundred", "loyalty and beauty"),
)  # fmt: skip
_QUANTITY = rule(
    "figures: a quantity without a value",
    r"\^\S*|(?<!-)\b(?:one|dozens|hundreds?|thousands?|millions?|billions?|trillions?|exponential|polynomial|logarithmic|linear"
    r"|number of)\b",
    matches=("hundreds of bees", "n^2 comparisons", "the number of seats", "one hive", "several million voters"),
    misses=("many bees", "alone", "linearly", "bones", "the dozen"),
)
_UNIT = re.compile(r"[\s-]?([^\W\d_]+)")
_WORD = re.compile(r"[a-z]+", re.I)
_SHARE = rule(
    "figures: a share",
    rf"\d\s*%|\bper ?cent|\d/\d|\d (?:out )?of (?:the )?\d|\b0[.·]\d|\b(?:half(?! an? (?:dozen|{_SCALE}))|quarters?|majority|tenths?|fifths?|thirds)\b"
    rf"|\b(?:a|one)[ -]third\b|\b(?:{'|'.join(_ONES)}) (?:in|of|out of) (?:{'|'.join(_ONES + _TEENS)}|a hundred)\b",
    matches=("81 % of recruits", "about half of the seats", "two-thirds of the jurors", "a third of all nests", "7 of 12",
             "nine in ten hives", "the majority of judges", "12 out of the 40 mice", "a risk of 0·3"),
    misses=("the third amendment", "12 mice", "many of them", "The third trial failed.", "halfway", "in ten years", "half a million votes"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text gives it. `unit` is "%", or the word behind it, or "" where none stands."""

    text: str
    span: Span
    value: float
    unit: str

    @property
    def amount(self) -> tuple[float, bool]:
        """What two figures have in common that say the same: the value, and whether it is a percentage."""
        return self.value, self.unit == "%"


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in their order: 26.7K and 26,700 have the same value, "two dozen" has 24.

    Ordinals and what belongs to a name are none; "one" is none but in front of a scale or a percentage.
    """
    return tuple(sorted((*_in_digits(text), *_in_words(text)), key=lambda figure: figure.span.start))


def behind_figures(text: str) -> list[str]:
    """The few words behind each figure or quantity of a text, among which is the thing that it counts; a percentage
    counts nothing."""
    ends = [figure.span.end for figure in figures(text) if figure.unit != "%"]
    ends += [match.end() for match in _QUANTITY.finditer(text)]
    return [" ".join(text[end:].split()[:_BEHIND]) for end in ends]


def states_share(text: str) -> bool:
    """Whether a text says how large a part of something is."""
    return _SHARE.holds(text)


def states_duration(text: str) -> bool:
    """Whether a text says how long something takes or how old it is: a figure with a unit of time."""
    return any(figure.unit in _TIMES for figure in figures(text))


def _in_digits(text: str) -> Iterator[Figure]:
    for match in _IN_DIGITS.finditer(text):
        scale = _SCALES.get((match["scale"] or "").lower()) or _LETTERS.get(match["letter"] or "", 1.0)
        numbers = list(re.finditer(_NUMBER, match["run"]))
        for number in numbers:
            start = match.start() + number.start()
            end = match.end() if number is numbers[-1] else match.start() + number.end()
            unit = "%" if match["percent"] else _unit(text, match.end())
            yield Figure(text[start:end], Span(start, end), round(_read(number.group()) * scale, 9), unit)


def _in_words(text: str) -> Iterator[Figure]:
    for match in _IN_WORDS.finditer(text):
        if match.group().lower() != "one":
            unit = "%" if match["percent"] else _unit(text, match.end())
            yield Figure(match.group(), Span(*match.span()), _worth(match.group().lower()), unit)


def _read(number: str) -> float:
    """The value of a number in digits: 1,200 or 0·5 or 3 × 10^-2."""
    plain, _, exponent = re.sub(r"[,()\s]", "", number).replace("·", ".").replace("−", "-").partition("^")
    if not exponent:
        return float(plain)
    mantissa, _, base = plain.replace("x", "×").rpartition("×")
    try:
        value: float = float(mantissa or 1) * float(base) ** float(exponent)
    except ArithmeticError:  # 10^999 is too large for any float, and 0^-1 is no number
        return math.inf
    return value


def _worth(words: str) -> float:
    """The value of a number in words: "three hundred thousand" is 300,000."""
    total, current, share = 0.0, 0.0, 1.0
    for word in _WORD.findall(words):
        if word == "half" and current:
            current += 0.5
        elif word == "half":
            share = 0.5
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "dozen":
            current = (current or 1) * 12
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0.0
        else:
            current += _VALUES.get(word, 0.0)
    return (total + current) * share


def _unit(text: str, end: int) -> str:
    match = _UNIT.match(text, end)
    return match[1] if match and not is_function_word(match[1]) else ""
