"""The turns of a conversation: each question, its answer, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from rag.answer.suggest import followups
from rag.conversations import Conversations, Exchange, Thumb
from rag.library.library import Library
from rag.records import Answer, Turn
from ui.answer.act import Act
from ui.answer.component import show_answer, show_next
from ui.conversation.requests import Context, Request, again, edited, requested
from ui.later import later
from ui.papers.scope import scope_words
from ui.problem import show_problem

LATEST = 10  # turns drawn of a long conversation, until the earlier ones are asked for
PERSON, PAPERS = ":material/person:", ":material/forum:"
_THUMBS: tuple[Thumb, ...] = ("down", "up")
_LEFT = "the page was left or the program ended."
_BROKEN_OFF = f"This answer was broken off: {_LEFT}"
_NOTHING_WRITTEN = f"There is no answer: {_LEFT}"
_LOOK = 2.0  # seconds between looks at what another window writes


def show_turns(
    library: Library, conversations: Conversations, path: Sequence[int], context: Context, latest: int = LATEST
) -> None:
    """Draw turns, of many only the latest until all are asked for."""
    hidden = len(path) - latest
    if hidden > 0 and path[0] not in st.session_state.get("shown_whole", ()):
        if st.button(f"Show the {hidden} earlier questions", icon=":material/expand_less:", type="tertiary"):
            st.session_state.shown_whole = {path[0]}
            st.rerun()
        path = path[hidden:]
    for turn in path:
        show_turn(library, conversations, turn, context)


@st.fragment
def show_turn(library: Library, conversations: Conversations, turn: int, context: Context) -> None:
    """Draw a turn. What is done with it is drawn anew by itself, unless it asks a question. What was answered is read here
    each time: a session keeps all that a fragment is given."""
    exchange = conversations.exchange(turn)
    if exchange is None:  # another window has deleted it
        return
    with st.chat_message("user", avatar=PERSON):
        if st.session_state.get(_editing(exchange.turn)):
            _edit(exchange, context)
        else:
            show_question(library, exchange)
    with st.chat_message("assistant", avatar=PAPERS):
        _outcome(conversations, exchange, context)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row-{exchange.turn}"):
            _again(exchange, context)
            _versions(conversations, exchange)
            thumb = _thumbs(conversations, exchange) if exchange.answer else None
        if thumb:
            _comment(conversations, exchange)
        if exchange.answer and exchange.turn == context.leaf and not exchange.has_heartbeat:
            _ask_next(library, exchange, exchange.answer, context)


def ask(request: Request) -> None:
    """Have the page ask a question."""
    st.session_state.request = request
    st.rerun()


def _outcome(conversations: Conversations, exchange: Exchange, context: Context) -> None:
    if exchange.problem:
        show_problem(exchange.problem)
    if exchange.answer:
        _answer(exchange, exchange.answer, context)
    if exchange.has_heartbeat:
        _written_elsewhere(conversations, exchange.turn)
    elif not exchange.ended:
        st.caption(_BROKEN_OFF if exchange.answer else _NOTHING_WRITTEN)


@st.fragment(run_every=_LOOK)
def _written_elsewhere(conversations: Conversations, turn: int) -> None:
    """Say so until it is over; then the page shows what came of it."""
    st.caption("This answer is being written in another window. It is shown here when it is finished.")
    if not conversations.has_heartbeat(turn):
        st.rerun()


def _answer(exchange: Exchange, answer: Answer, context: Context) -> None:
    act = show_answer(answer, key=f"answer-{exchange.turn}")
    if answer.thinking:
        with st.expander("Thinking", icon=":material/psychology:"):
            st.text(answer.thinking)
    _do(act, exchange, context)


def _do(act: Act | None, exchange: Exchange, context: Context) -> None:
    """What was clicked on."""
    if act is None:
        return
    if act.do == "open":
        st.switch_page("page/paper.py", query_params={"paper": act.paper})
    elif request := requested(act, exchange, context):
        ask(request)


def _ask_next(library: Library, exchange: Exchange, answer: Answer, context: Context) -> None:
    """Questions to ask next, which stand last: they are tried when all else is there, and nothing moves when they come."""
    said = (Turn("user", answer.question), Turn("assistant", answer.text))
    key = ("next", str(library.home), library.generation(), exchange.turn, context.scope)
    if found := later(key, lambda: followups(answer, library, said, context.scope)):
        _do(show_next(found, key=f"next-{exchange.turn}"), exchange, context)


def show_question(library: Library, exchange: Exchange, is_answered: bool = True) -> None:
    """Draw a question and what it was asked of, to be edited once it is answered: nothing moves when it is."""
    name = exchange.turn if is_answered else "asked"  # one script may draw it both ways
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(exchange.question, width="stretch")
        st.button(
            "Edit",
            key=f"edit-{name}",
            icon=":material/edit:",
            type="tertiary",
            disabled=not is_answered,
            on_click=_edited,
            args=(exchange.turn, True),
        )
    if asked := scope_words(exchange.scope, library):
        with st.container(key=f"asked-of-{name}"):
            st.text(f"Asked of {asked}")


def _edit(exchange: Exchange, context: Context) -> None:
    with st.form(f"edit-form-{exchange.turn}", border=False):
        question = st.text_area("Question", exchange.question, key=f"edited-{exchange.turn}")
        with st.container(horizontal=True):
            if st.form_submit_button("Ask", type="primary"):
                _edited(exchange.turn, False)
                ask(edited(exchange, question, context.model))
            st.form_submit_button("Cancel", on_click=_edited, args=(exchange.turn, False))


def _edited(turn: int, is_on: bool) -> None:
    """Have a turn's question edited, or leave it."""
    st.session_state[_editing(turn)] = is_on


