"""The form of the chat model: which, where it is, and what an answer of it may take."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from rag.answer.write.judging.trial import in_force
from rag.errors import ColloquyError
from rag.setup.settings import Settings, Sourced, as_if_kept
from ui.problem import show_problem
from ui.setup.changing import change_settings
from ui.setup.key import key_field, take_key
from ui.setup.offers import offers_section

_Unit = Literal["usd", "tokens"]
_UNITS: dict[_Unit, str] = {"usd": "dollars", "tokens": "tokens"}
# Name, label, least and most.
_NUMBERS = (
    ("evidence_papers", "Most papers shown to it", 1, 50),
    ("answer_tokens", "Most tokens of an answer", 50, 100_000),
    ("timeout", "Seconds to wait for it", 1, 600),
)
_EXAMPLES = """\
- OpenAI: model `openai:gpt-5-mini`, no address
- Ollama: model `llama3.2:3b`, address `http://127.0.0.1:11434/v1`, no key
- vLLM, llama.cpp, LM Studio or another server that speaks OpenAI's protocol: its model's name, and its address,
  which often ends in `/v1`
- others by LangChain's names, such as `anthropic:claude-sonnet-4-5`, with that provider's package installed"""


def model_section(now: Sourced) -> Settings | None:
    """The form; the settings that are typed in, where they are to be tried."""
    st.header("Chat model", anchor=False)
    st.write("Without one, answers are made of the abstracts' own sentences, and nothing leaves this machine.")
    offers_section(now)
    with st.form("model", border=True):
        chosen = _fields(now)
        typed = (_key_of("model", now), _key_of("base_url", now))
        with st.container(horizontal=True):
            submitted = st.form_submit_button("Save", type="primary", on_click=take_key, args=typed)
            is_tried = st.form_submit_button(
                "Test connection", icon=":material/network_check:", on_click=take_key, args=typed
            )
    st.caption(
        "Kept in the library's folder, for the command line too. Variables of the environment and of .env win over it."
    )
    if submitted:
        _save(chosen)
    if st.session_state.pop("saved", False):
        st.success("Saved. The next answer is made with it.", icon=":material/check:")
    if not is_tried:
        return None
    try:
        return as_if_kept(chosen)
    except ColloquyError as error:
        show_problem(error)
        return None


def _fields(now: Sourced) -> dict[str, object]:
    """Draw the fields; the settings that they hold, by name."""
    settings = now.settings
    chosen: dict[str, object] = {
        "model": _text("model", "Model", settings.model, now, placeholder="none: answers are extracts"),
        "base_url": _text(
            "base_url", "Address of its server", settings.base_url, now, placeholder="the provider's own"
        ),
    }
    key_field(now)
    with st.expander("Examples"):
        st.markdown(_EXAMPLES)
    judges = st.checkbox(
        "Let the model judge the meaning of an answer's claims, with one more call an answer",
        settings.judges,
        disabled="judge" in now.fixed,
        help=_why_fixed("judge", now),
    )
    if settings.model:
        st.caption(f"It {in_force(settings)}.")
    # What is left at its default stays there, as that depends on where the model is.
    chosen["judge"] = None if settings.judge is None and judges == settings.judges else judges
    chosen["budget"] = _budget(now)
    for column, (name, label, least, most) in zip(st.columns(len(_NUMBERS)), _NUMBERS, strict=True):
        chosen[name] = column.number_input(
            label,
            min_value=least,
            max_value=most,
            value=int(getattr(settings, name)),
            disabled=name in now.fixed,
            help=_why_fixed(name, now),
        )
    return chosen


def _text(name: str, label: str, value: str | None, now: Sourced, placeholder: str) -> str | None:
    fixed, why = name in now.fixed, _why_fixed(name, now)
    typed = st.text_input(
        label,
        value or "",
        placeholder=placeholder,
        disabled=fixed,
        help=why,
        autocomplete="off",
        key=_key_of(name, now),
    )
    return typed.strip() or None


def _key_of(name: str, now: Sourced) -> str:
    """The field's name in the session: another one as soon as another value is kept, which is shown then."""
    return f"typed-{name}-{getattr(now.settings, name)}"


def _budget(now: Sourced) -> str | None:
    amount, unit = (now.settings.budget or "0 usd").split()
    fixed, why = "budget" in now.fixed, _why_fixed("budget", now)
    left, right = st.columns(2, vertical_alignment="bottom")
    limit = left.number_input(
        "Budget of a day (0 is no limit)", min_value=0.0, value=float(amount), format="%.10g", disabled=fixed, help=why
    )
    counted_in = right.segmented_control(
        "Counted in", list(_UNITS), default=unit, required=True, format_func=_UNITS.__getitem__, disabled=fixed
    )
    return f"{limit:.10g} {counted_in}" if limit else None


def _why_fixed(name: str, now: Sourced) -> str | None:
    return f"Set by COLLOQUY_{name.upper()} in the environment or in .env." if name in now.fixed else None


def _save(chosen: dict[str, object]) -> None:
    try:
        change_settings(chosen)
    except ColloquyError as error:
        show_problem(error)
        return
    st.session_state.pop("trial", None)
    st.session_state.saved = True
    st.rerun()
