"""A Zotero of many items: how long the first take-up takes beside that of its own export, and until a change is found.

    python -m tests.benchmarks.zotero PAPERS.jsonl.gz [ITEMS [ROUNDS]]

The Zotero is that of the tests, on loopback, in a process of its own; PAPERS are JSON lines with title and abstract.
Both readings are done in turn, twice, each into an empty library in a process of its own; the best of each counts.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from tests.running import running
from tests.zotero_server import FakeZotero, Object, opened

_CHANGES = 5


def main() -> None:
    papers = Path(sys.argv[1])
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(there, papers, many), daemon=True)
    process.start()
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.json"
        url, items = here.recv()
        export.write_text(json.dumps(items, indent=4), encoding="utf-8")
        seconds: dict[str, list[tuple[float, float]]] = {"export": [], "zotero": []}
        for n in range(rounds):
            seconds["export"].append(_add(str(export), Path(folder) / f"export-{n}", url))
            seconds["zotero"].append(_add("zotero:", Path(folder) / f"zotero-{n}", url))
        found = _changes(here, Path(folder) / "zotero-0", url)
    speed = {
        name: round(min(taken[n] for taken in seconds["export"]) / min(taken[n] for taken in seconds["zotero"]), 3)
        for n, name in enumerate(("clock", "processor"))
    }
    result = {"items": many, "seconds": seconds, "speed": speed, "found": found}
    print(json.dumps(result))
    process.kill()


def _add(what: str, home: Path, url: str) -> tuple[float, float]:
    """Seconds that the command takes, by the clock and of the processor."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "rag", "add", what, "--home", str(home)]
    subprocess.run(command, check=True, env=_environment(url), capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return round(time.monotonic() - began, 2), round(processor, 2)


def _changes(server: Connection, home: Path, url: str) -> list[float]:
    """Seconds from a change in Zotero until `watch` has told it."""
    os.environ.update(_environment(url))
    found = []
    with running("watch", "zotero:", "--home", str(home), cold=True) as watching:
        while not watching.seen:  # on a busy machine the first reading takes more than a line is waited for
            with suppress(AssertionError):
                watching.line("zotero:")
        for n in range(_CHANGES):
            server.send(n)
            server.recv()
            began = time.monotonic()
            watching.line("1 updated")
            found.append(round(time.monotonic() - began, 2))
        watching.end()
    return found


def _environment(url: str) -> dict[str, str]:
    return os.environ | {"COLLOQUY_ZOTERO_URL": url}


def _serve(main: Connection, papers: Path, many: int) -> None:
    zotero = FakeZotero()
    with opened(zotero), gzip.open(papers, "rt", encoding="utf-8") as lines:
        for n, line in enumerate(islice(lines, many)):
            zotero.put(f"ITEM{n:05d}", _data(json.loads(line)))
        main.send((zotero.url, list(zotero.shelves["users/0"].items.values())))
        while True:
            n = main.recv()
            zotero.put(f"ITEM{n * 7:05d}", {"volume": str(n + 1)})
            main.send(None)


def _data(given: Object) -> Object:
    names = [name.rpartition(" ") for name in given.get("authors", ())]
    creators = [{"creatorType": "author", "firstName": first, "lastName": last} for first, _, last in names]
    return {
        "itemType": "conferencePaper",
        "title": given["title"],
        "abstractNote": given["abstract"],
        "creators": creators,
        "date": str(given.get("year", "")),
        "proceedingsTitle": given.get("venue", ""),
        "url": given.get("url", ""),
        "tags": [{"tag": keyword, "type": 1} for keyword in given.get("keywords", ())],
    }


if __name__ == "__main__":
    main()
