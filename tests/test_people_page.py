"""The page as readers, editors and owners have it, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.conversations import Conversations
from rag.library.audit import Audit
from rag.setup.people.users import Users
from rag.setup.settings import load_settings
from tests.answers import BEES, answer

APP = Path(__file__).parents[1] / "ui" / "app.py"
NAMES = {"ada": "owner", "carl": "editor", "bo": "reader"}
QUESTION = "Which method lets a language model play against itself?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    users = Users(tmp_path_factory.mktemp("users") / "users.json")
    for name, role in NAMES.items():
        users.put(name, role, f"four words of {name}, unrelated")
    return users.path


@pytest.fixture
def home(tmp_path: Path, sample_home: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(sample_home, tmp_path / "home"))
    shutil.copy(made, folder / "users.json")
    monkeypatch.setenv("COLLOQUY_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return folder


def users(home: Path) -> Users:
    return Users(home / "users.json")


def page(name: str, home: Path, **query: str) -> AppTest:
    """The page as the door hands a session over to it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.user = {"colloquy_name": name, "colloquy_mark": users(home).mark(name) or ""}
    app.query_params |= query
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    told = (*app.title, *app.text, *app.markdown, *app.caption, *app.error, *app.warning, *app.header)
    return "\n".join(str(element.value) for element in told)


def buttons(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def test_who_is_not_logged_in_is_drawn_nothing_of_the_library(home: Path):
    for user in ({}, {"colloquy_name": "ada", "colloquy_mark": "forged"}, {"colloquy_name": "ada"}, {"email": "ada"}):
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.user = user
        app.run()
        assert "not logged in" in words(app) and not app.chat_input and "papers" not in words(app)


def test_who_is_removed_while_the_page_is_open_is_out_with_the_next_click(home: Path):
    app = page("bo", home)
    assert app.chat_input
    users(home).remove("bo")
    app.run()
    assert not app.chat_input and "not logged in" in words(app)


@pytest.mark.parametrize(("name", "adds", "sets"), [("bo", False, False), ("carl", True, False), ("ada", True, True)])
def test_each_role_has_the_pages_and_the_ways_that_it_may_use(home: Path, name: str, adds: bool, sets: bool):
    app = page(name, home)
    assert "Log out" in buttons(app) and name in words(app)
    library = app.switch_page("page/library.py").run()
    assert ("Add" in buttons(library)) is adds and "47 papers" in words(library)
    table = app.switch_page("page/table.py").run()
    assert ("Add column" in buttons(table)) is adds
    paper = app.switch_page("page/screening.py").run()
    assert ("Begin" in buttons(paper)) is adds and not app.exception
    if sets:
        assert "Save" in buttons(app.switch_page("page/settings.py").run())
        return
    with pytest.raises(ValueError, match="Could not find"):  # there is no such page
        app.switch_page("page/settings.py")


def test_a_button_that_was_drawn_does_nothing_once_the_role_is_gone(home: Path):
    app = page("carl", home).switch_page("page/table.py").run()
    app.text_input(key="question-table").set_value("What is the sample size?")
    users(home).change("carl", role="reader")
    next(button for button in app.button if button.label == "Add column").click().run()
    assert "Add column" not in buttons(app) and not app.exception


def test_each_sees_their_own_conversations(home: Path):
    app = page("ada", home)
    app.chat_input[0].set_value(QUESTION).run()
    assert not app.exception
    talk = app.query_params["conversation"]
    talk = talk[0] if isinstance(talk, list) else talk
    assert any(str(button.key).endswith(talk) for button in app.button)
    other = page("bo", home, conversation=talk)
    assert "No such conversation" in words(other) and not any(talk in str(button.key) for button in other.button)


def test_a_shared_conversation_is_read_and_no_more(home: Path):
    kept = Conversations(home, "ada")
    talk = kept.save(answer("Bees dance [1].", BEES))
    app = page("ada", home, conversation=talk)
    next(button for button in app.button if button.key == "share-on").click().run()
    link = kept.link(talk)
    assert link and any(f"/shared?link={link}" in code.value for code in app.code)
    other = page("bo", home, link=link).switch_page("page/shared.py")
    other.query_params["link"] = link
    other.run()
    assert not other.exception and "Asked by ada" in words(other)
    assert not {"Ask again", "Edit", "Delete", "Rename"} & buttons(other)
    next(button for button in app.button if button.key == "share-off").click().run()
    other.run()
    assert "No such conversation" in words(other)
    kept.close()


def test_questions_beyond_the_limit_of_a_person_are_not_asked(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_QUESTIONS_A_MINUTE", "1")
    app = page("bo", home)
    app.chat_input[0].set_value(QUESTION).run()
    app.chat_input[0].set_value(QUESTION).run()
    assert "asked 1 questions in the last minute" in words(app) and not app.exception
    assert Conversations(home, "bo").asked_since(datetime.now(UTC) - timedelta(hours=1)) == 1
    other = page("ada", home)
    other.chat_input[0].set_value(QUESTION).run()
    assert "in the last minute" not in words(other)


def test_settings_that_an_owner_changes_are_noted(home: Path):
    app = page("ada", home).switch_page("page/settings.py").run()
    next(field for field in app.text_input if field.label == "Model").set_value("scripted")
    next(button for button in app.button if button.label == "Save").click().run()
    assert not app.exception and load_settings().model == "scripted"
    with Audit(load_settings()) as lines:
        assert [(line.who, line.what) for line in lines.changes(1)] == [("ada", "settings: model scripted")]


# at a provider


@pytest.fixture
def provider(home: Path) -> Path:
    (home / "secrets.toml").write_text('[auth]\nclient_id = "x"\n')
    users(home).put("*@example.org", "reader", None)
    return home


@pytest.mark.parametrize(
    ("told", "comes"),
    [
        ({"is_logged_in": True, "email": "New@example.org", "email_verified": True}, "new@example.org"),
        ({"is_logged_in": True, "email": "new@example.org", "email_verified": False, "sub": "7"}, None),
        ({"is_logged_in": True, "email": "new@evil.org"}, None),
        ({"is_logged_in": False, "email": "new@example.org"}, None),
        ({"colloquy_name": "ada", "email": "new@example.org"}, None),
    ],
)
def test_who_comes_from_a_provider_is_who_it_vouches_for(provider: Path, told: dict, comes: str | None):
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.user = told
    app.run()
    assert not app.exception and bool(app.chat_input) is (comes is not None)
    if comes:
        assert comes.partition("@")[0] in words(app)
    else:
        assert "no role" in words(app) if told.get("is_logged_in") else "Log in" in buttons(app)
