"""Before any page is drawn: who is it, and may they be here? What pages there are, depends on it."""

from __future__ import annotations

import streamlit as st

from rag.errors import ColloquyError
from rag.text.markdown import escape_all
from ui.component import component
from ui.people.door import LOG_IN, LOG_OUT
from ui.people.person import acting, log_in, logged_in_as
from ui.problem import show_problem

_leaving = component("leaving", "people/leaving.js", isolated=False)


def turn_away() -> None:
    """Draw what whoever may not be here can do about it."""
    try:
        _turn_away(logged_in_as())
    except ColloquyError as error:  # of a value in the environment, or the file of users
        show_problem(error)


def _turn_away(name: str | None) -> None:
    st.title("Colloquy", anchor=False)
    if name:
        st.write(f"You are logged in as {escape_all(name)}, who has no role in this library yet.")
        st.caption("An owner gives one on the machine where it is served: `colloquy user add NAME --role reader`")
        log_out_button()
    elif log_in() == "provider":
        st.write("This library is its group's own.")
        if st.button("Log in", type="primary", icon=":material/login:"):
            st.login()
    elif log_in() == "password":
        st.write("You are not logged in, or not any more.")
        st.page_link(LOG_IN, label="Log in", icon=":material/login:")


def who() -> None:
    """In the sidebar, who is logged in, and the way out; nothing where nobody logs in."""
    if name := acting().name:
        with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="who"):
            st.caption(escape_all(name))
            log_out_button()


def log_out_button() -> None:
    if not st.button("Log out", icon=":material/logout:", type="tertiary", key="log-out"):
        return
    if log_in() == "provider":
        st.logout()
        return
    _leaving(key="leaving", data=LOG_OUT)
    st.stop()
