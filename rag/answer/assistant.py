"""The assistant: command line, page and Python all ask here. The steps of an answer are in `rag.answer.run`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from rag.answer.question.understand import checked
from rag.answer.run import Run
from rag.library.library import Library
from rag.records import EVERYTHING, Answer, Scope, Turn
from rag.setup.settings import Settings
from rag.text.cleaning import plain_text

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig


class Assistant:
    """Answers questions over one library: with the chat model that is set, or with extracts when none is.

    Safe from many threads. A `with` closes at its end the library that the assistant opened itself.

    Args:
        settings: the model's and the library's; or a library, whose own settings then hold.
        library: the one to ask; without it the one at `settings.home` is opened.
    """

    def __init__(self, settings: Settings | Library, library: Library | None = None) -> None:
        self._opened: Library | None = None
        if isinstance(settings, Library):
            self.library, self.settings = settings, settings.settings
        else:
            if library is None:
                library = self._opened = Library(settings)
            self.library, self.settings = library, settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the library, where the assistant has opened it."""
        if self._opened:
            self._opened.close()

    @cached_property
    def model(self) -> BaseChatModel:
        from rag.setup.chat_model import chat_model

        return chat_model(self.settings)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        config: RunnableConfig | None = None,
        scope: Scope = EVERYTHING,
        standalone: str | None = None,
    ) -> Answer:
        """The whole answer.

        Args:
            config: LangChain callbacks, tags and metadata for the model's calls.
            scope: which papers are asked.
            standalone: what to search for in place of the question, such as an earlier answer's, edited.

        Raises:
            InputError: an empty or too long question or `standalone`; a scope without a paper.
            LibraryError: an empty library.
            ModelError: a model is set that cannot be set up. One that fails when called gives extracts instead.
        """
        run = self.begin(question, history, config, scope, standalone)
        for _ in run.pieces():
            pass
        return run.answer()

    async def aask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        config: RunnableConfig | None = None,
        scope: Scope = EVERYTHING,
        standalone: str | None = None,
    ) -> Answer:
        """The same without blocking the event loop. Cancelled, it stops the model with the next thing that it sends.

        Raises:
            As `ask`.
        """
        run = self.begin(question, history, config, scope, standalone)
        async for _ in run.apieces():
            pass
        return run.answer()

    def astream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        config: RunnableConfig | None = None,
        scope: Scope = EVERYTHING,
        standalone: str | None = None,
    ) -> AsyncGenerator[str]:
        """The answer's text as it is written, piece by piece; for whoever wants the answer too there is `begin`.

        Raises:
            As `ask`.
        """
        return self.begin(question, history, config, scope, standalone).apieces()

    def begin(
        self,
        question: str,
        history: Sequence[Turn] = (),
        config: RunnableConfig | None = None,
        scope: Scope = EVERYTHING,
        standalone: str | None = None,
    ) -> Run:
        """The same, to be read piece by piece as it is written.

        Raises:
            InputError: an empty or too long question or `standalone`.
        """
        edited = None if standalone is None else checked(standalone)
        said = [replace(turn, content=plain_text(turn.content)) for turn in history]
        return Run(self.library, self.settings, lambda: self.model, checked(question), said, config, scope, edited)
