"""The sidebar: how questions are answered, and the conversations that were had."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from rag.conversations import Conversations, Heading
from rag.errors import ColloquyError
from rag.export import Format
from rag.export.formats import conversation_in
from rag.library.library import Library
from rag.setup.settings import Settings, load_settings
from rag.text.markdown import escape_links
from ui.conversation.current import go_to, opened_last
from ui.conversation.headings import day, label, runs_left
from ui.conversation.sharing import shared_address
from ui.file_name import file_name
from ui.people.person import acting, may
from ui.shared import shared_conversations, shared_library

EXTRACTS, MODEL = "Extracts only", "Model"
_AT_ONCE = 20  # each is drawn and sent anew at every click
_EXPORTS = {"Markdown": Format.md, "Cited papers, BibTeX": Format.bib, "Cited papers, RIS": Format.ris}


def sidebar_of_other_pages() -> None:
    """The same as beside the chat; where the library cannot be opened, which its page says, the name alone."""
    try:
        settings = load_settings()
        library = shared_library(settings)
        choose_model(settings, library)
        show_conversations(library, shared_conversations(library), opened_last())
    except ColloquyError:
        with st.sidebar:
            st.header("Colloquy", anchor=False)


def choose_model(settings: Settings, library: Library) -> str | None:
    """Draw what answers; the model that is chosen, or None for extracts."""
    with st.sidebar:
        st.header("Colloquy", anchor=False)
        st.caption(f"{len(library):,} papers")
        if not settings.model:
            st.caption("Answers are sentences of the abstracts, word for word.")
            if may("owner"):
                st.page_link("page/settings.py", label="Set a chat model", icon=":material/tune:")
            return None
        mode = st.radio("Answers", [EXTRACTS, MODEL], index=1, key="mode", persist_state="session")
        st.caption(f"Model: {escape_links(settings.model)}")
    return settings.model if mode == MODEL else None


def show_conversations(library: Library, conversations: Conversations, current: str | None) -> None:
    with st.sidebar:
        if st.button("New conversation", icon=":material/add:", width="stretch"):
            go_to(None)
        _deleted(conversations)
        if current and (heading := conversations.headings.of(current)):
            _open_one(library, conversations, heading)
        _conversations(conversations, current)


def _deleted(conversations: Conversations) -> None:
    """What was deleted last can be put back, for a day."""
    gone = conversations.headings.last_deleted()
    if gone is None:
        return
    with st.container(border=True, key="deleted"):
        st.text(f"Deleted “{gone.title}”.")
        with st.container(horizontal=True):
            if st.button("Undo", icon=":material/undo:", key=f"undo-{gone.id}"):
                conversations.headings.restore(gone.id)
                go_to(gone.id)
            if st.button("Delete for good", type="tertiary", key=f"forget-{gone.id}"):
                conversations.headings.forget(gone.id)
                st.rerun()


def _conversations(conversations: Conversations, current: str | None) -> None:
    wanted = st.text_input(
        "Search conversations",
        key="conversation_words",
        icon=":material/search:",
        placeholder="Search conversations",
        label_visibility="collapsed",
        max_chars=200,
        persist_state="session",
    )
    limit = st.session_state.get("listed_conversations", _AT_ONCE)
    headings = conversations.headings.find(wanted, limit + 1)
    if not headings:
        st.caption("No conversation has these words." if wanted.strip() else "Your conversations will be listed here.")
    with st.container(gap="xxsmall"):
        _headings(headings[:limit], current)
    if len(headings) > limit and st.button("Show more", icon=":material/expand_more:", key="more_conversations"):
        st.session_state.listed_conversations = limit + _AT_ONCE
        st.rerun()


def _headings(headings: list[Heading], current: str | None) -> None:
    """Conversations under their days, the open one marked."""
    now, above = datetime.now(UTC), None
    for heading in headings:
        if (on := day(heading.asked, now, st.context.timezone)) != above:
            st.caption(on)
            above = on
        shown = f"**{label(heading.title)}**" if heading.id == current else label(heading.title)
        key = f"open-{'rtl-' if runs_left(heading.title) else ''}{heading.id}"  # page.css cuts it at its own end
        if st.button(shown, key=key, type="tertiary", wrap=False):
            go_to(heading.id)


def _open_one(library: Library, conversations: Conversations, heading: Heading) -> None:
    """The open conversation, and what can be done with it."""
    with st.container(border=True, key="open_conversation"):
        if st.session_state.get("renaming") == heading.id:
            _rename(conversations, heading)
            return
        st.text(heading.title)
        with st.container(horizontal=True, gap="small"):
            if st.button("Rename", key="rename", type="tertiary"):
                st.session_state.renaming = heading.id
                st.rerun()
            _export(library, conversations, heading)
            if acting().name:
                _share(conversations, heading)
            if st.button("Delete", key="delete", type="tertiary"):
                conversations.headings.delete(heading.id)
                go_to(None)


def _rename(conversations: Conversations, heading: Heading) -> None:
    with st.form("rename_form", border=False):
        title = st.text_input("Title", heading.title, max_chars=100, key=f"title-{heading.id}")
        with st.container(horizontal=True):
            saved = st.form_submit_button("Save", type="primary")
            left = st.form_submit_button("Cancel")
    if saved:
        conversations.headings.rename(heading.id, title)
    if saved or left:
        del st.session_state.renaming
        st.rerun()


def _share(conversations: Conversations, heading: Heading) -> None:
    """A link by which all who may use the library read the conversation, until it is taken back."""
    with st.popover("Share", type="tertiary", key="share"):
        link = conversations.link(heading.id)
        if link is None:
            st.write(
                "All who log in here, and have the link, can read this conversation, and what is asked in it later."
            )
            if st.button("Make a link", type="primary", key="share-on"):
                conversations.share(heading.id)
                st.rerun()
            return
        st.code(shared_address(st.context.url, link), language=None, wrap_lines=True)
        if st.button("Take the link back", icon=":material/link_off:", key="share-off"):
            conversations.unshare(heading.id)
            st.rerun()


def _export(library: Library, conversations: Conversations, heading: Heading) -> None:
    """Each file is made when it is asked for: citation keys are of the whole library."""
    popover = st.popover("Export", type="tertiary", on_change="rerun", key="export")
    if not popover.open:
        return

    def written(format: Format) -> Callable[[], bytes]:
        def content() -> bytes:
            whole = conversations.whole(heading.id)  # none where another window has deleted it
            return "".join(conversation_in(format, whole, library)).encode() if whole else b""

        return content

    with popover:
        for name, format in _EXPORTS.items():
            st.download_button(
                name, written(format), file_name(heading.title, format), key=f"export-{format}", on_click="ignore"
            )
