"""Findings in words, and what is done about them: trials, another embedder, repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from rag.checks.connection import embedder_answers, model_answers
from rag.checks.doctor import Check, checked, examine
from rag.errors import ColloquyError
from rag.library.library import Library
from rag.library.reindex import foretold, reindex
from rag.library.repair import repair
from rag.setup.embedders import EMBEDDED
from rag.setup.settings import Settings
from ui.problem import show_problem


def tried(settings: Settings, library: Library) -> tuple[Check, ...]:
    """One small call to the model and one to the embedder."""
    return (
        checked("model", lambda: model_answers(settings)),
        checked("embedder", lambda: embedder_answers(library)),
    )


def findings(checks: Sequence[Check]) -> None:
    with st.container(gap="xxsmall"):
        for check in checks:
            _finding(check)


def _finding(check: Check) -> None:
    line = f"{check.name.capitalize()}: {check.detail}"
    if check.ok:
        st.text(f"✓ {line}")
        return
    with st.container(border=True, gap="xxsmall"):
        st.text(f"✗ {line}")
        if check.hint:
            st.text(f"What to do: {check.hint}")


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
    told = st.session_state.get("foretold", ("", ()))
    if st.button("What does it take?", disabled=not name):
        try:
            with st.spinner("Counting"):
                told = st.session_state.foretold = (name, tuple(foretold(library, name)))
        except ColloquyError as error:
            show_problem(error)
    if not name or told[0] != name:
        return
    for line in told[1]:
        st.text(line)
    if st.button("Build the vectors anew", type="primary"):
        try:
            _reindex(library, name)
        except ColloquyError as error:
            show_problem(error)


def _reindex(library: Library, name: str) -> None:
    label = "Building the vectors anew. Leaving this page stops it; started again, it goes on from there."
    with st.status(label) as status:
        report = reindex(
            library,
            name,
            lambda done: status.update(label=f"{done:,} passages. {label}"),
            say=lambda line: st.text(line),
        )
        status.update(label=f"{report.passages:,} passages now have vectors of {report.embedding}.", state="complete")
    del st.session_state.foretold


def health_section(settings: Settings, library: Library | None) -> None:
    """The findings, on request; without a library, what keeps it from being opened is one of them."""
    st.header("Health", anchor=False)
    st.write("Looks at the library's files passage by passage, at the disk, the embedder and the model.")
    if st.button("Look", icon=":material/health_and_safety:"):
        checks = []
        with st.spinner("Looking"), st.container(gap="xxsmall"):
            for check in examine(settings, library):
                _finding(check)
                checks.append(check)
        st.session_state.examined = tuple(checks)
        st.rerun()
    if told := st.session_state.pop("repaired", None):
        st.success(told, icon=":material/check:")
    checks = st.session_state.get("examined", ())
    reparable = [check for check in checks if library and check.name == "index" and not check.ok]
    findings([replace(check, hint="Repair it below.") if check in reparable else check for check in checks])
    if reparable and st.button("Repair", type="primary"):
        _repair(library)


def _repair(library: Library) -> None:
    label = "Building the index anew from the catalogue"
    with st.status(label) as status:
        found = repair(
            library, lambda done: status.update(label=f"{label}: {done:,} passages"), lambda line: st.text(line)
        )
    del st.session_state.examined
    st.session_state.repaired = "The index is whole again." if found else "Nothing to repair."
    st.rerun()
