"""Sessions that ask while a library is written, killed and failed: what must never be seen, and what must not grow.

    python -m tests.soak --minutes 30 --sessions 20

One process holds the library and asks from many threads, as the page does. Another adds, changes and removes papers, and is
killed at random. The model on loopback is well or fails in the ways of `tests.model_faults`. Every citation is looked up in
the catalogue; errors that are not listed here, and growth of memory or open files beyond GROWTH, fail the run.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from rag.answer.assistant import Assistant
from rag.cli import _share_heaps
from rag.errors import ModelError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import Settings, load_settings
from tests import forks
from tests.breaking.ledger import record, word
from tests.fakes import Scripted, chat_server
from tests.model_faults import FAULTS

GROWTH = 1.10
_WARM = 0.25  # of the time, after which memory is measured
_PAPERS = 200
_LISTED = (ModelError,)
_WELL = Scripted("It rose in all trials [1a]. Nothing else was seen [1c].")


@dataclass
class Seen:
    """What the sessions saw."""

    answers: int = 0
    citations: int = 0
    wrong: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    writes: int = 0
    samples: list[tuple[float, int]] = field(default_factory=list)  # megabytes, open files


def rss() -> float:
    """Megabytes of this process's memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def soak(home: Path, seconds: float, sessions: int, seed: int) -> Seen:
    """Ask, write and fail for so many seconds."""
    seen, rng, ends = Seen(), random.Random(seed), time.monotonic() + seconds
    with chat_server(_WELL) as server, closing(Library(load_settings(home=home))) as library:
        add(library, [_paper(number, 0) for number in range(_PAPERS)])
        threads = [
            threading.Thread(target=_session, args=(library, server.url, n, seed, ends, seen)) for n in range(sessions)
        ]
        threads.append(threading.Thread(target=_writer, args=(home, seed, ends, seen)))
        for thread in threads:
            thread.start()
        begun = time.monotonic()
        while time.monotonic() < ends:
            server.replies[:] = [rng.choice(FAULTS).reply if rng.random() < 0.2 else _WELL]
            del server.requests[:-100], server.keys[:-100]  # the server's own memory is not what is measured
            if time.monotonic() - begun > _WARM * seconds:
                seen.samples.append((rss(), open_files()))
            time.sleep(0.5)
        server.go_on.set()
        for thread in threads:
            thread.join()
        seen.samples.append((rss(), open_files()))
    return seen


def _paper(number: int, version: int) -> Paper:
    own = record(number)
    abstract = f"{own['abstract']} This is version {version} of it."
    return paper(key=own["id"], title=own["title"], abstract=abstract, doi=own["doi"])


def _session(library: Library, url: str, number: int, seed: int, ends: float, seen: Seen) -> None:
    rng = random.Random(seed * 1_000 + number)
    models = [{}, {"model": "scripted", "base_url": url, "timeout": 2.0, "retries": 0, "judge": False}]
    settings = load_settings(home=library.home, **models[number % 2])
    while time.monotonic() < ends:
        try:
            _ask(library, settings, rng.randrange(_PAPERS), seen)
        except _LISTED as error:
            seen.errors[type(error).__name__] += 1
        except BaseException as error:  # that anything else comes is the finding
            seen.wrong.append(f"{type(error).__name__}: {error}")
        time.sleep(rng.random() * 0.5)


def _ask(library: Library, settings: Settings, number: int, seen: Seen) -> None:
    """Ask about a paper, and look its citations up in the catalogue: those of a moment when nobody wrote must be there."""
    generation = library.generation()
    answer = Assistant(settings, library).ask(f"In how many trials did {word(number)} rise?")
    seen.answers += 1
    for citation in answer.citations:
        seen.citations += 1
        if citation.paper.abstract[citation.start : citation.end] != citation.quote:
            seen.wrong.append(f"{citation.quote!r} does not stand in the abstract of {citation.paper.key}")
    now = library.get([citation.paper.id for citation in answer.citations])
    stale = [
        c.paper.key for c in answer.citations if c.paper.id not in now or now[c.paper.id].abstract != c.paper.abstract
    ]
    if stale and library.generation() == generation:
        seen.wrong.append(f"stale: {stale}")


def _writer(home: Path, seed: int, ends: float, seen: Seen) -> None:
    """Change, add and remove, each by a command of its own, one in four of which is killed."""
    rng, version = random.Random(seed), 0
    while time.monotonic() < ends:
        version += 1
        numbers = rng.sample(range(_PAPERS), 10)
        path = home.parent / "changed.jsonl"
        lines = [{**record(n), "abstract": _paper(n, version).abstract} for n in numbers]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        words = ["remove", *(f"p{n}" for n in numbers[:3])] if version % 3 == 0 else ["add", str(path)]
        process = subprocess.Popen(
            [forks.python(), "-m", "rag", *words, "--home", str(home)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _, errors = process.communicate(timeout=rng.random() * 2 if rng.random() < 0.25 else 100)
            seen.writes += 1
            if process.returncode:
                seen.wrong.append(f"{words[0]}: {errors.decode()[-300:]}")
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            seen.kills += 1
        time.sleep(rng.random())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # both as the program does
    _share_heaps()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        seen = soak(Path(folder) / "home", asked.minutes * 60, asked.sessions, asked.seed)
    for told in list(dict.fromkeys(seen.wrong))[:20]:
        print(f"WRONG: {told}")
    first, last = seen.samples[0], seen.samples[-1]
    most = max(memory for memory, _ in seen.samples)
    summary = {
        "minutes": asked.minutes, "sessions": asked.sessions, "answers": seen.answers, "citations": seen.citations,
        "writes": seen.writes, "killed_writers": seen.kills, "listed_errors": dict(seen.errors), "wrong": len(seen.wrong),
        "memory_mb": [round(first[0]), round(last[0]), round(most)], "open_files": [first[1], last[1], max(n for _, n in seen.samples)],
    }  # fmt: skip
    print(json.dumps(summary))
    sys.exit(bool(seen.wrong or last[0] > first[0] * GROWTH or last[1] > first[1] * GROWTH))


if __name__ == "__main__":
    main()
