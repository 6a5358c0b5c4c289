"""The assistant as a tool for LangChain's agents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field

from rag.answer.assistant import Assistant
from rag.errors import ColloquyError
from rag.library.conditions import conditions
from rag.records import EVERYTHING, Answer, Scope, as_json


class AskLibrary(BaseModel):
    """What an agent asks the library with."""

    question: str = Field(description="The question, one that stands alone.")
    where: list[str] = Field(
        default_factory=list,
        description='Conditions on the papers, such as "year>=2023", "venue=ICLR" or "authors~Devlin"; all must hold.',
    )


def ask_library(assistant: Assistant, scope: Scope = EVERYTHING) -> BaseTool:
    """A tool with which an agent asks the library: the message has the answer's text and the quoted sentences by number,
    its `artifact` is the answer as JSON has it, with all citations and verdicts: so it is the same behind a checkpoint,
    which keeps no objects. What is wrong with a question is told to the agent.

    Args:
        scope: which papers are asked; the agent's conditions are added to its own.
    """

    def within(where: list[str]) -> Scope:
        return replace(scope, where=(*scope.where, *conditions(where)))

    def ask(question: str, config: RunnableConfig, where: list[str] | None = None) -> tuple[str, dict[str, Any]]:
        with _told():
            answer = assistant.ask(question, config=config, scope=within(where or []))
        return _in_words(answer), as_json(answer)

    async def aask(question: str, config: RunnableConfig, where: list[str] | None = None) -> tuple[str, dict[str, Any]]:
        with _told():
            answer = await assistant.aask(question, config=config, scope=within(where or []))
        return _in_words(answer), as_json(answer)

    return StructuredTool.from_function(
        ask,
        aask,
        name="ask_library",
        description="Answers a question from the abstracts of a library of scientific papers. Each statement of the "
        "answer has a number, behind which is the sentence of the abstract that it rests on. Says so where the library "
        "has no answer.",
        args_schema=AskLibrary,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong is told to the agent, in the words for people."""
    try:
        yield
    except ColloquyError as error:
        raise ToolException(f"error: {error.message}\nhint: {error.hint}") from None


def _in_words(answer: Answer) -> str:
    """The text, what is to be said of it, and what it quotes."""
    quoted = [
        f"[{one.n}] {one.paper.title or one.paper.key} ({one.paper.year or 'n.d.'}, {one.paper.key}): “{one.quote}”"
        for one in answer.citations
    ]
    notes = [f"Note: {warning}" for warning in answer.warnings]
    return "\n\n".join(filter(None, (answer.text, "\n".join(notes), "\n".join(quoted))))
