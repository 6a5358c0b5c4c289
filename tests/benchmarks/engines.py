"""What a group's servers cost beside a library in a folder: python -m tests.benchmarks.engines [--papers 10000,50000].

PostgreSQL and Chroma's server run on this machine, on loopback, with their data on its disk. Each side reads the same file
in a process of its own, one after the other; then the same queries are put to each, and a machine that has nothing yet
takes the group's library up. Seconds of the processor are those of the program, and of the servers while it ran: where
others use the machine, they tell more than those by the clock.

Beyond the papers that there are, further ones are made: each has the sentences of several, and a title of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.data import ROOT, Missing, papers_file, samples, searched_for
from tests.servers import Group, chroma, postgres

_QUERIES = 200
_WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of the program: what it printed, and its seconds by the clock and of the processor."""

    output: str
    seconds: float
    processor: float


def run(words: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Ran:
    started = time.perf_counter()
    output = folder / "output"
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "rag", *map(str, words)],
        {**os.environ, "PYTHONPATH": str(ROOT), **environment},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(output), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)],
    )
    _, status, used = os.wait4(pid, 0)
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"error: {' '.join(map(str, words))} ended with {os.waitstatus_to_exitcode(status)}")
    return Ran(output.read_text(), seconds, used.ru_utime + used.ru_stime)


def side(file: Path, queries: Path, home: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """One library: read, and searched by one process."""
    added = run(["add", file, "--home", home, "--json"], home.parent, environment)
    told = {"add_s": round(added.seconds, 1), "add_processor_s": round(added.processor, 1)}
    return told | searched(queries, home, environment) | {"folder_mb": held(home)}


def searched(queries: Path, home: Path, environment: Mapping[str, str]) -> dict[str, float]:
    ran = run(["search", "--batch", queries, "--json", "--home", home], home.parent, environment)
    times = [json.loads(line)["ms"] for line in ran.output.splitlines()][_WARM_UP:]
    return {"search_p50_ms": round(median(times), 1), "search_p95_ms": round(quantiles(times, n=20)[-1], 1)}


def held(folder: Path) -> int:
    """The megabytes of a folder's files."""
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6)


def grown(file: Path, size: int, folder: Path) -> Path:
    """A file of so many papers: those of a file, and further ones made of them, the same ones each time."""
    papers = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    if size <= len(papers):
        return file
    drawn, larger = random.Random(size), folder / f"papers-{size}.jsonl"
    with larger.open("w", encoding="utf-8") as stream:
        for number in range(size):
            paper = papers[number] if number < len(papers) else _made(number, drawn, papers)
            stream.write(json.dumps(paper) + "\n")
    return larger


def _made(number: int, drawn: random.Random, papers: Sequence[dict]) -> dict:
    """A paper with a sentence each of seven others, and a title of words of three."""
    sentences = [drawn.choice(drawn.choice(papers)["abstract"].split(". ")) for _ in range(7)]
    words = [word for _ in range(3) for word in (drawn.choice(papers)["title"] or "On").split()[:3]]
    return {"id": f"made{number}", "title": " ".join([*words, str(number)]), "abstract": ". ".join(sentences)}


def taken_up(queries: Path, home: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """A machine that has nothing yet: its first search, and one later."""
    one = home.parent / "one.jsonl"
    one.write_text(queries.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    words = ["search", "--batch", one, "--json", "--home", home]
    times = [run(words, home.parent, environment).seconds for _ in range(2)]
    return {"first_search_s": round(times[0], 1), "next_search_s": round(times[1], 1)}


def processor_of(parents: Sequence[int]) -> float:
    """Seconds of the processor that processes and those that they started have used so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            if int(stat.parent.name) in parents:
                ticks += sum(map(int, fields[11:15]))  # its own, and of its children that have ended
            elif int(fields[1]) in parents:
                ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", default="10000", metavar="N[,N...]", help="sizes, each measured by itself")
    parser.add_argument("--without-folder", action="store_true", help="measure the servers alone")
    asked = parser.parse_args()
    try:
        papers = papers_file()
    except Missing as problem:
        sys.exit(f"error: {problem}")
    for size in map(int, asked.papers.split(",")):
        print(json.dumps(measured(papers, size, asked.without_folder), indent=1), flush=True)


def measured(papers: Path, size: int, without_folder: bool = False) -> dict[str, Any]:
    """All figures of one size."""
    figures: dict[str, Any] = {"papers": size, "load": [round(load, 1) for load in os.getloadavg()]}
    with tempfile.TemporaryDirectory(prefix="colloquy-engines-") as scratch, postgres() as pg, chroma() as server:
        folder = Path(scratch)
        (file,) = samples(papers, [size], folder)
        file = grown(file, size, folder)
        queries = folder / "queries.jsonl"
        searches = searched_for(file, _QUERIES + _WARM_UP)
        queries.write_text("".join(json.dumps(query) + "\n" for query in searches), "utf-8")
        servers = Group(pg.database(), server.url).environment
        if not without_folder:
            figures["folder"] = side(file, queries, folder / "own", {})
            print(json.dumps(figures), file=sys.stderr)
        pids = [pg.pid, server.process.pid if server.process else 0]
        before = processor_of(pids)
        figures["servers"] = side(file, queries, folder / "group", servers)
        figures["servers"]["servers_processor_s"] = round(processor_of(pids) - before, 1)
        figures["servers"] |= {"postgresql_mb": held(pg.folder / "data"), "chroma_mb": held(server.folder)}
        figures["servers"] |= {"chroma_memory_mb": memory_of(pids[1])}
        print(json.dumps(figures), file=sys.stderr)
        figures["new machine"] = taken_up(queries, folder / "new", servers)
    figures["load_after"] = [round(load, 1) for load in os.getloadavg()]
    return figures


def memory_of(pid: int) -> int:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(round(int(row.split()[1]) * 1024 / 1e6) for row in status.splitlines() if row.startswith("VmRSS"))


if __name__ == "__main__":
    main()