def _editing(turn: int) -> str:
    return f"editing-{turn}"


def _again(exchange: Exchange, context: Context) -> None:
    """Ask again; where a model is set, it can be another one for once, at the same server, or none."""
    key = f"again-{exchange.turn}"
    if context.offered is None:
        if st.button("Ask again", icon=":material/refresh:", type="tertiary", key=key):
            ask(again(exchange, None))
        return
    with st.popover("Ask again", icon=":material/refresh:", type="tertiary", key=key):
        model = st.text_input("Model", context.offered, key=f"model-{exchange.turn}", max_chars=200)
        with st.container(horizontal=True):
            if st.button("Ask it", type="primary", key=f"by-model-{exchange.turn}", disabled=not model.strip()):
                ask(again(exchange, model.strip()))
            if st.button("Extracts only", key=f"by-extracts-{exchange.turn}"):
                ask(again(exchange, None))


def _versions(conversations: Conversations, exchange: Exchange) -> None:
    """Which of the versions of its turn this is, and the way to the others."""
    versions, place = exchange.versions, exchange.versions.index(exchange.turn)
    if len(versions) == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        for name, to, icon in (("Previous", place - 1, "chevron_left"), ("Next", place + 1, "chevron_right")):
            if name == "Next":
                st.caption(f"{place + 1} of {len(versions)}", width="content")
            exists = 0 <= to < len(versions)
            key = f"{name}-{exchange.turn}"
            if st.button(name, key=key, icon=f":material/{icon}:", type="tertiary", disabled=not exists):
                conversations.show(versions[to])
                st.rerun()


def _thumbs(conversations: Conversations, exchange: Exchange) -> Thumb | None:
    """What the reader thinks of the answer."""
    before = exchange.thumb and _THUMBS.index(exchange.thumb)
    place = st.feedback("thumbs", key=f"thumb-{exchange.turn}", default=before)
    thumb = None if place is None else _THUMBS[place]
    if thumb != exchange.thumb:
        conversations.rate(exchange.turn, thumb)
    return thumb


def _comment(conversations: Conversations, exchange: Exchange) -> None:
    turn = exchange.turn
    key = f"comment-{turn}"

    def store() -> None:
        conversations.comment(turn, st.session_state[key].strip())
        st.toast("Kept with the answer.")

    st.text_input(
        "Comment on the answer",
        exchange.comment,
        key=key,
        placeholder="What is good or wrong? Enter keeps it.",
        label_visibility="collapsed",
        max_chars=2000,
        on_change=store,
    )
