"""What a reader does with an answer, as the question that it comes to. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.conversations import Exchange
from rag.records import EVERYTHING, Answer, Paper, Scope
from ui.answer.act import Act


@dataclass(frozen=True, slots=True)
class Request:
    """A question that is to be asked: by which model (None gives extracts), after which turn, of which papers, and
    what to search for in its place."""

    question: str
    model: str | None
    parent: int | None = None
    scope: Scope = EVERYTHING
    standalone: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a new question is asked in: the model and the scope that are chosen, and the turn that it follows.
    `offered` is the model that is set, chosen or not."""

    offered: str | None
    model: str | None
    scope: Scope
    leaf: int | None

    def asks(self, question: str) -> Request:
        return Request(question, self.model, self.leaf, self.scope)


def again(exchange: Exchange, model: str | None) -> Request:
    """The same question, as another version of its turn."""
    return Request(exchange.question, model, exchange.parent, exchange.scope, exchange.standalone)


def edited(exchange: Exchange, question: str, model: str | None) -> Request:
    return replace(again(exchange, model), question=question, standalone=None)


def requested(act: Act, exchange: Exchange, context: Context) -> Request | None:
    """The question that an act on an answer asks; None where it asks none."""
    papers = tuple(filter(None, (act.paper, act.other)))
    names, about = [_named(exchange, paper) for paper in papers], replace(context.scope, pin=papers)
    same, others = again(exchange, context.model), _without(exchange.scope, act.paper)
    match act.do:
        case "more":
            return replace(context.asks(f"What does {names[0]} show?"), scope=about)
        case "compare":
            return replace(context.asks(f"Compare {' and '.join(names)}"), scope=about)
        case "pin":
            return replace(same, scope=replace(others, pin=(*others.pin, act.paper)))
        case "exclude":
            return replace(same, scope=replace(others, exclude=(*others.exclude, act.paper)))
        case "ask":
            return replace(context.asks(act.text), scope=about if papers else context.scope)
        case "rephrase":
            return replace(same, standalone=act.text)
    return None


def _without(scope: Scope, paper: str) -> Scope:
    """The scope, but for what it says of a paper."""
    return replace(
        scope,
        pin=tuple(pinned for pinned in scope.pin if pinned != paper),
        exclude=tuple(excluded for excluded in scope.exclude if excluded != paper),
    )


def _named(exchange: Exchange, paper: str) -> str:
    known = {p.id: p for p in _papers(exchange.answer)} if exchange.answer else {}
    return f"“{known[paper].title or known[paper].key}”" if paper in known else f"“{paper}”"


def _papers(answer: Answer) -> Iterator[Paper]:
    yield from (source.paper for source in answer.sources)
    yield from (citation.paper for citation in answer.citations)
    yield from (row.paper for row in answer.table.rows) if answer.table else ()
