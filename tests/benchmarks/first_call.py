"""python -m tests.benchmarks.first_call HOME: seconds from the start of colloquy mcp to the answer of its first tool call.

The SDK's own client starts the process, shakes hands and calls at once; each of the runs is a process of its own. Told are the
medians of the time and of what the process had of the processor from its start to its end, which other work does not lengthen
as much, and the load. Modules are to be compiled, as an installation compiles them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters

CALLS: dict[str, dict[str, Any]] = {
    "search_papers": {"query": "rewards"},
    "ask": {"question": "Which papers speak of rewards?"},
}


async def seconds(home: Path, tool: str) -> tuple[float, float]:
    """From the start to the answer; and of the processor, to the end."""
    words = ["-m", "rag", "mcp", "--home", str(home)]
    server = StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    async with Client(server) as client:
        result = await client.call_tool(tool, CALLS[tool])
        taken = time.perf_counter() - started
        assert not result.is_error, result.content
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    for tool in CALLS:
        runs = [anyio.run(seconds, given.home, tool) for _ in range(given.runs)]
        taken, cpu = (round(statistics.median(column), 2) for column in zip(*runs, strict=True))
        each = [round(run[0], 2) for run in runs]
        print(json.dumps({"tool": tool, "median_s": taken, "cpu_s": cpu, "each_s": each, "load": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
