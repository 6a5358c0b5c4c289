"""The assistant: command line, page and Python all ask here. The steps of an answer are in `rag.answer.run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

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
    """Answers questions over one library: with the chat model that is set, or with extracts when none is."""

    def __init__(self, settings: Settings, library: Library | None = None) -> None:
        self.settings = settings
        self.library = Library(settings) if library is None else library

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
