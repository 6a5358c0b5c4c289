"""The screening page: one paper after the other, to include, exclude or be unsure of, by key i, e and u."""

from __future__ import annotations

import streamlit as st

from rag.answer.columns.column import Column
from rag.answer.question.understand import checked
from rag.conversations.sheets import SCREENING, Decision, Sheets
from rag.conversations.sheets.decisions import Flow
from rag.conversations.sheets.screening import Candidate, Screening
from rag.errors import ColloquyError
from rag.export.sheets import decisions_csv, decisions_ris, shown
from rag.library.library import Library
from rag.records import Paper, Scope
from rag.setup.settings import load_settings
from rag.text.markdown import escape_all
from ui.papers.scope import chosen_scope, scope_words
from ui.people.person import may
from ui.problem import show_problem
from ui.shared import shared_library, shared_priority, shared_sheets
from ui.tables.columns import edit_columns
from ui.tables.view import lit

_BUTTONS: dict[Decision, tuple[str, str, str]] = {
    "include": ("Include", "i", ":material/check:"),
    "exclude": ("Exclude", "e", ":material/close:"),
    "unsure": ("Unsure", "u", ":material/question_mark:"),
}
_LISTED = 200  # decisions: the newest


def _page() -> None:
    library = shared_library(load_settings())
    st.title("Screening", anchor=False)
    if not len(library):
        st.write("Screening decides which papers a review includes. Add some papers first.")
        st.page_link("page/library.py", label="Add your own in the library", icon=":material/library_books:")
        return
    sheets = shared_sheets(library)
    if not sheets.topic(SCREENING):
        if not may("editor"):
            st.write("No review has been begun yet; editors begin one.")
            return
        _set_up(library, sheets, "", Scope())
        return
    if may("editor"):
        with st.expander("The review and its criteria", icon=":material/tune:"):
            _set_up(library, sheets, sheets.topic(SCREENING), sheets.scope(SCREENING))
            edit_columns(sheets, SCREENING, "A criterion", "Is it a randomised trial?")
    screening = Screening(library, sheets, shared_priority(library, sheets))
    st.text(screening.topic)
    _counts(screening.flow())
    candidates = screening.candidates(1)
    if not may("editor"):
        st.caption("Editors decide on papers.")
    elif candidates:
        _decide(sheets, screening, candidates[0])
    else:
        st.success("Every paper is decided on.", icon=":material/done_all:")
    _decided(library, sheets, screening)


def _set_up(library: Library, sheets: Sheets, topic: str, scope: Scope) -> None:
    """The review's question, and which papers it is over: those of the scope that is chosen."""
    with st.form("review", border=False):
        question = st.text_input(
            "What the review asks", topic, max_chars=500, placeholder="Which trials compare triptans for migraine?"
        )
        offered = chosen_scope()
        over = (
            offered
            if not topic or st.checkbox(f"Over {scope_words(offered, library) or 'the whole library'} from now on")
            else scope
        )
        if topic:
            st.caption(f"It is over {scope_words(scope, library) or 'the whole library'}.")
        if st.form_submit_button("Keep" if topic else "Begin", type="primary"):
            sheets.set_topic(SCREENING, checked(question))
            sheets.set_scope(SCREENING, over)
            st.rerun()


def _counts(flow: Flow) -> None:
    st.progress(flow.screened / max(flow.papers, 1))
    st.caption(
        f"{flow.screened:,} of {flow.papers:,} screened: {flow.included:,} included, {flow.excluded:,} excluded, {flow.unsure:,} unsure"
    )


def _decide(sheets: Sheets, screening: Screening, one: Candidate) -> None:
    """The paper that is to be decided on next, with what speaks for it, and the buttons."""
    paper = one.paper
    reasons = list(dict.fromkeys((*one.against, *(f"not: {column.name}" for column in screening.criteria))))
    chosen = ""
    if reasons:
        chosen = (
            st.selectbox(
                "Reason, where it is excluded", ["", *reasons], index=1 if one.against else 0, key=f"reason-{paper.id}"
            )
            or ""
        )
    with st.container(horizontal=True, key="decisions"):
        for decision, (label, key, icon) in _BUTTONS.items():
            if st.button(label, icon=icon, shortcut=key, type="primary" if decision == "include" else "secondary"):
                sheets.decide(SCREENING, paper.id, decision, chosen if decision == "exclude" else "")
                st.rerun()
        decided = list(screening.decided().values())
        if decided and st.button(
            "Back", icon=":material/undo:", shortcut="b", type="tertiary", help="Takes back the last decision."
        ):
            sheets.decide(SCREENING, decided[-1].paper_id, None)
            st.rerun()
    with st.container(border=True, key="candidate"):
        st.markdown(f"**{escape_all(paper.title or paper.key)}**")
        st.caption(
            escape_all(" · ".join(str(part) for part in ("; ".join(paper.authors), paper.venue, paper.year) if part))
        )
        st.markdown(lit(paper.abstract, one.cells, one.speaking) or "This record has no abstract.")
        for column, cell in zip(screening.criteria, one.cells, strict=True):
            st.markdown(f"{_sign(column, cell.plain)} **{escape_all(column.name)}**: {escape_all(shown(cell, column))}")


def _sign(column: Column, value: str) -> str:
    if column.kind != "yes_no":
        return ""
    return {"yes": ":material/check_circle:", "no": ":material/cancel:"}.get(value, ":material/help:")


def _decided(library: Library, sheets: Sheets, screening: Screening) -> None:
    """What was decided, the newest first, and ways to take it home."""
    decided = screening.decided()
    if not decided:
        return
    with st.expander("Decisions", icon=":material/list:"):
        newest = list(decided.values())[::-1][:_LISTED]
        found = library.get([one.paper_id for one in newest])
        st.dataframe(
            [
                {"Paper": found[one.paper_id].title, "Decision": one.decision, "Reason": one.reason}
                for one in newest
                if one.paper_id in found
            ],
            hide_index=True,
            alt="Decisions",
            key=f"decided-{len(decided)}",
        )
        flow = screening.flow()
        st.caption(
            f"Records {flow.records:,}, duplicates {flow.duplicates:,}, papers {flow.papers:,}, to screen {flow.to_screen:,}. "
            + "; ".join(f"{escape_all(reason)} {count:,}" for reason, count in flow.reasons.items())
        )

        def papers() -> list[Paper]:
            whole = library.get(screening.ids)
            return [whole[paper_id] for paper_id in screening.ids if paper_id in whole]

        def csv() -> str:
            found = papers()
            return "".join(decisions_csv(found, decided, screening.criteria, screening.cells(found)))

        def ris() -> str:
            return "".join(decisions_ris(papers(), decided))

        st.download_button("CSV", csv, "screening.csv", "text/csv", on_click="ignore", type="tertiary")
        st.download_button("RIS", ris, "screening.ris", on_click="ignore", type="tertiary")


try:
    _page()
except ColloquyError as error:
    show_problem(error)
