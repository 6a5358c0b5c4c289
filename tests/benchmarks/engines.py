"""What a group's servers cost beside a library in a folder: python -m tests.benchmarks.engines [--papers 10000].

PostgreSQL and Chroma's server run on this machine, on loopback, with their data on its disk. Each side reads the same file
in a process of its own, one after the other; then the same queries are put to each, and a machine that has nothing yet
takes the group's library up. Seconds of the processor are those of the program, and of the servers while it ran: where
others use the machine, they tell more than those by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.data import ROOT, Missing, papers_file, samples, searched_for
from tests.servers import Group, chroma, postgres

_QUERIES = 200
_WARM_UP = 20


def run(words: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> tuple[str, float, float]:
    """What the program prints, and the seconds that it takes, by the clock and of the processor."""
    before, started = os.times(), time.perf_counter()
    output = folder / "output"
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "rag", *map(str, words)],
        {**os.environ, "PYTHONPATH": str(ROOT), **environment},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(output), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)],
    )
    _, status = os.waitpid(pid, 0)
    seconds, after = time.perf_counter() - started, os.times()
    if status:
        sys.exit(f"error: {' '.join(map(str, words))} ended with {os.waitstatus_to_exitcode(status)}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return output.read_text(), seconds, used


def side(file: Path, queries: Path, home: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """One library: read, and searched by one process."""
    _, clock, used = run(["add", file, "--home", home, "--json"], home.parent, environment)
    return {"add_s": round(clock, 1), "add_processor_s": round(used, 1), **searched(queries, home, environment)}


def searched(queries: Path, home: Path, environment: Mapping[str, str]) -> dict[str, float]:
    output, _, _ = run(["search", "--batch", queries, "--json", "--home", home], home.parent, environment)
    times = [json.loads(line)["ms"] for line in output.splitlines()][_WARM_UP:]
    return {"search_p50_ms": round(median(times), 1), "search_p95_ms": round(quantiles(times, n=20)[-1], 1)}


def taken_up(queries: Path, home: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """A machine that has nothing yet: its first search, and one later."""
    one = home.parent / "one.jsonl"
    one.write_text(queries.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    times = [run(["search", "--batch", one, "--json", "--home", home], home.parent, environment)[1] for _ in range(2)]
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
    parser.add_argument("--papers", type=int, default=10_000)
    asked = parser.parse_args()
    try:
        papers = papers_file()
    except Missing as problem:
        sys.exit(f"error: {problem}")
    figures: dict[str, Any] = {"papers": asked.papers, "load": [round(load, 1) for load in os.getloadavg()]}
    with tempfile.TemporaryDirectory(prefix="colloquy-engines-") as scratch, postgres() as pg, chroma() as server:
        folder = Path(scratch)
        (file,) = samples(papers, [asked.papers], folder)
        queries = folder / "queries.jsonl"
        searches = searched_for(file, _QUERIES + _WARM_UP)
        queries.write_text("".join(json.dumps(query) + "\n" for query in searches), "utf-8")
        servers = Group(pg.database(), server.url).environment
        figures["folder"] = side(file, queries, folder / "own", {})
        print(json.dumps(figures), file=sys.stderr)
        pids = [pg.pid, server.process.pid if server.process else 0]
        before = processor_of(pids)
        figures["servers"] = side(file, queries, folder / "group", servers)
        figures["servers"]["servers_processor_s"] = round(processor_of(pids) - before, 1)
        print(json.dumps(figures), file=sys.stderr)
        figures["new machine"] = taken_up(queries, folder / "new", servers)
    figures["load_after"] = [round(load, 1) for load in os.getloadavg()]
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
