"""The scope that the next question is asked of: one a session, chosen on any page."""

import streamlit as st

from rag.records import Scope

_KEPT = "scope"


def chosen_scope() -> Scope:
    return st.session_state.get(_KEPT, Scope())


def choose(scope: Scope) -> None:
    st.session_state[_KEPT] = scope
