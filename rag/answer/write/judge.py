"""What a model is asked to judge of a reply, and its verdicts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.write.verify import CheckedClaim
from rag.records import Claim, Verdict
from rag.text.rules import rule

_REASON_CHARS = 300
_VERDICTS: dict[str, Verdict] = {
    "supported": "supported",
    "partial": "partial",
    "contradicted": "contradicted",
    "unsupported": "unsupported",
}
_LINE = rule(
    "judge's reply: a verdict on a claim",
    rf"^\W*(\d{{1,3}})\W{{1,4}}({'|'.join(_VERDICTS)})\b[\s,.:;–-]*(.*)$",
    matches=("1: partial, the abstract says it of mice only", "- **12**: Contradicted. The treaty came later."),
    misses=("It is partly supported.", "Claim 1 is supported", "1: supportive", "2: uncited"),
    flags=re.I | re.M,
)


def is_in_doubt(checked: CheckedClaim) -> bool:
    """Whether only a claim's wording is in doubt: what is checked letter by letter needs no second opinion."""
    return checked.doubt == "wording"


def with_judgement(checked: Sequence[CheckedClaim], reply: str) -> tuple[Claim, ...]:
    """The claims with a model's verdicts on those in doubt, which it was given numbered from 1.

    A line of the reply that is no verdict, or on no claim, changes nothing.
    """
    lines = (line.groups() for line in _LINE.finditer(reply))
    verdicts = {int(n): (_VERDICTS[verdict.lower()], reason.strip()) for n, verdict, reason in lines}
    judged, number = [], 0
    for one in checked:
        claim = one.claim
        if is_in_doubt(one):
            number += 1
            if number in verdicts:
                verdict, reason = verdicts[number]
                said = f"the model's judgement: {reason or verdict}"[:_REASON_CHARS]
                claim = replace(claim, verdict=verdict, by="model", reason=said)
        judged.append(claim)
    return tuple(judged)
