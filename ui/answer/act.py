"""What is clicked on in an answer, as it comes from the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Deed = Literal["more", "compare", "pin", "exclude", "ask", "rephrase", "open"]


@dataclass(frozen=True, slots=True)
class Act:
    """What was done on an answer: papers by id, and the text of a suggested or an edited question.

    "ask" has the ids of the papers that its question is about: with them pinned it is about no others.
    """

    do: Deed
    paper: str = ""
    other: str = ""
    text: str = ""


def act_of(value: object) -> Act | None:
    """The act that a value of the component is; None where it is none."""
    if not isinstance(value, dict) or value.get("do") not in get_args(Deed):
        return None
    return Act(value["do"], *(str(value.get(name, "")) for name in ("paper", "other", "text")))
