"""Decisions on papers in screening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Decision = Literal["include", "exclude", "unsure"]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on a paper that holds, and the reason for it; `at` is ISO 8601, UTC."""

    paper_id: str
    decision: Decision
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The counts that a PRISMA diagram of screening needs.

    `records` came in, `duplicates` of them are records of the same works; `papers` are left to screen. `reasons` are those
    of the excluded; one without is "no reason given".
    """

    records: int
    duplicates: int
    papers: int
    screened: int
    included: int
    excluded: int
    unsure: int
    to_screen: int
    reasons: dict[str, int] = field(default_factory=dict)


def flow(paper_ids: Collection[str], decided: Mapping[str, Decided], records: int) -> Flow:
    """The counts of a screening over these papers, which came as so many records."""
    own = [decided[paper_id] for paper_id in paper_ids if paper_id in decided]
    of = Counter(one.decision for one in own)
    reasons = Counter(one.reason or "no reason given" for one in own if one.decision == "exclude")
    return Flow(
        records=records,
        duplicates=max(records - len(paper_ids), 0),
        papers=len(paper_ids),
        screened=len(own),
        included=of["include"],
        excluded=of["exclude"],
        unsure=of["unsure"],
        to_screen=len(paper_ids) - len(own),
        reasons=dict(reasons.most_common()),
    )


def as_told(decided: Iterable[Decided]) -> dict[str, bool]:
    """What decisions tell an order: of the unsure, nothing."""
    return {one.paper_id: one.decision == "include" for one in decided if one.decision != "unsure"}
