"""The LangChain chain: evidence -> prompt -> chat model -> streamed text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rag.answer.question.question import Question
from rag.answer.write.prompt import answer_prompt
from rag.answer.write.selection import Evidence
from rag.errors import ModelError
from rag.records import Usage
from rag.setup.chat_model import call_failed
from rag.text.cleaning import encodable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable, RunnableConfig


def answer_chain(model: BaseChatModel) -> Runnable[dict[str, Any], AIMessage]:
    """{"question": Question, "evidence": [Evidence]} -> AIMessage, as a LangChain runnable."""
    from langchain_core.messages import HumanMessage, SystemMessage
    from langchain_core.runnables import RunnableLambda

    def prompt(given: dict[str, Any]) -> list[BaseMessage]:
        system, user = answer_prompt(given["question"], given["evidence"])
        return [SystemMessage(system), HumanMessage(user)]

    chain = RunnableLambda(prompt, name="prompt") | model
    return chain.with_config(run_name="colloquy answer")


class Reply:
    """A streaming reply: iterate it for the text, then read `usage` and `problem`.

    `problem` is why the stream ended early, or None; what came before it has been given out.
    """

    def __init__(self, chunks: Iterator[AIMessage]) -> None:
        self._chunks = chunks
        self.usage = Usage(calls=1)
        self.problem: str | None = None

    def __iter__(self) -> Iterator[str]:
        """Raises ModelError when the call fails before the first text, or gives none."""
        given, reason, provider = False, None, None
        try:
            for chunk in self._chunks:
                self.usage = _counted(self.usage, chunk)
                reason = chunk.response_metadata.get("finish_reason") or reason
                provider = chunk.response_metadata.get("model_provider") or provider
                if chunk.text:
                    given = True
                    yield chunk.text
        except Exception as error:  # each provider's package raises its own
            if not given:
                raise call_failed(error) from None
            self.problem = call_failed(error).message
        if not given:
            raise ModelError("the model gave an empty reply", "try another model")
        if reason == "length":
            self.problem = "it reached the length limit, COLLOQUY_ANSWER_TOKENS"
        elif reason is None and provider == "openai" and not self.problem:
            # A connection that closes in the middle looks like an end; only a missing reason tells.
            self.problem = "the connection ended before the answer did"


def ask_model(
    model: BaseChatModel, question: Question, evidence: Sequence[Evidence], config: RunnableConfig | None
) -> Reply:
    return Reply(answer_chain(model).stream({"question": question, "evidence": list(evidence)}, config=config))


def call(model: BaseChatModel, prompt: str, config: RunnableConfig | None) -> tuple[str, Usage]:
    """The reply to a short prompt, and what the call used.

    Raises:
        ModelError: the call failed.
    """
    try:
        reply = model.invoke(prompt, config=config)
    except Exception as error:  # each provider's package raises its own
        raise call_failed(error) from None
    return encodable(reply.text.strip()), _counted(Usage(calls=1), reply)


def _counted(usage: Usage, message: AIMessage) -> Usage:
    counts = message.usage_metadata
    if not counts:
        return usage
    return Usage(
        usage.calls, usage.input_tokens + counts["input_tokens"], usage.output_tokens + counts["output_tokens"]
    )
