"""A text -> its amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.records import Span
from rag.text.amounts.amount import Amount
from rag.text.amounts.units import PERCENT, POINTS, TIMES, UNITS, unit_word
from rag.text.figures import Figure, figures
from rag.text.rules import rule

_PARTS = {
    "half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6, "seventh": 1 / 7,
    "eighth": 1 / 8, "ninth": 1 / 9, "tenth": 1 / 10, "hundredth": 1 / 100, "thousandth": 1 / 1000,
}  # fmt: skip
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_COUNT = "|".join(_COUNTS)
_PART = rule(
    "amounts: a part in words",
    rf"\b(?:(?P<count>{_COUNT})[ -](?P<part>(?:{'|'.join(p for p in _PARTS if p != 'half')})s?|half)(?! (?:of an? )?(?:dozen|million|billion|centur\w+"
    r"|party|parties|generation|author|experiment|study|method|step|stage|trial|and)\b)(?!\w)"
    rf"|(?<!a )(?<!an )(?<!one )(?P<half>half)(?= (?:of|as|the|its|their|all)\b)"
    rf"|(?<![\d/])(?P<digits>\d+)/(?P<whole>\d+)(?![\d/])"
    rf"|(?P<few>\d+|{_COUNT}) (?:in|out of)(?: every)? (?P<many>\d[\d,]*|ten|twenty|hundred|thousand|a hundred|a thousand|a million|{_COUNT})\b(?! (?:years?|cases?|ways?)\b))",
    matches=("a third of the jurors", "two-thirds of nests", "by a fifth in depth", "half of the hives", "one in a thousand mice",
             "nine out of ten judges", "12/40 mice"),
    misses=("the third amendment", "half a million votes", "a third party", "the first half", "in ten years"),
)  # fmt: skip
_MULTIPLE = rule(
    "amounts: a multiple",
    r"\b(?:(?P<fold>\d+(?:\.\d+)?|two|three|four|five|six|eight|ten|twenty|hundred)[ -]?folds?\b|(?P<doubl>doubl(?:e[sd]|ing)|double (?=the|that|its|their)|twice)\b"
    r"|(?P<tripl>tripl(?:e[sd]|ing)|thrice)\b|(?P<halv>halv(?:e[sd]?|ing))\b)",
    matches=("a twofold rise", "5-fold faster", "yields doubled", "twice the size", "tripled within a year", "costs were halved"),
    misses=("folded wings", "double-blind", "a double bond", "manifold", "a triplet", "cross-validation"),
)  # fmt: skip
_TIMES = re.compile(r"\s?[x×](?![\w])")
_POINTS = rule(
    "amounts: percentage points",
    r"^\s*(?:%|per ?cent(?:age)?)?[ -]?(?:absolute )?(?:percentage[ -]points?\b|points?\b(?! (?:of|in time|cloud))|pp\b)",
    matches=(" percentage points", "% points", " points", " pp"),
    misses=(" point cloud", "% of points", " mice"),
)
_TIMES_WORD = rule(
    "amounts: times behind a figure",
    r"^\s*times\b(?! (?:a|per|each) )",
    matches=(" times faster", " times as many"),
    misses=(" times a day", " mice"),
)
_JOINS_RANGE = rule(
    "amounts: joins the two ends of a range",
    r"^\s*(?:-|–|—|to|and|or)\s*$",
    matches=(" to ", " - ", "–", " and "),
    misses=(" of ", ", ", " than "),
)
_ABOUT = rule(
    "amounts: about as much",
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|some|close to|near|on the order of|an estimated)|~|≈|∼)\s*$",
    matches=("about ", "roughly ", "~"),
    misses=("more than ", "exactly "),
)
_OVER = rule(
    "amounts: more than as much",
    r"(?:\b(?:over|above|more than|greater than|at least|exceed\w*|no (?:less|fewer) than|upwards of|beyond|just over)|[>≥])\s*(?:an? )?$",
    matches=("more than ", "over ", ">", "at least "),
    misses=("less than ", "moreover "),
)
_UNDER = rule(
    "amounts: less than as much",
    r"(?:\b(?:under|below|less than|fewer than|lower than|at most|up to|nearly|almost|not quite|just under|within|as (?:much|many|high|low) as"
    r"|no more than)|[<≤])\s*(?:an? )?$",
    matches=("nearly ", "up to ", "less than ", "within ", "<"),
    misses=("more than ", "thunder "),
)


def plain_mathematics(text: str) -> str:
    """A text whose figures are as they read: 93\\% -> 93%, $10^{-3}$ -> 10^-3."""
    text = text.replace("\\%", "%").replace("\\times", "×").replace("\\sim", "~").replace("$", "").replace("−", "-")
    return re.sub(r"\^\{([^{}]*)\}", r"^\1", text)


def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a text in their order."""
    special = list(_in_words(text))
    taken = [amount.span for amount in special if amount.is_word]  # of 12/40 both figures count too
    plain = [
        _amount(text, figure)
        for figure in figures(text)
        if not any(figure.span.start < other.end and other.start < figure.span.end for other in taken)
    ]
    found = sorted((*special, *plain), key=lambda amount: amount.span.start)
    for place in range(len(found) - 2, -1, -1):  # of "10 - 45%" both are percentages
        one, other = found[place], found[place + 1]
        is_range = _JOINS_RANGE.holds(text[one.span.end : other.span.start])
        if is_range and other.dimension and not (one.dimension or one.thing):
            scale = UNITS.get(unit_word(text, other.span.end), ("", 1.0))[1]
            found[place] = replace(one, dimension=other.dimension, value=one.value * scale, thing=other.thing)
    return tuple(found)


