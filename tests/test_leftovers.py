"""What a killed process leaves in a library's folder is in nobody's way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from rag.intake.readers.record import paper
from rag.intake.sources import sources
from rag.library.adding import add, add_files, remove
from rag.library.backup import back_up
from rag.library.library import Library
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.files import folder_beside


def test_half_written_files_of_the_index_of_words_are_swept(library: Library, three_papers: list[Paper]):
    """tantivy takes the next number for a file of deletions, and a killed process had taken it already."""
    add(library, three_papers)
    folder = library.home / "lexical"
    meta = json.loads((folder / "meta.json").read_text())
    left = [
        f"{segment['segment_id'].replace('-', '')}.{stamp}.del"
        for segment in meta["segments"]
        for stamp in range(1, 100)
    ]
    for name in left:
        (folder / name).write_bytes(b"half")
    managed = json.loads((folder / ".managed.json").read_text())
    (folder / ".managed.json").write_text(json.dumps([*managed, *left]))
    remove(library, ["ice"])
    add(library, [paper(key="moss", title="Moss", abstract="Moss cools walls.")])
    assert retrieve(library, "moss on walls")[0].paper.key == "moss"
    assert not [name for name in left if (folder / name).exists() and (folder / name).read_bytes() == b"half"]


def test_a_mirror_that_was_killed_before_it_removed_does_so_when_it_is_run_again(library: Library, tmp_path: Path):
    path = tmp_path / "mine.jsonl"
    lines = [
        json.dumps({"id": name, "title": f"On {name}", "abstract": f"We study {name}."}) for name in ("ice", "moss")
    ]
    path.write_text("\n".join(lines))
    add_files(library, sources([path]), mirror=True)
    path.write_text(lines[0])
    add_files(library, sources([path]))
    origins = library.catalog.origins
    assert len(origins.forget_missing(str(path), origins.next_reading() - 1)) == 1  # and killed here
    report = add_files(library, sources([path]), mirror=True)
    assert (report.removed, [paper.key for paper in library.papers()]) == (1, ["ice"])


def test_a_further_connection_leaves_the_locks_of_a_file_in_place(library: Library, three_papers: list[Paper]):
    """Without them another process that ends takes the journal away under those who read it: the file is damaged."""
    add(library, three_papers)
    script = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=0.1)\n"
        "try: print(db.execute('PRAGMA journal_mode=DELETE').fetchone()[0])\n"
        "except sqlite3.OperationalError as error: print(error)"
    )
    command = [sys.executable, "-c", script, str(library.home / "catalogue.sqlite")]
    first = library.catalog.each()
    next(first)
    list(library.catalog.each())  # another connection is made, and put away
    assert subprocess.run(command, capture_output=True, text=True, timeout=60).stdout == "database is locked\n"
    first.close()


def test_a_backup_that_was_killed_leaves_nothing_once_another_is_made(
    library: Library, three_papers: list[Paper], tmp_path: Path
):
    add(library, three_papers)
    kept, left = tmp_path / "kept", tmp_path / "kept" / ".backup-old"
    left.mkdir(parents=True)
    (left / "colloquy.lock").touch()
    (left / "whole").write_bytes(b"half")
    (kept / ".backup-mine").mkdir()  # somebody's own
    with folder_beside(kept / "held") as held:
        assert not left.exists()
        back_up(library.home, kept / "now.backup")
        assert {path.name for path in kept.iterdir()} == {".backup-mine", held.name, "now.backup"}
    assert {path.name for path in kept.iterdir()} == {".backup-mine", "now.backup"}
