"""How Chroma's server grows with made vectors: python -m tests.benchmarks.vectors [--counts 50000,200000,1000000].

Vectors are of 256 numbers and length 1, drawn around so many centres as a library has topics, as passages lie; they are put
in as Colloquy puts them in, with a text of 800 characters each. At each count searches for the 200 nearest are timed, and
how many of the ten truly nearest are among them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from statistics import median, quantiles

import chromadb
import numpy as np

from tests.benchmarks.engines import held, memory_of
from tests.servers import chroma

_DIMENSIONS, _CENTRES, _SPREAD = 256, 2_000, 0.9
_BATCH, _QUERIES, _WANTED, _TEXT = 1_000, 100, 200, "words " * 133
_HNSW = {"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 100, "max_neighbors": 16}}


def made(drawn: np.random.Generator, centres: np.ndarray, n: int) -> np.ndarray:
    """Unit vectors of shape (n, dimensions), each near one of the centres."""
    near = centres[drawn.integers(len(centres), size=n)]
    vectors = near + _SPREAD / np.sqrt(_DIMENSIONS) * drawn.standard_normal((n, _DIMENSIONS), dtype=np.float32)
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def grown(counts: list[int]) -> Iterator[dict[str, float]]:
    drawn = np.random.default_rng(7)
    centres = drawn.standard_normal((_CENTRES, _DIMENSIONS), dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    queries = made(drawn, centres, _QUERIES)
    whole = np.empty((max(counts), _DIMENSIONS), dtype=np.float32)
    with chroma() as server:
        client = chromadb.HttpClient(host="127.0.0.1", port=server.port)
        collection = client.create_collection("made", configuration=_HNSW)
        there, seconds = 0, 0.0
        for count in counts:
            while there < count:
                end = min(there + _BATCH, count)
                whole[there:end] = made(drawn, centres, end - there)
                started = time.perf_counter()
                ids = [str(number) for number in range(there, end)]
                collection.upsert(ids=ids, embeddings=whole[there:end], documents=[_TEXT] * (end - there))
                seconds += time.perf_counter() - started
                there = end
            times, found = [], 0
            for query in queries:
                started = time.perf_counter()
                got = collection.query(query_embeddings=[query], n_results=_WANTED, include=["distances"])["ids"][0]
                times.append((time.perf_counter() - started) * 1000)
                found += len({*map(str, np.argsort(-(whole[:there] @ query))[:10])} & {*got})
            assert server.process
            yield {
                "vectors": count,
                "upsert_s": round(seconds),
                "search_p50_ms": round(median(times), 1),
                "search_p95_ms": round(quantiles(times, n=20)[-1], 1),
                "ten_nearest_found": round(found / (10 * _QUERIES), 3),
                "memory_mb": memory_of(server.process.pid),
                "disk_mb": held(server.folder),
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="50000,200000,1000000")
    for figures in grown([int(count) for count in parser.parse_args().counts.split(",")]):
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
