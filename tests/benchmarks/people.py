"""Thirty people who ask while one adds papers: python -m tests.benchmarks.people [--papers 44303] [--adding 5000].

Two processes of `colloquy serve` answer with extracts, over one library in a folder or on a group's servers, each asked by
half of the people. A person reads an answer for `--pause` seconds and asks the next question; with 0, all thirty are waiting
all the time. Every citation is held against the paper of the file that it names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from rag.text.cleaning import clean_abstract
from tests.benchmarks.data import ROOT, Missing, papers_file, samples, searched_for
from tests.benchmarks.engines import run
from tests.benchmarks.serving import serving
from tests.servers import Group, chroma, postgres

_ALONE = 20.0  # seconds in which nobody adds, before and behind


@dataclass
class Seen:
    """What the people saw: seconds of each answer with whether somebody was adding, and what was wrong."""

    answers: list[tuple[float, bool]] = field(default_factory=list)
    citations: int = 0
    wrong: list[str] = field(default_factory=list)
    is_adding: bool = False
    is_over: bool = False

    def figures(self) -> dict[str, Any]:
        told: dict[str, Any] = {"citations": self.citations, "wrong": self.wrong[:5], "wrong_count": len(self.wrong)}
        for name, adding in (("alone", False), ("while_adding", True)):
            seconds = [taken for taken, was in self.answers if was == adding]
            if len(seconds) > 1:
                p95 = round(quantiles(seconds, n=20)[-1], 2)
                told[name] = {"answers": len(seconds), "p50_s": round(median(seconds), 2), "p95_s": p95}
        return told


async def person(
    client: httpx.AsyncClient, questions: Sequence[str], pause: float, abstracts: Mapping[str, str], seen: Seen
) -> None:
    await asyncio.sleep(random.random() * pause)
    for question in questions:
        if seen.is_over:
            return
        was_adding, started = seen.is_adding, time.perf_counter()
        reply = await client.post("/v1/ask", json={"question": question})
        seen.answers.append((time.perf_counter() - started, was_adding))
        if reply.status_code != 200:
            seen.wrong.append(reply.text[:200])
            continue
        for citation in reply.json()["citations"]:
            seen.citations += 1
            abstract = abstracts.get(citation["paper"]["key"], "")
            if " ".join(citation["quote"].split()) not in " ".join(abstract.split()):
                seen.wrong.append(f"{citation['paper']['key']}: {citation['quote']}")
        await asyncio.sleep(pause)


async def asked(
    ports: Sequence[int], home: Path, more: Path, environment: Mapping[str, str], given: argparse.Namespace,
    questions: Sequence[str], abstracts: Mapping[str, str],
) -> Seen:  # fmt: skip
    seen = Seen()
    async with asyncio.TaskGroup() as group:
        for number in range(given.people):
            client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[number % len(ports)]}", timeout=120)
            own = random.Random(number).sample(questions, len(questions))
            group.create_task(person(client, own, given.pause, abstracts, seen))
        await asyncio.sleep(_ALONE)
        seen.is_adding = True
        words = [sys.executable, "-m", "rag", "add", str(more), "--home", str(home)]
        adding = await asyncio.create_subprocess_exec(
            *words, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        if status := await adding.wait():
            seen.wrong.append(f"colloquy add ended with {status}")
        seen.is_adding = False
        await asyncio.sleep(_ALONE)
        seen.is_over = True
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=44_303)
    parser.add_argument("--adding", type=int, default=5_000)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--pause", type=float, default=10.0)
    parser.add_argument("--folder", action="store_true", help="a library in a folder, in place of a group's servers")
    given = parser.parse_args()
    try:
        papers = papers_file()
    except Missing as problem:
        sys.exit(f"error: {problem}")
    with tempfile.TemporaryDirectory(prefix="colloquy-people-") as scratch, ExitStack() as servers:
        folder, home = Path(scratch), Path(scratch, "home")
        few, all_ = samples(papers, [given.papers, given.papers + given.adding], folder)
        lines = all_.read_text("utf-8").splitlines(keepends=True)
        abstracts = {str(paper["id"]): clean_abstract(paper["abstract"]) for paper in map(json.loads, lines)}
        first, more = set(few.read_text("utf-8").splitlines(keepends=True)), folder / "more.jsonl"
        more.write_text("".join(line for line in lines if line not in first), "utf-8")
        questions = [query["question"] for query in searched_for(few, 400)]
        environment: dict[str, str] = {}
        if not given.folder:
            group = Group(servers.enter_context(postgres()).database(), servers.enter_context(chroma()).url)
            environment = group.environment
        run(["add", few, "--home", home, "--json"], folder, environment)
        os.environ.update(environment)
        command = [sys.executable, "-m", "rag", "serve", "--home", str(home), "--port", "PORT"]
        ports = [servers.enter_context(serving(command, "/v1/search?q=begin"))[0] for _ in range(2)]
        figures = asyncio.run(asked(ports, home, more, environment, given, questions, abstracts)).figures()
    told = {"people": given.people, "pause_s": given.pause, "load_after": round(os.getloadavg()[0], 1)}
    print(json.dumps(told | figures, indent=1))


if __name__ == "__main__":
    main()
