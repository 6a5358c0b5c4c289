"""Words of opposite directions: what grows and what shrinks, what is better and what is worse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Opposites:
    """Words of one direction, and those of the other."""

    up: frozenset[str]
    down: frozenset[str]


def _pair(up: str, down: str) -> Opposites:
    return Opposites(frozenset(up.split()), frozenset(down.split()))


def _wider(pair: Opposites, up: str, down: str) -> Opposites:
    """A pair with words that tell a direction, but not by themselves that something is good or bad."""
    return Opposites(pair.up | frozenset(up.split()), pair.down | frozenset(down.split()))


CHANGE = _pair(
    """increase increases increased increasing rise rises raise raises grow grows growing""",
    """decrease decreases decreased decreasing fall falls drop drops dropped dropping decline declines declined declining
    shrink reduce reduces reduced reducing lower lowers""",
)
WORTH = _pair(
    """improve improves improved improving improvement improvements better boost boosts boosted boosting enhance enhances
    enhanced enhancing enhancement gain gains gained""",
    """worsen worsens worsened worsening worse worst degrade degrades degraded degrading degradation harm harms harmed
    harming harmful hurt hurts hurting deteriorate deteriorates deteriorated deteriorating deterioration destroy destroys
    destroyed destroying""",
)
RANK = _pair(
    """outperform outperforms outperformed outperforming surpass surpasses surpassed surpassing exceed exceeds exceeded
    exceeding superior""",
    """underperform underperforms underperformed underperforming trail trails inferior""",
)
SPEED = _pair("faster fast quicker quick", "slower slow")
SUCCESS = _pair(
    "success successes succeed succeeds succeeded successful successfully",
    "failure failures fail fails failed failing unsuccessful",
)
STABILITY = _pair("stable", "unstable")
PAIRS = (
    _wider(
        CHANGE,
        """increasingly rose risen rising raised raising grew grown growth elevate elevates elevated elevating elevation expand expands expanded expanding expansion accelerate accelerates accelerated accelerating""",
        """decreasingly fell fallen falling shrinks shrank shrinking reduction reductions lowered lowering diminish diminishes diminished diminishing lessen lessens lessened slow slows slowed slowing shorten shortens shortened""",
    ),
    _wider(
        WORTH,
        """best enhancements gaining benefit benefits beneficial advantage advantages strengthen strengthens strengthened strengthening""",
        """impair impairs impaired impairing impairment loss losses lose loses lost losing disadvantage disadvantages drawback drawbacks weaken weakens weakened weakening""",
    ),
    _wider(
        RANK,
        """superiority""",
        """trailed trailing inferiority""",
    ),
    _pair("higher high highest highly", "lower low lowest"),
    _pair("more most many", "less least fewer fewest few"),
    _pair("larger large largest greater greatest great bigger biggest big", "smaller small smallest little"),
    _wider(
        SPEED,
        """fastest quickly rapid rapidly""",
        """slowest slowly""",
    ),
    _pair("longer long longest", "shorter short shortest"),
    _pair("deeper deep deepest", "shallower shallow"),
    _pair("older old oldest", "younger young youngest"),
    _pair("earlier early earliest", "later late latest"),
    _pair("before prior preceding", "after following"),
    _pair("above", "below"),
    _pair("maximum maximal maximize maximizes maximizing maximise", "minimum minimal minimize minimizes minimizing minimise"),
    _pair("upper", "lower"),
    _pair("stronger strong strongest strongly", "weaker weak weakest weakly"),
    _pair("easy easier easily simple simpler simply", "hard harder difficult complex complicated"),
    _pair("efficient efficiently efficiency cheap cheaper", "inefficient inefficiently inefficiency costly expensive"),
    _pair("positive positively", "negative negatively"),
    _pair("sufficient sufficiently enough", "insufficient insufficiently"),
    _pair(
        "significant significantly substantial substantially considerable considerably",
        "insignificant insignificantly negligible negligibly marginal marginally slight slightly nonsignificant",
    ),
    _pair("able can possible capable", "unable cannot impossible incapable"),
    _pair("robust robustness", "fragile vulnerable brittle"),
    _wider(
        SUCCESS,
        """""",
        """unsuccessfully""",
    ),
    _wider(
        STABILITY,
        """stability""",
        """instability""",
    ),
    _pair("accept accepts accepted effective effectively", "reject rejects rejected ineffective ineffectively"),
    _pair("support supports supported supporting confirm confirms confirmed", "refute refutes refuted contradict contradicts"),
    _pair("prevent prevents prevented mitigate mitigates alleviate alleviates protect protects",
          "cause causes caused promote promotes aggravate aggravates exacerbate exacerbates"),
    _pair("activate activates activated activation", "inhibit inhibits inhibited inhibition suppress suppresses suppressed"),
    _pair("upregulate upregulates upregulated upregulation up-regulated", "downregulate downregulates downregulated downregulation down-regulated"),
    _pair("include includes included including", "exclude excludes excluded excluding"),
    _pair("common commonly frequent frequently often", "rare rarely uncommon infrequent infrequently seldom"),
    _pair("safe safer safely", "unsafe dangerous"),
    _pair("similar similarly same", "different differently dissimilar"),
    _pair("accurate accurately", "inaccurate inaccurately"),
    _pair("presence present", "absence absent"),
    _pair("allow allows allowed allowing enable enables enabled enabling", "prevent prevents prevented preventing"),
    _pair("benign", "malignant"),
    _pair("first", "last"),
    _pair("gain gains gained", "loss losses lost"),
)  # fmt: skip
# Which of them say that something is good or bad. To reduce or to lower something may be what is wanted, and a trail is
# mostly a path.
BETTER = WORTH.up | RANK.up | SPEED.up | SUCCESS.up | {"state-of-the-art"}
WORSE = (WORTH.down | RANK.down | SPEED.down | SUCCESS.down | STABILITY.down) - {"trail", "trails"}
WORSE |= {word for word in CHANGE.down if word.startswith(("decreas", "declin", "drop"))}
# What compares one thing with another that is more, and is followed by "than".
LESS = {word for pair in PAIRS for word in pair.down if word.endswith("er") or word in ("less", "worse")} - {
    "after",
    "later",
}


_UP = frozenset(word for pair in PAIRS[:7] for word in pair.up)  # of more, larger, better: across pairs too
_DOWN = frozenset(word for pair in PAIRS[:7] for word in pair.down)
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "non-")


def directions(word: str) -> frozenset[tuple[int, bool]]:
    """The pairs that a word is of, each with whether it is the one that is more or better."""
    return _directions().get(word.lower(), frozenset())


def is_opposite(word: str, other: str, strictly: bool = False) -> bool:
    """Whether two words are of opposite directions.

    Args:
        strictly: only the words of one pair are: grows and shrinks, not grows and worsens.
    """
    word, other = word.lower(), other.lower()
    ours, theirs = directions(word), directions(other)
    if any((pair, not is_up) in theirs for pair, is_up in ours) and not ours & theirs:
        return True
    if strictly:
        return False
    if ours & theirs:
        return False
    if any(
        long == prefix + short
        for prefix in _PREFIXES
        for long, short in ((word, other), (other, word))
        if len(short) > 3
    ):
        return True
    return (word in _UP and other in _DOWN) or (word in _DOWN and other in _UP)


@cache
def _directions() -> dict[str, frozenset[tuple[int, bool]]]:
    found: dict[str, set[tuple[int, bool]]] = {}
    for number, pair in enumerate(PAIRS):
        for words, is_up in ((pair.up, True), (pair.down, False)):
            for word in words:
                found.setdefault(word, set()).add((number, is_up))
    return {word: frozenset(at) for word, at in found.items()}


def antonyms(claim: str, source: str) -> tuple[str, str] | None:
    """A word of the claim whose direction is the opposite of the source's, with the source's word."""
    ours, theirs = _words(claim), _words(source)
    for pair in PAIRS:
        for here, there in ((pair.up, pair.down), (pair.down, pair.up)):
            said, opposite = (ours - theirs) & here, (theirs - ours) & there
            if said and opposite:
                return min(said), min(opposite)
    return None


def is_better(text: str) -> bool:
    """Whether a text says of something that it is good, or better than something else."""
    return not BETTER.isdisjoint(_words(text))


def is_worse(text: str) -> bool:
    """Whether a text says of something that it is bad, or worse than something else."""
    return not WORSE.isdisjoint(_words(text))


def _words(text: str) -> set[str]:
    """The words of a text in lower case; those with hyphens as a whole too."""
    return set(re.findall(r"[a-z]+", text.lower())) | set(re.findall(r"(?<![a-z])[a-z]+(?:-[a-z]+)+", text.lower()))
