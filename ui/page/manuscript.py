"""The page that checks a manuscript: a file is dropped, and its findings are gone through beside the evidence."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b

import streamlit as st

from rag.checks.manuscript.check import check_manuscript
from rag.checks.manuscript.judging import leaves_machine, manuscript_judge
from rag.checks.manuscript.notes import Notes
from rag.checks.manuscript.report import Report
from rag.checks.manuscript.uploads import read_uploads
from rag.errors import ColloquyError, ModelError
from rag.export.manuscript import in_short, place_lists, report_html, report_markdown
from rag.library.library import Library
from rag.setup.settings import load_settings
from rag.text.markdown import escape_links
from ui.manuscript.component import show_findings
from ui.manuscript.view import choices, findings_drawn, shown_of
from ui.problem import show_problem
from ui.shared import shared_library

_REPORT = "manuscript_report"
_PAGE = 100  # findings drawn at once
_TYPES = ["tex", "ltx", "bib", "md", "markdown", "qmd", "rmd", "docx", "txt"]


def _page() -> None:
    library = shared_library(load_settings())
    st.title("Check a manuscript", anchor=False)
    if not len(library):
        st.write("A manuscript is held against the papers in your library. Add those that it cites first.")
        st.page_link("page/library.py", label="Add your own in the library", icon=":material/library_books:")
        return
    _drop_zone(library)
    report: Report | None = st.session_state.get(_REPORT)
    if report:
        _show(library, report)


def _drop_zone(library: Library) -> None:
    with st.form("manuscript", border=False):
        files = st.file_uploader(
            "Drop a manuscript here: LaTeX with its .bib, Markdown, Word or plain text",
            type=_TYPES, accept_multiple_files=True, key="manuscript_files",
        )  # fmt: skip
        submitted = st.form_submit_button("Check", type="primary", icon=":material/fact_check:")
    goes = leaves_machine(library.settings, library.embedding, library.settings.judges)
    for line in goes or ["It is read on this machine, and goes nowhere else."]:
        st.caption(escape_links(line[0].upper() + line[1:].rstrip(".") + "."))
    if submitted and not files:
        st.warning("Choose a manuscript first, or drop it on the field above.", icon=":material/info:")
    elif submitted:
        st.session_state.pop(_REPORT, None)
        st.session_state[_REPORT] = _checked(library, [(file.name, file.getvalue()) for file in files])


def _checked(library: Library, files: list[tuple[str, bytes]]) -> Report:
    """The report; a model that cannot judge is done without, and that is told."""
    settings, told, judging = library.settings, list[str](), None
    with st.status("Reading the manuscript") as status:
        manuscript = read_uploads(files)
        if settings.judges:
            try:
                judging = manuscript_judge(settings, library.acting().name)
                told = judging.told
            except ModelError as error:
                told = [f"the meaning of the claims was not judged: {error.message}"]
        whole = len(manuscript.sentences)

        def progress(done: int) -> None:
            if done % 50 == 0:
                status.update(label=f"{done:,} of {whole:,} sentences")

        report = check_manuscript(library, manuscript, judging, settings.model if judging else None, progress, told)
        status.update(label="Checked", state="complete")
    return report


def _show(library: Library, report: Report) -> None:
    st.text(f"{report.manuscript}: {in_short(report)}.")
    for line in report.told:
        st.warning(escape_links(line[0].upper() + line[1:]), icon=":material/info:")
    _lists(report)
    counts = choices(report)
    offered = [choice for choice, count in counts.items() if count]
    with st.container(horizontal=True, vertical_alignment="center", key="manuscript-actions"):
        choice = None if not offered else st.segmented_control(
            "Findings", offered, default=offered[0], required=True, key="manuscript-choice",
            format_func=lambda name: f"{name} ({counts[name]:,})", label_visibility="collapsed",
        )  # fmt: skip
        stem = report.manuscript
        for name, file, written in (("HTML", f"{stem}.html", _html), ("Markdown", f"{stem}.md", _markdown)):
            st.download_button(
                name, partial(written, report), file,
                icon=":material/download:", type="tertiary", on_click="ignore",
            )  # fmt: skip
    if choice:
        _findings(library, report, str(choice))


def _html(report: Report) -> str:
    return "".join(report_html(report))


def _markdown(report: Report) -> str:
    return "".join(report_markdown(report))


def _lists(report: Report) -> None:
    """Keys that are to be looked at, and what was not read."""
    lists = [(heading, [f"{p.key}, {p.file}, line {p.line}" + (f": {p.says}" if p.says else "") for p in places])
             for heading, places in place_lists(report)]  # fmt: skip
    lists += [("Two keys for one work", [", ".join(double.keys) for double in report.doubles])]
    lists += [("Not read", [f"{one.source}, {one.position}: {one.reason}" for one in report.unread])]
    for heading, lines in lists:
        if lines:
            with st.expander(f"{heading} ({len(lines):,})"):
                st.text("\n".join(lines))


def _findings(library: Library, report: Report, choice: str) -> None:
    notes = Notes(library.home)
    findings = shown_of(report, choice)
    of = blake2b(f"{report.manuscript} {choice} {len(findings)}".encode(errors="replace"), digest_size=8).hexdigest()
    pages = -(-len(findings) // _PAGE)
    page = st.pagination(pages, key=f"manuscript-page-{of}") if pages > 1 else 1
    shown = findings[(page - 1) * _PAGE : page * _PAGE]
    st.caption("J and K, or the arrows, go from one to the next; N writes a note, Escape keeps it.")
    if noted := show_findings(findings_drawn(shown, notes.all()), key=f"manuscript-{of}-{page}"):
        finding, note = noted
        if note.strip() != notes.all().get(finding, ""):
            notes.put(finding, note)
            st.rerun()


try:
    _page()
except ColloquyError as error:
    show_problem(error)
