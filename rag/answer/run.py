"""One question, step by step: understood, its papers gathered, then declined, written by a model, or quoted."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from rag.answer.decline.decline import Declined, declined
from rag.answer.extract.extract import decline, with_table
from rag.answer.question.gather import Gathered, Gatherer
from rag.answer.question.language import languages
from rag.answer.question.question import Question
from rag.answer.question.reference import resolved
from rag.answer.question.understand import in_words_of, understand
from rag.answer.scorer import Scorer
from rag.answer.spending import Spending, over_budget
from rag.answer.stopping import Stopped, stoppable
from rag.answer.topicality import is_on_topic
from rag.answer.without_model import extracted, told_at_once
from rag.errors import LibraryError, ModelError
from rag.library.library import Library
from rag.records import Answer, Citation, Draft, Hit, Kind, Paper, Scope, Source, Timings, Turn, Usage
from rag.search.scope import bounds
from rag.setup.prices import priced
from rag.setup.settings import Settings
from rag.text.languages import in_english
from rag.text.wording import counted

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

    from rag.answer.write.writer import Writer

CONSIDERED = 10  # papers that an answer lists as considered
_SPOKEN_OF = 3  # papers that an answer most likely speaks of


class Run:
    """One question on its way: iterate `pieces`, then take the `answer`; `stop` may come from any thread.

    Args:
        model: sets up the chat model, where one is set.
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        model: Callable[[], BaseChatModel],
        question: str,
        history: Sequence[Turn],
        config: RunnableConfig | None,
        scope: Scope,
        standalone: str | None,
    ) -> None:
        self._library = library
        self._settings = settings
        self._user = library.acting().name
        self._model = model
        self._question = question
        self._history = history
        self._config = config
        self._scope = scope
        self._standalone = standalone
        self._is_stopped = Event()
        self._started = time.perf_counter()
        self._warnings: list[str] = []
        self._model_name = settings.model
        self._first_token_ms: float | None = None
        self._hits: tuple[Hit, ...] = ()
        self._understood = understand(question)
        self._languages: tuple[str, str] | None = None  # the question's and the library's, where these are two
        self._retrieve_ms: float | None = None
        self._writer: Writer | None = None  # where the model is asked
        self._draft: Draft | None = None
        self._kind: Kind | None = None  # where it is not the question's

    def pieces(self) -> Generator[str]:
        """The answer's text as it is written.

        Raises:
            InputError: a scope without a paper.
            LibraryError: an empty library.
            ModelError: a model is set that cannot be set up.
        """
        try:
            for piece in self._written_out():
                yield piece
                if self._is_stopped.is_set():
                    return
        except Stopped:
            return
        finally:  # a reader who stops has had what the model wrote by then
            self._note_spent()

    def apieces(self) -> AsyncGenerator[str]:
        """The same without blocking the event loop. Whoever stops reading, or is cancelled, stops the model.

        Raises:
            As `pieces`.
        """
        from rag.answer.aside import read_aside

        return read_aside(self.pieces(), self.stop)

    def stop(self) -> None:
        """Have `pieces` end, and the model stopped with the next thing that it sends."""
        self._is_stopped.set()

    def _written_out(self) -> Iterator[str]:
        self._open()
        if draft := self._from_records():
            yield self._shown(draft)
            return
        self._set_up_model()
        gathered = self._gather()
        spoken = self._hits[: gathered.spoken]
        bare = not any(hit.paper.abstract for hit in spoken)
        if self._writer and not bare and self._is_shown(gathered):
            try:
                yield from self._from_model(self._writer, spoken, gathered.pinned)
                return
            except ModelError as error:
                self._warnings.append(
                    f"The model {self._model_name} did not answer ({error.message}). "
                    f"These are extracts from the abstracts instead. What to do: {error.hint}."
                )
        why = self._declined(gathered, bare)
        if why:
            yield self._shown(decline(self._understood, why, self._hits, self._scorer))
        else:
            yield self._shown(extracted(self._understood, spoken, self._library, self._scorer))

    def _shown(self, draft: Draft) -> str:
        """A draft that no model wrote, shown as a whole."""
        self._draft, self._model_name = draft, None
        self._first_token_ms = self._ms()
        return draft.text

    def _from_records(self) -> Draft | None:
        """The answer to a question to the catalogue, which needs no model; None for any other."""
        understood = understand(self._question, self._history, self._standalone)
        found = told_at_once(understood, self._library, self._bounds, self._scorer)
        if not found:
            return None
        self._understood, self._kind = replace(understood, text=self._standalone or self._question), found.kind
        self._hits = tuple(Hit(paper, 0.0, 0.0, 0.0) for paper in found.papers[:CONSIDERED])
        return found.draft

    def _declined(self, gathered: Gathered, bare: bool) -> Declined | None:
        """Why the question is not answered by extracts; where it is in another language, that comes first."""
        why = declined(self._understood, self._hits, self._scorer)
        if why and gathered.pinned and (bare or why.kind == "not_in_library"):
            why = None  # it is said which papers are to speak to it
        if not self._languages:
            return why
        asked, of_library = map(in_english, self._languages)
        line = f"This looks like {asked}; the library is in {of_library}: ask in {of_library}, or set a model."
        if why:
            return Declined(why.kind, line)
        self._warnings.append(line)
        return None

    def _open(self) -> None:
        """Take up the library as it is now, and the papers that may be asked."""
        library = self._library
        if not len(library):
            raise LibraryError("the library is empty", "add papers: colloquy add PATH, or colloquy add --sample")
        self._bounds = bounds(library, self._scope)
        self._warnings += [*self._bounds.gone, *library.notices()]
        self._scorer = Scorer(library, self._bounds.papers)

    def _set_up_model(self) -> None:
        settings, library = self._settings, self._library
        if not self._model_name:
            return
        # Set up first: a model that is set but cannot work is an error, not a reason to fall back.
        model = self._model()
        if reason := over_budget(settings, library.databases, self._user):
            self._warnings.append(f"The model was not asked: {reason}. These are extracts from the abstracts instead.")
            return
        from rag.answer.write.writer import Writer

        self._writer = Writer(
            model, settings, stoppable(self._config, self._is_stopped), self._scorer, self._warnings.append
        )

    def _gather(self) -> Gathered:
        """The papers for the question as it is understood."""
        gathered = self._gathered(self._refer(self._read()))
        if self._leans_after_all(gathered):
            follow_up = self._refer(understand(self._question, self._history, is_followup=True))
            gathered = self._gathered(follow_up) if follow_up.text != self._question else gathered
        self._understood, self._hits = gathered.question, gathered.hits
        if gathered.conditions:
            self._warnings.append(f"Only papers with {', '.join(map(str, gathered.conditions))} were looked at.")
        if years := [str(c) for c in self._understood.conditions if c.field == "year" and c not in gathered.conditions]:
            self._warnings.append(f"No paper here has {', '.join(years)}: papers of all years were looked at.")
        if gathered.cut:
            self._warnings.append(f"The list ends at {gathered.spoken} papers: ask for a narrower one to see all.")
        if of_first := self._understood.compares_the_first_of:
            named = len(self._understood.sides)
            self._warnings.append(
                f"The first {named} of the last answer's {of_first} papers are compared: say which, for others."
            )
        self._retrieve_ms = self._ms()
        return gathered

    def _is_shown(self, gathered: Gathered) -> bool:
        """Whether the model is shown all that the answer is to speak of; where it is not, that is said. Groups are made of what
        records and rules tell."""
        shown = self._settings.evidence_papers
        if self._understood.grouping or self._understood.is_of_each:
            return False
        if self._understood.is_of_papers and gathered.spoken > shown:
            self._warnings.append(f"The model is shown {shown} papers; all on this list are quoted instead.")
            return False
        return True

    def _from_model(self, writer: Writer, spoken: Sequence[Hit], are_pinned: bool) -> Iterator[str]:
        has_to = len(spoken) if are_pinned or self._understood.kind == "compare" or self._understood.is_of_papers else 0
        for piece in writer.pieces(self._understood, self._hits, has_to):
            if self._first_token_ms is None:
                self._first_token_ms = self._ms()
            if piece:
                yield piece
        self._draft = writer.judged() if self._settings.judges else writer.draft()
        self._warnings += [f"The abstract of {_named(paper)} is not in the library." for paper in _bare(spoken)]
        if self._understood.kind == "compare":
            own = writer.with_own_table(self._draft, [hit.paper for hit in spoken if hit.paper.abstract])
            self._draft = own if own.table else with_table(own, self._understood, spoken, self._scorer)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those of what is written so far: at hand at any moment, where `answer` checks all of its claims first."""
        if self._draft:
            return self._draft.citations
        return self._writer.citations if self._writer else ()

    def answer(self) -> Answer:
        """The answer; before `pieces` has come to its end, what is written so far, with a notice."""
        draft, warnings = self._draft, list(self._warnings)
        if draft is None:
            draft = self._writer.draft() if self._writer else Draft("", (), ())
            warnings.append("The answer was stopped here.")
        papers = {citation.paper.id: citation.paper for citation in draft.citations}
        warnings += [f"{_named(paper)} has been retracted." for paper in papers.values() if paper.retracted]
        warnings += [f"{_named(paper)} is a notice of {paper.notice}." for paper in papers.values() if paper.notice]
        if damaged := self._library.damaged():
            warnings.append(
                f"Left out, as they are damaged on disk: {counted(len(damaged))}. colloquy doctor --repair mends that."
            )
        now = self._ms()
        return Answer(
            question=self._question,
            standalone=self._understood.text,
            kind=self._kind or self._understood.kind,
            text=draft.text,
            abstained=draft.abstained,
            citations=draft.citations,
            claims=draft.claims,
            sources=tuple(Source(hit.paper, hit.score, hit.paper.id in papers) for hit in self._hits),
            table=draft.table,
            model=self._model_name,
            usage=priced(self._writer.used() if self._writer else Usage(), self._settings),
            timings=Timings(self._retrieve_ms or now, self._first_token_ms or now, now),
            warnings=tuple(warnings),
            scope=self._scope,
            thinking=self._writer.thinking() if self._writer else "",
        )

    def _note_spent(self) -> None:
        """Put what the model used on the day's account."""
        settings, usage = self._settings, self._writer.used() if self._writer else Usage()
        if not usage.calls or settings.model is None:
            return
        try:
            Spending(self._library.databases, self._user).note(settings.model, priced(usage, settings))
        except LibraryError as error:
            self._warnings.append(f"What this answer used is not on the day's account: {error.message}")

    def _gathered(self, question: Question) -> Gathered:
        return Gatherer(self._library, self._scorer, question, self._bounds).gather(CONSIDERED)

    def _refer(self, question: Question) -> Question:
        """The question as what it refers to makes it, asked of these papers alone where it refers to some."""
        question, bounds = resolved(question, self._library, self._scorer, self._bounds)
        if bounds is not self._bounds:
            self._bounds, self._scorer = bounds, Scorer(self._library, bounds.papers)
        return question

    def _leans_after_all(self, gathered: Gathered) -> bool:
        """Whether a question that looks like one of its own makes sense only behind the conversation."""
        asked_alone = gathered.question.text == self._question and not self._standalone
        return (
            asked_alone
            and any(turn.role == "user" for turn in self._history)
            and not is_on_topic(self._scorer, self._question, gathered.hits)
        )

    def _read(self) -> Question:
        """The question as it is understood; where a model is asked, a follow-up in its words, and a question in another
        language than the library's in that language."""
        question = understand(self._question, self._history, self._standalone)
        if self._standalone:
            return question
        self._languages = languages(self._question, self._library)
        if not self._writer:
            return question
        if self._languages:
            asked, of_library = map(in_english, self._languages)
            translated = self._writer.standalone(self._question, self._history, of_library)
            put = f"{self._question}\n(In {of_library}: {translated} Answer in {asked}.)"
            return replace(understand(translated), put=put) if translated else question
        if not question.leans or question.is_of_last_papers:  # which papers it is asked of is known without a model
            return question
        rewritten = self._writer.standalone(self._question, self._history)
        return in_words_of(question, rewritten) if rewritten else question

    def _ms(self) -> float:
        return round((time.perf_counter() - self._started) * 1000, 1)


def _named(paper: Paper) -> str:
    return f"“{paper.title or paper.key}”"


def _bare(hits: Sequence[Hit]) -> list[Paper]:
    """The papers that are here by their titles alone, of the few that an answer most likely speaks of."""
    return [hit.paper for hit in hits[:_SPOKEN_OF] if not hit.paper.abstract]
