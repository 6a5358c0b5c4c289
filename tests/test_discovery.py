"""Servers of models on this machine and keys in the environment: found, offered, and never used."""

from __future__ import annotations

import socket
import time

import pytest

from rag.checks.doctor import at_hand
from rag.setup.servers.discovery import LocalServer, keys_at_hand, local_servers
from rag.setup.settings import load_settings
from tests.fakes import chat_server
from tests.services import paper_server


def port_of(url: str) -> int:
    return int(url.split(":")[2].split("/")[0])


def test_servers_are_found_with_their_models_and_asked_nothing_else():
    with chat_server("yes", models=("bge-m3", "qwen3:4b")) as one, chat_server("yes", models=("gemma3",)) as other:
        servers = (("One", port_of(one.url)), ("None", 9), ("Other", port_of(other.url)))
        found = local_servers(servers, patience=5)
    assert found == (
        LocalServer("One", one.url, ("qwen3:4b", "bge-m3")),
        LocalServer("Other", other.url, ("gemma3",)),
    )
    assert not one.requests and one.keys == [""]


@pytest.mark.parametrize(
    "body", [b"<html>hello</html>", b"[]", b'{"data": [1]}', b'{"data": null}', b"{}", b'{"data": []}']
)
def test_what_is_no_server_of_models_is_left_alone(body: bytes):
    with paper_server(lambda path, params: body) as server:
        assert local_servers((("Something", port_of(server.url)),), patience=5) == ()


def test_a_server_that_says_nothing_does_not_hold_up_the_others():
    with socket.socket() as silent, chat_server("yes", models=("gemma3",)) as server:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.perf_counter()
        found = local_servers((("Silent", silent.getsockname()[1]), ("One", port_of(server.url))), patience=0.5)
        assert time.perf_counter() - started < 5
    assert [one.name for one in found] == ["One"]


def test_keys_are_told_by_their_variables_and_never_by_themselves(monkeypatch: pytest.MonkeyPatch):
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, "sk-secret")
    monkeypatch.setenv("GROQ_API_KEY", " ")
    found = {key.variable: key for key in keys_at_hand()}
    assert {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"} <= set(found) and "GROQ_API_KEY" not in found
    assert found["OPENAI_API_KEY"].is_usable and found["OPENAI_API_KEY"].provider.model == "openai:gpt-5-mini"
    assert "secret" not in repr(found)
    told = at_hand(load_settings())
    assert told.ok and "OPENAI_API_KEY is set" in told.detail and "a question will cost some $0.0011" in told.detail
    assert "GEMINI_API_KEY is set" in told.detail and "nothing is used before" in str(told.hint)
    assert "secret" not in told.detail and at_hand(load_settings(model="m")).hint is None
