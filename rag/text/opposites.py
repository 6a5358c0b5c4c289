"""Words of opposite directions: what grows and what shrinks, what is better and what is worse."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opposites:
    """Words of one direction, and those of the other."""

    up: frozenset[str]
    down: frozenset[str]


def _pair(up: str, down: str) -> Opposites:
    return Opposites(frozenset(up.split()), frozenset(down.split()))


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
    CHANGE,
    WORTH,
    RANK,
    _pair("higher high highest", "lower low lowest"),
    _pair("more most", "less least fewer fewest"),
    _pair("larger large largest greater bigger", "smaller small smallest"),
    SPEED,
    _pair("stronger strong", "weaker weak"),
    _pair("easy easier simple simpler", "hard harder difficult complex"),
    _pair("efficient efficiently cheap cheaper", "inefficient inefficiently costly expensive"),
    _pair("positive positively", "negative negatively"),
    _pair("sufficient sufficiently enough", "insufficient insufficiently"),
    _pair(
        "significant significantly substantial substantially",
        "insignificant insignificantly negligible marginal marginally",
    ),
    _pair("able can possible", "unable cannot impossible"),
    _pair("robust robustness", "fragile vulnerable brittle"),
    SUCCESS,
    STABILITY,
    _pair("accept accepts effective effectively", "reject rejects ineffective ineffectively"),
    _pair("prevent prevents mitigate mitigates alleviate", "cause causes promote promotes aggravate exacerbate"),
    _pair("activate activates activation", "inhibit inhibits inhibition suppress suppresses"),
    _pair("upregulate upregulated upregulation", "downregulate downregulated downregulation"),
)
# Which of them say that something is good or bad. To reduce or to lower something may be what is wanted, and a trail is
# mostly a path.
BETTER = WORTH.up | RANK.up | SPEED.up | SUCCESS.up | {"state-of-the-art"}
WORSE = (WORTH.down | RANK.down | SPEED.down | SUCCESS.down | STABILITY.down) - {"trail", "trails"}
WORSE |= {word for word in CHANGE.down if word.startswith(("decreas", "declin", "drop"))}
# What compares one thing with another that is more, and is followed by "than".
LESS = {word for pair in PAIRS for word in pair.down if word.endswith("er") or word in ("less", "worse")}


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
    return set(re.findall(r"[a-z]+", text.lower())) | set(re.findall(r"[a-z]+(?:-[a-z]+)+", text.lower()))
