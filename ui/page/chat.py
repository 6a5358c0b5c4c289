"""The chat page: ask, read, check."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answer.assistant import Assistant
from rag.answer.suggest import Suggestion, SuggestionKind, suggestions
from rag.errors import ColloquyError, InputError
from rag.library.library import Library
from rag.records import Scope
from rag.setup.settings import load_settings, sourced
from rag.text.markdown import escape_links
from rag.text.wording import counted
from ui.conversation.arrival import arrive
from ui.conversation.current import open_conversation, switch_to
from ui.conversation.requests import Context, Request
from ui.conversation.sidebar import choose_model, show_conversations
from ui.conversation.turn import ask, show_turns
from ui.conversation.writing import stop_writing, write_answer
from ui.later import later
from ui.papers.scope import chosen_scope, scope_chooser
from ui.papers.upload import offer_sample
from ui.people.limits import check_rate
from ui.people.person import may
from ui.problem import show_problem
from ui.setup.offers import offers_section
from ui.shared import shared_conversations, shared_library

_ICONS: dict[SuggestionKind, str] = {
    "fact": ":material/lightbulb:",
    "comparison": ":material/compare_arrows:",
    "list": ":material/format_list_bulleted:",
    "overview": ":material/travel_explore:",
}


def _page() -> None:
    settings = load_settings()
    library = shared_library(settings)
    conversations = shared_conversations(library)
    stop_writing()
    current = open_conversation()
    if library.is_read_only and not st.session_state.get("told_read_only"):
        st.session_state.told_read_only = True
        st.toast("This library is read-only: conversations are not kept.", icon=":material/lock:", duration="long")
    model = choose_model(settings, library)
    if not len(library):
        show_conversations(library, conversations, current)
        _empty_library(library)
        return
    drawn: tuple[int, ...] = st.session_state.get("drawn_turns", ())
    context = Context(settings.model, model, chosen_scope(), drawn[-1] if drawn else None)
    first_screen = st.empty()
    request, stopping = _requested(library, context)
    if request:
        check_rate(settings, conversations)
        asked = conversations.ask(request.question, current, request.parent, request.scope, request.standalone)
        switch_to(asked.conversation)
        st.session_state.asked_turn = asked.turn
        show_conversations(library, conversations, asked.conversation)
        assistant = Assistant(settings.model_copy(update={"model": request.model}), library)
        write_answer(assistant, conversations, asked.conversation, context, len(drawn), stopping)
        return
    show_conversations(library, conversations, current)
    path = conversations.turns(current) if current and conversations.headings.of(current) else ()
    st.session_state.drawn_turns = path
    context = replace(context, leaf=path[-1] if path else None)
    with st.container(key="turns"):
        show_turns(library, conversations, path, context)
    arrive(st.session_state.get("asked_turn"))
    if not path:
        with first_screen.container():
            _first_screen(library, context, is_unknown=current is not None)


def _requested(library: Library, context: Context) -> tuple[Request | None, DeltaGenerator]:
    """The question to be asked now, asked with a click or typed, and the place for what stops its answer."""
    with st.bottom:
        with st.container(horizontal=True, vertical_alignment="center", key="asking"):
            scope_chooser(library)
            stopping = st.empty()
        # Within `st.bottom` only, the page stays where its reader is while an answer is written.
        typed = st.chat_input("Ask the papers", key="question")
    clicked: Request | None = st.session_state.pop("request", None)
    return clicked or (context.asks(typed) if typed else None), stopping


def _empty_library(library: Library) -> None:
    st.title("No papers yet", anchor=False)
    if not may("editor"):
        st.write("Those who may add papers have added none yet.")
        return
    st.page_link("page/library.py", label="Add your own in the library", icon=":material/library_books:")
    st.write("Or look around first:")
    offer_sample(library)


def _first_screen(library: Library, context: Context, is_unknown: bool) -> None:
    """What this is, and questions to start with."""
    if is_unknown:
        st.title("No such conversation", anchor=False)
        st.write("It may have been deleted. Those that are there are listed at the side; a question begins a new one.")
        return
    st.title("Ask your papers", anchor=False)
    st.write(
        f"Answers come from the abstracts of {counted(len(library))}. Every number leads to the sentence behind it."
    )
    if not context.offered and may("owner"):
        offers_section(sourced())
    key = ("first", str(library.home), library.generation(), library.tags.changes(), context.scope)
    found = later(key, lambda: _suggested(library, context.scope), "Looking for questions that these papers answer.")
    with st.container(gap="xxsmall", key="suggested"):
        for one in found or ():
            if st.button(escape_links(one.question), key=one.question, icon=_ICONS[one.kind], type="tertiary"):
                ask(context.asks(one.question))


def _suggested(library: Library, scope: Scope) -> tuple[Suggestion, ...]:
    try:
        return suggestions(library, scope)
    except InputError:  # the scope has no paper any more, which is said when it is asked
        return ()


try:
    _page()
except ColloquyError as error:
    show_problem(error)
