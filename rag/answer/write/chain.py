"""The LangChain chain: evidence -> prompt -> chat model -> streamed text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.answer.question.question import Question
from rag.answer.write.prompt import answer_prompt
from rag.answer.write.reply import Reply, counted
from rag.answer.write.selection import Evidence
from rag.answer.write.thinking import without_thinking
from rag.records import Usage
from rag.setup.servers.failure import call_failed
from rag.text.cleaning import plain_text
from rag.text.tokens import count_tokens

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


def ask_model(
    model: BaseChatModel,
    question: Question,
    evidence: Sequence[Evidence],
    config: RunnableConfig | None,
    thinks_first: bool = False,
) -> Reply:
    """The model's reply to a question, which is asked when the reply is read; `thinks_first` as `Reply` has it."""
    chunks = answer_chain(model).stream({"question": question, "evidence": list(evidence)}, config=config)
    return Reply(chunks, lambda: "\n".join(answer_prompt(question, evidence)), thinks_first)


def call(model: BaseChatModel, prompt: str, config: RunnableConfig | None) -> tuple[str, Usage]:
    """The reply to a short prompt without what the model thinks, and what the call used.

    Raises:
        ModelError: the call failed.
    """
    try:
        reply = model.invoke(prompt, config=config)
    except Exception as error:  # each provider's package raises its own
        raise call_failed(error) from None
    text = without_thinking(reply.text)
    used = counted(Usage(calls=1), reply)
    if not used.input_tokens:  # the server does not count
        used = Usage(1, count_tokens(prompt), count_tokens(reply.text), estimated=True)
    return plain_text(text), used
