"""The tools that answer from the papers, and that hold claims against them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.cli.serving.mcp import arguments
from rag.cli.serving.mcp.call import Call
from rag.cli.serving.mcp.served import ServedLibrary
from rag.cli.serving.mcp.told import answer_lines, claim_lines, joined
from rag.cli.serving.mcp.tool import Told
from rag.errors import InputError

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from rag.answer.assistant import Assistant
    from rag.answer.write.judging.judge import Case
    from rag.answer.write.judging.replies import Judgement
    from rag.checks.claims import Judge
    from rag.records import Paper, Scope, Turn

_LOOKED_AT = 5  # papers that a claim without any is held against
_FOUND = ("verdict", "by", "score", "quote", "start", "end", "reason", "paper")


def ask(served: ServedLibrary, given: arguments.Ask, call: Call) -> Told:
    from rag.library.conditions import conditions
    from rag.records import Scope, Turn

    scope = Scope(tuple(given.pin), tuple(given.exclude), tuple(given.only), conditions(given.where))
    history = [Turn(turn.role, turn.content) for turn in given.history]
    return _answered(served.assistant(), given.question, history, scope, call)


def compare(served: ServedLibrary, given: arguments.Compare, call: Call) -> Told:
    from rag.records import Scope

    if bool(given.papers) == bool(given.things) or len(given.papers or given.things) < 2:
        raise InputError(
            "give two or more papers, or two or more things", "papers by id; things by what they are called"
        )
    aspect = f" in {given.aspect.strip()}" if given.aspect.strip() else ""
    names = tuple(given.papers)
    return _answered(served.assistant(), _question(given.things, aspect), (), Scope(pin=names, only=names), call)


def _question(things: Sequence[str], aspect: str) -> str:
    """A comparison as people ask for it."""
    if not things:
        return f"How do these papers differ{aspect}?"
    if len(things) == 2:
        return f"How do {things[0]} and {things[1]} differ{aspect}?"
    return f"{', '.join(things)}: how does each differ from the others{aspect}?"


def _answered(assistant: Assistant, question: str, history: Sequence[Turn], scope: Scope, call: Call) -> Told:
    from rag.records import as_json
    from rag.search.scope import known

    scope = known(assistant.library, scope)
    config = _stopped_with(call) if assistant.settings.model else None
    run = assistant.begin(question, history, config, scope)
    call.tell("looking through the papers")
    written = 0
    with closing(run.pieces()) as pieces:
        for piece in pieces:
            written += len(piece)
            call.tell(f"writing the answer: {written:,} characters")
    answer = run.answer()
    return Told(joined(answer_lines(answer)), as_json(answer))


def _stopped_with(call: Call) -> RunnableConfig:
    """What ends a model's reply with the call, also where it gives nothing to read, as while the model thinks."""
    from langchain_core.callbacks import BaseCallbackHandler

    class Watch(BaseCallbackHandler):
        def on_llm_new_token(self, token: Any, **_told: Any) -> None:
            call.check()

    return {"callbacks": [Watch()]}


def check_claims(served: ServedLibrary, given: arguments.CheckClaims, call: Call) -> Told:
    from rag.checks.manuscript.judging import manuscript_judge
    from rag.records import Scope
    from rag.search.scope import known

    library = served.library()
    known(library, Scope(only=tuple(name for claim in given.claims for name in claim.papers)))
    judging = manuscript_judge(library.settings) if given.judge else None

    def judge(case: Case) -> Judgement | None:
        return judging([case]).get(1) if judging else None

    lines: list[str] = []
    results: list[dict[str, Any]] = []
    for number, claim in enumerate(given.claims, start=1):
        call.tell(f"claim {number} of {len(given.claims)}", number - 1, len(given.claims))
        told, result = _checked(served, number, claim, judge)
        lines += told
        results.append(result)
    warnings = list(dict.fromkeys(judging.told)) if judging else []
    return Told(
        joined([*lines, *(f"Note: {warning}" for warning in warnings)]), {"claims": results, "warnings": warnings}
    )


def _checked(
    served: ServedLibrary, number: int, claim: arguments.Claim, judge: Judge
) -> tuple[list[str], dict[str, Any]]:
    """What is told of one claim; where there is nothing to hold it against, that."""
    from rag.checks.claims import checked_claim
    from rag.records import as_json

    try:
        found = checked_claim(claim.text, _evidence(served, claim), None, judge)
    except InputError as error:
        line = f"{number}. not compared: {error.message}: {claim.text}"
        return [line], {"claim": claim.text, **dict.fromkeys(_FOUND), "problem": error.message}
    paper = as_json(found.paper) | {"abstract": found.paper.abstract} if found.paper.id else None
    result = {name: getattr(found, name) for name in _FOUND} | {"paper": paper}
    return list(claim_lines(number, claim.text, found)), {"claim": claim.text, **result, "problem": None}


def _evidence(served: ServedLibrary, claim: arguments.Claim) -> list[Paper]:
    """What a claim is held against: a text of its own, its papers, or those that fit best."""
    from rag.answer.question.understand import checked
    from rag.records import Paper
    from rag.search.retrieve import retrieve

    if claim.evidence is not None:
        return [Paper(id="", key="", title="", abstract=claim.evidence)]
    library = served.filled()
    if claim.papers:
        return library.find(claim.papers)
    return [hit.paper for hit in retrieve(library, checked(claim.text), _LOOKED_AT)]
