"""Files that are dropped on the library page, the sample, and the report of what became of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from rag.export.tables import counts_csv
from rag.intake.report import Merge
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.library.split import split_off
from rag.library.uploads import Upload, add_uploads
from rag.text.wording import counted
from ui.papers.report import AddingReport, counts_table, merges_table, outcome, skipped_table, split_line

FORMATS = "BibTeX, RIS, CSL-JSON, CSV, PubMed, Web of Science, EndNote and more, also zipped."


def welcome(library: Library) -> None:
    """What to do with an empty library."""
    st.write("Start with an export of your reference manager or database. Then ask your papers on the Chat page.")
    drop_zone(library)
    st.text("Nothing at hand?")
    offer_sample(library)


def offer_sample(library: Library) -> None:
    if st.button("Load the 47 sample papers", icon=":material/science:"):
        with st.spinner("Reading the sample papers"):
            add(library, sample_papers())
        st.rerun()


def drop_zone(library: Library) -> None:
    """Where files are dropped or chosen; those that were are read at once."""
    st.caption(FORMATS)
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
    st.session_state.adding_report = AddingReport(added, tuple(lines))
    st.rerun()


def _show_merges(library: Library, merges: Sequence[Merge]) -> None:
    """Which record went into which paper; those that are ticked can be taken out again."""
    st.caption("These records are of papers that were there already, or came twice. Tick those that are not, to split.")
    listed = merges_table(merges, library.get([merge.paper for merge in merges]))
    event = st.dataframe(
        listed, hide_index=True, alt="Merged records", key="merges", on_select="rerun", selection_mode="multi-row"
    )
    chosen = [merges[row] for row in event.selection.rows if row < len(merges)]
    if chosen and st.button(f"Split off {counted(len(chosen), 'record')}", icon=":material/call_split:"):
        with st.spinner("Splitting"):
            done = split_off(library, chosen)
        st.session_state.split_said = split_line(done)
        st.rerun()


def show_report(library: Library) -> None:
    """What became of the last files, until it is closed."""
    report: AddingReport | None = st.session_state.get("adding_report")
    if report is None:
        return
    with st.container(border=True, key="report"):
        st.text(outcome(report.added))
        for line in report.lines:
            st.text(line)
        if skipped := report.added.skipped:
            st.caption("These records were skipped; all the others are in.")
            st.dataframe(skipped_table(skipped), hide_index=True, alt="Skipped records", key="skipped")
        if len(report.added.files) > 1:
            st.dataframe(counts_table(report.added.files), hide_index=True, alt="Counts by file", key="counts")
            st.download_button(
                "Counts as CSV",
                lambda: "".join(counts_csv(report.added.files)),
                "counts.csv",
                "text/csv",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
        if left_out := report.added.left_out:
            st.caption("This was left out of records that are in.")
            st.dataframe(skipped_table(left_out), hide_index=True, alt="What was left out", key="left_out")
        if said := st.session_state.pop("split_said", None):
            st.success(said, icon=":material/call_split:")
        if merges := report.added.merges:
            _show_merges(library, merges)
        if st.button("Close the report", icon=":material/close:", type="tertiary"):
            del st.session_state.adding_report
            st.rerun()
