"""Conversations: kept as they happen, given back exactly, and never at the cost of an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from rag.conversations import Conversations, from_json, to_json
from rag.errors import LibraryError
from rag.records import Claim
from tests.answers import BEES, ICE, answer, comparison
from tests.test_cli import QUESTION, colloquy, output


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


def test_what_was_saved_survives_a_killed_process(tmp_path: Path):
    script = (
        "import os, signal, sys, pathlib\n"
        "from rag.conversations import Conversations\nfrom tests.answers import BEES, answer\n"
        "Conversations(pathlib.Path(sys.argv[1])).save(answer('Kept [1].', BEES))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60).returncode < 0
    kept = Conversations(tmp_path)
    assert kept.last_answer() == answer("Kept [1].", BEES)
    kept.close()


def test_a_damaged_file_and_half_a_character_are_told_in_words(tmp_path: Path):
    (tmp_path / "conversations.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 50)
    with pytest.raises(LibraryError, match=r"conversations\.sqlite"):
        Conversations(tmp_path)
    with pytest.raises(LibraryError, match="cannot be kept"):
        to_json(answer("half \ud800", claims=(Claim("x", (), "uncited", ""),)))
    with pytest.raises(LibraryError, match="cannot be read"):
        from_json('{"question": "q"}')


def test_ask_and_chat_keep_their_answers_and_a_batch_does_not(sample_home: Path, tmp_path: Path):
    home = tmp_path / "home"
    copytree(sample_home, home)
    (home / "conversations.sqlite").unlink(missing_ok=True)
    asked = output(colloquy(home, "ask", "--json", QUESTION))
    colloquy(home, "ask", "--json", "--batch", "-", stdin='{"id": 1, "question": "What is NeuRBF?"}\n')
    kept = Conversations(home)
    assert kept.last_answer().text == asked["text"] and len(kept.last().answers) == 1
    colloquy(home, "chat", stdin="What is YOLOv9?\nAnd what problem does it solve?\n\n")
    assert [a.question for a in kept.last().answers] == ["What is YOLOv9?", "And what problem does it solve?"]
    kept.close()


def test_an_answer_that_cannot_be_kept_is_still_given(sample_home: Path, tmp_path: Path):
    home = tmp_path / "home"
    copytree(sample_home, home)
    (home / "conversations.sqlite").unlink(missing_ok=True)
    (home / "conversations.sqlite").mkdir()
    done = colloquy(home, "ask", "--json", QUESTION)
    assert output(done)["citations"] and "not kept" in done.stderr
