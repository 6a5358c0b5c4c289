"""Units of measurement, with their dimension and their size in its base unit."""

from __future__ import annotations

import re

PERCENT, POINTS, TIMES = "%", "points", "times"
UNITS: dict[str, tuple[str, float]] = {}
for dimension, scales in {
    "mass": "kg kilogram kilograms 1e3 g gram grams 1 mg milligram milligrams 1e-3 µg μg ug mcg microgram micrograms 1e-6 ng nanogram 1e-9",
    "length": "km kilometre kilometres kilometer kilometers 1e3 m metre metres meter meters 1 cm centimetre centimetres 1e-2 mm"
    " millimetre millimetres 1e-3 µm μm um micrometre micrometres 1e-6 nm nanometre nanometres nanometer nanometers 1e-9",
    "volume": "l litre litres liter liters 1 dl 1e-1 ml millilitre millilitres 1e-3 µl μl ul 1e-6",
    "time": "ns nanosecond nanoseconds 1e-9 µs μs us 1e-6 ms millisecond milliseconds 1e-3 s sec secs second seconds 1 min mins minute"
    " minutes 60 h hr hrs hour hours 3600 day days 86400 week weeks 604800 month months 2629800 year years 31557600"
    " decade decades 315576000",
    "frequency": "hz 1 khz 1e3 mhz 1e6 ghz 1e9",
    "memory": "kb 1e3 mb 1e6 gb 1e9 tb 1e12",
    "power": "mw 1e-3 w watt watts 1 kw 1e3",
}.items():
    names: list[str] = []
    for word in scales.split():
        if word[0].isdigit():
            UNITS |= {name: (dimension, float(word)) for name in names}
            names = []
        else:
            names.append(word)


def unit_word(text: str, end: int) -> str:
    """The word behind a place of a text, in lower case, which may be a unit."""
    match = re.match(r"[\s-]?([^\W\d_]+)", text[end:])
    return match[1].lower() if match else ""
