"""What is at hand for written answers, each a click away: servers on this machine, and keys in the environment."""

from __future__ import annotations

import streamlit as st

from rag.checks.connection import expected
from rag.errors import ColloquyError
from rag.setup.servers.discovery import KeyAtHand, LocalServer, keys_at_hand, local_servers
from rag.setup.settings import Settings, Sourced
from ui.problem import show_problem
from ui.setup.changing import change_settings

_LOOKED = 15  # seconds for which what was found on this machine is not looked for again


def offers_section(now: Sourced) -> None:
    """What could answer, unless it does or the environment says what does; nothing where nothing is at hand."""
    if {"model", "base_url"} & now.fixed:
        return
    settings = now.settings
    servers = [one for one in _servers() if one.address != settings.base_url]
    keys = [] if settings.model and not settings.base_url else list(keys_at_hand())
    if not servers and not keys:
        return
    st.caption("At hand for written answers. Nothing is used before you say so.")
    with st.container(gap="xsmall", key="offers"):
        for server in servers:
            _offer_server(server, settings)
        for key in keys:
            _offer_key(key, settings)


@st.cache_data(ttl=_LOOKED, show_spinner=False)
def _servers() -> tuple[LocalServer, ...]:
    return local_servers()


def _offer_server(server: LocalServer, settings: Settings) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        model = st.selectbox(
            f"{server.name}, on this machine", server.models, key=f"offered-{server.address}", width="stretch"
        )
        if st.button("Use", key=f"use-{server.address}", type="secondary"):
            use(model, server.address)
    measured = expected(settings.model_copy(update={"model": model, "base_url": server.address}))
    st.caption(f"Free, and nothing leaves this machine{f'; {measured}' if measured else ''}.")


def _offer_key(key: KeyAtHand, settings: Settings) -> None:
    provider = key.provider
    if not key.is_usable:
        st.caption(f"`{key.variable}` is set: `pip install {provider.package}` offers {provider.name} here.")
        return
    cost = expected(settings.model_copy(update={"model": provider.model, "base_url": None})) or "its price is not known"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(f"{provider.model}, with {key.variable}: {cost}", width="stretch")
        if st.button("Use", key=f"use-{provider.prefix}", type="secondary"):
            use(provider.model, None)


def use(model: str, address: str | None) -> None:
    """Have that model at that address answer from now on."""
    try:
        change_settings({"model": model, "base_url": address})
    except ColloquyError as error:
        show_problem(error)
        return
    st.session_state.pop("trial", None)
    st.session_state.saved = True
    st.rerun()
