"""The key of the chat model's server: entered, and never drawn."""

from __future__ import annotations

import streamlit as st
from pydantic import SecretStr

from rag.checks.connection import unencrypted
from rag.errors import InputError
from rag.setup.address import is_this_machine
from rag.setup.keys import hold, let_go, server_of
from rag.setup.settings import Sourced, as_if_kept
from ui.people.person import may

ENTERED = "entered_key"  # the field's name in the session


def key_field(now: Sourced) -> None:
    """A field for a key, within the form that says for which server: what is typed there is taken out of the session as
    soon as it is here."""
    is_fixed = bool(now.settings.api_key) and not now.withheld and "api_key" in now.fixed
    st.text_input(
        "Key for its server",
        type="password",
        key=ENTERED,
        autocomplete="off",
        placeholder="none, or the one that it has",
        disabled=is_fixed,
        help="COLLOQUY_API_KEY of the environment is sent." if is_fixed else None,
    )
    if (page := st.context.url or "").startswith("http://") and not is_this_machine(page):
        st.warning(
            "This page comes from another machine over plain http: a key that is entered here can be read on its way.",
            icon=":material/lock_open:",
        )


def take_key(model: str, address: str) -> None:
    """Hold the key that was typed for the server that was typed.

    Args:
        model, address: the names of their fields in the session.
    """
    if not may("owner"):
        return
    st.session_state.pop("trial", None)
    try:
        typed = as_if_kept(
            {"model": st.session_state[model].strip(), "base_url": st.session_state[address].strip() or None}
        )
    except InputError:  # which is told below the form; the key stays in its field until it is known whose it is
        return
    entered = st.session_state[ENTERED].strip()
    st.session_state[ENTERED] = ""
    if entered:
        hold(server_of(typed.model, typed.base_url), SecretStr(entered))


def key_section(now: Sourced) -> None:
    """What is sent to the server."""
    settings = now.settings
    server = server_of(settings.model, settings.base_url)
    if not server:
        return
    st.header("Key", anchor=False)
    st.write(_what_is_sent(now, _as_code(server)))
    if unencrypted(settings):
        st.warning(
            "This address is another machine, over plain http: on the way there, the key, your questions and the "
            "abstracts can be read. Use https, or a tunnel.",
            icon=":material/lock_open:",
        )
    if settings.api_key and not now.withheld and "api_key" in now.fixed:
        return
    if settings.api_key and st.button("Forget the key", icon=":material/delete:"):
        let_go(server)
        st.rerun()


def _what_is_sent(now: Sourced, server: str) -> str:
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
