"""The table page: one question a column, put to every paper of the scope."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from rag.answer.columns.column import Column
from rag.answer.columns.table import PaperTable, TableRow, counts, filtered
from rag.conversations.sheets import TABLE, Reading, Sheets
from rag.conversations.sheets.reading import paper_ids
from rag.errors import ColloquyError
from rag.export import Format
from rag.export.formats import keys_for
from rag.export.sheets import count_line, shown, table_csv, table_json, table_latex, table_markdown, table_xlsx
from rag.library.library import Library
from rag.setup.settings import load_settings
from rag.text.markdown import escape_all, escape_links
from rag.text.wording import counted
from ui.papers.scope import chosen_scope, scope_chooser
from ui.people.person import may
from ui.problem import show_problem
from ui.shared import shared_library, shared_sheets
from ui.tables.columns import edit_columns
from ui.tables.view import drawn, heads, lit

_MOST = 2_000  # papers: the command line reads all
_SHOWN_ANEW = 40  # rows read, after which the growing table is drawn again


def _page() -> None:
    library = shared_library(load_settings())
    st.title("Table", anchor=False)
    if not len(library):
        st.write("A table puts one question to every paper. Add some papers first.")
        st.page_link("page/library.py", label="Add your own in the library", icon=":material/library_books:")
        return
    sheets = shared_sheets(library)
    scope_chooser(library)
    kept = edit_columns(sheets, TABLE, "A question for every paper", "What is the sample size?")
    columns = [one.column for one in kept]
    if not columns:
        st.caption("Each question is a column; each cell is what a paper's abstract states, or “not stated”.")
        return
    ids = paper_ids(library, chosen_scope())
    if len(ids) > _MOST:
        st.caption(f"The first {_MOST:,} of {counted(len(ids))}: colloquy table reads all of them.")
    found = _read(library, sheets, columns, ids[:_MOST])
    if found.rows:
        _show(library, sheets, found)


def _read(library: Library, sheets: Sheets, columns: Sequence[Column], ids: Sequence[str]) -> PaperTable:
    """The table, which grows on the page as it is read; before its reader has agreed to what the rest costs, the rows that
    are known."""
    settings, model = library.settings, None
    if settings.model and st.toggle(f"Read with {escape_all(settings.model)}", key="table-model"):
        from rag.setup.chat_model import chat_model

        model = partial(chat_model, settings)
    reading = Reading(library, sheets, columns, ids, settings, model)
    effort = reading.effort()
    if effort.calls:
        price = f", about ${effort.cost_usd:,.2f}" if effort.cost_usd is not None else ""
        st.text(
            f"{effort.cells:,} cells are to be read: {counted(effort.calls, 'call')}{price}, about {effort.seconds / 60:,.1f} minutes."
        )
        if not st.button("Read them", icon=":material/play_arrow:", type="primary"):
            return PaperTable(tuple(columns), tuple(reading.known()))
        st.button("Stop", icon=":material/stop:", help="What is read is kept.")  # any click ends the reading
    place, bar = st.empty(), st.progress(0.0) if effort.cells else None
    rows: list[TableRow] = []
    for row in reading.rows():
        rows.append(row)
        if bar and len(rows) % _SHOWN_ANEW == 0:
            bar.progress(len(rows) / max(len(ids), 1))
            place.dataframe(drawn(rows, columns), hide_index=True, alt="The table as it is read")
    place.empty()
    if bar:
        bar.empty()
    for warning in reading.warnings:
        st.warning(escape_links(warning), icon=":material/warning:")
    return PaperTable(tuple(columns), tuple(rows))


def _show(library: Library, sheets: Sheets, table: PaperTable) -> None:
    """The table with its counts; a cell that is chosen opens its sentence in the abstract."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Only rows where",
            key="table-filter",
            placeholder="design=randomised, 2>=100, code=not stated",
            max_chars=200,
        )
        _downloads(library, table)
    filters = [part for part in (part.strip() for part in words.split(",")) if part]
    try:
        table = filtered(table, filters)
    except ColloquyError as error:
        show_problem(error)
    event = st.dataframe(
        drawn(table.rows, table.columns),
        key=f"table-{hash((tuple(filters), table.columns))}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        alt="What each paper states",
        column_config={
            "Paper": st.column_config.TextColumn(width="medium"),
            "Year": st.column_config.NumberColumn(format="%d", width="small"),
        },
    )
    if event.selection.cells:
        row, head = event.selection.cells[0]
        if row < len(table.rows):
            _open(sheets, table, table.rows[row], str(head))
    for count in counts(table):
        st.caption(f"**{escape_all(count.column)}**: {escape_all(count_line(count))}")


def _open(sheets: Sheets, table: PaperTable, row: TableRow, head: str) -> None:
    """A paper's abstract with the sentence of the chosen cell, and a way to say better."""
    names = heads(table.columns)
    place = names.index(head) if head in names else None
    cells = row.cells if place is None else [row.cells[place]]
    with st.container(border=True, key="table-cell"):
        st.markdown(f"**{escape_all(row.paper.title or row.paper.key)}**")
        st.markdown(lit(row.paper.abstract, cells) or "This record has no abstract.")
        st.page_link(
            "page/paper.py", label="Open the paper", icon=":material/article:", query_params={"paper": row.paper.id}
        )
        if place is not None and may("editor"):
            _correct(
                sheets,
                table.columns[place],
                row,
                row.cells[place].text,
                row.cells[place].by == "hand",
                shown(row.cells[place], table.columns[place]),
            )


def _correct(sheets: Sheets, column: Column, row: TableRow, text: str, by_hand: bool, told: str) -> None:
    st.text(f"{column.question}  {told}")
    with st.form(f"correct-{row.paper.id}-{column.question}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            better = st.text_input("Correct it by hand; empty for not stated", text, max_chars=500)
            changed = st.form_submit_button("Keep")
    if changed:
        sheets.correct(row.paper.id, column.question, better)
        st.rerun()
    if by_hand and st.button("Take the correction back", icon=":material/undo:", type="tertiary"):
        sheets.correct(row.paper.id, column.question, None)
        st.rerun()


def _downloads(library: Library, table: PaperTable) -> None:
    """Each file is made when it is asked for: a large table's takes a moment."""

    def keys() -> Mapping[str, str]:
        return keys_for(Format.bib, library).of

    files: dict[str, tuple[str, Callable[[], str | bytes]]] = {
        "CSV": ("table.csv", lambda: "".join(table_csv(table, keys()))),
        "XLSX": ("table.xlsx", lambda: table_xlsx(table, keys())),
        "Markdown": ("table.md", lambda: "".join(table_markdown(table))),
        "LaTeX": ("table.tex", lambda: "".join(table_latex(table, keys(), "references"))),
        "JSON": ("table.json", lambda: json.dumps(table_json(table), ensure_ascii=False)),
    }
    with st.popover("Download", icon=":material/download:"):
        for label, (name, content) in files.items():
            st.download_button(label, content, name, on_click="ignore", type="tertiary", key=f"download-{name}")


try:
    _page()
except ColloquyError as error:
    show_problem(error)
