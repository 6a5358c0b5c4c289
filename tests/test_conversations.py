"""Conversations: kept as they happen, given back exactly, and never at the cost of an answer."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import pytest

from rag.answer.assistant import Assistant
from rag.conversations import Conversations, from_json, to_json
from rag.conversations.store import Asked
from rag.conversations.writing import Writing, heartbeat
from rag.errors import InputError, LibraryError, ModelError
from rag.library.conditions import conditions
from rag.library.library import Library
from rag.records import Scope
from tests import forks
from tests.answers import BEES, ICE, answer, comparison
from tests.conftest import Command
from tests.fakes import Scripted, chat_server
from tests.test_cli import QUESTION, output

FIRST_VERSION = """
CREATE TABLE conversations (id VARCHAR NOT NULL, title VARCHAR NOT NULL, created VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE TABLE turns (
    number INTEGER NOT NULL, conversation_id VARCHAR NOT NULL, question VARCHAR NOT NULL,
    answer_json VARCHAR NOT NULL, asked_at VARCHAR NOT NULL,
    PRIMARY KEY (number), FOREIGN KEY(conversation_id) REFERENCES conversations (id)
);
CREATE INDEX ix_turns_conversation_id ON turns (conversation_id);
"""


def test_an_answer_comes_back_exactly_with_its_abstracts():
    for given in (answer("Bees dance [1].", BEES, ICE, warnings=("w",), model="m"), comparison(), answer("Nothing.")):
        assert from_json(to_json(given)) == given


def test_turns_come_back_in_order_and_the_last_answer_is_the_last_given(tmp_path: Path):
    kept = Conversations(tmp_path)
    assert kept.last_answer() is None and kept.last() is None
    first, second = answer("One [1].", BEES), answer("Two [1].", ICE, question="And\nice?")
    talk = kept.save(first)
    other = kept.save(answer("Other."))
    assert kept.save(second, talk) == talk != other
    kept.close()
    again = Conversations(tmp_path)
    assert again.last_answer() == second
    conversation = again.last()
    assert (conversation.id, conversation.title, conversation.answers) == (talk, "What do bees do?", (first, second))
    assert conversation.created.utcoffset().total_seconds() == 0
    again.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    opened = Conversations(tmp_path)
    yield opened
    opened.close()


def had(kept: Conversations, question: str, conversation: str | None = None, parent: int | None = None) -> Asked:
    """A question that was asked and answered."""
    asked = kept.ask(question, conversation, parent)
    kept.end(asked.turn, answer(f"On {question} [1].", BEES, question=question))
    return asked


def questions(kept: Conversations, conversation: str) -> list[str]:
    return [exchange.question for exchange in kept.path(conversation)]


def test_a_question_is_kept_before_its_answer_and_with_what_is_written(kept: Conversations):
    scope = Scope(pin=("a",), where=conditions(("year>=2020",)))
    asked = kept.ask("What do bees do?", None, None, scope, "bees dance")
    (exchange,) = kept.path(asked.conversation)
    assert (exchange.scope, exchange.standalone) == (scope, "bees dance")
    assert exchange.answer is None and not exchange.ended and kept.last_answer() is None
    kept.write(asked.turn, answer("Bees", BEES))
    assert kept.path(asked.conversation)[0].answer.text == "Bees" and not kept.path(asked.conversation)[0].ended
    whole = answer("Bees dance [1].", BEES)
    kept.end(asked.turn, whole)
    (exchange,) = kept.path(asked.conversation)
    assert exchange.answer == whole == kept.last_answer() and exchange.ended
    failing = kept.ask("x", asked.conversation, asked.turn)
    kept.fail(failing.turn, InputError("too long", "shorten it"))
    problem = kept.path(asked.conversation)[-1].problem
    assert (problem.message, problem.hint) == ("too long", "shorten it")
    assert kept.whole(asked.conversation).answers == (whole,)


def test_an_answer_on_its_way_is_told_from_one_that_was_broken_off(kept: Conversations, tmp_path: Path):
    asked = kept.ask("What do bees do?")
    assert kept.path(asked.conversation)[0].has_heartbeat and kept.has_heartbeat(asked.turn)
    with sqlite3.connect(tmp_path / "conversations.sqlite") as db:
        db.execute("UPDATE turns SET asked_at = '2026-01-01T00:00:00+00:00'")
    assert not kept.path(asked.conversation)[0].has_heartbeat and not kept.has_heartbeat(asked.turn)
    with heartbeat(kept, asked.turn):
        end = time.monotonic() + 20
        while not kept.has_heartbeat(asked.turn) and time.monotonic() < end:
            time.sleep(0.05)
        assert kept.path(asked.conversation)[0].has_heartbeat
        kept.end(asked.turn, answer("Bees dance [1].", BEES))
    assert not kept.path(asked.conversation)[0].has_heartbeat and not kept.has_heartbeat(asked.turn)


def test_a_question_asked_otherwise_is_a_version_with_what_followed_the_first_kept(kept: Conversations):
    first = had(kept, "one")
    talk = first.conversation
    second = had(kept, "two", talk, first.turn)
    had(kept, "three", talk, second.turn)
    other = had(kept, "two, otherwise", talk, first.turn)
    assert questions(kept, talk) == ["one", "two, otherwise"]
    assert [e.versions for e in kept.path(talk)] == [(first.turn,), (second.turn, other.turn)]
    had(kept, "after the other", talk, other.turn)
    kept.show(second.turn)
    assert questions(kept, talk) == ["one", "two", "three"]
    assert [a.question for a in kept.last().answers] == ["one", "two", "three"]
    kept.show(other.turn)
    assert questions(kept, talk) == ["one", "two, otherwise", "after the other"]
    had(kept, "one, otherwise", talk, None)
    assert questions(kept, talk) == ["one, otherwise"] and kept.path(talk)[0].versions[0] == first.turn


def test_two_who_write_lose_nothing_of_each_other(kept: Conversations, tmp_path: Path):
    first = had(kept, "one")
    elsewhere = Conversations(tmp_path)
    had(elsewhere, "two, elsewhere", first.conversation, first.turn)
    had(kept, "two, here", first.conversation, first.turn)
    assert [len(e.versions) for e in elsewhere.path(first.conversation)] == [1, 2]
    kept.headings.delete(first.conversation)
    late = had(elsewhere, "too late", first.conversation, first.turn)
    assert late.conversation != first.conversation and questions(elsewhere, late.conversation) == ["too late"]
    elsewhere.close()


def test_many_threads_ask_at_once(kept: Conversations):
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda n: had(kept, f"question {n}"), range(40)))
    assert len({a.conversation for a in asked}) == len(kept.headings.find()) == 40


def test_conversations_are_found_by_their_words_the_latest_first(kept: Conversations):
    older, newer = had(kept, "ÄRZTE in 100% of_cases"), had(kept, "Glaciers")
    assert [h.title for h in kept.headings.find()] == ["Glaciers", "ÄRZTE in 100% of_cases"]
    had(kept, "And then?", older.conversation, older.turn)
    assert [h.id for h in kept.headings.find(limit=1)] == [older.conversation]
    for words in ("ärzte", "100% of_c", "on  ÄRZTE", "then glac", "THEN"):
        found = [h.id for h in kept.headings.find(words)]
        assert found == ([] if words == "then glac" else [older.conversation]), words
    assert not kept.headings.find("100 % x") and kept.headings.find("%") != []
    kept.headings.rename(newer.conversation, "  Melting  %ice ")
    assert [h.title for h in kept.headings.find("%ICE")] == ["Melting %ice"]
    kept.headings.rename(newer.conversation, "  ")
    assert kept.headings.of(newer.conversation).title == "Melting %ice"


def test_a_deleted_conversation_is_put_back_as_it_was_for_a_day(kept: Conversations, tmp_path: Path):
    asked, other = had(kept, "one"), had(kept, "other")
    kept.rate(asked.turn, "down")
    kept.comment(asked.turn, "Not all bees.")
    before = kept.headings.of(asked.conversation), kept.path(asked.conversation)
    kept.headings.delete(asked.conversation)
    assert kept.headings.of(asked.conversation) is None and kept.whole(asked.conversation) is None
    assert not kept.headings.find("one") and kept.last_answer().question == "other"
    again = Conversations(tmp_path)
    assert again.headings.last_deleted() == before[0]
    again.headings.restore(asked.conversation)
    assert (again.headings.of(asked.conversation), again.path(asked.conversation)) == before
    assert before[1][0].thumb == "down" and before[1][0].comment == "Not all bees."
    assert again.headings.last_deleted() is None
    again.headings.forget(asked.conversation)  # not deleted: it stays
    assert again.headings.of(asked.conversation)
    again.headings.delete(asked.conversation)
    again.headings.delete(other.conversation)
    again.headings.forget(other.conversation)
    assert again.headings.last_deleted().id == asked.conversation and not again.path(other.conversation)
    with sqlite3.connect(tmp_path / "conversations.sqlite") as db:
        db.execute("UPDATE conversations SET deleted = '2026-01-01T00:00:00+00:00'")
    again.close()
    later = Conversations(tmp_path)
    assert later.headings.last_deleted() is None and not later.path(asked.conversation)
    later.close()


def test_a_file_of_the_first_version_is_read_and_goes_on(tmp_path: Path):
    first, second = answer("One [1].", BEES), answer("Two [1].", ICE, question="And ICE?")
    with sqlite3.connect(tmp_path / "conversations.sqlite") as db:
        db.executescript(FIRST_VERSION)
        db.execute("INSERT INTO conversations VALUES ('c', 'What do bees do?', '2026-11-01T10:00:00+00:00')")
        for given in (first, second):
            values = (given.question, to_json(given), "2026-11-01T10:00:00+00:00")
            db.execute(
                "INSERT INTO turns (conversation_id, question, answer_json, asked_at) VALUES ('c', ?, ?, ?)", values
            )
        db.execute(
            "INSERT INTO turns (conversation_id, question, answer_json, asked_at) VALUES ('c', 'bad', 'no json', '2026')"
        )
    kept = Conversations(tmp_path)
    path = kept.path("c")
    assert [e.answer for e in path] == [first, second, None] and all(e.ended for e in path)
    assert "cannot be read" in path[-1].problem.message and kept.last().answers == (first, second)
    assert [h.id for h in kept.headings.find("ice two")] == ["c"]
    kept.save(first, "c")
    assert len(kept.path("c")) == 4
    kept.close()


def test_what_was_saved_survives_a_killed_process(tmp_path: Path):
    script = (
        "import os, signal, sys, pathlib\n"
        "from rag.conversations import Conversations\nfrom tests.answers import BEES, answer\n"
        "Conversations(pathlib.Path(sys.argv[1])).save(answer('Kept [1].', BEES))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([forks.python(), "-c", script, str(tmp_path)], timeout=60).returncode < 0
    kept = Conversations(tmp_path)
    assert kept.last_answer() == answer("Kept [1].", BEES)
    kept.close()


def test_one_turn_is_read_by_itself_as_it_is_read_with_the_others(kept: Conversations):
    first = kept.ask("one")
    kept.end(first.turn, answer("one"))
    unanswered = kept.ask("two", first.conversation, first.turn)
    again = kept.ask("two, otherwise", first.conversation, first.turn)
    kept.end(again.turn, answer("two, otherwise"))
    path = kept.path(first.conversation)
    assert kept.turns(first.conversation) == tuple(exchange.turn for exchange in path) == (first.turn, again.turn)
    assert tuple(map(kept.exchange, kept.turns(first.conversation))) == path and path[1].versions == (
        unanswered.turn,
        again.turn,
    )
    said = [(exchange.question, exchange.answer.text) for exchange in path]
    assert kept.said(kept.turns(first.conversation)) == said and kept.said([again.turn, unanswered.turn]) == said[1:]
    others = kept.of("somebody else")
    assert (
        others.turns(first.conversation) == ()
        and others.exchange(first.turn) is None
        and others.said([first.turn]) == []
    )


def test_an_answer_is_kept_while_it_is_written(kept: Conversations, sample_library: Library):
    """What is there a second after a piece came is there for good, whatever becomes of the process."""
    with chat_server(Scripted("SPIN plays against itself [1]. " * 40, pause=0.02)) as server:
        settings = sample_library.settings.model_copy(update={"model": "scripted", "base_url": server.url})
        asked = kept.ask(QUESTION)
        writing = Writing(Assistant(settings, sample_library).begin(QUESTION), kept, asked.turn)
        pieces = writing.pieces()
        written = ""
        while not ((exchange := kept.path(asked.conversation)[0]).answer and exchange.answer.citations):
            written += next(pieces)
        assert exchange.answer.text in written and not exchange.ended
        assert exchange.answer.warnings == ("The answer was stopped here.",)
        written += next(pieces)
        pieces.close()
    (stopped,) = kept.path(asked.conversation)
    assert stopped.ended and stopped.answer.text.strip() == written.strip()


def test_a_run_that_fails_is_kept_with_the_reason(kept: Conversations, sample_library: Library):
    settings = sample_library.settings.model_copy(update={"model": "no-such-model"})
    asked = kept.ask(QUESTION)
    writing = Writing(Assistant(settings, sample_library).begin(QUESTION), kept, asked.turn)
    with pytest.raises(ModelError):
        list(writing.pieces())
    (exchange,) = kept.path(asked.conversation)
    assert exchange.ended and "no-such-model" in exchange.problem.message and exchange.answer is None


def test_a_damaged_file_and_half_a_character_are_told_in_words(tmp_path: Path):
    (tmp_path / "conversations.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 50)
    with pytest.raises(LibraryError, match=r"conversations\.sqlite"):
        Conversations(tmp_path)
    with pytest.raises(LibraryError, match="cannot be kept"):
        to_json(answer("half \ud800"))
    with pytest.raises(LibraryError, match="cannot be read"):
        from_json('{"question": "q"}')


def test_ask_and_chat_keep_their_answers_and_a_batch_does_not(command: Command, sample_home: Path, tmp_path: Path):
    home = tmp_path / "home"
    copytree(sample_home, home)
    asked = output(command(home, "ask", "--json", QUESTION))
    command(home, "ask", "--json", "--batch", "-", stdin='{"id": 1, "question": "What is NeuRBF?"}\n')
    kept = Conversations(home)
    assert kept.last_answer().text == asked["text"] and len(kept.last().answers) == 1
    command(home, "chat", stdin="What is YOLOv9?\nAnd what problem does it solve?\n\n")
    assert [a.question for a in kept.last().answers] == ["What is YOLOv9?", "And what problem does it solve?"]
    kept.close()


def test_an_answer_that_cannot_be_kept_is_still_given(command: Command, sample_home: Path, tmp_path: Path):
    home = tmp_path / "home"
    copytree(sample_home, home)
    (home / "conversations.sqlite").mkdir()
    done = command(home, "ask", "--json", QUESTION)
    assert output(done)["citations"] and "not kept" in done.stderr
