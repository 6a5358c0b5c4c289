"""Answers beside an event loop: it goes on meanwhile, and whoever leaves stops the model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from threading import Thread

import pytest

from rag.answer.assistant import Assistant
from rag.answer.langchain import AssistantRunnable
from rag.errors import InputError
from rag.library.library import Library
from rag.records import Answer
from tests.fakes import ChatServer, Scripted, chat_server, chunk
from tests.test_chain import QUESTION, REPLY, assistant

ENDLESS = Scripted(REPLY * 2_000, pause=0.01)
THINKING = Scripted(events=tuple(chunk(reasoning_content="So. " * 400) for _ in range(40_000)))
Leaving = Callable[[Assistant], AsyncIterator[object]]


async def cancelled(asked: Assistant, server: ChatServer) -> None:
    """A question that is given up once the model is at it."""
    asking = asyncio.ensure_future(asked.aask(QUESTION))
    while not server.requests:
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


def test_an_answer_is_the_same_as_without_a_loop(sample_library: Library):
    asked = Assistant(sample_library)
    there, here = asyncio.run(asked.aask(QUESTION)), asked.ask(QUESTION)
    assert isinstance(there, Answer)
    assert (there.text, there.citations, there.claims) == (here.text, here.citations, here.claims)


def test_it_streams_while_the_loop_goes_on(sample_library: Library):
    async def told_by(asked: Assistant) -> str:
        told = asked.astream(QUESTION)
        first = await anext(told)
        waiting = asyncio.ensure_future(anext(told))
        await asyncio.sleep(0.05)  # of the loop, while the server holds the rest
        assert not waiting.done()
        server.go_on.set()
        return first + await waiting + "".join([piece async for piece in told])

    with chat_server(Scripted(REPLY, hold_after=1)) as server:
        assert asyncio.run(told_by(assistant(server, sample_library))).startswith("SPIN lets a language model")


def test_many_ask_at_once(sample_library: Library):
    async def all_of(asked: Assistant) -> list[Answer]:
        return await asyncio.gather(*(asked.aask(QUESTION) for _ in range(4)))

    with chat_server(REPLY) as server:
        answers = asyncio.run(all_of(assistant(server, sample_library)))
    assert [answer.model for answer in answers] == ["scripted"] * 4


@pytest.mark.parametrize("reply", [ENDLESS, THINKING], ids=["writing", "thinking"])
def test_who_is_cancelled_stops_the_model(sample_library: Library, reply: Scripted):
    with chat_server(reply) as server:
        asyncio.run(cancelled(assistant(server, sample_library), server))
        assert server.left.wait(5)


@pytest.mark.parametrize(
    "way",
    [lambda asked: asked.astream(QUESTION), lambda asked: AssistantRunnable(asked).astream(QUESTION)],
    ids=["assistant", "runnable"],
)
def test_who_reads_no_further_stops_the_model(sample_library: Library, way: Leaving):
    async def left(asked: Assistant) -> None:
        async for _ in way(asked):
            break

    with chat_server(ENDLESS) as server:
        asyncio.run(left(assistant(server, sample_library)))
        assert server.left.wait(5)


def test_who_closes_the_pieces_stops_the_model_and_keeps_the_answer(sample_library: Library):
    with chat_server(ENDLESS) as server:
        run = assistant(server, sample_library).begin(QUESTION)
        pieces = run.pieces()
        shown = next(pieces)
        pieces.close()
        assert server.left.wait(5) and run.answer().text == shown


def test_another_thread_may_stop_an_answer(sample_library: Library):
    with chat_server(THINKING) as server:
        run = assistant(server, sample_library).begin(QUESTION)
        reading = Thread(target=lambda: list(run.pieces()))
        reading.start()
        while not server.requests:
            time.sleep(0.01)
        run.stop()
        reading.join(5)
        assert not reading.is_alive() and server.left.wait(5)
    answer = run.answer()
    assert (answer.text, answer.usage.calls) == ("", 1) and "stopped" in answer.warnings[-1]


def test_a_server_that_is_silent_does_not_hold_up_the_programs_end(sample_library: Library):
    async def ended(asked: Assistant) -> float:
        await cancelled(asked, server)
        return time.monotonic()

    with chat_server(Scripted(REPLY, hold_after=0)) as server:
        begun = asyncio.run(ended(assistant(server, sample_library, timeout=60)))
        assert time.monotonic() - begun < 5


def test_an_error_comes_through(sample_library: Library):
    with pytest.raises(InputError):
        asyncio.run(Assistant(sample_library).aask(" "))
