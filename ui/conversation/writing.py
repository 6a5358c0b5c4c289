"""An answer as it is written on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answer.assistant import Assistant
from rag.conversations import Conversations
from rag.conversations.writing import Writing, heartbeat
from rag.errors import ColloquyError
from rag.records import Turn
from rag.text.markdown import escape_links
from ui.answer.component import answer_column
from ui.answer.numbers import renumbered
from ui.conversation.arrival import arrive
from ui.conversation.requests import Context
from ui.conversation.turn import LATEST, PAPERS, PERSON, show_question, show_turn, show_turns


def stop_writing() -> None:
    """A click ended the script that was reading an answer; that script may not have noticed yet."""
    writing: Writing | None = st.session_state.pop("writing", None)
    if writing:
        writing.stop()


def write_answer(
    assistant: Assistant,
    conversations: Conversations,
    conversation: str,
    context: Context,
    drawn: int,
    stopping: DeltaGenerator,
) -> None:
    """Stream the answer to the question that was just asked, store it, and draw it in the place where it was written. A
    stop, like any other click, ends this script where it stands and runs it anew; what was written by then is stored,
    and drawn like any answer.

    Args:
        drawn: turns that the page has shown so far; those that followed another version go.
        stopping: where what stops it stands meanwhile, over no text.
    """
    path = conversations.turns(conversation)
    exchange = conversations.exchange(path[-1]) if path else None
    if exchange is None:  # another window has just deleted it
        st.rerun()
    earlier, asked = path[:-1], exchange.turn
    context = replace(context, leaf=asked)
    with st.container(key="turns"):
        show_turns(assistant.library, conversations, earlier, context, LATEST - 1)
        turn = st.empty()
        for _ in range(drawn - len(path)):
            st.empty()
    with turn.container():
        with st.chat_message("user", avatar=PERSON):
            show_question(assistant.library, exchange, is_answered=False)
        with st.chat_message("assistant", avatar=PAPERS):
            place = st.empty()
    stopping.button("Stop", icon=":material/stop:", key=f"stop-{asked}")
    arrive(asked)
    try:
        with heartbeat(conversations, asked):
            run = assistant.begin(
                exchange.question, _history(conversations.said(earlier)), None, exchange.scope, exchange.standalone
            )
            writing = st.session_state.writing = Writing(run, conversations, asked)
            _stream(writing, place, exchange.question, assistant.settings.model is not None)
    except ColloquyError as error:
        conversations.fail(asked, error)
    st.session_state.pop("writing", None)
    stopping.empty()
    if conversations.turns(conversation) != path:
        st.rerun()  # another window has gone on with it
    st.session_state.drawn_turns = path
    with turn:
        show_turn(assistant.library, conversations, asked, context)


def _stream(writing: Writing, place: DeltaGenerator, question: str, is_by_model: bool) -> None:
    """Write where the drawn answer will stand; until the model's first word, say how long it has been waited for. What is
    quoted comes at once, and is drawn once."""
    if not is_by_model:
        with place, st.spinner("Looking"):
            for _ in writing.pieces():
                pass
        return
    pieces = (escape_links(renumbered(piece, writing.citations)) for piece in writing.pieces())
    with place, st.spinner("Waiting for the model's first word", show_time=True):
        first = next(pieces, "")
    with place.container(), answer_column(searched=writing.answer().standalone != question):
        st.write_stream(_chained(first, pieces))


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _history(said: Sequence[tuple[str, str]]) -> list[Turn]:
    """What a question may lean on."""
    return [turn for question, answer in said for turn in (Turn("user", question), Turn("assistant", answer))]
