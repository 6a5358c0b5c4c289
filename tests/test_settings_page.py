"""The states of the settings page, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.answer.spending import Spending
from rag.conversations import Conversations
from rag.library.library import Library
from rag.library.snapshots import keep as backed_up
from rag.records import Usage
from rag.setup.keys import let_go, server_of
from rag.setup.servers.discovery import SERVERS
from rag.setup.settings import keep, load_settings
from rag.setup.stored import FILE
from tests.answers import BEES, answer
from tests.fakes import ChatServer, Scripted, chat_server, embedding_server
from ui.shared import shared_library

APP = Path(__file__).parents[1] / "ui" / "app.py"
KEY = "sk-secret-of-a-test-1234567890"
HOSTILE = "![x](http://example.org/a.png) <img src=http://example.org/b.png> [l](javascript:alert(1))"


@pytest.fixture
def home(tmp_path: Path, sample_home: Path, forked: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(sample_home, tmp_path / "home"))
    monkeypatch.setenv("COLLOQUY_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def page() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("page/settings.py").run()
    assert not app.exception
    return app


def field(app: AppTest, label: str):
    return next(e for e in (*app.text_input, *app.number_input, *app.checkbox) if e.label.startswith(label))


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    told = (*app.main.text, *app.main.markdown, *app.main.caption, *app.error, *app.warning, *app.success)
    return "\n".join(element.value for element in told)


def ready(server: ChatServer, **more: object) -> AppTest:
    keep({"model": "scripted", "base_url": server.url} | more)
    return page()


def test_what_is_saved_is_shown_again_and_said(home: Path):
    app = page()
    field(app, "Model").set_value("scripted")
    field(app, "Address").set_value(" http://127.0.0.1:9/v1 ")
    field(app, "Budget").set_value(2.5)
    field(app, "Let the model").set_value(True)
    assert "Saved." in words(press(app, "Save"))
    settings = load_settings()
    assert (settings.model, settings.base_url) == ("scripted", "http://127.0.0.1:9/v1")
    assert (settings.budget, settings.judge, settings.timeout) == ("2.5 usd", True, 300)
    again = page()
    assert field(again, "Model").value == "scripted" and field(again, "Budget").value == 2.5
    field(again, "Model").set_value("")
    field(again, "Budget").set_value(0.0)
    press(again, "Save")
    assert (load_settings().model, load_settings().budget) == (None, None)


def test_an_address_that_is_none_is_said_and_not_kept(home: Path):
    app = page()
    field(app, "Address").set_value("http://my-server:port/v1")
    field(app, "Key for").set_value(KEY)
    assert "base_url does not fit: no address such as" in words(press(app, "Save"))
    assert not (home / FILE).exists() and field(app, "Key for").value == KEY


@pytest.mark.parametrize("kept", ["{broken", '{"timeout": 99999}', "[]"])
def test_kept_settings_that_do_not_fit_are_set_aside_from_the_page(home: Path, kept: str):
    (home / FILE).write_text(kept)
    app = page()
    assert FILE in words(app)
    assert "made by wordllama" in words(press(app, "Begin anew without the kept settings"))
    assert (home / f"{FILE}.old").read_text() == kept and not (home / FILE).exists()


def test_what_the_environment_sets_is_shown_as_fixed(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_MODEL", "from-outside")
    monkeypatch.setenv("COLLOQUY_BUDGET", "10 tokens")
    monkeypatch.setenv("COLLOQUY_EMBEDDING", "wordllama")
    app = page()
    assert field(app, "Model").disabled and "COLLOQUY_MODEL" in field(app, "Model").help
    assert field(app, "Budget").disabled and field(app, "Budget").value == 10
    assert not field(app, "Address").disabled
    assert "take it out to change the embedder here" in words(app)


def test_a_key_that_was_given_for_another_server_is_not_sent(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_API_KEY", KEY)
    with chat_server("yes") as server:
        app = press(ready(server), "Test connection")
        assert set(server.keys) == {"Bearer none"}
    assert "was given for another server, and is not sent to this one" in words(app)
    assert "scripted answers at" in words(app)


def test_a_key_is_taken_held_and_forgotten_and_never_in_the_session(home: Path):
    with chat_server("yes", key=KEY) as server:
        app = ready(server)
        field(app, "Key for").set_value(KEY)
        press(app, "Save")
        assert "is held in memory" in words(app) and field(app, "Key for").value == ""
        assert KEY not in str(app.session_state) + words(app)
        assert "scripted answers at" in words(press(app, "Test connection"))
        press(app, "Forget the key")
        assert "None is set for" in words(app)
        assert "refused the key (401)" in words(press(app, "Test connection"))
        let_go(server_of("scripted", server.url))


def test_a_server_that_repeats_the_key_and_writes_markdown_is_quoted_as_text(home: Path):
    with chat_server(Scripted(status=500, raw=f'{{"error": {{"message": "KEY {HOSTILE}"}}}}')) as server:
        app = ready(server)
        field(app, "Key for").set_value(KEY)
        press(app, "Save")
        press(app, "Test connection")
        let_go(server_of("scripted", server.url))
    assert HOSTILE in "\n".join(text.value for text in app.main.text)
    assert KEY not in words(app)


def test_plain_http_to_another_machine_is_warned_of(home: Path):
    keep({"model": "m", "base_url": "http://192.0.2.1:8000/v1"})
    assert "plain http" in words(page())
    keep({"base_url": "https://192.0.2.1:8000/v1"})
    assert "plain http" not in words(page())


def test_a_budget_that_is_used_up_or_cannot_be_told_is_warned_of(home: Path):
    keep({"model": "m", "base_url": "http://127.0.0.1:9/v1", "budget": "2 usd"})
    assert "the price of m is not known" in words(page())
    keep({"budget": "100 tokens"})
    assert "Answers are extracts now" not in words(page())
    Spending(home).note("m", Usage(3, 100, 20, None))
    told = words(page())
    assert "m: 3 calls, 120 tokens, price not known" in told and "budget of 100 tokens is used up" in told


def test_what_is_typed_in_is_tried_without_being_saved_and_its_models_are_offered(home: Path):
    with chat_server("yes", key=KEY, models=("qwen3:4b", "gemma3")) as server:
        app = page()
        field(app, "Model").set_value("typed")
        field(app, "Address").set_value(server.url)
        field(app, "Key for").set_value(KEY)
        press(app, "Test connection")
        assert f"typed answers at {server.url}" in words(app) and load_settings().model is None
        request = server.requests[0]
        assert request["stream"] and request["max_tokens"] == 4000 and request["model"] == "typed"
        assert [m["role"] for m in request["messages"]] == ["system", "user"]
        choice = next(box for box in app.selectbox if box.label == "Models that this server has")
        assert choice.options == ["qwen3:4b", "gemma3"]
        choice.set_value("gemma3").run()
        press(app, "Use this model")
        assert (load_settings().model, load_settings().base_url) == ("gemma3", server.url)
        assert field(app, "Model").value == "gemma3" and KEY not in (home / FILE).read_text()
        let_go(server_of("typed", server.url))


def test_what_is_at_hand_is_offered_and_used_at_a_click(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-to-be-sent")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-not-to-be-sent")
    name, port = next((name, port) for name, port in SERVERS if is_free(port))
    st.cache_data.clear()
    with chat_server("yes", models=("nomic-embed-text", "qwen3:4b"), port=port) as server:
        for path in ("page/settings.py", "page/chat.py"):
            app = AppTest.from_file(str(APP), default_timeout=60).run().switch_page(path).run()
            assert "Nothing is used before you say so" in words(app)
            assert "openai:gpt-5-mini, with OPENAI_API_KEY: a question will cost some $0.0011" in words(app)
            assert "pip install langchain-anthropic" in words(app)
        box = next(box for box in app.selectbox if box.label.startswith(name))
        assert box.options == ["qwen3:4b", "nomic-embed-text"] and load_settings().model is None
        app.button(key=f"use-{server.url}").click().run()
        assert (load_settings().model, load_settings().base_url) == ("qwen3:4b", server.url)
        assert server.requests == [] and set(server.keys) == {""}
    st.cache_data.clear()


def is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def test_another_model_is_asked_at_once_and_the_library_stays_open(home: Path):
    with chat_server("One [1].", "Two [1].") as server:
        app = ready(server)
        before = shared_library(load_settings())
        for model in ("scripted", "another"):
            keep({"model": model})
            app.switch_page("page/chat.py").run()
            app.chat_input[0].set_value("What is YOLOv9?").run()
            assert not app.exception
        assert [request["model"] for request in server.requests] == ["scripted", "another"]
        assert shared_library(load_settings()) is before


def test_another_embedder_tells_what_it_takes_and_is_put_in(home: Path):
    with embedding_server() as server:
        keep({"base_url": server.url})
        app = page()
        field(app, "Embedder").set_value("openai:words").run()
        press(app, "What does it take?")
        assert "passages with openai:words: about" in words(app) and not server.requests
        press(app, "Build the vectors anew")
        assert "This library's vectors were made by openai:words." in words(page())
        assert "openai:words answers" in words(press(app, "Test connection"))
        library = Library(load_settings())
        assert library.embedding == "openai:words"
        library.close()


def test_an_embedder_that_fails_leaves_the_library_as_it_was(home: Path):
    keep({"base_url": "http://127.0.0.1:9/v1"})
    app = page()
    field(app, "Embedder").set_value("nonsense:words").run()
    assert "cannot be set up" in words(press(app, "What does it take?"))
    assert "This library's vectors were made by wordllama." in words(page())


def test_health_tells_a_missing_index_and_repairs_it(home: Path):
    app = page()
    shutil.rmtree(home / "lexical")
    press(app, "Look")
    assert "the lexical index is missing" in words(app) and "Repair it below." in words(app)
    assert "colloquy doctor" not in words(app)
    press(app, "Repair")
    assert "Repaired: the index." in words(app) and "is missing" not in words(app)
    assert "in step at change" in words(press(app, "Look"))


def test_health_tells_a_damaged_answer_and_puts_it_back(home: Path):
    with closing(Conversations(home)) as kept_answers:
        kept_answers.save(answer("Bees dance [1].", BEES))
    backed_up(home)
    with closing(sqlite3.connect(home / "conversations.sqlite")) as db, db:
        db.execute("UPDATE turns SET question = 'What do wasps do?'")
    app = page()
    press(app, "Look")
    assert "1 kept answer is damaged on disk" in words(app) and "Repair it below." in words(app)
    press(app, "Repair")
    assert "Repaired: the answers." in words(app)
    assert "what is kept of answers is what was written" in words(press(app, "Look"))


def test_a_library_that_does_not_open_can_still_be_looked_at_and_the_model_set(home: Path):
    (home / "catalogue.sqlite").write_text("no database, but long enough to be taken for one" * 200)
    app = page()
    assert "catalogue cannot be opened" in words(app)
    told = words(press(app, "Look"))
    assert "Library: the catalogue cannot be opened" in told and "Model: none set" in told
    field(app, "Model").set_value("m")
    press(app, "Save")
    assert load_settings().model == "m"


def test_a_damaged_account_hides_nothing_else(home: Path):
    (home / "spending.sqlite").write_text("no database, but long enough to be taken for one" * 200)
    app = page()
    assert "spending.sqlite: cannot be read" in words(app)
    assert "in step at change" in words(press(app, "Look"))
