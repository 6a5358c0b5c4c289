"""The states of the settings page, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.answer.spending import FILE as ACCOUNT
from rag.answer.spending import Spending
from rag.library.library import Library
from rag.records import Usage
from rag.setup.keys import let_go, server_of
from rag.setup.settings import keep, load_settings
from rag.setup.stored import FILE
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
    assert (settings.budget, settings.judge, settings.timeout) == ("2.5 usd", True, 60)
    again = page()
    assert field(again, "Model").value == "scripted" and field(again, "Budget").value == 2.5
    field(again, "Model").set_value("")
    field(again, "Budget").set_value(0.0)
    press(again, "Save")
    assert (load_settings().model, load_settings().budget) == (None, None)


def test_an_address_that_is_none_is_said_and_not_kept(home: Path):
    app = page()
    field(app, "Address").set_value("my server")
    assert "base_url does not fit: no address such as" in words(press(app, "Save"))
    assert not (home / FILE).exists()


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
        assert server.keys == ["Bearer none"]
    assert "was given for another server, and is not sent to this one" in words(app)
    assert "scripted answers at" in words(app)


def test_a_key_is_taken_held_and_forgotten_and_never_in_the_session(home: Path):
    with chat_server("yes", key=KEY) as server:
        app = ready(server)
        field(app, "Key for").set_value(KEY)
        press(app, "Use this key")
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
        press(app, "Use this key")
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
    assert "The index is whole again." in words(app) and "is missing" not in words(app)
    assert "in step at change" in words(press(app, "Look"))


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
    (home / ACCOUNT).write_text("no database, but long enough to be taken for one" * 200)
    app = page()
    assert "spending.sqlite: cannot be read" in words(app)
    assert "in step at change" in words(press(app, "Look"))
