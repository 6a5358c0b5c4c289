"""A paper's own page: /paper?paper=ID."""

from __future__ import annotations

import streamlit as st

from rag.conversations import Citing
from rag.errors import ColloquyError, LibraryError
from rag.export import Format
from rag.export.formats import papers_in
from rag.library.library import Library
from rag.library.tables.holdings import Kind
from rag.records import Paper, Scope
from rag.search.near import nearest_papers
from rag.setup.settings import load_settings
from rag.text.markdown import escape_links
from ui.papers.component import show_paper
from ui.papers.scope import choose
from ui.papers.tags import edit_tags
from ui.papers.view import paper_drawn
from ui.people.person import may
from ui.problem import show_problem
from ui.shared import shared_conversations, shared_library, shared_shelf

_BESIDE: tuple[Kind, ...] = ("collection", "note")


def _page() -> None:
    library = shared_library(load_settings())
    named = st.query_params.get("paper", "")
    st.page_link("page/library.py", label="Library", icon=":material/arrow_back:")
    papers = library.find([named])
    if not papers:
        st.title("No such paper", anchor=False)
        st.write("It may have been removed. The library lists the papers that are there.")
        return
    _show(library, papers[0])


def _show(library: Library, paper: Paper) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        if st.button("Ask about this paper", icon=":material/forum:", type="primary"):
            choose(Scope(only=(paper.id,)))
            st.switch_page("page/chat.py")
        if may("editor"):
            edit_tags(library, [paper.id])
    tags = library.tags.of([paper.id]).get(paper.id, ())
    collections, notes = (library.holdings.of(kind, [paper.id]).get(paper.id, ()) for kind in _BESIDE)
    near = nearest_papers(library, paper.id)
    drawn = paper_drawn(paper, tags, near, _answers(library, paper), collections, notes)
    if chosen := show_paper(drawn, key=f"paper-{paper.id}"):
        st.query_params["paper"] = chosen
        st.rerun()
    with st.expander("BibTeX", icon=":material/format_quote:"):
        st.code(
            "".join(papers_in(Format.bib, [paper], shared_shelf(library).shelf.keys)), language=None, wrap_lines=True
        )


def _answers(library: Library, paper: Paper) -> tuple[Citing, ...]:
    """The answers that cite a paper; it is shown without them where they cannot be read."""
    try:
        return shared_conversations(library).citing(paper.id)
    except LibraryError as error:
        st.warning(escape_links(error.message), icon=":material/warning:")
        return ()


try:
    _page()
except ColloquyError as error:
    show_problem(error)
