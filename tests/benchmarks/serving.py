"""python -m tests.benchmarks.serving HOME: how many requests a second colloquy serve answers, beside a bare FastAPI endpoint.

HOME is a library; it is only read. Both are served by one process each with uvicorn, one after the other, and asked by
`wrk` (Debian: apt-get install wrk) from another process over so many connections. Each request has another query: words
that follow one another in the library's abstracts. The bare endpoint takes the query and gives {"ok": true}.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from rag.library.library import Library
from rag.setup.settings import load_settings

ROOT = Path(__file__).parents[2]
WARM_UP = 4  # seconds
BARE = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/v1/search")
async def search(q: str) -> dict[str, bool]:
    return {"ok": True}
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
"""
ASKED = (
    "Does {} improve the results?",
    "How large is the gain of {}?",
    "Why is {} used?",
    "How well does {} work?",
    "What is reported on {}?",
)
# wrk's own summary has no 95th percentile.
SCRIPT = """
local lines, at = {}, 0
for line in io.lines(os.getenv("WRK_LINES")) do lines[#lines + 1] = line end
local is_ask = os.getenv("WRK_KIND") == "ask"
function request()
  at = at % #lines + 1
  if is_ask then return wrk.format("POST", "/v1/ask", {["Content-Type"] = "application/json"}, lines[at]) end
  return wrk.format("GET", lines[at])
end
function done(summary, latency)
  io.write(string.format('FIGURES {"requests": %d, "seconds": %.3f, "p50_ms": %.2f, "p95_ms": %.2f, "failed": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect))
end
"""


def windows(home: Path, n: int) -> list[str]:
    """Distinct runs of four to ten words of the library's abstracts, the same ones each time."""
    drawn = random.Random(1)
    library = Library(load_settings(home=home))
    papers = library.spread(2_000)
    library.close()
    found: dict[str, None] = {}
    while len(found) < n:
        words = drawn.choice(papers).abstract.split() or ["paper"]
        start = drawn.randrange(max(1, len(words) - 10))
        found[" ".join(words[start : start + drawn.randint(4, 10)])] = None
    return list(found)


@contextmanager
def serving(command: Sequence[str], path: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server's port and process, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [part.replace("PORT", str(port)) for part in command], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).read()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.2)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def load(port: int, kind: str, lines: Sequence[str], connections: int, seconds: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        script, asked = Path(folder, "load.lua"), Path(folder, "lines")
        script.write_text(SCRIPT)
        asked.write_text("\n".join(lines) + "\n", "utf-8")
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "20s",
            "-s",
            script,
            f"http://127.0.0.1:{port}",
        ]
        said = subprocess.run(
            command,
            env=os.environ | {"WRK_LINES": str(asked), "WRK_KIND": kind},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    figures = json.loads(next(line for line in said.splitlines() if line.startswith("FIGURES "))[8:])
    return {"a_second": round(figures["requests"] / figures["seconds"], 1)} | figures


def memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(row.split()[1]) * 1024 / 1e6 for row in status.splitlines() if row.startswith("VmRSS"))


def busy(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(port: int, pid: int, kind: str, lines: Sequence[str], connections: int, seconds: int) -> dict:
    before = busy(pid)
    figures = load(port, kind, lines, connections, seconds)
    return figures | {"cpu_ms": round((busy(pid) - before) * 1000 / max(figures["requests"], 1), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--seconds", type=int, default=10, help="of each load")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument(
        "--memory", type=int, default=0, metavar="N", help="also the memory before and after N searches"
    )
    given = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("error: wrk is missing: apt-get install wrk")
    words = windows(given.home, 12_000)
    paths = [f"/v1/search?q={quote(text)}" for text in words]
    asks = [json.dumps({"question": ASKED[n % len(ASKED)].format(text)}) for n, text in enumerate(words)]
    figures: dict = {"load_before": os.getloadavg()[0], "connections": given.connections}
    with serving([sys.executable, "-c", BARE, "PORT"], paths[0]) as (port, process):
        figures["bare"] = measured(port, process.pid, "search", paths, given.connections, given.seconds)
    ours = [sys.executable, "-m", "rag", "serve", "--home", str(given.home.absolute()), "--port", "PORT"]
    with serving(ours, paths[0]) as (port, process):
        for kind, lines in (("search", paths), ("ask", asks)):  # what is loaded once is not measured
            load(port, kind, lines[-500:], given.connections, WARM_UP)
        figures["search"] = measured(port, process.pid, "search", paths, given.connections, given.seconds)
        figures["ask"] = measured(port, process.pid, "ask", asks, given.connections, given.seconds)
        if given.memory:
            figures["memory_mb"] = [round(memory_mb(process.pid))]
            done = 0
            while done < given.memory:
                done += load(port, "search", paths[::-1], given.connections, given.seconds)["requests"]
                figures["memory_mb"].append(round(memory_mb(process.pid)))
            figures["memory_requests"] = done
    figures["load_after"] = os.getloadavg()[0]
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
