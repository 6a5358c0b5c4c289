"""Colloquy in one process that both adds and searches, as the tutorial's does: lines as in tutorial.py."""

import json
import sys
from pathlib import Path

from rag import Library, load_settings, read_all
from rag.library.adding import add
from rag.search.retrieve import retrieve


def main() -> None:
    library = Library(load_settings(home=Path(sys.argv[1])))
    for line in map(json.loads, sys.stdin):
        if "add" in line:
            add(library, read_all([Path(line["add"])]))
            result = {}
        else:
            result = {"results": [{"paper": {"key": hit.paper.key}} for hit in retrieve(library, line["text"])]}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
