"""The map page: the library as a picture, and the papers that are chosen on it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import streamlit as st

from rag.errors import ColloquyError
from rag.library.library import Library
from rag.records import Scope
from rag.search.shelf import ShelfQuery
from rag.setup.settings import load_settings
from rag.text.wording import counted
from ui.atlas.component import show_atlas, show_key
from ui.atlas.making import shared_atlas
from ui.atlas.view import TAG, TOPIC, YEAR, AtlasView, appearance
from ui.papers.scope import choose
from ui.papers.table import asking, table
from ui.problem import show_problem
from ui.shared import shared_library, shared_shelf

_LISTED = 500  # papers: a longer list is not read
_ENCIRCLED = "encircled"  # the ids of the papers that were encircled


def _page() -> None:
    library = shared_library(load_settings())
    if not len(library):
        st.title("No papers yet", anchor=False)
        st.write("The map shows your papers by what they are about. Add some first.")
        st.page_link("page/library.py", label="Add your own in the library", icon=":material/library_books:")
        return
    st.title("Map", anchor=False)
    view = shared_atlas(library)
    tags = library.tags.by_paper()
    words, topic, colour = _controls(view, bool(tags))
    done = show_atlas(view)
    if done.opened is not None:
        st.switch_page("page/paper.py", query_params={"paper": view.atlas.paper_ids[done.opened]})
    if done.encircled is not None:
        st.session_state[_ENCIRCLED] = tuple(view.atlas.paper_ids[row] for row in done.encircled)
    picked = _picked(library, view, words, topic)
    show_key(appearance(view, colour, picked, tags, _line(view, picked)))
    _chosen(library, view, picked)


def _controls(view: AtlasView, tagged: bool) -> tuple[str, int | None, str]:
    """What is searched for, the topic that is chosen, and what the colours tell."""
    offered = [TOPIC, *([YEAR] if view.ages else []), *([TAG] if tagged else [])]
    left, middle, *right = st.columns([2, 2, 1.2] if len(offered) > 1 else 2)
    words = left.text_input(
        "Search", key="atlas-words", max_chars=300, placeholder="Words, or what it is about", persist_state="session"
    )
    names = view.atlas.names
    sizes = [len(view.rows_of_topic(topic)) for topic in range(len(names))]
    topic = middle.selectbox(
        "Topic",
        [topic for topic, size in enumerate(sizes) if size],
        index=None,
        format_func=lambda topic: f"{names[topic]} ({sizes[topic]:,})",
        key=f"atlas-topic-{view.stamp}",
        placeholder="All topics",
        persist_state="session",
    )
    if not right:
        return words, topic, TOPIC
    colour = right[0].segmented_control(
        "Colours", offered, default=TOPIC, required=True, key=f"atlas-colour-{len(offered)}", persist_state="session"
    )
    return words, topic, colour


def _picked(library: Library, view: AtlasView, words: str, topic: int | None) -> list[int] | None:
    """The rows of the papers that are encircled, of the topic, and found by the words, best first; None where none
    of these is asked for."""
    asked: list[list[int]] = []
    if words.split():
        shelf = shared_shelf(library).shelf
        asked.append(view.rows(shelf.papers[row].id for row in shelf.find(library, ShelfQuery(words)).rows))
    if topic is not None:
        asked.append(view.rows_of_topic(topic))
    if encircled := st.session_state.get(_ENCIRCLED):
        asked.append(view.rows(encircled))
    if not asked:
        return None
    first, *others = asked
    in_all = set(first).intersection(*others)
    return [row for row in first if row in in_all]


def _line(view: AtlasView, picked: Sequence[int] | None) -> str:
    papers = counted(len(view.atlas))
    return papers if picked is None else f"{len(picked):,} of {papers}"


def _chosen(library: Library, view: AtlasView, picked: Sequence[int] | None) -> None:
    """The chosen papers, to read, to open and to ask; also for those who do not see the map."""
    if picked is None:
        st.caption("Choose a topic, search, or draw around papers to have them listed here and to ask them alone.")
        return
    ids = [view.atlas.paper_ids[row] for row in picked]
    actions = st.container(horizontal=True, vertical_alignment="center", key="atlas-actions")
    if ids and actions.button(asking(len(ids)), type="primary", icon=":material/forum:"):
        choose(Scope(only=tuple(ids)))
        st.switch_page("page/chat.py")
    if ids and (ticked := _listed(library, ids)) and actions.button("Open the paper", icon=":material/article:"):
        st.switch_page("page/paper.py", query_params={"paper": ticked})
    if st.session_state.get(_ENCIRCLED) and actions.button("Clear the selection", icon=":material/close:"):
        del st.session_state[_ENCIRCLED]
        st.rerun()
    if not ids:
        st.text("No paper is all of this at once.")


def _listed(library: Library, ids: Sequence[str]) -> str | None:
    """Draw the list of papers; the id of the one that is ticked."""
    found = library.get(ids[:_LISTED])
    papers = [found[paper_id] for paper_id in ids[:_LISTED] if paper_id in found]
    of = blake2b(repr(ids).encode(errors="replace"), digest_size=8).hexdigest()  # another list: nothing is ticked yet
    event = st.dataframe(
        table(papers),
        key=f"atlas-list-{of}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        alt="The chosen papers",
        column_config={
            "Title": st.column_config.TextColumn(width="large"),
            "Year": st.column_config.NumberColumn(format="%d", width="small"),
            "Link": st.column_config.LinkColumn(width="medium"),
        },
    )
    if len(ids) > _LISTED:
        st.caption(f"The first {_LISTED} are listed; all are asked.")
    return next((papers[row].id for row in event.selection.rows if row < len(papers)), None)


try:
    _page()
except ColloquyError as error:
    show_problem(error)
