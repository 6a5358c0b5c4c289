"""The settings page: the model, its key, and what they may cost; below, the embedder and the library's health."""

from __future__ import annotations

import streamlit as st

from rag.answer.spending import Spending, over_budget
from rag.errors import ColloquyError, InputError
from rag.library.library import Library
from rag.setup.settings import Settings, begin_anew, sourced
from rag.text.markdown import escape_links
from rag.text.wording import counted
from ui.problem import show_problem
from ui.setup.embedder import embedder_section
from ui.setup.health import health_section, trial_section
from ui.setup.key import key_section
from ui.setup.model import model_section
from ui.shared import shared_library

_WIDTH = 820


def _page() -> None:
    st.title("Settings", anchor=False)
    try:
        now = sourced()
    except InputError as error:
        _begin_anew(error)
        return
    with st.container(width=_WIDTH):
        typed = model_section(now)
        key_section(now)
        library = None
        try:
            library = shared_library(now.settings)
            trial_section(typed, library)
            _spent(now.settings, library)
            embedder_section(library, "embedding" in now.fixed)
        except ColloquyError as error:
            show_problem(error)
        health_section(now.settings, library)


def _begin_anew(error: InputError) -> None:
    """What is kept cannot be read, or does not fit: without a way out here, nothing works until the file is edited."""
    show_problem(error)
    if st.button("Begin anew without the kept settings", icon=":material/restart_alt:"):
        begin_anew()
        st.rerun()
    st.caption("They stay in the library's folder as settings.json.old.")


def _spent(settings: Settings, library: Library) -> None:
    today = Spending(library.databases).of()
    if not today and not settings.budget:
        return
    st.header("Used today", anchor=False)
    for of in today:
        usage = of.usage
        cost = "price not known" if usage.cost_usd is None else f"${usage.cost_usd:,.4f}"
        calls = counted(usage.calls, "call")
        st.text(f"{of.model}: {calls}, {of.tokens:,} tokens, {cost}")
    if not today:
        st.text("Nothing yet.")
    if settings.model and (reason := over_budget(settings, library.databases)):
        st.warning(escape_links(f"Answers are extracts now: {reason}."), icon=":material/savings:")
    st.caption(
        "By this machine's calendar, page and command line together. When the budget is used up, answers are extracts "
        "until midnight. Embedding is not counted. Prices are those of the installed genai-prices."
    )


try:
    _page()
except ColloquyError as error:
    show_problem(error)
