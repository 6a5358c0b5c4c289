"""What is read and searched: many papers (BENCH_PAPERS) and a labelled set (BENCH_SET)."""

from __future__ import annotations

import gzip
import json
import math
import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parents[2]
_SHARED = ROOT.parent / "shared" / "data"
_SIZES = "5000,15000,50000"


class Missing(Exception):
    """There is nothing to measure with; the message says what to give."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Papers, queries and, for each query, the relevant papers with their grades."""

    name: str
    corpus: Path
    queries: tuple[dict, ...]  # {"id", "text"}
    relevant: dict[str, dict[str, float]]


def papers_file() -> Path:
    """Raises Missing where there is none."""
    given = os.environ.get("BENCH_PAPERS")
    found = [Path(given)] if given else sorted((_SHARED / "scale").glob("*.jsonl*"))
    if not found or not found[0].is_file():
        raise Missing("no papers to read: give BENCH_PAPERS=FILE, JSON lines (or .gz) with id, title, abstract")
    return found[0].absolute()


def labelled_set() -> LabelledSet:
    """Raises Missing where there is none."""
    folder = Path(os.environ.get("BENCH_SET") or _SHARED / "retrieval" / "scifact").absolute()
    corpus = next(iter(sorted(folder.glob("corpus.jsonl*"))), None)
    if not (corpus and (folder / "queries.jsonl").is_file() and (folder / "qrels.tsv").is_file()):
        raise Missing("no labelled set: give BENCH_SET=DIR with corpus.jsonl[.gz], queries.jsonl and qrels.tsv")
    relevant: dict[str, dict[str, float]] = {}
    for row in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, paper, grade = row.split("\t")[:3]
        if query != "query-id" and float(grade) > 0:
            relevant.setdefault(query, {})[paper] = float(grade)
    queries = tuple(
        {"id": str(query["id"]), "text": query["text"]}
        for query in map(json.loads, _lines(folder / "queries.jsonl"))
        if str(query["id"]) in relevant
    )
    return LabelledSet(folder.name, corpus, queries, relevant)


def samples(file: Path, sizes: Sequence[int], folder: Path) -> list[Path]:
    """Files of so many papers, smallest first, drawn evenly over the whole; the smaller are part of the larger.

    A size beyond what there is gives all there is.
    """
    usable = [number for number, line in enumerate(_lines(file)) if _is_paper(line)]
    random.Random(7).shuffle(usable)
    rank = {number: place for place, number in enumerate(usable)}
    written = []
    for size in sorted({min(size, len(usable)) for size in sizes}):
        written.append(folder / f"papers-{size}.jsonl")
        with written[-1].open("w", encoding="utf-8") as stream:
            stream.writelines(line for number, line in enumerate(_lines(file)) if rank.get(number, size) < size)
    return written


def unpacked(file: Path, folder: Path) -> Path:
    """The papers of a file as plain JSON lines, for those who do not unpack."""
    plain = folder / "corpus.jsonl"
    with plain.open("w", encoding="utf-8") as stream:
        stream.writelines(line for line in _lines(file) if _is_paper(line))
    return plain


def sizes() -> list[int]:
    """Raises Missing where BENCH_SIZES is no list of numbers."""
    given = os.environ.get("BENCH_SIZES") or _SIZES
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", given):
        raise Missing(f"BENCH_SIZES={given} is no list of sizes: give numbers such as {_SIZES}")
    return [int(size) for size in given.split(",")]


def searched_for(papers: Path, n: int) -> list[dict]:
    """n queries as people search, titles and sentences of abstracts in turn, each also put as a question."""
    step = max(1, sum(1 for _ in _lines(papers)) // n)
    queries = []
    for number, paper in enumerate(map(json.loads, islice(_lines(papers), 0, n * step, step))):
        sentences = paper["abstract"].split(". ")
        if number % 2 and paper.get("title"):
            text = paper["title"]
            question = f"What is known about {text}?"
        else:
            text = sentences[len(sentences) // 2][:500]
            question = f"Is it so that {text}?"
        queries.append({"id": str(number), "text": text, "question": question})
    return queries


def ndcg(keys: Sequence[str], relevant: dict[str, float], k: int = 10) -> float:
    """nDCG@k of one ranking, with gains of 2^grade - 1."""
    gain = sum((2 ** relevant.get(key, 0) - 1) / math.log2(place + 2) for place, key in enumerate(keys[:k]))
    best = sorted(relevant.values(), reverse=True)[:k]
    return gain / sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))


def mean_ndcg(answers: dict[str, list[str]], labelled: LabelledSet) -> float:
    """Mean nDCG@10 over the set's queries; `answers` are the keys found for each query's id."""
    return mean(ndcg(answers[query], relevant) for query, relevant in labelled.relevant.items() if query in answers)


def _lines(file: Path) -> Iterator[str]:
    with file.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    with (gzip.open if packed else open)(file, "rt", encoding="utf-8") as lines:
        yield from lines


def _is_paper(line: str) -> bool:
    paper = json.loads(line) if line.strip() else {}
    return paper.get("id") is not None and bool(paper.get("abstract"))
