"""Merges are listed; papers that were merged wrongly are taken apart, and stay so when their files are read again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.intake.report import ImportReport
from rag.intake.sources import sources
from rag.library.adding import add_files, remove
from rag.library.library import Library
from rag.library.split import Apart, split, split_off
from rag.library.undo import put_back, take_out
from rag.search.retrieve import retrieve
from tests.conftest import Open
from tests.fakes import embedding_server
from tests.test_embed import NAME
from tests.test_library import in_step

HEAD = {"authors": ["Abara, Ngozi", "Lindholm, Petra"], "year": 2019, "venue": "Journal of Owls"}
OWLS = HEAD | {
    "id": "owls",
    "title": "Owls and mice",
    "doi": "10.1000/owls",
    "abstract": "Owls ate mice in forty barns.",
}
AGAIN = HEAD | {"id": "again", "title": "Owls and mice", "pmid": "31452104", "abstract": "Owls ate mice in the barns."}
THIRD = HEAD | {
    "id": "third",
    "title": "Owls and mice",
    "doi": "https://doi.org/10.1000/owls",
    "abstract": "Mice, owls.",
}
ICE = {"id": "ice", "title": "Melting of mountain glaciers", "abstract": "Glaciers in the Alps lose ice each summer."}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [
        write(tmp_path / "a.jsonl", OWLS, ICE),
        write(tmp_path / "b.jsonl", AGAIN),
        write(tmp_path / "c.jsonl", THIRD),
    ]


def write(path: Path, *records: dict) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def add_paths(library: Library, *paths: Path, mirror: bool = False) -> ImportReport:
    return add_files(library, sources(paths), mirror=mirror)


def keys(library: Library) -> list[str]:
    return [paper.key for paper in library.papers()]


def test_every_merge_is_listed_with_what_it_was_made_by(library: Library, files: list[Path]):
    report = add_paths(library, *files, files[1])
    owls = library.papers()[0]
    assert [(m.record.key, Path(m.source).name, m.paper, m.by) for m in report.merges] == [
        ("again", "b.jsonl", owls.id, "title, authors and year"),
        ("third", "c.jsonl", owls.id, "doi"),
        ("again", "b.jsonl", owls.id, "identical record"),
    ]
    assert report.merged == len(report.merges)
    assert all(not merge.record.abstract for merge in report.merges)
    assert add_paths(library, *files).merges == ()


def test_papers_that_turn_out_to_be_one_are_listed_too(library: Library, tmp_path: Path):
    one = {"id": "a", "title": "Dances of bees", "abstract": "Bees dance.", "doi": "10.1000/bees"}
    other = {"id": "b", "title": "Apis and its steps", "abstract": "They dance.", "pmid": "1234567"}
    add_paths(library, write(tmp_path / "a.jsonl", one), write(tmp_path / "b.jsonl", other))
    report = add_paths(library, write(tmp_path / "c.jsonl", one | {"id": "c", "pmid": "1234567"}))
    assert [(m.record.key, m.source and Path(m.source).name, m.by) for m in report.merges] == [
        ("b", "", "pmid"),
        ("c", "c.jsonl", "doi"),
    ]
    assert {m.paper for m in report.merges} == {library.papers()[0].id}


@pytest.mark.parametrize("name", ["owls", "doi:10.1000/OWLS"], ids=["key", "doi"])
def test_a_paper_is_split_by_its_key_into_all_its_records_and_by_a_name_of_some_into_two(
    library: Library, files: list[Path], name: str
):
    add_paths(library, *files)
    library.tags.add("birds", [library.papers()[0].id])
    done = split(library, [name, "ice", "nobody"])
    ice = library.find(["ice"])[0].id
    assert (done.whole, done.missing, len(done.split)) == ((ice,), ("nobody",), 1)
    into = [library.get([i])[i].key for i in done.split[0].papers]
    assert into == (["owls", "again", "third"] if name == "owls" else ["owls", "again"])
    assert done.split[0].paper == done.split[0].papers[0]
    assert library.tags.all() == {"birds": len(into)}
    in_step(library)
    assert {hit.paper.key for hit in retrieve(library, "owls and mice")} >= set(into)


def test_what_was_split_stays_so_when_its_files_are_added_again(library: Library, files: list[Path], tmp_path: Path):
    add_paths(library, *files)
    split(library, ["again"])
    assert keys(library) == ["owls", "ice", "again"]
    assert library.find(["third"])[0].key == "owls"
    report = add_paths(library, *reversed(files))
    assert (report.unchanged, report.added, report.merged, len(library)) == (4, 0, 0, 3)
    # Edited in one thing, it is known again; so it is where the papers were removed meanwhile.
    add_paths(library, write(files[1], AGAIN | {"abstract": "Owls ate mice in barns of stone.", "keywords": ["owls"]}))
    assert keys(library) == ["owls", "ice", "again"]
    assert library.papers()[2].abstract == "Owls ate mice in barns of stone."
    remove(library, ["owls", "again"])
    add_paths(library, *files)
    assert sorted(keys(library)) == ["again", "ice", "owls"]
    in_step(library)


def test_a_bridge_between_what_was_split_joins_one_side_alone(library: Library, files: list[Path], tmp_path: Path):
    add_paths(library, *files)
    split(library, ["again"])
    bridge = OWLS | {"id": "bridge", "pmid": "31452104"}
    report = add_paths(library, write(tmp_path / "d.jsonl", bridge))
    assert (report.joined, report.merged, len(library)) == (0, 1, 3)


def test_a_split_is_removed_and_put_back_as_it_was(library: Library, files: list[Path]):
    add_paths(library, *files)
    done = split(library, ["owls"])
    put_back(library, take_out(library, done.split[0].papers))
    assert sorted(keys(library)) == ["again", "ice", "owls", "third"]


def test_a_mirror_keeps_the_parts_as_long_as_their_files_hold_them(library: Library, files: list[Path]):
    add_paths(library, *files)
    split(library, ["owls"])
    assert add_paths(library, *files, mirror=True).removed == 0
    write(files[1], ICE)
    assert add_paths(library, files[1], mirror=True).removed == 1
    assert keys(library) == ["owls", "ice", "third"]


def test_a_merge_is_undone_by_itself(library: Library, files: list[Path]):
    report = add_paths(library, *files)
    done = split_off(library, report.merges[1:])
    assert [apart.papers[0] for apart in done.split] == [library.papers()[0].id]
    assert keys(library) == ["owls", "ice", "third"]
    assert split_off(library, report.merges[1:]).split == ()
    assert library.is_merged(library.find(["owls"])[0].id) and not library.is_merged(library.find(["ice"])[0].id)


def test_records_that_differ_in_nothing_else_are_told_apart_by_all_that_they_say(library: Library, tmp_path: Path):
    bare = {"title": "Owls and mice in the barns of the north", "abstract": "Owls ate mice in the barns of the north."}
    file = write(tmp_path / "a.jsonl", bare, bare | {"venue": "Journal of Owls"})
    add_paths(library, file)
    (only,) = library.papers()
    assert split(library, [only.id]).split == (Apart(only.id, (only.id, library.papers()[1].id)),)
    assert add_paths(library, file).unchanged == 2
    assert len(library) == 2


def test_a_split_with_a_paid_embedder_embeds_its_parts(open_library: Open, files: list[Path]):
    with embedding_server() as server:
        library = open_library(server, embedding=NAME)
        add_paths(library, *files)
        split(library, ["owls"])
        in_step(library)
        assert len(library) == 4


def test_a_catalogue_from_before_splits_is_brought_up(open_library: Open, files: list[Path]):
    library = open_library()
    add_paths(library, *files)
    file = library.home / "catalogue.sqlite"
    library.close()
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("DROP TABLE splits")
        db.execute("DELETE FROM migrations WHERE number > 1")
        db.execute("INSERT INTO migrations VALUES (2, 'marks of works', '2026-01-01T00:00:00+00:00')")
    library = open_library()
    assert len(split(library, ["owls"]).split) == 1
    assert sorted(keys(library)) == ["again", "ice", "owls", "third"]
