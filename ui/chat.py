"""The chat page: ask, read, check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from rag.assistant import Assistant, Run
from rag.errors import ColloquyError
from rag.library import Library
from rag.records import Answer, Turn
from rag.sample import sample_papers
from rag.settings import Settings, load_settings
from rag.suggest import suggestions
from ui.answer import show_answer
from ui.opened import opened
from ui.view import while_streaming

EXTRACTS, MODEL = "Extracts only", "Model"


@dataclass
class Exchange:
    """A question of this session, its answer on the way, and then the answer."""

    question: str
    run: Run | None = None
    answer: Answer | None = None
    problem: ColloquyError | None = None


def _page() -> None:
    settings = load_settings()
    library = opened(settings)
    exchanges: list[Exchange] = st.session_state.setdefault("exchanges", [])
    mode = _sidebar(settings, library)
    if not len(library):
        _empty_library(library)
        return
    first_screen = st.empty()
    suggested = None
    if not exchanges:
        with first_screen.container():
            suggested = _first_screen(library)
    for number, exchange in enumerate(exchanges):
        _show(exchange, number)
    asked = st.chat_input("Ask the papers", key="question") or suggested
    if asked:
        first_screen.empty()
        chosen = settings if mode == MODEL else settings.model_copy(update={"model": None})
        _ask(Assistant(chosen, library), asked, exchanges)
        st.rerun()


def _sidebar(settings: Settings, library: Library) -> str:
    with st.sidebar:
        st.header("Colloquy", anchor=False)
        st.caption(f"{len(library):,} papers")
        options = [EXTRACTS, MODEL] if settings.model else [EXTRACTS]
        mode = st.radio("Answers", options, index=len(options) - 1, key="mode", persist_state="session")
        if settings.model:
            st.caption(f"Model: {while_streaming(settings.model)}")
        else:
            st.caption("Sentences of the abstracts, word for word. For written answers set COLLOQUY_MODEL.")
        if st.session_state.exchanges and st.button("New conversation", icon=":material/add:"):
            st.session_state.exchanges.clear()
            st.rerun()
    return mode


def _empty_library(library: Library) -> None:
    st.title("No papers yet", anchor=False)
    st.page_link("library.py", label="Add your own in the library", icon=":material/library_books:")
    st.write("Or look around first:")
    if st.button("Load the 47 sample papers", type="primary"):
        with st.spinner("Reading the sample papers"):
            library.add(sample_papers())
        st.rerun()


def _first_screen(library: Library) -> str | None:
    """What this is, and questions to start with; the one that was clicked."""
    st.title("Ask your papers", anchor=False)
    st.write(
        f"Answers come from {len(library):,} abstracts. Each sentence has a number: hover over it for the sentence "
        "it rests on, click it to see that sentence in its abstract."
    )
    for question in suggestions(library.papers()):
        if st.button(while_streaming(question), key=question, icon=":material/arrow_forward:", type="tertiary"):
            return question
    return None


def _show(exchange: Exchange, number: int) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.text(exchange.question)
    with st.chat_message("assistant", avatar=":material/forum:"):
        if exchange.problem:
            st.error(while_streaming(exchange.problem.message), icon=":material/error:")
            st.caption(while_streaming(exchange.problem.hint))
        if exchange.run and not exchange.answer:
            # A click ended the script that was reading it; that script may not have noticed yet.
            exchange.answer = exchange.run.answer()
        if exchange.answer:
            show_answer(exchange.answer, key=f"answer-{number}")


def _ask(assistant: Assistant, question: str, exchanges: list[Exchange]) -> None:
    """Stream an answer. A stop, like any other click, ends this script where it stands and runs it anew; the
    exchange is kept from the start, so that what was written by then is drawn like any answer.
    """
    exchange = Exchange(question)
    history = [turn for earlier in exchanges for turn in _turns(earlier)]
    exchanges.append(exchange)
    with st.chat_message("user", avatar=":material/person:"):
        st.text(question)
    with st.chat_message("assistant", avatar=":material/forum:"):
        try:
            exchange.run = assistant.begin(question, history)
            text = st.container()
            st.button("Stop", icon=":material/stop:", key=f"stop-{len(exchanges)}")
            pieces = _safe(exchange.run)
            with text:
                with st.spinner("Looking"):
                    first = next(pieces, "")
                st.write_stream(_chained(first, pieces))
            exchange.answer = exchange.run.answer()
        except ColloquyError as error:
            exchange.problem, exchange.run = error, None


def _safe(run: Run) -> Iterator[str]:
    for piece in run.pieces():
        yield while_streaming(piece)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _turns(exchange: Exchange) -> list[Turn]:
    """What a later question may lean on: nothing of a question that got no answer."""
    if exchange.answer is None:
        return []
    return [Turn("user", exchange.question), Turn("assistant", exchange.answer.text)]


try:
    _page()
except ColloquyError as error:
    st.error(while_streaming(error.message), icon=":material/error:")
    st.caption(while_streaming(error.hint))
