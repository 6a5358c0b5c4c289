"""A paper's own page: /paper?paper=ID."""

from __future__ import annotations

import streamlit as st

from rag.errors import ColloquyError
from rag.export import Format
from rag.export.formats import papers_in
from rag.near import nearest_papers
from rag.settings import load_settings
from ui.abstract import show_paper
from ui.listing import paper_drawn
from ui.opened import opened
from ui.shelved import shelved
from ui.view import while_streaming


def _page() -> None:
    library = opened(load_settings())
    named = st.query_params.get("paper", "")
    st.page_link("library.py", label="Library", icon=":material/arrow_back:")
    papers = library.catalog.find([named])
    if not papers:
        st.title("No such paper", anchor=False)
        st.write("It may have been removed. The library lists the papers that are there.")
        return
    paper = papers[0]
    if chosen := show_paper(paper_drawn(paper, nearest_papers(library, paper.id)), key=f"paper-{paper.id}"):
        st.query_params["paper"] = chosen
        st.rerun()
    with st.expander("BibTeX", icon=":material/format_quote:"):
        st.code("".join(papers_in(Format.bib, [paper], shelved(library).shelf.keys)), language=None, wrap_lines=True)


try:
    _page()
except ColloquyError as error:
    st.error(while_streaming(error.message), icon=":material/error:")
    st.caption(while_streaming(error.hint))
