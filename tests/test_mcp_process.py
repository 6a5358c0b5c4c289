"""colloquy mcp as a process: what it loads and prints, how a call is told of, cancelled and left, whom it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client

from rag.cli.serving.mcp.call import Call, answered
from tests import forks
from tests.assistants import SECONDS, TRANSPORTS, served, text, told
from tests.browser.conftest import free_port
from tests.conftest import Command
from tests.fakes import ChatServer, Scripted, chat_server, chunk
from tests.running import running

LONG = "Self-play improves a language model [1]. " * 400
ASKED = ("ask", {"question": "Which method lets a language model improve by self-play?"})
THOUGHT = tuple(chunk(reasoning_content="Let me think. ") for _ in range(2_000))
HANDSHAKE = (
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
)


def lines(*messages: dict[str, Any]) -> str:
    return "".join(json.dumps(message) + "\n" for message in messages)


def call_of(number: int, tool: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": tool, "arguments": given}}


async def cancelled(client: Client, model: ChatServer) -> list[tuple[float, float | None, str | None]]:
    """What was reported of a question until it was cancelled, after another call had been answered meanwhile."""
    reports: list[tuple[float, float | None, str | None]] = []
    underway = anyio.Event()

    async def report(progress: float, total: float | None, message: str | None) -> None:
        reports.append((progress, total, message))
        if model.requests:
            underway.set()

    async with anyio.create_task_group() as group:

        async def ask() -> None:
            await client.call_tool(*ASKED, progress_callback=report)

        group.start_soon(ask)
        while not model.requests:
            await anyio.sleep(0.02)
        found = await client.call_tool("search_papers", {"query": "self-play"})
        assert not found.is_error and not model.left.is_set()
        group.cancel_scope.cancel()
    left = await anyio.to_thread.run_sync(model.left.wait, SECONDS)
    assert left and not (await client.call_tool("search_papers", {"query": "rewards"})).is_error
    return reports


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_cancelled_call_stops_the_model(
    transport: str, mode: str, own_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with chat_server(Scripted(LONG, pause=0.02)) as model, open(tmp_path / "errors", "w") as errors:
        settings = {"COLLOQUY_MODEL": "m", "COLLOQUY_BASE_URL": model.url}
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with served(transport, own_sample, errors, **settings) as server:
            reports = told(server, lambda client: cancelled(client, model), mode)
    assert reports[0] == (1, None, "looking through the papers")
    assert [report[0] for report in reports] == sorted({report[0] for report in reports})


def test_a_model_that_thinks_is_stopped_too(own_sample: Path, tmp_path: Path):
    with chat_server(Scripted(events=THOUGHT, pause=0.02)) as model, open(tmp_path / "errors", "w") as errors:
        settings = {"COLLOQUY_MODEL": "m", "COLLOQUY_BASE_URL": model.url}
        with served("stdio", own_sample, errors, **settings) as server:
            told(server, lambda client: cancelled(client, model))


def test_an_answer_of_the_model_is_told_as_it_is_written_and_cites(own_sample: Path, tmp_path: Path):
    reports: list[str] = []

    async def report(_progress: float, _total: float | None, message: str | None) -> None:
        reports.append(message or "")

    with (
        chat_server(Scripted("Self-play does so [1]. " * 20, pause=0.02)) as model,
        open(tmp_path / "e", "w") as errors,
    ):
        settings = {"COLLOQUY_MODEL": "m", "COLLOQUY_BASE_URL": model.url}
        with served("stdio", own_sample, errors, **settings) as server:
            result = told(server, lambda client: client.call_tool(*ASKED, progress_callback=report))
    assert result.structured_content["model"] == "m" and result.structured_content["citations"]
    assert any(message.startswith("writing the answer: ") for message in reports)


def test_claims_are_counted_along(sample_home: Path, tmp_path: Path):
    reports: list[tuple[float, float | None]] = []

    async def report(progress: float, total: float | None, _message: str | None) -> None:
        reports.append((progress, total))

    claims = {"claims": [{"text": "SPIN plays against itself.", "evidence": "SPIN plays against itself."}] * 5}
    with open(tmp_path / "errors", "w") as errors, served("stdio", sample_home, errors) as server:
        result = told(server, lambda client: client.call_tool("check_claims", claims, progress_callback=report))
    assert len(result.structured_content["claims"]) == 5
    assert reports[0] == (0, 5) and reports == sorted(set(reports))


def test_what_was_told_of_a_call_goes_ahead_of_its_answer():
    reports: list[str | None] = []

    async def report(_progress: float, _total: float | None, message: str | None) -> None:
        await anyio.sleep(0.05)  # slower than the work
        reports.append(message)

    def work(call: Call) -> list[str | None]:
        call.tell("reading")
        return reports

    assert anyio.run(answered, work, report) == ["reading"]


NOISE = """
import os, sys, threading, time
wire = os.fstat(1).st_ino
def print_much():
    while os.fstat(1).st_ino == wire:
        time.sleep(0.001)
    while True:
        print("noise", flush=True)
        os.write(1, b"noise\\n")
        time.sleep(0.001)
