"""What reading costs beside its bare parts: python -m tests.benchmarks.intake [--papers 6000] [--runs 5].

The parts are what no reading can do without, each by its own library and nothing around it: lines of JSON, splitting,
embedding, Chroma, tantivy and SQLite. Both sides run in fresh processes, in turn, on one file; the ratio is that of the
medians, in seconds of the processor and in seconds by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.data import ROOT, papers_file, samples

_BATCH = 1_000
_CHROMA_BATCH = 2_000
_TOKENS = 256


def bare(file: Path, home: Path) -> dict[str, float]:
    """Seconds of the processor that each part takes."""
    seconds: dict[str, float] = {}

    @contextmanager
    def part(name: str) -> Iterator[None]:
        started = time.process_time()
        yield
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - started

    with part("imports"):
        import chromadb
        import tantivy
        import wordllama
        from semantic_text_splitter import TextSplitter

        splitter = TextSplitter.from_tiktoken_model("gpt-4o", _TOKENS)
        model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    with part("JSON"):
        papers = [json.loads(line) for line in file.open(encoding="utf-8")]
    with part("splitting"):
        chunks = [splitter.chunk_indices(paper["abstract"]) for paper in papers]
        passages = [
            (paper, n, start, text)
            for paper, own in zip(papers, chunks, strict=True)
            for n, (start, text) in enumerate(own)
        ]
    with part("embedding"):
        texts = [f"{paper['title']}\n{text}" for paper, _, _, text in passages]
        vectors = [
            row for at in range(0, len(texts), _BATCH) for row in model.embed(texts[at : at + _BATCH], norm=True)
        ]
    with part("SQLite"):
        _in_sqlite(home, papers, passages, vectors)
    with part("tantivy"):
        _in_tantivy(tantivy, home, papers)
    with part("Chroma"):
        _in_chroma(chromadb, home, passages, vectors)
    return seconds


def _in_sqlite(home: Path, papers: list, passages: list, vectors: list) -> None:
    db = sqlite3.connect(home / "bare.sqlite")
    db.execute("pragma journal_mode = wal")
    db.execute(
        "create table papers (id text primary key, title text, abstract text, authors text, year int, venue text)"
    )
    db.execute("create table passages (id text primary key, paper text, start int, vector blob)")
    for at in range(0, len(papers), _BATCH):
        rows = [
            (p["id"], p["title"], p["abstract"], json.dumps(p.get("authors")), p.get("year"), p.get("venue"))
            for p in papers[at : at + _BATCH]
        ]
        with db:
            db.executemany("insert into papers values (?, ?, ?, ?, ?, ?)", rows)
    for at in range(0, len(passages), _BATCH):
        parts = zip(passages[at : at + _BATCH], vectors[at : at + _BATCH], strict=True)
        with db:
            db.executemany(
                "insert into passages values (?, ?, ?, ?)",
                [
                    (f"{paper['id']}:{n}", paper["id"], start, vector.tobytes())
                    for (paper, n, start, _), vector in parts
                ],
            )
    db.close()


def _in_tantivy(tantivy, home: Path, papers: list) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("title", "abstract"):
        builder.add_text_field(field, tokenizer_name="en_stem", index_option="freq")
    (home / "lexical").mkdir()
    index = tantivy.Index(builder.build(), path=str(home / "lexical"))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for paper in papers:
        writer.add_document(tantivy.Document(id=paper["id"], title=paper["title"], abstract=paper["abstract"]))
    writer.commit()
    writer.wait_merging_threads()


def _in_chroma(chromadb, home: Path, passages: list, vectors: list) -> None:
    client = chromadb.PersistentClient(str(home / "chroma"))
    collection = client.create_collection(
        "bare", embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
    )
    for at in range(0, len(passages), _CHROMA_BATCH):
        lot = passages[at : at + _CHROMA_BATCH]
        collection.add(
            ids=[f"{paper['id']}:{n}" for paper, n, _, _ in lot],
            embeddings=vectors[at : at + _CHROMA_BATCH],
            documents=[text for _, _, _, text in lot],
            metadatas=[{"paper": paper["id"], "title": paper["title"], "start": start} for paper, _, start, _ in lot],
        )
    client.close()


def taken(command: list[str | Path], folder: Path) -> tuple[float, float]:
    """Seconds of the processor and by the clock that a process takes from its start to its end."""
    before, started = os.times(), time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        [str(part) for part in (sys.executable, *command)],
        os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(folder / "output"), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)],
    )
    _, status = os.waitpid(pid, 0)
    if status:
        sys.exit(f"error: {' '.join(map(str, command))} ended with {os.waitstatus_to_exitcode(status)}")
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, (
        time.perf_counter() - started
    )


def compared(file: Path, runs: int, folder: Path, say: Callable[[str], None] = print) -> dict:
    """Both sides, in turn, so often."""
    sides: dict[str, list[tuple[float, float]]] = {"colloquy": [], "bare": []}
    for run in range(runs):
        for side, figures in sides.items():
            home = folder / f"{side}-{run}"
            home.mkdir()
            if side == "bare":
                command = ["-m", "tests.benchmarks.intake", "--bare", file, home]
            else:
                command = ["-m", "rag", "add", file, "--home", home, "--json"]
            figures.append(taken(command, folder))
            say(f"{side}: {figures[-1][0]:.1f} s of the processor, {figures[-1][1]:.1f} s")
    parts = json.loads((folder / "output").read_text())
    medians = {side: [median(column) for column in zip(*figures, strict=True)] for side, figures in sides.items()}
    ratios = [ours / theirs for ours, theirs in zip(medians["colloquy"], medians["bare"], strict=True)]
    return {
        "runs": runs,
        "processor_s": {side: round(figures[0], 2) for side, figures in medians.items()},
        "clock_s": {side: round(figures[1], 2) for side, figures in medians.items()},
        "ratio_of_processor": round(ratios[0], 2),
        "ratio_of_clock": round(ratios[1], 2),
        "bare_parts_s": {name: round(seconds, 2) for name, seconds in parts.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=6_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--bare", type=Path, nargs=2, metavar=("FILE", "HOME"), help="run the parts once, in this process"
    )
    asked = parser.parse_args()
    if asked.bare:
        print(json.dumps(bare(*asked.bare)))
        return
    with tempfile.TemporaryDirectory(prefix="colloquy-intake-") as scratch:
        folder = Path(scratch)
        (file,) = samples(papers_file(), [asked.papers], folder)
        print(json.dumps(compared(file, asked.runs, folder), indent=1))


if __name__ == "__main__":
    main()
