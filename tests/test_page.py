"""The page's states, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.library import Library
from rag.settings import load_settings
from tests.fakes import chat_server
from tests.test_cli import colloquy, output

APP = Path(__file__).parents[1] / "ui" / "app.py"


@pytest.fixture
def home(tmp_path: Path, sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample library of the test's own."""
    folder = tmp_path / "home"
    shutil.copytree(sample_home, folder)
    monkeypatch.setenv("COLLOQUY_HOME", str(folder))
    return folder


def opened() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    return app


def ask(app: AppTest, question: str) -> AppTest:
    app.chat_input[0].set_value(question).run()
    assert not app.exception
    return app


def last(app: AppTest):
    return app.session_state["exchanges"][-1]


def test_the_first_screen_suggests_questions_that_get_answers(home: Path):
    app = opened()
    assert "47 abstracts" in app.main.markdown[0].value
    questions = [button for button in app.main.button]
    assert len(questions) == 4
    questions[0].click().run()
    assert not app.exception
    assert last(app).answer.citations and not last(app).answer.abstained


def test_a_question_is_answered_and_kept(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    assert [m.name for m in app.chat_message] == ["user", "assistant"]
    ask(app, "And what problem does it solve?")
    first, second = app.session_state["exchanges"]
    assert first.answer.citations and second.answer.standalone == "What is YOLOv9? And what problem does it solve?"


def test_a_new_conversation_forgets_the_old_one(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    next(b for b in app.sidebar.button if b.label == "New conversation").click().run()
    assert not app.session_state["exchanges"] and app.title[0].value == "Ask your papers"


def test_an_endless_question_is_refused_in_words(home: Path):
    app = ask(opened(), "x" * 20_000)
    assert "20,000 characters" in app.error[0].value and last(app).answer is None
    ask(app, "What is YOLOv9?")
    assert last(app).answer.citations


def test_an_empty_library_offers_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "new"))
    app = opened()
    assert app.title[0].value == "No papers yet" and not app.chat_input
    app.main.button[0].click().run()
    assert "47 abstracts" in app.main.markdown[0].value


def test_with_a_model_one_chooses_between_model_and_extracts(home: Path, monkeypatch: pytest.MonkeyPatch):
    with chat_server("YOLOv9 uses programmable gradient information [1].") as server:
        monkeypatch.setenv("COLLOQUY_MODEL", "scripted")
        monkeypatch.setenv("COLLOQUY_BASE_URL", server.url)
        app = ask(opened(), "What is YOLOv9?")
        assert (last(app).answer.model, len(server.requests)) == ("scripted", 1)
        app.sidebar.radio[0].set_value("Extracts only").run()
        ask(app, "What is NeuRBF?")
    assert last(app).answer.model is None and last(app).answer.citations and len(server.requests) == 1


def test_a_model_that_is_down_gives_extracts_with_a_notice(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_MODEL", "scripted")
    monkeypatch.setenv("COLLOQUY_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("COLLOQUY_RETRIES", "0")
    app = ask(opened(), "What is YOLOv9?")
    assert last(app).answer.citations and "did not answer" in last(app).answer.warnings[0]


def test_a_model_that_cannot_be_set_up_is_said_in_words(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_MODEL", "no-such-model")
    app = ask(opened(), "What is YOLOv9?")
    assert "no-such-model" in app.error[0].value


def test_settings_that_do_not_fit_are_said_in_words(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_TIMEOUT", "soon")
    app = opened()
    assert "timeout" in app.error[0].value


def test_papers_added_elsewhere_are_found_by_the_open_page(home: Path, three_papers):
    app = ask(opened(), "How do honey bees tell where food is?")
    before = last(app).answer
    other = Library(load_settings(home=home))
    other.add(three_papers)
    other.close()
    ask(app, "How do honey bees tell where food is?")
    assert before.abstained and {c.paper.key for c in last(app).answer.citations} == {"bees"}


def test_the_next_answer_knows_what_another_process_added_and_removed(home: Path, tmp_path: Path):
    app = ask(opened(), "How much does moss cool the walls of a city?")
    assert not cited(app, "Moss on walls")
    moss = tmp_path / "moss.jsonl"
    moss.write_text(
        '{"id": "moss", "title": "Moss on walls", "abstract": "Moss cools the walls of a city by 3 degrees."}'
    )
    output(colloquy(home, "add", str(moss), "--json"))
    assert cited(ask(app, "How much does moss cool the walls of a city?"), "Moss on walls")
    assert "48 papers" in app.sidebar.caption[0].value
    output(colloquy(home, "remove", "moss", "--json"))
    assert not cited(ask(app, "How much does moss cool the walls of a city?"), "Moss on walls")


def cited(app: AppTest, title: str) -> bool:
    return title in {citation.paper.title for citation in last(app).answer.citations}
