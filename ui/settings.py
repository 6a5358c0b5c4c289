"""The settings page: the model, its key, and what they may cost; below, the embedder and the library's health."""

from __future__ import annotations

import streamlit as st
from pydantic import SecretStr

from rag.answer.spending import Spending, over_budget
from rag.checks.connection import is_this_machine, unencrypted
from rag.errors import ColloquyError, InputError
from rag.library.library import Library
from rag.setup.keys import hold, let_go, server_of
from rag.setup.settings import Settings, Sourced, begin_anew, keep, sourced
from rag.text.markdown import escape_links
from rag.text.wording import counted
from ui.health import embedder_section, findings, health_section, tried
from ui.opened import opened
from ui.problem import show_problem

_WIDTH = 820
_UNITS = ("usd", "tokens")
_UNIT_NAMES = {"usd": "dollars", "tokens": "tokens"}
_EXAMPLES = """\
- OpenAI: model `openai:gpt-5-mini`, no address
- Ollama: model `llama3.2:3b`, address `http://127.0.0.1:11434/v1`, no key
- vLLM, llama.cpp, LM Studio or another server that speaks OpenAI's protocol: its model's name, and its address,
  which often ends in `/v1`
- others by LangChain's names, such as `anthropic:claude-sonnet-4-5`, with that provider's package installed"""


def _page() -> None:
    st.title("Settings", anchor=False)
    try:
        now = sourced()
    except InputError as error:
        _begin_anew(error)
        return
    with st.container(width=_WIDTH):
        _model(now)
        _key(now)
        library = None
        try:
            library = opened(now.settings)
            _trial(now.settings, library)
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


def _model(now: Sourced) -> None:
    settings = now.settings
    st.header("Chat model", anchor=False)
    st.write("Without one, answers are made of the abstracts' own sentences, and nothing leaves this machine.")
    with st.form("model", border=True):
        model = _text("model", "Model", settings.model, now, placeholder="none: answers are extracts")
        address = _text("base_url", "Address of its server", settings.base_url, now, placeholder="the provider's own")
        with st.expander("Examples"):
            st.markdown(_EXAMPLES)
        judge = st.checkbox(
            "Let the model judge the claims that are in doubt, with one more call an answer",
            settings.judge,
            disabled="judge" in now.fixed,
            help=_why_fixed("judge", now),
        )
        budget = _budget(now)
        columns = st.columns(3)
        numbers = {
            name: columns[place].number_input(
                label,
                min_value=low,
                max_value=high,
                value=int(getattr(settings, name)),
                disabled=name in now.fixed,
                help=_why_fixed(name, now),
            )
            for place, (name, label, low, high) in enumerate(
                (
                    ("evidence_papers", "Papers shown to it", 1, 50),
                    ("answer_tokens", "Most tokens of an answer", 50, 100_000),
                    ("timeout", "Seconds to wait for it", 1, 600),
                )
            )
        }
        submitted = st.form_submit_button("Save", type="primary")
    st.caption(
        "Kept in the library's folder, for the command line too. Variables of the environment and of .env win over it."
    )
    if submitted:
        _save({"model": model or None, "base_url": address or None, "judge": judge, "budget": budget} | numbers)
    if st.session_state.pop("saved", False):
        st.success("Saved. The next answer is made with it.", icon=":material/check:")


def _text(name: str, label: str, value: str | None, now: Sourced, placeholder: str) -> str:
    fixed = name in now.fixed
    return st.text_input(
        label, value or "", placeholder=placeholder, disabled=fixed, help=_why_fixed(name, now), autocomplete="off"
    ).strip()


def _budget(now: Sourced) -> str | None:
    amount, unit = (now.settings.budget or "0 usd").split()
    fixed, why = "budget" in now.fixed, _why_fixed("budget", now)
    left, right = st.columns(2, vertical_alignment="bottom")
    amount = left.number_input(
        "Budget of a day (0 is no limit)", min_value=0.0, value=float(amount), format="%.10g", disabled=fixed, help=why
    )
    unit = right.segmented_control(
        "Counted in", _UNITS, default=unit, required=True, format_func=_UNIT_NAMES.get, disabled=fixed
    )
    return f"{amount:.10g} {unit}" if amount else None


