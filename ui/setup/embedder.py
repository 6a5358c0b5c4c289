"""The embedder of the library, and how another one is put in."""

from __future__ import annotations

import streamlit as st

from rag.errors import ColloquyError
from rag.library.library import Library
from rag.library.reindex import foretold, reindex
from rag.setup.embedders import EMBEDDED
from ui.problem import show_problem


def embedder_section(library: Library, fixed: bool) -> None:
    st.header("Embedder", anchor=False)
    st.text(f"This library's vectors were made by {library.embedding}.")
    if library.embedding != EMBEDDED and library.settings.base_url:
        st.caption("It is asked at the address above, like the chat model.")
    if fixed:
        st.caption(
            "COLLOQUY_EMBEDDING names it in the environment or in .env: take it out to change the embedder here."
        )
        return
    with st.expander("Use another embedder"):
        _another(library)


def _another(library: Library) -> None:
    st.write(
        f"All vectors are built anew, which takes time, and with a paid embedder money. `{EMBEDDED}` is inside, free and "
        "quick; others are named as LangChain does, such as `openai:text-embedding-3-small`. An address and a key above "
        "hold for `openai:` embedders too, a key without an address where the model is one of `openai:`."
    )
    name = st.text_input("Embedder", placeholder=EMBEDDED, key="embedder", autocomplete="off").strip()
    estimated, lines = st.session_state.get("estimate", ("", ()))
    if st.button("What does it take?", disabled=not name):
        try:
            with st.spinner("Counting"):
                estimated, lines = st.session_state.estimate = (name, tuple(foretold(library, name)))
        except ColloquyError as error:
            show_problem(error)
    if not name or estimated != name:
        return
    for line in lines:
        st.text(line)
    if st.button("Build the vectors anew", type="primary"):
        try:
            _reindex(library, name)
        except ColloquyError as error:
            show_problem(error)


def _reindex(library: Library, name: str) -> None:
    label = "Building the vectors anew. Leaving this page stops it; started again, it goes on from there."

    def say(line: str) -> None:
        st.text(line)

    with st.status(label) as status:
        report = reindex(library, name, lambda done: status.update(label=f"{done:,} passages. {label}"), say)
        status.update(label=f"{report.passages:,} passages now have vectors of {report.embedding}.", state="complete")
    del st.session_state.estimate
