"""The library page: what is there, what comes in, what goes out."""

from __future__ import annotations

from hashlib import blake2b

import streamlit as st

from rag.errors import ColloquyError
from rag.library.library import Library
from rag.library.split import split
from rag.library.undo import TakenOut, put_back, take_out
from rag.records import Scope
from rag.search.shelf import Order, Shelf, ShelfQuery, ShelfResult
from rag.setup.settings import load_settings
from rag.text.markdown import escape_links
from rag.text.wording import counted
from ui.papers.scope import choose
from ui.papers.table import asking, found_line, table
from ui.papers.tags import edit_tags, manage_tags, undo_tag
from ui.papers.upload import drop_zone, show_report, welcome
from ui.people.person import may
from ui.problem import show_problem
from ui.shared import SharedShelf, shared_library, shared_shelf

_VENUES_OFFERED = 300  # the commonest: a longer list is not read, and is sent with each change
_PAGE = 1_000  # rows sent at once: a table of 49,303 takes the browser seconds
_SPLIT = "Several records were taken for this one paper. Split, each is a paper of its own, and stays so."
_FEW = 12  # rows: more have a table of the window's height
_TABLE_HEIGHT = 560  # page.css makes it the window's
_ORDERS: dict[Order, str] = {
    "found": "As found",
    "added": "Last added first",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "Title",
    "author": "First author",
}


def _page() -> None:
    library = shared_library(load_settings())
    count = len(library)
    st.title("Library" if count else "No papers yet", anchor=False)
    if not may("editor"):
        st.caption("You may read and ask. Papers are added, tagged and removed by editors.")
    elif count:
        with st.expander("Add papers", icon=":material/upload_file:"):
            drop_zone(library)
    else:
        welcome(library)
    show_report(library)
    _undo(library)
    undo_tag(library)
    if count:
        _papers(library, shared_shelf(library))


def _undo(library: Library) -> None:
    removed: TakenOut | None = st.session_state.get("removed")
    if removed is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo-bar"):
        st.text(f"Removed {counted(len(removed.entries))}.")
        if st.button("Undo", icon=":material/undo:"):
            with st.spinner("Putting them back"):
                put_back(library, removed)
            del st.session_state.removed
            st.rerun()


def _papers(library: Library, shared: SharedShelf) -> None:
    tags = library.tags.all()
    query = _query(shared.shelf, tags)
    try:
        found = shared.shelf.find(library, query)
    except ColloquyError as error:
        st.error(escape_links(error.message), icon=":material/error:")
        return
    head = st.container(horizontal=True, vertical_alignment="center", key="actions")
    chosen = _table(library, shared, found, query, tags) if found.rows else []
    if not found.rows:
        st.caption("Widen the years, or take out a venue or a tag, to see papers.")
    with head:
        st.text(found_line(found, query, len(shared.shelf.papers)))
        if chosen:
            _actions(library, chosen)
        else:
            _all_found(shared.shelf, found, query)
            if tags and may("editor"):
                manage_tags(library, tags)


def _query(shelf: Shelf, tags: dict[str, int]) -> ShelfQuery:
    years: tuple[int, int] | None = None
    venues: tuple[str, ...] = ()
    tagged: tuple[str, ...] = ()
    order: Order = "found"
    with st.container(horizontal=True, key="filters"):
        words = st.text_input(
            "Search",
            key="words",
            max_chars=300,
            placeholder="Words of a title, an author, a key, or what it is about",
            persist_state="session",
        )
        if shelf.years and shelf.years[0] < shelf.years[1]:
            chosen = st.slider(
                "Years", *shelf.years, value=shelf.years, key=f"years-{shelf.years}", persist_state="session"
            )
            years = None if chosen == shelf.years else chosen
        if shelf.venues:
            venues = _any_of("Venues", list(shelf.venues)[:_VENUES_OFFERED], "All venues")
        if tags:
            tagged = _any_of("Tags", list(tags), "Any tags, or none")
        if len(shelf.papers) > _PAGE:
            order = st.selectbox(
                "Order", list(_ORDERS), format_func=_ORDERS.__getitem__, key="order", persist_state="session"
            )
    if order == "found" and not words.split():
        order = "added"
    return ShelfQuery(words, years, venues, tagged, order)


