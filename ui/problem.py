"""An error as the pages show it: what is wrong, and what to do."""

import streamlit as st

from rag.errors import ColloquyError
from ui.answer.view import while_streaming


def show_problem(error: ColloquyError) -> None:
    st.error(while_streaming(error.message), icon=":material/error:")
    st.caption(while_streaming(error.hint))
