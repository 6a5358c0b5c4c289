"""A conversation that somebody shares: /shared?link=LINK, to be read and no more."""

from __future__ import annotations

import streamlit as st

from rag.conversations import Exchange
from rag.errors import ColloquyError
from rag.setup.settings import load_settings
from ui.answer.component import show_others_answer
from ui.conversation.sharing import LINK
from ui.conversation.turn import PAPERS, PERSON
from ui.problem import show_problem
from ui.shared import shared_conversations, shared_library


def _page() -> None:
    library = shared_library(load_settings())
    found = shared_conversations(library).shared(st.query_params.get(LINK, ""))
    if found is None:
        st.title("No such conversation", anchor=False)
        st.write("Its link was taken back, or it was deleted.")
        return
    st.header(found.title, anchor=False)
    st.caption(f"Asked by {found.user}. You can read it and check its sources; questions of your own begin on Chat.")
    for exchange in found.path:
        _exchange(exchange)


def _exchange(exchange: Exchange) -> None:
    with st.chat_message("user", avatar=PERSON):
        st.text(exchange.question)
    with st.chat_message("assistant", avatar=PAPERS):
        if exchange.answer:
            show_others_answer(exchange.answer, key=f"shared-{exchange.turn}")
        else:
            st.caption("There is no answer.")


try:
    _page()
except ColloquyError as error:
    show_problem(error)
