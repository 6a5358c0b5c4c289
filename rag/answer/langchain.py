"""The assistant as a LangChain runnable; for agents there is `rag.answer.tool`, for messages `rag.answer.message`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig

from rag.answer.assistant import Assistant
from rag.answer.run import Run
from rag.errors import InputError, one_line
from rag.records import EVERYTHING, Answer, Scope, Turn
from rag.search.scope import scope_of

Asked = str | PromptValue | Mapping[str, Any] | Sequence[Any]
_FORMS = 'give a text, {"question", "history"?, "scope"?, "standalone"?}, or messages of which the last is a question'


class AssistantRunnable(Runnable[Asked, str | Answer]):
    """The whole assistant as a LangChain runnable: a question -> its `Answer`.

    It takes a question; a dict of "question" and, where they are wanted, "history" (turns, or messages), "scope" (a
    `Scope`, or a dict as an answer's JSON has it) and "standalone"; or a conversation as LangChain messages, the last of
    which is the question. Of a conversation, what people and the assistant said counts; what system and tools said does not.

    Streamed, it gives the text in pieces as it is written, and at the end the `Answer`, which has all of the text: what
    LangChain puts together of a stream is the answer. Callbacks, tags and metadata reach the model's calls.

    Args:
        scope: which papers are asked, where neither a question nor its call (`invoke(..., scope=...)`, or `bind`) has one.

    Raises (on being invoked):
        InputError: an input in another form; else as `Assistant.ask`.
    """

    name = "colloquy"

    def __init__(self, assistant: Assistant, scope: Scope = EVERYTHING) -> None:
        self._assistant = assistant
        self._scope = scope

    @property
    def InputType(self) -> Any:
        return str | dict[str, Any] | list[AnyMessage]

    @property
    def OutputType(self) -> Any:
        return Answer

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **given: Any) -> Answer:
        return cast("Answer", self._call_with_config(self._ask, input, config, **given))

    async def ainvoke(self, input: Asked, config: RunnableConfig | None = None, **given: Any) -> Answer:
        return cast("Answer", await self._acall_with_config(self._aask, input, config, **given))

    def stream(self, input: Asked, config: RunnableConfig | None = None, **given: Any) -> Iterator[str | Answer]:
        yield from self.transform(iter([input]), config, **given)

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **given: Any
    ) -> AsyncIterator[str | Answer]:
        async def one() -> AsyncIterator[Asked]:
            yield input

        async for piece in self.atransform(one(), config, **given):
            yield piece

    def transform(
        self, input: Iterator[Asked], config: RunnableConfig | None = None, **given: Any
    ) -> Iterator[str | Answer]:
        yield from self._transform_stream_with_config(input, self._pieces, config, **given)

    async def atransform(
        self, input: AsyncIterator[Asked], config: RunnableConfig | None = None, **given: Any
    ) -> AsyncIterator[str | Answer]:
        async for piece in self._atransform_stream_with_config(input, self._apieces, config, **given):
            yield piece

    def _begin(self, asked: Asked, config: RunnableConfig, scope: Scope | None) -> Run:
        given = read(asked)
        scopes = (given.scope, scope, self._scope)
        within = next(one for one in scopes if one is not None)
        return self._assistant.begin(given.question, given.history, config, within, given.standalone)

    # LangChain hands each of these its run, and a config whose callbacks are the run's children.

    def _ask(
        self, asked: Asked, run_manager: CallbackManagerForChainRun, config: RunnableConfig, scope: Scope | None = None
    ) -> Answer:
        run = self._begin(asked, config, scope)
        for _ in run.pieces():
            pass
        return run.answer()

    async def _aask(
        self,
        asked: Asked,
        run_manager: AsyncCallbackManagerForChainRun,
        config: RunnableConfig,
        scope: Scope | None = None,
    ) -> Answer:
        run = self._begin(asked, config, scope)
        async for _ in run.apieces():
            pass
        return run.answer()

    def _pieces(
        self,
        asked: Iterator[Asked],
        run_manager: CallbackManagerForChainRun,
        config: RunnableConfig,
        scope: Scope | None = None,
    ) -> Iterator[str | Answer]:
        run = self._begin(_whole(list(asked)), config, scope)
        yield from run.pieces()
        yield run.answer()

    async def _apieces(
        self,
        asked: AsyncIterator[Asked],
        run_manager: AsyncCallbackManagerForChainRun,
        config: RunnableConfig,
        scope: Scope | None = None,
    ) -> AsyncIterator[str | Answer]:
        run = self._begin(_whole([piece async for piece in asked]), config, scope)
        async for piece in run.apieces():
            yield piece
        yield run.answer()


@dataclass(frozen=True, slots=True)
class Given:
    """What is asked, with what may come beside it."""

    question: str
    history: tuple[Turn, ...] = ()
    scope: Scope | None = None
    standalone: str | None = None


def read(asked: Asked) -> Given:
    """What is asked, in whichever form.

    Raises:
        InputError: it is in none of them.
    """
    if isinstance(asked, PromptValue):
        asked = asked.to_messages()
    if isinstance(asked, str):
        return Given(asked)
    if isinstance(asked, Mapping):
        return _of_names(asked)
    turns = _turns(asked) if isinstance(asked, Sequence) else ()
    if not turns or turns[-1].role != "user":
        raise InputError("this is no question", _FORMS)
    return Given(turns[-1].content, turns[:-1])


def _of_names(asked: Mapping[str, Any]) -> Given:
    if others := [name for name in asked if name not in Given.__dataclass_fields__]:
        raise InputError(f"a question has no {others[0]!r}", _FORMS)
    question, scope, standalone = asked.get("question"), asked.get("scope"), asked.get("standalone")
    if not isinstance(question, str) or not isinstance(standalone, str | None):
        raise InputError("a question is a text", _FORMS)
    if isinstance(scope, Mapping):
        scope = scope_of(scope)
    if not isinstance(scope, Scope | None):
        raise InputError("a scope is a Scope, or a dict of pin, exclude, only and where", _FORMS)
    return Given(question, _turns(asked.get("history") or ()), scope, standalone)


def _turns(said: Sequence[Any]) -> tuple[Turn, ...]:
    """What people and the assistant said of a conversation, in turns or in whatever LangChain takes for messages."""
    try:
        messages = [turn if isinstance(turn, Turn) else convert_to_messages([turn])[0] for turn in said]
    except (NotImplementedError, TypeError, ValueError) as error:
        raise InputError(f"this is no conversation: {one_line(error)}", _FORMS) from None
    turns = [message if isinstance(message, Turn) else _turn(message) for message in messages]
    return tuple(turn for turn in turns if turn)


def _turn(message: BaseMessage) -> Turn | None:
    if isinstance(message, HumanMessage):
        return Turn("user", message.text)
    # What calls a tool says nothing.
    return Turn("assistant", message.text) if isinstance(message, AIMessage) and message.text else None


def _whole(pieces: list[Asked]) -> Asked:
    """An input that came in pieces, put together as LangChain does: added up, or else the last of them."""
    whole: Any = pieces[0]
    for piece in pieces[1:]:
        try:
            whole = whole + piece
        except TypeError:
            whole = piece
    return cast("Asked", whole)