def _amount(text: str, figure: Figure) -> Amount:
    behind, value, dimension, thing = text[figure.span.end :], figure.value, "", figure.unit.lower()
    word = figure.unit or (
        unit_word(text, figure.span.end) if behind[:1].isspace() else ""
    )  # "s" is no word of its own
    unit = UNITS.get(word if word in UNITS else word.lower())
    if _POINTS.search(behind if figure.unit != "%" else "%" + behind) and (
        figure.unit == "%" or thing.startswith(("p",))
    ):
        dimension, thing = POINTS, ""
    elif figure.unit == "%":
        dimension, thing = PERCENT, ""
    elif thing == "x" or _TIMES.match(behind) or _TIMES_WORD.search(behind):
        dimension, thing = TIMES, ""
    elif unit:
        dimension, thing, value = unit[0], "", value * unit[1]
    is_word = not any(c.isdigit() for c in figure.text)
    return Amount(
        figure.text,
        figure.span,
        value,
        figure.value,
        dimension,
        thing,
        _hedge(text, figure.span.start),
        _digits(figure.text),
        is_word,
    )


def _in_words(text: str) -> Iterator[Amount]:
    for match in _PART.finditer(text):
        span = Span(*match.span())
        if match["few"] or match["digits"]:
            many, few = _number(match["many"] or match["whole"]), _number(match["few"] or match["digits"])
            if not many or few > many:
                continue
            share = few / many
        else:
            share = (
                _COUNTS.get((match["count"] or "a").lower(), 1)
                * _PARTS[(match["part"] or "half").lower().removesuffix("s")]
            )
        yield Amount(
            match.group(), span, 100 * share, 100 * share, PERCENT, "", _hedge(text, span.start), 2, not match["digits"]
        )
    for match in _MULTIPLE.finditer(text):
        span = Span(*match.span())
        times = _number(match["fold"]) if match["fold"] else 2.0 if match["doubl"] else 3.0 if match["tripl"] else 0.5
        yield Amount(match.group(), span, times, times, TIMES, "", _hedge(text, span.start), 2, True)


def _number(words: str) -> float:
    plain = words.lower().removeprefix("a ").replace(",", "")
    if plain in _COUNTS:
        return float(_COUNTS[plain])
    scales = {"twenty": 20.0, "hundred": 100.0, "thousand": 1000.0, "million": 1e6}
    return scales.get(plain) or (float(plain) if plain[:1].isdigit() else 0.0)


def _hedge(text: str, start: int) -> str:
    before = text[max(0, start - 25) : start]
    for name, words in (("about", _ABOUT), ("over", _OVER), ("under", _UNDER)):
        if words.holds(before):
            return name
    return ""


def _digits(number: str) -> int:
    """How many digits of a number are significant: two of 27,000, three of 26.7K, two of 0.50."""
    match = re.match(r"[\d,]+(?:[.·]\d+)?", number)
    if not match:
        return 1
    plain = match.group().replace(",", "")
    digits = plain.replace(".", "").replace("·", "").lstrip("0")
    return max(1, len(digits if "." in plain or "·" in plain else digits.rstrip("0")))