def _any_of(label: str, offered: list[str], placeholder: str) -> tuple[str, ...]:
    """Those that are chosen; one that is offered no more, such as a tag that was renamed, is chosen no more."""
    key = label.lower()
    if gone := set(st.session_state.get(key, ())).difference(offered):
        st.session_state[key] = [name for name in st.session_state[key] if name not in gone]
    return tuple(st.multiselect(label, offered, key=key, placeholder=placeholder, persist_state="session"))


def _table(
    library: Library, shared: SharedShelf, found: ShelfResult, query: ShelfQuery, tags: dict[str, int]
) -> list[str]:
    """Draw the table, a page of it where it is long; the ids of the papers that are chosen. Another list of papers is
    another table: nothing of it is chosen yet."""
    state = (shared.generation, library.tags.changes() if query.tags else 0, query)
    of = blake2b(repr(state).encode(errors="replace"), digest_size=8).hexdigest()
    long, pages = len(found.rows) > _FEW, -(-len(found.rows) // _PAGE)
    place = st.container(height=_TABLE_HEIGHT, border=False, key="long-table") if long else st.container()
    page = st.pagination(pages, key=f"page-{of}") if pages > 1 else 1
    papers = [shared.shelf.papers[row] for row in found.rows[(page - 1) * _PAGE : page * _PAGE]]
    event = place.dataframe(
        table(papers, library.tags.of([paper.id for paper in papers]) if tags else None),
        key=f"papers-{of}-{page}",
        height="stretch" if long else "content",
        hide_index=True,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        alt="Papers of the library",
        placeholder="",
        lazy=False,
        column_config={
            "Title": st.column_config.TextColumn(width="large"),
            "Note": st.column_config.TextColumn(width=110),
            "Tags": st.column_config.ListColumn(width="medium"),
            "Authors": st.column_config.TextColumn(width="medium"),
            "Year": st.column_config.NumberColumn(format="%d", width="small"),
            "Link": st.column_config.LinkColumn(width="medium"),
            "Zotero": st.column_config.LinkColumn(width="small", display_text="Open in Zotero"),
        },
    )
    for row, column in event.selection.cells:
        if column == "Title" and row < len(papers):
            st.switch_page("page/paper.py", query_params={"paper": papers[row].id})
    return [papers[row].id for row in event.selection.rows if row < len(papers)]


def _actions(library: Library, ids: list[str]) -> None:
    """What can be done with the papers that are ticked."""
    if len(ids) == 1 and st.button("Open the paper", icon=":material/article:"):
        st.switch_page("page/paper.py", query_params={"paper": ids[0]})
    if st.button(asking(len(ids)), icon=":material/forum:"):
        _ask(Scope(only=tuple(ids)))
    if not may("editor"):
        return
    edit_tags(library, ids)
    if len(ids) == 1 and library.is_merged(ids[0]) and st.button("Split", icon=":material/call_split:", help=_SPLIT):
        with st.spinner("Splitting"):
            split(library, ids)
        st.rerun()
    if st.button(f"Remove {counted(len(ids))}", icon=":material/delete:"):
        with st.spinner("Removing"):
            st.session_state.removed = take_out(library, ids)
        st.rerun()


def _all_found(shelf: Shelf, found: ShelfResult, query: ShelfQuery) -> None:
    """What can be done where nothing is ticked."""
    if 0 < len(found.rows) < len(shelf.papers):
        asked = "Ask the one found" if len(found.rows) == 1 else f"Ask all {len(found.rows):,} found"
        if st.button(asked, icon=":material/forum:"):
            _ask(query.scope() or Scope(only=tuple(shelf.papers[row].id for row in found.rows)))
    if found.rows:
        st.caption(f"Click a title to open it. Tick rows to ask{', tag or remove' if may('editor') else ''} papers.")


def _ask(scope: Scope) -> None:
    choose(scope)
    st.switch_page("page/chat.py")


try:
    _page()
except ColloquyError as error:
    show_problem(error)
