"""The library page: what is there, what comes in, what goes out."""

from __future__ import annotations

from hashlib import blake2b

import streamlit as st

from rag.errors import ColloquyError
from rag.library import Library
from rag.sample import sample_papers
from rag.settings import load_settings
from rag.shelf import Found, Sought
from rag.undo import TakenOut, put_back, take_out
from rag.uploads import Upload, add_uploads
from ui.listing import Told, found_line, outcome, skipped_table
from ui.opened import opened
from ui.shelved import Shelved, shelved
from ui.view import while_streaming

_VENUES_OFFERED = 300  # the commonest: a longer list is not read, and is sent with each change
_TABLE_HEIGHT = 560


def _page() -> None:
    library = opened(load_settings())
    count = len(library)
    st.title("Library" if count else "No papers yet", anchor=False)
    if count:
        with st.expander("Add papers", icon=":material/upload_file:"):
            _drop_zone(library)
    else:
        _empty(library)
    _report()
    _undo(library)
    if count:
        _papers(library, shelved(library))


def _empty(library: Library) -> None:
    st.write(
        "Start with an export of your reference manager or database: BibTeX, RIS, CSL-JSON, CSV, PubMed, "
        "Web of Science and more, also zipped. Then ask your papers on the Chat page."
    )
    _drop_zone(library)
    st.text("Nothing at hand?")
    if st.button("Load the 47 sample papers", icon=":material/science:"):
        with st.spinner("Reading the sample papers"):
            library.add(sample_papers())
        st.rerun()


def _drop_zone(library: Library) -> None:
    with st.form("add", clear_on_submit=True, border=False):
        files = st.file_uploader("Drop files here, or choose them", accept_multiple_files=True, key="files")
        title_only = st.checkbox("Keep records without an abstract, by their titles", key="title_only")
        submitted = st.form_submit_button("Add", type="primary", icon=":material/add:")
    st.caption("The content decides how a file is read, not its name. Adding a file again changes nothing.")
    if submitted and not files:
        st.warning("Choose files first, or drop them on the field above.", icon=":material/info:")
    elif submitted:
        _add(library, [Upload(file.name, file) for file in files], title_only)


def _add(library: Library, uploads: list[Upload], title_only: bool) -> None:
    lines: list[str] = []
    with st.status("Reading the files. Leaving this page stops it; what is in by then stays.") as status:

        def say(line: str) -> None:
            lines.append(line)
            st.text(line)

        def progress(done: int) -> None:
            status.update(label=f"{done:,} records read. Leaving this page stops it; what is in by then stays.")

        added = add_uploads(library, uploads, title_only, progress, say)
    st.session_state.told = Told(added, tuple(lines))
    st.rerun()


def _report() -> None:
    told: Told | None = st.session_state.get("told")
    if told is None:
        return
    with st.container(border=True, key="report"):
        st.text(outcome(told.added))
        for line in told.lines:
            st.text(line)
        if skipped := told.added.skipped:
            st.caption("These records were skipped; all the others are in.")
            st.dataframe(skipped_table(skipped), hide_index=True, alt="Skipped records", key="skipped")
        if st.button("Close the report", icon=":material/close:", type="tertiary"):
            del st.session_state.told
            st.rerun()


def _undo(library: Library) -> None:
    taken: TakenOut | None = st.session_state.get("taken")
    if taken is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo-bar"):
        st.text(f"Removed {_count(len(taken.entries))}.")
        if st.button("Undo", icon=":material/undo:"):
            with st.spinner("Putting them back"):
                put_back(library, taken)
            del st.session_state.taken
            st.rerun()


def _papers(library: Library, there: Shelved) -> None:
    sought = _sought(there)
    try:
        found = there.shelf.find(library, sought)
    except ColloquyError as error:
        st.error(while_streaming(error.message), icon=":material/error:")
        return
    head = st.container(horizontal=True, vertical_alignment="center", key="actions")
    chosen = _table(there, found, sought)
    with head:
        st.text(found_line(found, sought, len(there.shelf.papers)))
        _actions(library, [there.shelf.papers[found.rows[row]].id for row in chosen])


def _sought(there: Shelved) -> Sought:
    words = st.text_input(
        "Search",
        key="words",
        max_chars=300,
        placeholder="Words of a title, an author, a key, or what it is about",
        persist_state="session",
    )
    shelf, years, venues = there.shelf, None, ()
    left, right = st.columns(2)
    if shelf.years and shelf.years[0] < shelf.years[1]:
        chosen = left.slider(
            "Years", *shelf.years, value=shelf.years, key=f"years-{shelf.years}", persist_state="session"
        )
        years = None if chosen == shelf.years else chosen
    if shelf.venues:
        offered = list(shelf.venues)[:_VENUES_OFFERED]
        venues = right.multiselect("Venues", offered, key="venues", placeholder="All venues", persist_state="session")
    return Sought(words, years, tuple(venues))


def _table(there: Shelved, found: Found, sought: Sought) -> list[int]:
    """Draw the table; the places of the rows that are chosen. Another list of papers is another table: nothing of it
    is chosen yet."""
    of = blake2b(repr((there.generation, sought)).encode(errors="replace"), digest_size=8).hexdigest()
    event = st.dataframe(
        there.shown(found),
        key=f"papers-{of}",
        height=_TABLE_HEIGHT if len(found.rows) > _TABLE_HEIGHT // 40 else "auto",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        alt="Papers of the library",
        placeholder="",
        lazy=False,
        column_config={
            "Title": st.column_config.TextColumn(width="large"),
            "Note": st.column_config.TextColumn(width=110),
            "Authors": st.column_config.TextColumn(width="medium"),
            "Year": st.column_config.NumberColumn(format="%d", width="small"),
            "Link": st.column_config.LinkColumn(width="medium"),
        },
    )
    return [row for row in event.selection.rows if row < len(found.rows)]


def _actions(library: Library, ids: list[str]) -> None:
    if not ids:
        st.caption("Tick rows to open or remove papers.")
        return
    if len(ids) == 1 and st.button("Open the paper", icon=":material/article:"):
        st.switch_page("paper.py", query_params={"paper": ids[0]})
    if st.button(f"Remove {_count(len(ids))}", icon=":material/delete:"):
        with st.spinner("Removing"):
            st.session_state.taken = take_out(library, ids)
        st.rerun()


def _count(papers: int) -> str:
    return f"{papers:,} paper" + ("" if papers == 1 else "s")


try:
    _page()
except ColloquyError as error:
    st.error(while_streaming(error.message), icon=":material/error:")
    st.caption(while_streaming(error.hint))
