"""Prompts: loaded from prompts/*.md, their placeholders checked, filled within a token budget."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

from rag.errors import ColloquyError
from rag.records import Paper, Turn
from rag.text.tokens import count_tokens

PLACEHOLDERS = {
    "answer": frozenset(),
    "question": frozenset({"papers", "question"}),
    "paper": frozenset({"n", "title", "abstract"}),
    "standalone": frozenset({"history", "question"}),
    "judge": frozenset({"claims"}),
}
_HISTORY_TURNS, _TURN_CHARS = 6, 1_000


@cache
def templates() -> dict[str, Template]:
    """All prompts by name.

    Raises:
        ColloquyError: a prompt that is missing, or has other placeholders than the code fills.
    """
    loaded = {}
    for name, expected in PLACEHOLDERS.items():
        try:
            template = Template(files("prompts").joinpath(f"{name}.md").read_text("utf-8").strip())
        except FileNotFoundError:
            raise ColloquyError(f"prompts/{name}.md is missing", "install Colloquy again") from None
        if set(template.get_identifiers()) != expected:
            raise ColloquyError(
                f"prompts/{name}.md has the placeholders {sorted(template.get_identifiers())}",
                f"it needs exactly {sorted(expected)}",
            )
        loaded[name] = template
    return loaded


def fitting(question: str, papers: Sequence[Paper], budget: int) -> tuple[Paper, ...]:
    """The papers, best first, whose whole abstracts fit `budget` tokens with the rest of the prompt; at least one."""
    system, user = answer_prompt(question, ())
    left = budget - count_tokens(system) - count_tokens(user)
    shown: list[Paper] = []
    for n, paper in enumerate(papers, start=1):
        left -= count_tokens(_block(n, paper)) + 1
        if shown and left < 0:
            break
        shown.append(paper)
    return tuple(shown)


def answer_prompt(question: str, papers: Sequence[Paper]) -> tuple[str, str]:
    """(system text, user text) for a question over papers, which are numbered from 1."""
    blocks = "\n".join(_block(n, paper) for n, paper in enumerate(papers, start=1))
    user = templates()["question"].substitute(papers=blocks, question=_as_data(question))
    return templates()["answer"].substitute(), user


def standalone_prompt(question: str, history: Sequence[Turn]) -> str:
    """The text that asks for a follow-up to be made to stand alone; only the last turns of the conversation go in."""
    turns = "\n".join(f"{turn.role}: {_as_data(turn.content)[:_TURN_CHARS]}" for turn in history[-_HISTORY_TURNS:])
    return templates()["standalone"].substitute(history=turns, question=_as_data(question))


def judge_prompt(claims: Sequence[tuple[str, Sequence[Paper]]]) -> str:
    """The text that asks for verdicts on claims, numbered from 1, each with the papers that it cites."""
    blocks = []
    for n, (claim, papers) in enumerate(claims, start=1):
        abstracts = "\n".join(f"Abstract: {_as_data(paper.abstract)}" for paper in papers)
        blocks.append(f'<claim n="{n}">\nClaim: {_as_data(claim)}\n{abstracts}\n</claim>')
    return templates()["judge"].substitute(claims="\n".join(blocks))


def _block(n: int, paper: Paper) -> str:
    return templates()["paper"].substitute(n=n, title=_as_data(paper.title), abstract=_as_data(paper.abstract))


def _as_data(text: str) -> str:
    """Text that cannot close the tags around it."""
    return text.replace("<", "‹").replace(">", "›")
