"""The columns of a table on its page: added, renamed, reworded, removed."""

from __future__ import annotations

import streamlit as st

from rag.answer.columns.understand import column_of
from rag.conversations.sheets import KeptColumn, Sheets
from rag.errors import ColloquyError
from rag.text.markdown import escape_all
from ui.people.person import may
from ui.problem import show_problem


def edit_columns(sheets: Sheets, sheet: str, label: str, example: str) -> tuple[KeptColumn, ...]:
    """Draw what columns a sheet has, with ways to change them for who may; the columns."""
    if not may("editor"):
        return sheets.columns(sheet)
    with st.form(f"add-{sheet}", clear_on_submit=True, border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            question = st.text_input(label, key=f"question-{sheet}", max_chars=300, placeholder=example)
            added = st.form_submit_button("Add column", icon=":material/add:")
    if added and question.strip():
        try:
            sheets.add_column(sheet, column_of(question))
        except ColloquyError as error:
            show_problem(error)
    kept = sheets.columns(sheet)
    with st.container(horizontal=True, key=f"columns-{sheet}"):
        for one in kept:
            _edit(sheets, one)
    return kept


def _edit(sheets: Sheets, kept: KeptColumn) -> None:
    with st.popover(escape_all(kept.column.name), icon=":material/edit:", type="tertiary", key=f"column-{kept.id}"):
        with st.form(f"edit-{kept.id}", border=False):
            name = st.text_input("Name", kept.column.name, max_chars=60, key=f"name-{kept.id}")
            question = st.text_input("Question", kept.column.question, max_chars=300, key=f"asked-{kept.id}")
            if st.form_submit_button("Change"):
                try:
                    sheets.change_column(kept.id, column_of(question, name))
                except ColloquyError as error:
                    show_problem(error)
                else:
                    st.rerun()
        if st.button("Remove the column", icon=":material/delete:", type="tertiary", key=f"remove-{kept.id}"):
            sheets.remove_column(kept.id)
            st.rerun()
