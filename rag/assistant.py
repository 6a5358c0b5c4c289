"""Wiring: the order of the steps, nothing else. Command line, page and Python all ask here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rag.errors import LibraryError, ModelError
from rag.evidence import Scorer, split
from rag.extract import NOTHING, extract, speaks_to
from rag.library import Library
from rag.records import Answer, Draft, Hit, Paper, Query, Source, Span, Timings, Turn, Usage
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.understand import checked, is_followup, understand

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

CONSIDERED = 10  # papers that an answer lists as considered
_REWRITTEN_CHARS = 500  # a longer rewriting of a follow-up is no question


class Assistant:
    """Answers questions over one library: with the chat model that is set, or with extracts when none is."""

    def __init__(self, settings: Settings, library: Library | None = None) -> None:
        self.settings = settings
        self.library = library or Library(settings)

    @cached_property
    def model(self) -> BaseChatModel:
        from rag.models import chat_model

        return chat_model(self.settings)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        config: RunnableConfig | None = None,
    ) -> Answer:
        """The whole answer. `config` carries LangChain callbacks, tags and metadata to the model's calls.

        Raises:
            InputError: an empty or too long question.
            LibraryError: an empty library.
            ModelError: a model is set that cannot be set up. One that fails when called gives extracts instead.
        """
        run = self.begin(question, history, config)
        for _ in run.pieces():
            pass
        return run.answer()

    def begin(
        self,
        question: str,
        history: Sequence[Turn] = (),
        config: RunnableConfig | None = None,
    ) -> Run:
        """The same, to be read piece by piece as it is written.

        Raises:
            InputError: an empty or too long question.
        """
        return Run(self, checked(question), history, config)


class Run:
    """One question on its way: iterate `pieces`, then take the `answer`."""

    def __init__(
        self, assistant: Assistant, question: str, history: Sequence[Turn], config: RunnableConfig | None
    ) -> None:
        self._assistant = assistant
        self._question = question
        self._history = history
        self._config = config
        self._started = time.perf_counter()
        self._usage = Usage()
        self._warnings: list[str] = []
        self._model_name = assistant.settings.model
        self._first_token_ms: float | None = None
        self._draft: Draft | None = None

    @property
    def started(self) -> bool:
        """Whether there is an answer to take, be it whole or what a stop has left."""
        return self._draft is not None

    def pieces(self) -> Iterator[str]:
        """The answer's text as it is written. Closed early, it leaves what was written so far as the answer.

        Raises:
            LibraryError: an empty library.
            ModelError: a model is set that cannot be set up.
        """
        library = self._assistant.library
        if not len(library):
            raise LibraryError("the library is empty", "add papers: colloquy add PATH, or colloquy add --sample")
        # Set up first: a model that is set but cannot work is an error, not a reason to fall back.
        self._model = self._assistant.model if self._model_name else None
        self._query = self._understood()
        self._hits = retrieve(library, self._query.standalone, CONSIDERED)
        self._retrieve_ms = self._ms()
        self._scorer = Scorer(library)
        if not speaks_to(self._hits, self._query, self._scorer):
            self._draft = Draft(NOTHING, (), (), abstained="not_in_library")
        elif self._model:
            try:
                yield from self._from_model()
                return
            except ModelError as error:
                self._warnings.append(
                    f"The model {self._model_name} did not answer ({error.message}). "
                    "These are extracts from the abstracts instead."
                )
                self._draft = extract(self._query, self._hits, self._scorer)
        else:
            self._draft = extract(self._query, self._hits, self._scorer)
        self._model_name = None
        self._first_token_ms = self._ms()
        yield self._draft.text

    def answer(self) -> Answer:
        cited = {citation.paper.id for citation in self._draft.citations}
        return Answer(
            question=self._question,
            standalone=self._query.standalone,
            kind="answer",
            text=self._draft.text,
            abstained=self._draft.abstained,
            citations=self._draft.citations,
            claims=self._draft.claims,
            sources=tuple(Source(hit.paper, hit.score, hit.paper.id in cited) for hit in self._hits),
            table=None,
            model=self._model_name,
            usage=self._usage,
            timings=Timings(self._retrieve_ms, self._first_token_ms or self._ms(), self._ms()),
            warnings=tuple(self._warnings),
        )

    def _understood(self) -> Query:
        query = understand(self._question, self._history)
        if not (self._model and is_followup(self._question, self._history)):
            return query
        from rag.chain import make_standalone

        try:
            rewritten, usage = make_standalone(self._model, self._question, self._history, self._config)
        except ModelError as error:
            self._warnings.append(f"The follow-up was put together by rules: {error.message}")
            return query
        self._usage = self._usage.plus(usage)
        return replace(query, standalone=rewritten) if 0 < len(rewritten) <= _REWRITTEN_CHARS else query

    def _from_model(self) -> Iterator[str]:
        from rag.chain import ask_model
        from rag.cite import CitedReply
        from rag.verify import claims

        settings = self._assistant.settings
        papers = [hit.paper for hit in self._hits[: settings.evidence_papers]]
        reply = ask_model(self._model, self._query.standalone, papers, settings.evidence_tokens, self._config)
        cited = CitedReply(papers, self._sentence_for)
        finished = False
        try:
            for piece in reply:
                if self._first_token_ms is None:
                    self._first_token_ms = self._ms()
                if ready := cited.feed(piece):
                    yield ready
            if rest := cited.finish():
                yield rest
            finished = True
        finally:
            self._usage = self._usage.plus(reply.usage)
            if cited.text:
                if reply.problem:
                    self._warnings.append(f"The answer was cut off: {reply.problem}")
                elif not finished:
                    self._warnings.append("The answer was stopped here.")
                self._draft = Draft(cited.text, tuple(cited.citations), claims(cited.text, cited.citations))

    def _sentence_for(self, claim: str, paper: Paper) -> Span:
        """The sentence of an abstract that best fits a claim."""
        candidates = split(paper)
        return candidates[int(self._scorer.scores(claim, candidates).argmax())].span

    def _ms(self) -> float:
        return round((time.perf_counter() - self._started) * 1000, 1)
