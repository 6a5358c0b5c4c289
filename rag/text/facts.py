"""What of a sentence can be checked letter by letter: figures, names, quotations, negation, direction. Pure."""

from __future__ import annotations

import re

_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}
_WORDS = {
    word: value
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(" "), start=2
    )
}
_FIGURE = re.compile(
    r"(?<![\w.-])(\d[\d,]*(?:\.\d+)?)(?:\s?(%|per\s?cent\b)|\s?(thousand|million|billion)\b|([KkMB])\b)?(?![\w]*-?[A-Za-z]\w*\d)"
)
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.I)
_QUOTATION = re.compile(r"“([^”]{8,})”|\"([^\"]{8,})\"|‘([^’]{12,})’")
_NAME = re.compile(r"(?<![\w-])(?=[\w*-]*[A-Z0-9][\w*-]*[A-Z0-9*])[A-Za-z][\w*]*(?:-[\w*]+)*")
_CAPITAL = re.compile(r"(?:(?<=[a-z0-9,;:] )|(?<=[(\"“]))[A-Z][a-z]{2,}(?:-[A-Za-z]+)*(?!\w)")
_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|without|cannot|none|nothing|unable|fails? to|failed to|lacks?|rather than)\b|n['’]t\b",
    re.I,
)
# Words of one direction, and those of the other.
_OPPOSITES = (
    ("increase increases increased increasing rise rises raise raises grow grows growing", "decrease decreases decreased "
     "decreasing fall falls drop drops decline declines shrink reduce reduces reduced reducing lower lowers"),
    ("improve improves improved improving improvement enhance enhances better boost boosts", "worsen worsens worsened worse "
     "worst degrade degrades degraded degradation harm harms hurt hurts deteriorate"),
    ("outperform outperforms outperformed outperforming surpass surpasses exceed exceeds", "underperform underperforms "
     "underperformed underperforming trail trails"),
    ("higher high highest", "lower low lowest"),
    ("more most", "less least fewer fewest"),
    ("larger large largest greater bigger", "smaller small smallest"),
    ("faster fast quicker quick", "slower slow"),
    ("stronger strong", "weaker weak"),
    ("easy easier simple simpler", "hard harder difficult complex"),
    ("efficient efficiently cheap cheaper", "inefficient inefficiently costly expensive"),
    ("positive positively", "negative negatively"),
    ("sufficient sufficiently enough", "insufficient insufficiently"),
    ("significant significantly substantial substantially", "insignificant insignificantly negligible marginal marginally"),
    ("able can possible", "unable cannot impossible"),
    ("robust robustness", "fragile vulnerable brittle"),
    ("success succeed succeeds successful successfully", "failure fail fails failed unsuccessful"),
    ("accept accepts effective effectively", "reject rejects ineffective ineffectively"),
    ("prevent prevents mitigate mitigates alleviate", "cause causes promote promotes aggravate exacerbate"),
    ("activate activates activation", "inhibit inhibits inhibition suppress suppresses"),
    ("upregulate upregulated upregulation", "downregulate downregulated downregulation"),
)  # fmt: skip
_SIDES = tuple((frozenset(a.split(" ")), frozenset(b.split(" "))) for a, b in _OPPOSITES)


def figures(text: str) -> dict[str, tuple[float, bool]]:
    """Each figure as it is written -> (its value, whether it is a percentage): 26.7K and 26,700 are the same."""
    found: dict[str, tuple[float, bool]] = {}
    for match in _FIGURE.finditer(text):
        number, percent, scale, letter = match.groups()
        value = float(number.replace(",", "") or 0) * _SCALES.get((scale or letter or "").lower(), 1)
        found[match.group().strip(" ,")] = (round(value, 9), bool(percent))
    for match in _NUMBER_WORD.finditer(text):
        found[match.group()] = (float(_WORDS[match.group().lower()]), False)
    return found


def names(text: str) -> list[str]:
    """Acronyms, names with figures or capitals inside, and capitalised words that do not open a sentence."""
    return list(dict.fromkeys([*_NAME.findall(text), *_CAPITAL.findall(text)]))


def quotations(text: str) -> list[str]:
    """What stands in quotation marks and is long enough to be a quotation rather than a term."""
    return [quoted for match in _QUOTATION.findall(text) if len((quoted := "".join(match)).split()) > 2]


def is_negated(text: str) -> bool:
    """Whether a sentence has an odd number of negations."""
    return len(_NEGATION.findall(text)) % 2 == 1


def antonyms(claim: str, source: str) -> tuple[str, str] | None:
    """A word of the claim whose direction is the opposite of the source's, with the source's word."""
    ours, theirs = _words(claim), _words(source)
    for side_a, side_b in _SIDES:
        for here, there in ((side_a, side_b), (side_b, side_a)):
            said, opposite = (ours - theirs) & here, (theirs - ours) & there
            if said and opposite:
                return min(said), min(opposite)
    return None


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))
