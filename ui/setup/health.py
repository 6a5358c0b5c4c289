"""Whether all is well: a trial of model and embedder, the findings of the doctor, and the repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from rag.checks.connection import embedder_answers, model_answers
from rag.checks.doctor import Check, checked, examine
from rag.conversations.mending import kept, mend
from rag.library.library import Library
from rag.library.repair import repair
from rag.setup.chat_model import offered
from rag.setup.settings import Settings
from ui.setup.offers import use


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a trial found, and the models to choose from at the address that was tried."""

    checks: tuple[Check, ...]
    address: str | None
    models: tuple[str, ...]


def trial_section(typed: Settings | None, library: Library) -> None:
    """One small call to the model that is typed in, and one to the embedder; then the models that its server has."""
    if typed:
        with st.spinner("One small call to the model and one to the embedder", show_time=True):
            st.session_state.trial = _Tried(
                (
                    checked("model", lambda: model_answers(typed)),
                    checked("embedder", lambda: embedder_answers(library)),
                ),
                typed.base_url,
                tuple(offered(typed)) if typed.base_url else (),
            )
    tried: _Tried | None = st.session_state.get("trial")
    if not tried:
        return
    _findings(tried.checks)
    if tried.models:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            model = st.selectbox("Models that this server has", tried.models, width="stretch")
            if st.button("Use this model"):
                use(model, tried.address)


def health_section(settings: Settings, library: Library | None) -> None:
    """The findings, on request; without a library, what keeps it from being opened is one of them."""
    st.header("Health", anchor=False)
    st.write("Looks at the library's files passage by passage, at the disk, the embedder and the model.")
    if st.button("Look", icon=":material/health_and_safety:"):
        checks = []
        with st.spinner("Looking"), st.container(gap="xxsmall"):
            for check in examine(settings, kept, library):
                _finding(check)
                checks.append(check)
        st.session_state.examined = tuple(checks)
        st.rerun()
    if repaired := st.session_state.pop("repaired", None):
        st.success(repaired, icon=":material/check:")
    examined: tuple[Check, ...] = st.session_state.get("examined", ())
    reparable = [check for check in examined if library and check.name in ("index", "answers") and not check.ok]
    _findings([replace(check, hint="Repair it below.") if check in reparable else check for check in examined])
    if library and reparable and st.button("Repair", type="primary"):
        _repair(library)


def _findings(checks: Sequence[Check]) -> None:
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


def _repair(library: Library) -> None:
    label = "Putting back what is damaged"

    def say(line: str) -> None:
        st.text(line)

    with st.status(label) as status:
        were_answers = mend(library.databases, say)
        faults = repair(library, lambda done: status.update(label=f"{label}: {done:,} passages"), say)
    del st.session_state.examined
    repaired = [what for what, found in (("the answers", were_answers), ("the index", faults)) if found]
    st.session_state.repaired = f"Repaired: {' and '.join(repaired)}." if repaired else "Nothing to repair."
    st.rerun()
