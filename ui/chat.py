"""The chat page: ask, read, check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answer.assistant import Assistant
from rag.answer.suggest import suggestions
from rag.conversations import Conversations, Exchange
from rag.conversations.writing import Writing, at_it
from rag.errors import ColloquyError
from rag.library.library import Library
from rag.records import Turn
from rag.setup.settings import load_settings
from rag.text.markdown import escape_links
from ui.acts import Present, Request
from ui.answer import answer_column
from ui.arrival import arrive
from ui.dropped import offer_sample
from ui.kept import conversations, open_conversation, turn_to
from ui.opened import opened
from ui.problem import show_problem
from ui.scope import chosen_scope, scope_chooser
from ui.sidebar import choose_model, show_conversations
from ui.turn import PAPERS, PERSON, ask, show_question, show_turn

_LATEST = 10  # turns drawn of a long conversation, until the earlier ones are asked for
_SUGGESTED_FROM = 200  # papers


def _page() -> None:
    settings = load_settings()
    library = opened(settings)
    kept = conversations(library)
    _stop_writing()
    current = open_conversation()
    model = choose_model(settings, library)
    if not len(library):
        show_conversations(library, kept, current)
        _empty_library(library)
        return
    drawn: tuple[int, ...] = st.session_state.get("drawn", ())
    present = Present(settings.model, model, chosen_scope(), drawn[-1] if drawn else None)
    first_screen = st.empty()
    if request := _requested(library, present):
        asked = kept.ask(request.question, current, request.parent, request.scope, request.standalone)
        turn_to(asked.conversation)
        st.session_state.asked = asked.turn
        show_conversations(library, kept, asked.conversation)
        assistant = Assistant(settings.model_copy(update={"model": request.model}), library)
        _answer(assistant, kept, asked.conversation, present, len(drawn))
        return
    show_conversations(library, kept, current)
    path = kept.path(current) if current and kept.headings.of(current) else ()
    st.session_state.drawn = _numbers(path)
    present = replace(present, leaf=path[-1].turn if path else None)
    with st.container(key="turns"):
        _turns(library, kept, path, present)
    arrive(st.session_state.get("asked"))
    if not path:
        with first_screen.container():
            _first_screen(library, present, is_unknown=current is not None)


def _stop_writing() -> None:
    """A click ended the script that was reading an answer; that script may not have noticed yet."""
    writing: Writing | None = st.session_state.pop("writing", None)
    if writing:
        writing.stop()


def _requested(library: Library, present: Present) -> Request | None:
    """The question to be asked now: asked with a click, or typed."""
    with st.bottom:
        scope_chooser(library)
        # Within `st.bottom` only, the page stays where its reader is while an answer is written.
        typed = st.chat_input("Ask the papers", key="question")
    clicked: Request | None = st.session_state.pop("request", None)
    return clicked or (present.asks(typed) if typed else None)


def _empty_library(library: Library) -> None:
    st.title("No papers yet", anchor=False)
    st.page_link("library.py", label="Add your own in the library", icon=":material/library_books:")
    st.write("Or look around first:")
    offer_sample(library)


def _first_screen(library: Library, present: Present, is_unknown: bool) -> None:
    """What this is, and questions to start with."""
    if is_unknown:
        st.title("No such conversation", anchor=False)
        st.write("It may have been deleted. Those that are there are listed at the side; a question begins a new one.")
        return
    st.title("Ask your papers", anchor=False)
    st.write(
        f"Answers come from {len(library):,} abstracts. Each sentence has a number: hover over it for the sentence "
        "it rests on, click it to see that sentence in its abstract."
    )
    for question in _suggested(library, str(library.home), library.generation()):
        if st.button(escape_links(question), key=question, icon=":material/arrow_forward:", type="tertiary"):
            ask(present.asks(question))


@st.cache_resource(max_entries=1, show_spinner=False)
def _suggested(_library: Library, home: str, generation: int) -> tuple[str, ...]:
    return suggestions(_library.spread(_SUGGESTED_FROM))


def _turns(
    library: Library, kept: Conversations, path: Sequence[Exchange], present: Present, latest: int = _LATEST
) -> None:
    """Draw turns, of many only the latest until all are asked for."""
    hidden = len(path) - latest
    if hidden > 0 and path[0].turn not in st.session_state.get("shown_whole", ()):
        if st.button(f"Show the {hidden} earlier questions", icon=":material/expand_less:", type="tertiary"):
            st.session_state.shown_whole = {path[0].turn}
            st.rerun()
        path = path[hidden:]
    for exchange in path:
        show_turn(library, kept, exchange, present)


def _answer(assistant: Assistant, kept: Conversations, conversation: str, present: Present, drawn: int) -> None:
    """Stream the answer to the question that was just asked, keep it, and draw it in the place where it was written. A
    stop, like any other click, ends this script where it stands and runs it anew; what was written by then is kept,
    and drawn like any answer.

    Args:
        drawn: turns that the page has shown so far; those that followed another version go.
    """
    *earlier, exchange = path = kept.path(conversation)
    present = replace(present, leaf=exchange.turn)
    with st.container(key="turns"):
        _turns(assistant.library, kept, earlier, present, _LATEST - 1)
        turn = st.empty()
        for _ in range(drawn - len(path)):
            st.empty()
    with turn.container():
        with st.chat_message("user", avatar=PERSON):
            show_question(assistant.library, exchange, is_answered=False)
        with st.chat_message("assistant", avatar=PAPERS):
            place = st.empty()
            st.button("Stop", icon=":material/stop:", key=f"stop-{exchange.turn}")
    arrive(exchange.turn)
    try:
        with at_it(kept, exchange.turn):
            run = assistant.begin(exchange.question, _history(earlier), None, exchange.scope, exchange.standalone)
            writing = st.session_state.writing = Writing(run, kept, exchange.turn)
            _stream(writing, place, exchange.question)
    except ColloquyError as error:
        kept.fail(exchange.turn, error)
    st.session_state.pop("writing", None)
    answered = kept.path(conversation)
    if _numbers(answered) != _numbers(path):
        st.rerun()  # another window has gone on with it
    st.session_state.drawn = _numbers(path)
    with turn:
        show_turn(assistant.library, kept, answered[-1], present)


def _stream(writing: Writing, place: DeltaGenerator, question: str) -> None:
    """Write where the drawn answer will stand."""
    pieces = map(escape_links, writing.pieces())
    with place, st.spinner("Looking"):
        first = next(pieces, "")
    with place.container(), answer_column(searched=writing.answer().standalone != question):
        st.write_stream(_chained(first, pieces))


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _numbers(path: Sequence[Exchange]) -> tuple[int, ...]:
    return tuple(exchange.turn for exchange in path)


def _history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """What a question may lean on: nothing of an earlier one that got no answer."""
    answered = [exchange for exchange in exchanges if exchange.answer]
    return [turn for e in answered for turn in (Turn("user", e.question), Turn("assistant", e.answer.text))]


try:
    _page()
except ColloquyError as error:
    show_problem(error)
