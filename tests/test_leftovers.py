"""What a killed process leaves in a library's folder is in nobody's way."""

from __future__ import annotations

import json

from rag.intake.readers.record import paper
from rag.intake.sources import find_sources
from rag.library.adding import add, add_files, remove
from rag.library.library import Library
from rag.records import Paper
from rag.search.retrieve import retrieve


def test_half_written_files_of_the_index_of_words_are_swept(library: Library, three_papers: list[Paper]):
    """tantivy takes the next number for a file of deletions, and a killed process had taken it already."""
    add(library, three_papers)
    folder = library.home / "lexical"
    meta = json.loads((folder / "meta.json").read_text())
    left = [
        f"{segment['segment_id'].replace('-', '')}.{stamp}.del" for segment in meta["segments"] for stamp in range(1, 100)
    ]
    for name in left:
        (folder / name).write_bytes(b"half")
    managed = json.loads((folder / ".managed.json").read_text())
    (folder / ".managed.json").write_text(json.dumps([*managed, *left]))
    remove(library, ["ice"])
    add(library, [paper(key="moss", title="Moss", abstract="Moss cools walls.")])
    assert [hit.paper.key for hit in retrieve(library, "moss on walls")][0] == "moss"
    assert not [name for name in left if (folder / name).exists() and (folder / name).read_bytes() == b"half"]
