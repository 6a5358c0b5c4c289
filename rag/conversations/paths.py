"""The turns of a conversation as a tree: asked again or otherwise, a question is another version of its turn, and what
follows it follows that version alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.errors import ColloquyError
from rag.records import Answer, Scope

Thumb = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a conversation, and its answer.

    `answer` is as far as it was written, where it has not `ended`: it is being written where it has a
    heartbeat, and was broken off otherwise.
    `standalone` is what the user wanted searched for in the question's place, and `versions` are the turns that stand
    in one place, in the order in which they were asked.
    """

    turn: int
    parent: int | None
    versions: tuple[int, ...]
    question: str
    scope: Scope
    standalone: str | None
    answer: Answer | None
    ended: bool
    has_heartbeat: bool
    problem: ColloquyError | None
    thumb: Thumb | None
    comment: str


def path_to(turn: int, parents: Mapping[int, int | None]) -> list[int]:
    """The turns from the first question to this one; where a damaged one leads astray, from there."""
    path = [turn]
    while (parent := parents[path[-1]]) is not None and parent in parents and parent not in path:
        path.append(parent)
    return path[::-1]


def versions_of(turn: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    return tuple(sorted(number for number, parent in parents.items() if parent == parents[turn]))


def latest_from(turn: int, parents: Mapping[int, int | None]) -> int:
    """The turn that was had last of this one and all that follow it."""
    following = {turn}
    for number in sorted(parents):
        if parents[number] in following:
            following.add(number)
    return max(following)