def _why_fixed(name: str, now: Sourced) -> str | None:
    return f"Set by COLLOQUY_{name.upper()} in the environment or in .env." if name in now.fixed else None


def _save(chosen: dict[str, object]) -> None:
    try:
        keep(chosen)
    except ColloquyError as error:
        show_problem(error)
        return
    st.session_state.pop("tried", None)
    st.session_state.saved = True
    st.rerun()


def _key(now: Sourced) -> None:
    """The key is entered, and never drawn: what is typed is taken out of the session as soon as it is here."""
    settings = now.settings
    server = server_of(settings.model, settings.base_url)
    if not server:
        return
    st.header("Key", anchor=False)
    st.write(_key_told(now, _as_code(server)))
    if unencrypted(settings):
        st.warning(
            "This address is another machine, over plain http: on the way there, the key, your questions and the "
            "abstracts can be read. Use https, or a tunnel.",
            icon=":material/lock_open:",
        )
    if settings.api_key and not now.withheld and "api_key" in now.fixed:
        return
    if (page := st.context.url or "").startswith("http://") and not is_this_machine(page):
        st.warning(
            "This page comes from another machine over plain http: a key that is entered here can be read on its way.",
            icon=":material/lock_open:",
        )
    with st.form("key", border=True):
        st.text_input(f"Key for {_as_code(server)}", type="password", key="entered_key", autocomplete="off")
        st.form_submit_button("Use this key", on_click=_take_key, args=(server,))
    if settings.api_key and st.button("Forget the key", icon=":material/delete:"):
        let_go(server)
        st.rerun()


def _take_key(server: str) -> None:
    entered = st.session_state.entered_key.strip()
    st.session_state.entered_key = ""
    if entered:
        hold(server, SecretStr(entered))
        st.session_state.pop("tried", None)


def _key_told(now: Sourced, server: str) -> str:
    if now.withheld:
        first = "COLLOQUY_API_KEY of the environment was given for another server, and is not sent to this one."
    elif "api_key" in now.fixed:
        return f"COLLOQUY_API_KEY of the environment is sent to {server}, and nowhere else."
    else:
        first = ""
    if now.settings.api_key:
        return f"{first} A key for {server} is held in memory until the page's server stops, and sent nowhere else."
    by_provider = (
        "" if now.settings.base_url else " Without one here, the provider's own variable is used, if it is set."
    )
    return (
        f"{first} None is set for {server}; a server on this machine often needs none. One entered here is held in "
        "memory until the page's server stops, for all who have this page open, and written nowhere. To keep it, put "
        f"it in .env as COLLOQUY_API_KEY, with COLLOQUY_MODEL or COLLOQUY_BASE_URL to say whose it is.{by_provider}"
    )


def _as_code(text: str) -> str:
    """A name in Markdown as it is: an address there would become a link."""
    return f"`{text.replace('`', chr(39))}`"


def _trial(settings: Settings, library: Library) -> None:
    if st.button("Test connection", icon=":material/network_check:"):
        with st.spinner("One small call to the model and one to the embedder"):
            st.session_state.tried = tried(settings, library)
    if checks := st.session_state.get("tried"):
        findings(checks)


def _spent(settings: Settings, library: Library) -> None:
    today = Spending(library.home).of()
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
    if settings.model and (reason := over_budget(settings, library.home)):
        st.warning(escape_links(f"Answers are extracts now: {reason}."), icon=":material/savings:")
    st.caption(
        "By this machine's calendar, page and command line together. When the budget is used up, answers are extracts "
        "until midnight. Embedding is not counted. Prices are those of the installed genai-prices."
    )


try:
    _page()
except ColloquyError as error:
    show_problem(error)
