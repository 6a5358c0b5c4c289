"""Sentences that say what texts do not say, and denials that are claims, labelled by hand: ours, and a weak model's.

python -m tests.absences FILE.jsonl[.gz]: of a file of papers, how many sentences of their abstracts are taken for
what texts do not say. An abstract says things: nearly none should be.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from rag.text.absence import says_absent
from rag.text.sentences import sentences

LABELLED = [json.loads(line) for line in Path(__file__).with_suffix(".jsonl").read_text("utf-8").splitlines()]


def taken(abstracts: list[str]) -> tuple[list[str], int]:
    """The sentences that are taken for that, and how many there are in all."""
    said = [sentence.of(text) for text in abstracts for sentence in sentences(text)]
    return [sentence for sentence in said if says_absent(sentence)], len(said)


def main() -> None:
    path = Path(sys.argv[1])
    with gzip.open(path, "rt", "utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        found, of = taken([json.loads(line).get("abstract") or "" for line in lines])
    print(*found, f"{len(found):,} of {of:,}", sep="\n")


if __name__ == "__main__":
    main()
