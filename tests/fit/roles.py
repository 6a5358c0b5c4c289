"""Fits the roles of sentences: python -m tests.fit.roles FILE [--write], FILE as of reading/roles.jsonl.gz.

Prints how many sentences of each source get their role right by weights fitted on the other sources, and by those fitted
on nine tenths of the same abstracts; beside what the signs of aspects alone tell.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from rag.answer.extract.roles import BUCKETS, FILE, PLACES, ROLES, buckets, place

_MERGED = {"conclusion": "result"}  # what follows from a result is told as one
_EPOCHS, _BATCH, _STEP, _SHRINK = 4, 128, 0.02, 1e-4
_LEVELS = 127  # of a weight that is stored in one byte
_ROOT = Path(__file__).parents[2]
Sentence = tuple[str, list[int], int, int]  # source with abstract, buckets, place, role


def read(file: Path) -> list[Sentence]:
    """The labelled sentences whose role is one of ROLES."""
    abstracts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            abstracts[f"{row['source']} {row['abstract_id']}"].append(row)
    found = []
    for name, rows in abstracts.items():
        for number, row in enumerate(rows):
            role = _MERGED.get(row["role"], row["role"])
            if role in ROLES:
                found.append((name, buckets(row["sentence"]), place(number, len(rows)), ROLES.index(role)))
    return found


def fit(sentences: Sequence[Sentence]) -> tuple[np.ndarray, np.ndarray]:
    """Weights of buckets and of places, by Adam."""
    draw = np.random.default_rng(12)
    size = BUCKETS + PLACES
    weights, mean, spread = (np.zeros((size, len(ROLES)), np.float32) for _ in range(3))
    step = 0
    for _ in range(_EPOCHS):
        order = draw.permutation(len(sentences))
        for start in range(0, len(order), _BATCH):
            batch = [sentences[i] for i in order[start : start + _BATCH]]
            seen = np.zeros((len(batch), size), np.float32)
            for row, (_, own, where, _role) in enumerate(batch):
                seen[row, own] = 1
                seen[row, BUCKETS + where] = 1
            sums = seen @ weights
            told = np.exp(sums - sums.max(axis=1, keepdims=True))
            told /= told.sum(axis=1, keepdims=True)
            told[np.arange(len(batch)), [role for *_, role in batch]] -= 1
            slope = seen.T @ told / len(batch) + _SHRINK * weights
            step += 1
            mean = 0.9 * mean + 0.1 * slope
            spread = 0.999 * spread + 0.001 * slope**2
            weights -= _STEP * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights[:BUCKETS], weights[BUCKETS:]


def right(fitted: tuple[np.ndarray, np.ndarray], sentences: Sequence[Sentence]) -> float:
    """The share of sentences whose likeliest role is theirs."""
    weights, places = fitted
    told = [int((weights[own].sum(axis=0) + places[where]).argmax()) for _, own, where, _ in sentences]
    return float(np.mean([one == role for one, (*_, role) in zip(told, sentences, strict=True)]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit.roles", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", action="store_true", help="write the weights into rag/")
    given = parser.parse_args()
    sentences = read(given.file)
    sources = sorted({name.split()[0] for name, *_ in sentences})
    for source in sources if len(sources) > 1 else ():
        own = [s for s in sentences if s[0].startswith(f"{source} ")]
        others = [s for s in sentences if not s[0].startswith(f"{source} ")]
        print(f"{source}: fitted on the other sources {right(fit(others), own):.3f} of {len(own)}", flush=True)
    held = [s for s in sentences if crc32(s[0].encode()) % 10 == 0]
    left = [s for s in sentences if crc32(s[0].encode()) % 10]
    print(f"fitted on nine tenths of all abstracts: {right(fit(left), held):.3f} of {len(held)}")
    if given.write:
        weights, places = fit(sentences)
        unit = float(np.abs(weights).max()) / _LEVELS
        file = _ROOT / "rag" / "answer" / "extract" / FILE
        np.savez_compressed(file, weights=np.round(weights / unit).astype(np.int8), unit=unit, places=places)
        print(f"wrote {file.relative_to(_ROOT)}, {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
