"""Many sessions at once on one `colloquy ui`: python -m tests.benchmarks.sessions HOME [--sessions 20] [--questions 3].

With `--questions 50` these are 1,000 questions, after which the process is to be as large as it was after the first of each.

Each session is a client of Streamlit's own protocol, as a browser tab is, without the drawing: on one machine twenty
browsers would measure themselves. It speaks to 127.0.0.1, and to nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from rag.answer.suggest import facts
from rag.library.library import Library
from rag.library.tables.holders import holders
from rag.setup.settings import load_settings
from tests.browser.conftest import served

PATIENCE = 60.0  # seconds until a session gives up
MOST = 100  # sessions, and questions of each
DIFFERENT = 40  # questions
LOADED = 10.0  # seconds after which the server has loaded, out of sight, what it does once in its life: ui/warm.py
TIDIED = 5.0  # seconds after which the server has given back what answers have left behind: ui/warm.py
ANSWER = "colloquy_answer"  # the component that draws one


@dataclass
class Session:
    """One tab: how often the page was run for it, the elements that it was sent, and what went wrong."""

    wire: ClientConnection
    runs: int = 0
    chat_input: str = ""
    answers: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    async def first_paint(self) -> float:
        """Seconds until the question can be typed."""
        started = time.perf_counter()
        await self._send()
        while not self.chat_input:
            await self._receive()
        return time.perf_counter() - started

    async def ask(self, question: str) -> float:
        """Seconds until the answer is there."""
        before, started = len(self.answers), time.perf_counter()
        await self._send(question)
        while len(self.answers) == before and not self.errors:
            await self._receive()
        return time.perf_counter() - started

    async def _send(self, question: str | None = None) -> None:
        message = BackMsg()
        message.rerun_script.query_string = ""
        if question is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.chat_input
            state.chat_input_value.data = question
        await self.wire.send(message.SerializeToString())

    async def _receive(self) -> None:
        message = ForwardMsg.FromString(await self.wire.recv(decode=False))
        self.runs += message.WhichOneof("type") == "new_session"
        if (
            message.WhichOneof("type") == "script_finished"
            and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
        ):
            self.errors.append("the page does not compile")
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._take(message.delta.new_element)

    def _take(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "chat_input":
            self.chat_input = element.chat_input.id
        elif kind == "bidi_component" and element.bidi_component.component_name == ANSWER:
            self.answers.add(element.bidi_component.id)
        elif kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert":
            self.errors.append(element.alert.body)


@dataclass(frozen=True, slots=True)
class Size:
    """Of the process that serves: megabytes of memory that it holds, and how many files and sockets."""

    resident_mb: float
    files: int


def size(home: Path) -> Size:
    """That of the one process that has the library in `home` open."""
    pid = int(re.findall(r"process (\d+)", holders(home / "conversations.sqlite"))[0])
    resident = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return Size(round(int(resident.group(1)) / 1024, 1), len(list(Path(f"/proc/{pid}/fd").iterdir())))


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of every session's first paint and of every answer, what went wrong, and the server's size after the first and
    the last question of all sessions, where that is looked at."""

    paints: tuple[float, ...]
    answers: tuple[float, ...]
    errors: tuple[str, ...]
    sizes: tuple[Size, ...] = ()

    def plain(self) -> dict[str, object]:
        spread = {
            f"{name}_p{part}_s": round(float(np.percentile(values, part)), 3)
            for name, values in (("paint", self.paints), ("answer", self.answers))
            for part in (50, 95)
            if values
        }
        sizes = {
            f"{name}_{when}": getattr(self.sizes[place], name)
            for place, when in ((0, "first"), (-1, "last"))
            for name in ("resident_mb", "files")
            if self.sizes
        }
        return {"answers": len(self.answers), **spread, **sizes, "errors": list(self.errors)}


def opened(address: str) -> connect:
    wire = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    return connect(wire, subprotocols=["streamlit"], max_size=None, compression=None)


async def measure(
    address: str,
    sessions: int,
    questions: Sequence[str],
    loaded: float = 0.0,
    turns: int | None = None,
    home: Path | None = None,
) -> Figures:
    """All sessions open the page at once, and ask at once: a question each, and when all have their answers the next.

    Each begins with another question. One that waits longer than PATIENCE ends with an error. Before, another session
    asks one that is not counted, and `loaded` seconds pass: the server is warm.

    Args:
        turns: questions of each session, where they are not all asked once.
        home: of the library, where the server's size is to be looked at.
    """
    turns = turns or len(questions)
    sizes: list[Size] = []
    paints: list[float] = []
    answers: list[float] = []
    errors: list[str] = []
    ready = asyncio.Barrier(sessions)

    async def one(number: int) -> None:
        async with opened(address) as wire:
            session = Session(wire)
            paints.append(await asyncio.wait_for(session.first_paint(), PATIENCE))
            for turn in range(turns):
                if await asyncio.wait_for(ready.wait(), PATIENCE) == 0 and home and turn == 1:
                    await asyncio.sleep(TIDIED)
                    sizes.append(size(home))
                took = await asyncio.wait_for(session.ask(questions[(number + turn) % len(questions)]), PATIENCE)
                if session.errors:
                    await ready.abort()
                    break
                answers.append(took)
            errors.extend(session.errors)

    async with opened(address) as wire:
        first = Session(wire)
        await asyncio.wait_for(first.first_paint(), PATIENCE)
        await asyncio.wait_for(first.ask(questions[0]), PATIENCE)
        errors.extend(first.errors)
    await asyncio.sleep(loaded)
    done = await asyncio.gather(*map(one, range(sessions)), return_exceptions=True)
    errors += [f"{type(error).__name__}: {error}" for error in done if error]
    if home:
        await asyncio.sleep(TIDIED)
        sizes.append(size(home))
    return Figures(tuple(paints), tuple(answers), tuple(errors), tuple(sizes))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("home", type=Path, help="folder of a library; answers are added to its conversations")
    options.add_argument("--sessions", type=int, default=20, choices=range(1, MOST + 1), metavar=f"1-{MOST}")
    options.add_argument("--questions", type=int, default=3, choices=range(1, MOST + 1), metavar=f"1-{MOST}")
    given = options.parse_args()
    library = Library(load_settings(home=given.home))
    questions = facts(library.papers(2_000), min(given.questions, DIFFERENT))
    library.close()
    with served(given.home.absolute(), cold=True) as address:
        measured = measure(address, given.sessions, questions, LOADED, given.questions, given.home.absolute())
        figures = asyncio.run(measured).plain()
    print(json.dumps({"sessions": given.sessions} | figures, indent=2))
    sys.exit(1 if figures["errors"] else 0)


if __name__ == "__main__":
    main()
