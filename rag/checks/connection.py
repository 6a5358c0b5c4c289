"""Whether the chat model and the embedder answer: one small call each, told in words with what to do."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass

from rag.answer.question.understand import understand
from rag.answer.write.chain import ask_model
from rag.answer.write.prompt import answer_prompt
from rag.answer.write.selection import Evidence
from rag.errors import ModelError
from rag.library.library import Library
from rag.records import Paper, Sentence, Span
from rag.setup.address import is_this_machine
from rag.setup.chat_model import chat_model, offered
from rag.setup.embedders import EMBEDDED, embedder
from rag.setup.prices import TYPICAL_PROMPT, typical_cost
from rag.setup.servers.dialect import forget, known, learn, place_of
from rag.setup.servers.failure import TimedOut, listed
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

PATIENCE = 60.0  # seconds of silence after which a trial call is given up
_ABSTRACT = "Scout bees tell the way to flowers by a dance. The dance was seen in 14 of 15 hives."
_ASKED = "How do scout bees tell the way?"


@dataclass(frozen=True, slots=True)
class Trial:
    """A model that answers: the seconds to its first word, and the models that its server has, where it tells."""

    model: str
    at: str | None
    seconds: float
    offered: tuple[str, ...]
    expected: str  # what a question will take; "" where nothing is known

    def __str__(self) -> str:
        first = f"{self.model} answers{f' at {self.at}' if self.at else ''} in {self.seconds:.1f} s"
        has = f"its server has {listed(list(self.offered))}" if self.offered else ""
        return "; ".join(filter(None, (first, self.expected, has)))


def model_answers(settings: Settings) -> str:
    """That the model answers, or that none is set.

    Raises:
        ModelError: it does not: why, and what to do.
    """
    if not settings.model:
        return "none set: answers are extracts; COLLOQUY_MODEL=openai:... or a local server gives written ones"
    return str(tried(settings))


def tried(settings: Settings) -> Trial:
    """Ask the model that is set as a question does, up to the first word of its answer; what its server refuses, and how
    long it took, is remembered.

    Raises:
        ModelError: it does not answer: why, and what to do.
    """
    trial = _trial(settings)
    place = place_of(trial)
    forget(place)
    question, evidence = understand(_ASKED), _evidence()
    try:
        model = chat_model(trial)
        started = time.perf_counter()
        with closing(iter(ask_model(model, question, evidence, None))) as pieces:
            next(piece for piece in pieces if piece.strip())
    except ModelError as error:
        hint = error.hint
        if isinstance(error, TimedOut) and settings.timeout > PATIENCE:
            hint = "check that the server is up and not overloaded; a trial waits no longer than this"
        raise ModelError(f"{trial.model} does not answer: {error.message}", hint) from None
    took = time.perf_counter() - started
    learn(place, first_word=took, prompt=count_tokens("\n".join(answer_prompt(question, evidence))))
    has = tuple(offered(trial)) if trial.base_url else ()
    return Trial(settings.model or "", settings.base_url, took, has, expected(settings))


def expected(settings: Settings) -> str:
    """What a question to the model that is set will take, in words: its cost, or, on this machine, the time to the first
    word, as it was measured last; "" where neither is known."""
    if settings.base_url and is_this_machine(settings.base_url):
        dialect = known(place_of(settings))
        if not dialect.first_word or not dialect.prompt:
            return ""
        seconds = dialect.first_word * max(TYPICAL_PROMPT / dialect.prompt, 1)
        return (
            f"a question will take some {seconds:.0f} s to its first word"
            if seconds >= 1
            else "a question takes a moment"
        )
    dollars = typical_cost(settings)
    return "" if dollars is None else f"a question will cost some ${dollars:.2g}"


def embedder_answers(library: Library) -> str:
    """That the library's embedder answers, with vectors of the library's length.

    Raises:
        ModelError: it does not answer.
        LibraryError: it gives other vectors than the library's.
    """
    name = library.embedding
    started = time.perf_counter()
    if name != EMBEDDED:
        embedder(name, _trial(library.settings)).question("test")
    took = time.perf_counter() - started
    dimensions = len(library.embed("test"))
    if name == EMBEDDED:
        return f"{name}, {dimensions} dimensions, on this machine"
    return f"{name} answers in {took:.1f} s, {dimensions} dimensions"


def unencrypted(settings: Settings) -> bool:
    """Whether the key and the questions would be readable on their way to another machine."""
    address = settings.base_url or ""
    return address.startswith("http://") and not is_this_machine(address)


def _trial(settings: Settings) -> Settings:
    return settings.model_copy(update={"timeout": min(settings.timeout, PATIENCE), "retries": 0})


def _evidence() -> list[Evidence]:
    paper = Paper(id="trial", key="trial", title="The dances of bees", abstract=_ABSTRACT, year=1927)
    cut = _ABSTRACT.index(" The dance was")
    spans = (Span(0, cut), Span(cut + 1, len(_ABSTRACT)))
    return [Evidence(paper, tuple(Sentence(paper, span, span.of(_ABSTRACT)) for span in spans))]
