"""Trying a model and an embedder: each way in which it goes wrong, in words, with what to do."""

from __future__ import annotations

import re

import pytest

from rag.checks.connection import embedder_answers, expected, model_answers, unencrypted
from rag.errors import ColloquyError
from rag.setup.address import is_this_machine
from rag.setup.prices import TYPICAL_PROMPT
from rag.setup.servers.dialect import learn, place_of
from rag.setup.settings import Settings, load_settings
from tests.conftest import Open
from tests.fakes import ChatServer, Hiccup, Scripted, chat_server, embedding_server

KEY = "sk-secret-of-a-test-1234567890"


@pytest.fixture(autouse=True)
def _no_settings_of_others(tmp_path, monkeypatch):
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def at(server: ChatServer, **options) -> Settings:
    return load_settings(**{"model": "scripted", "base_url": server.url, "api_key": KEY} | options)


def failure(settings: Settings) -> tuple[str, str]:
    with pytest.raises(ColloquyError) as error:
        model_answers(settings)
    assert KEY not in f"{error.value.message} {error.value.hint}"
    return error.value.message, error.value.hint


def test_one_that_answers():
    with chat_server("yes", key=KEY) as server:
        told = model_answers(at(server))
    assert re.match(rf"scripted answers at {server.url} in \d+\.\d s; a question (takes a moment|will take)", told)
    assert server.keys == [f"Bearer {KEY}"] * 2  # the second asks for the list of models


@pytest.mark.parametrize(
    ("first_word", "told"),
    [(0.000_4, "takes a moment"), (0.25, "will take some 2 s to its first word"), (30.0, "will take some 240 s")],
)
def test_what_a_question_takes_is_told_by_the_trial(first_word: float, told: str):
    with chat_server("yes") as server:
        settings = at(server)
        assert expected(settings) == ""
        learn(place_of(settings), first_word=first_word, prompt=TYPICAL_PROMPT // 8)
        assert told in expected(settings)


def test_none_set():
    assert "none set" in model_answers(load_settings())


@pytest.mark.parametrize(
    ("reply", "told", "to_do"),
    [
        (Scripted(status=401), "refused the key (401)", "check the key"),
        (Scripted(status=403), "does not allow this (403)", "check the key and the account"),
        (Scripted(status=429), "too many requests, or no credit left (429)", "wait"),
        (Scripted(status=500), "scripted 500", "server's log"),
        (Scripted(raw="<html><h1>It works!</h1></html>"), "cannot be read", "OpenAI's chat protocol"),
        (Scripted(status=502, raw="<html>Bad gateway</html>"), "502", "server's log"),
        (Scripted(hang=30), "nothing came for 1 s", "COLLOQUY_TIMEOUT"),
    ],
)
def test_one_that_does_not(reply: Scripted, told: str, to_do: str):
    with chat_server(reply) as server:
        message, hint = failure(at(server, timeout=1))
    assert message.startswith("scripted does not answer: ") and told in message and to_do in hint
    assert len(server.requests) == (2 if reply.raw and reply.status == 200 else 1)  # once more in one piece


def test_nobody_there():
    message, hint = failure(load_settings(model="m", base_url="http://127.0.0.1:9/v1", api_key=KEY))
    assert "no connection to its server at http://127.0.0.1:9/v1" in message and "start the server" in hint


def test_an_unknown_model_is_told_with_those_that_there_are():
    with chat_server(Scripted(status=404), models=("llama3.2:3b", "qwen3\n<b>")) as server:
        message, hint = failure(at(server))
    assert "does not know it (404)" in message and hint == "set one that its server has: llama3.2:3b, qwen3?<b>"
    with chat_server(Scripted(status=404)) as server:
        assert "COLLOQUY_MODEL" in failure(at(server))[1]


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_that_repeats_the_key_does_not_get_it_shown(status: int):
    long = f'{{"error": {{"message": "{"x" * 285} KEY was wrong"}}}}'
    for raw in ('{"error": {"message": "bad KEY"}}', "not json KEY", long):
        with chat_server(Scripted(status=status, raw=raw)) as server:
            message, _ = failure(at(server))
        assert KEY[:12] not in message


def test_the_embedder_is_tried_once_and_soon(open_library: Open):
    with embedding_server() as server:
        library = open_library(server, embedding="openai:words", timeout=1.0)
        assert embedder_answers(library).startswith("openai:words answers in 0.")
    with embedding_server(Hiccup(hang=30), Hiccup(hang=30)) as server:
        library.use(library.settings.model_copy(update={"base_url": server.url}))
        with pytest.raises(ColloquyError, match="openai:words does not answer"):
            embedder_answers(library)
        assert len(server.requests) == 1


def test_the_embedder_inside(open_library: Open):
    assert embedder_answers(open_library()) == "wordllama, 256 dimensions, on this machine"


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://localhost/v1", True),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://192.168.0.9:11434/v1", False),
        ("http://localhost.example.org", False),
    ],
)
def test_plain_http_to_another_machine_is_known(address: str, here: bool):
    assert is_this_machine(address) == here
    assert unencrypted(load_settings(model="m", base_url=address)) == (not here)
    assert not unencrypted(load_settings(model="m", base_url=address.replace("http:", "https:")))
