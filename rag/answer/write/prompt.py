"""Prompts: loaded from prompts/*.md, their placeholders checked, filled within a token budget."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template
from typing import get_args

from rag.answer.question.question import Question
from rag.answer.write.labels.label import letter
from rag.answer.write.selection import Evidence
from rag.errors import ColloquyError
from rag.records import AbstractsKind, Turn
from rag.text.persons import credited
from rag.text.tokens import count_tokens

PLACEHOLDERS = {
    "system": frozenset(),
    **dict.fromkeys((*get_args(AbstractsKind), "theme"), frozenset({"papers", "question"})),
    "paper": frozenset({"n", "title", "by", "sentences"}),
    "standalone": frozenset({"history", "question"}),
    "translate": frozenset({"history", "question", "language"}),
    "judge": frozenset({"claims"}),
    "table": frozenset({"papers", "questions"}),
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


def room(question: Question, budget: int) -> int:
    """The tokens of a prompt of `budget` tokens that are left for evidence."""
    return budget - sum(map(count_tokens, answer_prompt(question, ())))


def cost(evidence: Evidence) -> int:
    """The tokens of evidence in the prompt."""
    return count_tokens(_block(1, evidence)) + 1


def answer_prompt(question: Question, evidence: Sequence[Evidence]) -> tuple[str, str]:
    """(system text, user text) for a question; papers are numbered from 1, their sentences lettered from a."""
    blocks = "\n".join(_block(n, one) for n, one in enumerate(evidence, start=1))
    of_many = question.is_of_many and len(evidence) > 1
    user = templates()["theme" if of_many else "answer" if question.things else question.kind].substitute(
        papers=blocks, question=_as_data(question.put or question.text)
    )
    return templates()["system"].substitute(), user


def standalone_prompt(question: str, history: Sequence[Turn], language: str | None = None) -> str:
    """The text that asks for a follow-up to be made to stand alone; only the last turns of the conversation go in.

    Args:
        language: what it is to be put into, in English; None keeps its own.
    """
    turns = "\n".join(f"{turn.role}: {_as_data(turn.content)[:_TURN_CHARS]}" for turn in history[-_HISTORY_TURNS:])
    given = {"history": turns, "question": _as_data(question)}
    if language is None:
        return templates()["standalone"].substitute(given)
    return templates()["translate"].substitute(given, language=language)


def judge_prompt(claims: Sequence[tuple[str, str]]) -> str:
    """The text that asks for verdicts on claims, numbered from 1, each with the sentences that it is judged by."""
    blocks = [
        f'<claim n="{n}">\nSentences: {_as_data(evidence)}\nClaim {n}: {_as_data(claim)}\n</claim>'
        for n, (claim, evidence) in enumerate(claims, start=1)
    ]
    return templates()["judge"].substitute(claims="\n".join(blocks))


def table_prompt(shown: Sequence[Evidence], questions: Sequence[str]) -> str:
    """The text that asks for the cells of a table: papers and questions are numbered from 1, sentences lettered from a."""
    blocks = [_block(n, evidence) for n, evidence in enumerate(shown, 1)]
    asked = [f"{n}. {_as_data(question)}" for n, question in enumerate(questions, 1)]
    return templates()["table"].substitute(papers="\n".join(blocks), questions="\n".join(asked))


def _block(n: int, evidence: Evidence) -> str:
    paper = evidence.paper
    by = ", ".join(filter(None, (credited(paper.names), str(paper.year or ""))))
    lines = (f"[{n}{letter(i)}] {_as_data(sentence.text)}" for i, sentence in enumerate(evidence.sentences))
    filled = templates()["paper"].substitute(
        n=n, title=_as_data(paper.title), by=_as_data(by), sentences="\n".join(lines)
    )
    return "\n".join(filter(None, filled.splitlines()))


def _as_data(text: str) -> str:
    """Text on one line, which begins no line of the prompt, and that cannot close the tags around it."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")
