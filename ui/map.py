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
from ui.chart import show_key, show_map
from ui.charted import TAG, TOPIC, YEAR, Charted, shown
from ui.listing import asking, table
from ui.mapped import mapped
from ui.opened import opened
from ui.problem import show_problem
from ui.scope import choose
from ui.shelved import shelved

_LISTED = 500  # papers: a longer list is not read
_PICKED = "map-picked"  # the ids of the papers that were encircled


def _page() -> None:
    library = opened(load_settings())
    if not len(library):
        st.title("No papers yet", anchor=False)
        st.write("The map shows your papers by what they are about. Add some first.")
        st.page_link("library.py", label="Add your own in the library", icon=":material/library_books:")
        return
    st.title("Map", anchor=False)
    chart = mapped(library)
    tags = library.tags.by_paper()
    words, topic, colour = _controls(chart, bool(tags))
    done = show_map(chart)
    if done.opened is not None:
        st.switch_page("paper.py", query_params={"paper": chart.atlas.paper_ids[done.opened]})
    if done.picked is not None:
        st.session_state[_PICKED] = tuple(chart.atlas.paper_ids[row] for row in done.picked)
    picked = _picked(library, chart, words, topic)
    show_key(shown(chart, colour, picked, tags, _line(chart, picked)))
    _chosen(library, chart, picked)


def _controls(chart: Charted, tagged: bool) -> tuple[str, int | None, str]:
    """What is searched for, the topic that is chosen, and what the colours tell."""
    offered = [TOPIC, *([YEAR] if chart.ages else []), *([TAG] if tagged else [])]
    left, middle, *right = st.columns([2, 2, 1.2] if len(offered) > 1 else 2)
    words = left.text_input(
        "Search", key="map-words", max_chars=300, placeholder="Words, or what it is about", persist_state="session"
    )
    names = chart.atlas.names
    sizes = [len(chart.rows_of_topic(topic)) for topic in range(len(names))]
    topic = middle.selectbox(
        "Topic",
        [topic for topic, size in enumerate(sizes) if size],
        index=None,
        format_func=lambda topic: f"{names[topic]} ({sizes[topic]:,})",
        key=f"map-topic-{chart.stamp}",
        placeholder="All topics",
        persist_state="session",
    )
    if not right:
        return words, topic, TOPIC
    colour = right[0].segmented_control(
        "Colours", offered, default=TOPIC, required=True, key=f"map-colour-{len(offered)}", persist_state="session"
    )
    return words, topic, colour


def _picked(library: Library, chart: Charted, words: str, topic: int | None) -> list[int] | None:
    """The rows of the papers that are encircled, of the topic, and found by the words, best first; None where none
    of these is asked for."""
    asked: list[list[int]] = []
    if words.split():
        shelf = shelved(library).shelf
        asked.append(chart.rows(shelf.papers[row].id for row in shelf.find(library, ShelfQuery(words)).rows))
    if topic is not None:
        asked.append(chart.rows_of_topic(topic))
    if encircled := st.session_state.get(_PICKED):
        asked.append(chart.rows(encircled))
    if not asked:
        return None
    first, *others = asked
    kept = set(first).intersection(*others)
    return [row for row in first if row in kept]


def _line(chart: Charted, picked: Sequence[int] | None) -> str:
    papers = counted(len(chart.atlas))
    return papers if picked is None else f"{len(picked):,} of {papers}"


def _chosen(library: Library, chart: Charted, picked: Sequence[int] | None) -> None:
    """The chosen papers, to read, to open and to ask; also for those who do not see the map."""
    if picked is None:
        st.caption("Choose a topic, search, or draw around papers to have them listed here and to ask them alone.")
        return
    ids = [chart.atlas.paper_ids[row] for row in picked]
    actions = st.container(horizontal=True, vertical_alignment="center", key="map-actions")
    if ids and actions.button(asking(len(ids)), type="primary", icon=":material/forum:"):
        choose(Scope(only=tuple(ids)))
        st.switch_page("chat.py")
    if ids and (opened_ := _listed(library, ids)) and actions.button("Open the paper", icon=":material/article:"):
        st.switch_page("paper.py", query_params={"paper": opened_})
    if st.session_state.get(_PICKED) and actions.button("Clear the selection", icon=":material/close:"):
        del st.session_state[_PICKED]
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
        key=f"map-list-{of}",
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
