"""The page's states, run by Streamlit's own AppTest on the real app."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.conversations import Conversations, Exchange
from rag.library.adding import add
from rag.library.conditions import condition
from rag.library.library import Library
from rag.records import Scope
from rag.setup.settings import load_settings
from tests.answers import answer
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


def path(app: AppTest) -> tuple[Exchange, ...]:
    """What is kept of the open conversation, on the path that is shown."""
    kept = Conversations(Path(os.environ["COLLOQUY_HOME"]))
    found = kept.path(app.query_params["conversation"])
    kept.close()
    return found


def last(app: AppTest) -> Exchange:
    return path(app)[-1]


def click(app: AppTest, label: str, among: str = "main") -> AppTest:
    """Click the last button of that name."""
    [button for button in getattr(app, among).button if button.label == label][-1].click().run()
    assert not app.exception
    return app


def asked(app: AppTest) -> list[str]:
    """The questions on the page."""
    return [text.value for message in app.chat_message if message.name == "user" for text in message.text]


def test_the_first_screen_says_what_is_asked_and_looks_for_questions_once_it_is_drawn(home: Path):
    app = opened()
    assert "47 papers" in app.main.markdown[0].value
    assert "Looking for questions that these papers answer." in [caption.value for caption in app.main.caption]
    assert not app.exception


def test_the_sidebar_with_the_conversations_is_on_every_page_and_leads_back_to_them(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    for page in ("library", "settings", "map"):
        app.switch_page(f"page/{page}.py").run()
        assert listed(app) == ["**What is YOLOv9?**"] and not app.exception
    app.sidebar.button(key=next(b.key for b in app.sidebar.button if (b.key or "").startswith("open-"))).click().run()
    assert asked(app) == ["What is YOLOv9?"]


def test_a_question_is_answered_and_kept(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    assert [m.name for m in app.chat_message] == ["user", "assistant"]
    ask(app, "And what problem does it solve?")
    first, second = path(app)
    assert first.answer.citations and second.answer.standalone.endswith(
        "Gradient Information”: And what problem does it solve?"
    )


def test_a_new_conversation_forgets_the_old_one(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    before = app.query_params["conversation"]
    click(app, "New conversation", "sidebar")
    assert "conversation" not in app.query_params and app.title[0].value == "Ask your papers"
    ask(app, "And what problem does it solve?")
    assert app.query_params["conversation"] != before and last(app).answer.standalone == last(app).question


def test_another_session_finds_the_conversation_by_its_address(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    again = AppTest.from_file(str(APP), default_timeout=60)
    again.query_params["conversation"] = app.query_params["conversation"]
    again.run()
    assert asked(again) == ["What is YOLOv9?"] and not again.title
    ask(again, "And what problem does it solve?")
    assert asked(again) == asked(app.run()) == ["What is YOLOv9?", "And what problem does it solve?"]


def test_two_sessions_ask_in_one_conversation_and_nothing_is_lost(home: Path):
    one = ask(opened(), "What is YOLOv9?")
    two = AppTest.from_file(str(APP), default_timeout=60)
    two.query_params["conversation"] = one.query_params["conversation"]
    two.run()
    ask(one, "What is NeuRBF?")
    ask(two, "What is SPIN?")  # it has not seen the other's
    assert asked(two) == ["What is YOLOv9?", "What is SPIN?"]
    click(two, "Previous")
    assert asked(two) == ["What is YOLOv9?", "What is NeuRBF?"]


def test_an_unknown_conversation_is_said_and_a_question_begins_a_new_one(home: Path):
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["conversation"] = "nonesuch"
    app.run()
    assert app.title[0].value == "No such conversation" and not app.exception
    ask(app, "What is YOLOv9?")
    assert app.query_params["conversation"] != "nonesuch" and last(app).answer.citations


def test_an_edited_question_is_another_version_of_its_turn(home: Path):
    app = ask(ask(opened(), "What is YOLOv9?"), "And what problem does it solve?")
    first = app.button(key=f"edit-{path(app)[0].turn}").click().run()
    first.text_area[0].set_value("What is NeuRBF?")
    click(app, "Ask")
    assert asked(app) == ["What is NeuRBF?"] and "2 of 2" in [c.value for c in app.main.caption]
    click(app, "Previous")
    assert asked(app) == ["What is YOLOv9?", "And what problem does it solve?"]
    click(app, "Edit")
    click(app, "Cancel")
    assert len(path(app)) == 2 and not app.main.text_area


def test_a_question_is_asked_again_by_another_model_or_by_none(home: Path, monkeypatch: pytest.MonkeyPatch):
    with chat_server("YOLOv9 uses programmable gradient information [1].") as server:
        monkeypatch.setenv("COLLOQUY_MODEL", "scripted")
        monkeypatch.setenv("COLLOQUY_BASE_URL", server.url)
        app = ask(opened(), "What is YOLOv9?")
        app.text_input(key=f"model-{last(app).turn}").set_value("another").run()
        click(app, "Ask it")
        assert (last(app).answer.model, server.requests[-1]["model"]) == ("another", "another")
        click(app, "Extracts only")
    assert last(app).answer.model is None and len(server.requests) == 2 and len(last(app).versions) == 3


def test_what_the_model_thinks_is_folded_away_and_not_sent_back(home: Path, monkeypatch: pytest.MonkeyPatch):
    with chat_server("<think>Hm, detectors.</think>YOLOv9 uses programmable gradient information [1].") as server:
        monkeypatch.setenv("COLLOQUY_MODEL", "scripted")
        monkeypatch.setenv("COLLOQUY_BASE_URL", server.url)
        app = ask(opened(), "What is YOLOv9?")
        (thinking,) = (expander for expander in app.expander if expander.label == "Thinking")
        assert [text.value for text in thinking.text] == ["Hm, detectors."] and not thinking.proto.expanded
        assert "Hm" not in last(app).answer.text
        ask(app, "And what problem does it solve?")
        assert len(server.requests) > 1 and "Hm, detectors" not in str(server.requests)


def test_without_a_model_a_question_is_asked_again_at_once(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    click(app, "Ask again")
    assert asked(app) == ["What is YOLOv9?"] and len(last(app).versions) == 2


def test_a_thumb_and_a_comment_are_kept_with_the_answer(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    app.feedback[0].set_value(0).run()
    assert last(app).thumb == "down"
    app.text_input(key=f"comment-{last(app).turn}").set_value("It is not what I asked.").run()
    assert last(app).comment == "It is not what I asked."
    app.feedback[0].set_value(1).run()
    assert (last(app).thumb, last(app).comment) == ("up", "It is not what I asked.")


def test_conversations_are_searched_renamed_deleted_and_put_back(home: Path):
    app = ask(opened(), "What is YOLOv9?")
    click(app, "New conversation", "sidebar")
    ask(app, "What is NeuRBF?")
    assert listed(app) == ["**What is NeuRBF?**", "What is YOLOv9?"]
    app.sidebar.text_input[0].set_value("gradient information").run()
    assert listed(app) == ["What is YOLOv9?"]
    app.sidebar.text_input[0].set_value("no such words at all").run()
    assert listed(app) == [] and "No conversation has these words." in [c.value for c in app.sidebar.caption]
    app.sidebar.text_input[0].set_value("").run()
    click(app, "Rename", "sidebar")
    app.sidebar.text_input[0].set_value("Fields *of* bees")
    click(app, "Save", "sidebar")
    assert listed(app) == [r"**Fields \*of\* bees**", "What is YOLOv9?"]
    click(app, "Delete", "sidebar")
    assert listed(app) == ["What is YOLOv9?"] and app.title[0].value == "Ask your papers"
    assert "Deleted “Fields *of* bees”." in [text.value for text in app.sidebar.text]
    click(app, "Undo", "sidebar")
    assert listed(app) == [r"**Fields \*of\* bees**", "What is YOLOv9?"] and asked(app) == ["What is NeuRBF?"]


def listed(app: AppTest) -> list[str]:
    return [b.label.replace("\\?", "?") for b in app.sidebar.button if (b.key or "").startswith("open-")]


def test_of_a_long_conversation_the_latest_turns_are_drawn_and_the_others_on_demand(home: Path):
    kept, parent, conversation = Conversations(home), None, None
    for number in range(25):
        turn = kept.ask(f"Question {number}", conversation, parent)
        kept.end(turn.turn, answer(f"Answer {number}.", question=f"Question {number}"))
        conversation, parent = turn.conversation, turn.turn
    kept.close()
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["conversation"] = conversation
    app.run()
    assert asked(app)[0] == "Question 15" and len(asked(app)) == 10
    click(app, "Show the 15 earlier questions")
    assert len(asked(app)) == 25


def test_a_turn_that_was_broken_off_says_so_and_can_be_asked_again(home: Path):
    kept = Conversations(home)
    turn = kept.ask("What is YOLOv9?")
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["conversation"] = turn.conversation
    app.run()
    assert "This answer is being written in another window." in " ".join(c.value for c in app.main.caption)
    with sqlite3.connect(home / "conversations.sqlite") as db:
        db.execute("UPDATE turns SET written_at = '2026-01-01T00:00:00+00:00'")
    app.run()
    assert "There is no answer" in " ".join(c.value for c in app.main.caption)
    kept.write(turn.turn, answer("YOLOv9 is", question="What is YOLOv9?"))
    kept.close()
    app.run()
    assert "This answer was broken off" in " ".join(c.value for c in app.main.caption)
    click(app, "Ask again")
    assert last(app).ended and last(app).answer.citations and len(last(app).versions) == 2


def test_a_scope_that_another_page_chose_is_shown_asked_and_kept_with_the_turn(home: Path):
    library = Library(load_settings())
    (paper,) = library.papers(where=condition("title~NeuRBF"))
    library.close()
    app = opened()
    app.session_state["scope"] = Scope(only=(paper.id,))
    ask(app.run(), "What is proposed there?")
    assert last(app).scope == app.session_state["scope"]
    assert {c.paper.id for c in last(app).answer.citations} == set(last(app).scope.only)
    question, asked_of = asked(app)
    assert question == "What is proposed there?" and asked_of.startswith("Asked of 1 paper: “NeuRBF")


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
    assert "47 papers" in app.main.markdown[0].value


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
    add(other, three_papers)
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


def test_what_describes_widgets_that_are_gone_is_forgotten(home: Path):
    app = ask(opened(), "What is YOLOv9?")

    def described() -> list[str]:
        return [name for name in app.session_state._state._state._new_widget_state.widget_metadata if "thumb-1" in name]

    assert described()
    click(app, "New conversation", "sidebar").run()
    app.run()
    assert not described()
