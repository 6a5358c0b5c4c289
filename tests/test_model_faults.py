"""Whatever a chat model's server does wrong ends in an answer that is marked, or in one line of error."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.errors import ColloquyError
from rag.export import Format
from rag.export.formats import answer_in, cited, keys_for
from rag.library.library import Library
from rag.records import Answer
from rag.setup.settings import load_settings
from tests.conftest import Command
from tests.fakes import chat_server
from tests.model_faults import FAULTS, Fault
from tests.nodes import flat
from tests.test_hostile import signs, texts_in
from ui.answer.view import drawn

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"
SILENCE = 0.5  # seconds after which a server is given up


def asked(assistant: Assistant) -> Answer | ColloquyError:
    try:
        return assistant.ask(QUESTION)
    except ColloquyError as error:
        return error


def marked(answer: Answer) -> bool:
    """Whether a reader is told that something is amiss."""
    return bool(answer.warnings or answer.abstained) or any(claim.is_in_doubt for claim in answer.claims)


def test_there_are_as_many_faults_as_are_promised():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25 and all(fault.why for fault in FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_ends_in_a_marked_answer_or_one_line(fault: Fault, sample_library: Library):
    begun = time.monotonic()
    with chat_server(fault.reply) as server:
        given = {"model": "scripted", "base_url": server.url, "timeout": SILENCE, "retries": 0, "judge": False}
        answer = asked(Assistant(load_settings(home=sample_library.home, **given), sample_library))
        server.go_on.set()
    if isinstance(answer, ColloquyError):
        assert "\n" not in answer.message and answer.hint
        return
    assert answer.text.strip() and (fault.is_silent or marked(answer)), answer
    assert all(c.paper.abstract[c.start : c.end] == c.quote for c in answer.citations)
    assert not signs(answer.text) and not signs("".join(texts_in(drawn(answer))))
    flat(drawn(answer)["blocks"])
    for format in (Format.md, Format.tex):
        assert not signs("".join(answer_in(format, answer, keys_for(format, sample_library, cited(answer)), "x")))
    assert time.monotonic() - begun < 20


def test_the_command_line_tells_a_fault_in_its_answer(command: Command, own_sample: Path):
    with chat_server(next(fault.reply for fault in FAULTS if fault.name == "HTML")) as server:
        done = command(own_sample, "ask", QUESTION, COLLOQUY_MODEL="scripted", COLLOQUY_BASE_URL=server.url)
    assert done.returncode == 0 and "extracts" in done.stdout + done.stderr and "Traceback" not in done.stderr
