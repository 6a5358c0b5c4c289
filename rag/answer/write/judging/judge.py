"""Claims and their evidence -> a model's verdicts on their meaning: one call over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.answer.evidence import split
from rag.answer.write.chain import call
from rag.answer.write.judging.replies import Judgement, judgements
from rag.answer.write.prompt import judge_prompt
from rag.answer.write.verify import CheckedClaim
from rag.records import Citation, Claim, Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

_TOKENS_AT_LEAST, _TOKENS_A_CLAIM = 1_500, 60  # of a reply: what it may think, and a verdict with its reason
NOT_JUDGED = "the model was asked, and gave no verdict that could be read"


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the sentences that it is to be judged by."""

    claim: str
    evidence: str


def judged(
    model: BaseChatModel, cases: Sequence[Case], config: RunnableConfig | None
) -> tuple[dict[int, Judgement], Usage]:
    """The verdicts on claims, by their numbers from 1, and what was used; a claim without one is not in it.

    Raises:
        ModelError: the model does not answer.
    """
    prompt = judge_prompt([(case.claim, case.evidence) for case in cases])
    reply, usage = call(writing_json(model, len(cases)), prompt, config)
    return judgements(reply, [case.claim for case in cases]), usage


def cases_of(checked: Sequence[CheckedClaim]) -> list[Case]:
    """The claims that a judge has a say on: those that cite something and are neither the abstract's own words nor known to
    have figures that it does not have."""
    return [Case(one.claim.text, evidence_text(one.cited)) for one in checked if one.is_open]


def with_judgements(checked: Sequence[CheckedClaim], told: Mapping[int, Judgement]) -> tuple[Claim, ...]:
    """The claims with a model's verdicts on those of `cases_of`, in their order; one without a verdict stays unchecked."""
    claims, number = [], 0
    for one in checked:
        claim = one.claim
        if one.is_open:
            number += 1
            if judgement := told.get(number):
                reason = f"the model's judgement: {judgement.reason or judgement.verdict}"
                claim = replace(claim, verdict=judgement.verdict, by="model", reason=reason)
            elif claim.verdict == "unchecked":
                claim = replace(claim, reason=NOT_JUDGED)
        claims.append(claim)
    return tuple(claims)


def evidence_text(cited: Sequence[Citation]) -> str:
    """The cited sentences of each paper with those beside them, under its title."""
    blocks = []
    for paper in {citation.paper.id: citation.paper for citation in cited}.values():
        own = split(paper)
        spans = [(c.start, c.end) for c in cited if c.paper.id == paper.id]
        hit = [any(start < one.span.end and one.span.start < end for start, end in spans) for one in own]
        shown = [n for n in range(len(own)) if any(hit[max(0, n - 1) : n + 2])]
        parts = [("… " if n and n - 1 not in shown else "") + own[n].text for n in shown]
        blocks.append(f"{paper.title}: {' '.join(parts)}")
    return "\n".join(blocks)


def writing_json(model: BaseChatModel, count: int) -> BaseChatModel:
    """The model, asked to write JSON and nothing else where it speaks OpenAI's protocol (a server that refuses that is asked
    without it); and no more of it than so many
    verdicts take, as a weak model that may write nothing else goes on with white space."""
    given: Any = getattr(model, "model_kwargs", None)
    if model._llm_type != "openai-chat" or given is None:
        return model
    update: dict[str, Any] = {"model_kwargs": {**given, "response_format": {"type": "json_object"}}}
    if most := getattr(model, "max_tokens", None):
        update["max_tokens"] = min(most, _TOKENS_AT_LEAST + count * _TOKENS_A_CLAIM)
    return model.model_copy(update=update)
