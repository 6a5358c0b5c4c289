"""An error as the pages show it: what is wrong, and what to do."""

import streamlit as st

from rag.errors import ColloquyError
from rag.text.markdown import escape_links


def show_problem(error: ColloquyError) -> None:
    st.error(escape_links(error.message), icon=":material/error:")
    st.caption(escape_links(error.hint))