threading.Thread(target=print_much, daemon=True).start()
"""
START = "import sys; from rag.cli import main; sys.argv = ['colloquy', *sys.argv[1:]]; main()"
LOADED = "import atexit, sys; atexit.register(lambda: print('loaded', *sys.modules, file=sys.stderr))\n"


def exchanged(home: Path, before: str = "", python: str | None = None, *calls: dict[str, Any]) -> tuple[list[Any], str]:
    """What a process of its own wrote to standard output, line by line, and to standard error.

    Its standard input ends when it has answered: what it is asked after the end is not.
    """
    words = [python or forks.python(), "-c", before + START, "mcp", "--home", str(home)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write(lines(*HANDSHAKE, *calls))
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(len(calls) + 1)]
        rest, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, errors
        return [*answers, *map(json.loads, rest.splitlines())], errors


def test_nothing_but_the_protocol_is_on_standard_output(sample_home: Path):
    answers, errors = exchanged(sample_home, NOISE, None, call_of(2, *ASKED), call_of(3, "get_paper", {"id": "x"}))
    assert sorted(answer["id"] for answer in answers) == [1, 2, 3]
    assert "noise" in errors and "Traceback" not in errors


def test_what_is_no_message_ends_nothing(sample_home: Path):
    words = [forks.python(), "-m", "rag", "mcp", "--home", str(sample_home)]
    given = "\n".join(["{", '"text"', "[" * 100_000, "\udcff", lines(*HANDSHAKE, call_of(2, "get_paper", {"id": "x"}))])
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(given.encode(errors="surrogateescape"))
        process.stdin.flush()
        seen: list[Any] = []
        while not any(isinstance(one, dict) and one.get("id") == 2 for one in seen):
            seen.append(json.loads(process.stdout.readline()))
        _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0 and b"Traceback" not in errors


def test_the_first_call_loads_nothing_that_it_does_not_need(sample_home: Path):
    answers, errors = exchanged(sample_home, LOADED, forks.COLD, call_of(2, "search_papers", {"query": "rewards"}))
    assert answers[1]["result"]["isError"] is False
    loaded = {name.partition(".")[0] for name in errors.partition("loaded ")[2].split()}
    assert "tantivy" in loaded and "mcp" in loaded
    assert loaded & {"chromadb", "fastapi", "langchain", "langchain_core", "openai", "pandas", "streamlit"} == set()


def test_without_the_package_it_says_how_to_have_it(tmp_path: Path):
    script = "import sys; sys.modules['mcp'] = None\n" + START
    words = [forks.COLD, "-c", script, "mcp", "--home", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: the package mcp is not installed\nhint: pip install 'colloquy[mcp]'\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "example.org"])  # noqa: S104
def test_only_this_machine_is_served(command: Command, tmp_path: Path, host: str):
    done = command(tmp_path / "home", "mcp", "--http", "--host", host)
    error, hint = done.stderr.strip().split("\n")
    assert (done.returncode, done.stdout) == (1, "") and error.startswith(f"error: {host}: everyone who reaches")
    assert "ssh -L 8765:127.0.0.1:8765" in hint


def test_a_port_belongs_to_http(command: Command, tmp_path: Path):
    assert command(tmp_path / "home", "mcp", "--port", "8765").returncode == 2


@pytest.fixture(scope="module")
def address(sample_home: Path) -> Iterator[str]:
    port = free_port()
    with running("mcp", "--http", "--port", str(port), "--home", str(sample_home)) as command:
        command.line("(Ctrl-C ends it)")
        yield f"http://127.0.0.1:{port}/mcp"
        code, last = command.end()
        assert (code, last) == (0, "stopped serving")


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [("Host", "evil.example", 421), ("Origin", "http://evil.example", 403), ("Content-Type", "text/plain", 400)],
)
def test_a_page_of_the_web_is_refused(address: str, name: str, value: str, status: int):
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    ours = httpx2.post(address, json=HANDSHAKE[0], headers=headers)
    theirs = httpx2.post(address, json=HANDSHAKE[0], headers=headers | {name: value})
    assert (ours.status_code, theirs.status_code) == (200, status)


def test_several_assistants_are_served_at_once(address: str):
    async def ask_both(first: Client) -> list[str]:
        async with Client(address) as second:
            results: dict[int, str] = {}

            async def ask(number: int, client: Client) -> None:
                results[number] = text(await client.call_tool(*ASKED))

            async with anyio.create_task_group() as group:
                for number in range(4):
                    group.start_soon(ask, number, (first, second)[number % 2])
            return list(results.values())

    answers = told(address, ask_both)
    assert len(answers) == 4 and len(set(answers)) == 1 and "[1]" in answers[0]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_it_ends_with_ctrl_c_while_nothing_comes(sample_home: Path):
    import signal

    words = [forks.python(), "-m", "rag", "mcp", "--home", str(sample_home)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(lines(HANDSHAKE[0]).encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGINT)
        with suppress(BrokenPipeError):
            _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode != 0 and errors == b""


def test_it_ends_with_its_input_though_a_model_is_silent(own_sample: Path):
    with chat_server(Scripted(LONG, hold_after=2)) as model:
        words = [forks.python(), "-m", "rag", "mcp", "--home", str(own_sample)]
        env = {**os.environ, "COLLOQUY_MODEL": "m", "COLLOQUY_BASE_URL": model.url}
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
        ) as it:
            it.stdin.write(lines(*HANDSHAKE, call_of(2, *ASKED)).encode())
            it.stdin.flush()
            assert json.loads(it.stdout.readline())["id"] == 1
            while not model.requests:
                time.sleep(0.02)
            rest, errors = it.communicate(timeout=SECONDS)
        assert it.returncode == 0 and b"Traceback" not in errors and b"Fatal" not in errors
        assert [json.loads(line)["id"] for line in rest.splitlines()] == [2]
