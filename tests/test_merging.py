"""The library across files: counts that add up, papers that turn out to be one, sources and mirrors."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from rag.intake.readers.record import paper
from rag.intake.report import ImportReport
from rag.intake.sources import sources
from rag.library.adding import add, add_files
from rag.library.library import Library
from rag.records import Paper, Skipped
from rag.search.retrieve import retrieve
from tests.pairs import pairs
from tests.test_library import in_step

BEES = {"id": "bees", "title": "Waggle dances of honey bees", "abstract": "Honey bees dance to tell where food is."}
ICE = {"id": "ice", "title": "Melting of mountain glaciers", "abstract": "Glaciers in the Alps lose ice each summer."}
REEF = {"id": "reef", "title": "Heat tolerance of reef corals", "abstract": "Reef corals bleach when the sea warms."}


def write(path: Path, *records: dict | str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records))
    return path


def add_paths(library: Library, *paths: Path, mirror: bool = False, title_only: bool = False) -> ImportReport:
    return add_files(library, sources(paths, title_only), mirror=mirror)


def keys(library: Library) -> list[str]:
    return [p.key for p in library.papers()]


def counts(report: ImportReport) -> tuple[int, ...]:
    return report.added, report.updated, report.unchanged, report.merged, len(report.skipped)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_record_is_counted_once_whatever_comes(library: Library, seed: int):
    """Mixed inputs in three readings: new works, second records, repeats, changes, and records that are none."""
    chance = random.Random(seed)
    mixed: list[Paper | Skipped] = [record for pair in pairs(seed, 2) for record in (pair.one, pair.other)]
    mixed += chance.choices(mixed, k=30) + [Skipped("file", f"line {n}", "not JSON") for n in range(5)]
    before = 0
    for _ in range(3):
        chance.shuffle(mixed)
        report = add(library, mixed)
        assert sum(counts(report)) == len(mixed)
        assert report.total == len(library) == before + report.added - report.joined - report.removed
        before = report.total
    assert report.added == 0


def test_a_second_reading_changes_nothing_even_where_records_had_merged(library: Library, tmp_path: Path):
    other = BEES | {"id": "bees2", "doi": "10.1/bees", "year": 2019}
    file = write(tmp_path / "a.jsonl", BEES, other, BEES, ICE)
    assert counts(add_paths(library, file)) == (2, 0, 0, 2, 0)
    generation = library.catalog.generation()
    assert counts(add_paths(library, file)) == (0, 0, 4, 0, 0)
    assert library.catalog.generation() == generation


def test_a_changed_record_updates_its_part_of_a_merged_paper(library: Library, tmp_path: Path):
    other = BEES | {"id": "bees2", "doi": "10.1/bees", "venue": "Apidologie"}
    write(tmp_path / "a.jsonl", BEES)
    write(tmp_path / "b.jsonl", other)
    add_paths(library, tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    changed = "Honey bees dance to tell where food is, and for how long it lasts."
    report = add_paths(library, write(tmp_path / "a.jsonl", BEES | {"abstract": changed}))
    assert counts(report) == (0, 1, 0, 0, 0)
    assert counts(add_paths(library, write(tmp_path / "b.jsonl", other | {"venue": "Insects"}))) == (0, 1, 0, 0, 0)
    (bees,) = library.papers()
    assert (bees.key, bees.abstract, bees.doi, bees.venue) == ("bees", changed, "10.1/bees", "Insects")


def test_papers_that_turn_out_to_be_one_are_joined_into_the_older(library: Library, tmp_path: Path):
    by_doi = {"id": "a", "title": "Dances of bees", "abstract": "Bees dance.", "doi": "10.1/bees"}
    by_pmid = {"id": "b", "title": "Apis mellifera and its choreography", "abstract": "They dance.", "pmid": "1234567"}
    bridge = {"id": "c", "title": "Dances of bees", "abstract": "Bees do.", "doi": "10.1/bees", "pmid": "1234567"}
    first, second = write(tmp_path / "a.jsonl", by_doi), write(tmp_path / "b.jsonl", by_pmid, ICE)
    add_paths(library, first, second)
    report = add_paths(library, write(tmp_path / "c.jsonl", bridge))
    assert (counts(report), report.joined, report.total) == ((0, 0, 0, 1, 0), 1, 2)
    one = library.papers()[0]
    assert (one.key, one.abstract, one.pmid, one.aliases) == ("a", "Bees dance.", "1234567", ("key:b", "key:c"))
    assert {p.id for name in ("a", "b", "c") for p in library.catalog.find([name])} == {one.id}
    in_step(library)
    # What held the other paper holds this one.
    write(first, ICE)
    write(tmp_path / "c.jsonl", ICE)
    assert add_paths(library, first, tmp_path / "c.jsonl", mirror=True).removed == 0
    assert keys(library) == ["a", "ice"]


def test_two_editorials_without_keys_stay_two(library: Library):
    a, b = (paper(title="Editorial", abstract=f"On {what} and what they do.") for what in ("bees", "glaciers"))
    assert a.id == b.id
    assert add(library, [a, b]).added == 2
    report = add(library, [b, a])
    assert (report.unchanged, report.total) == (2, 2)
    in_step(library)


def test_an_updated_paper_keeps_its_place(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    add(library, [paper(key="coral", title=three_papers[1].title, abstract="Corals.", year="2022")])
    assert keys(library) == ["bees", "coral", "ice"]


def test_mirror_removes_what_the_source_no_longer_holds(library: Library, tmp_path: Path):
    folder, other = tmp_path / "folder", write(tmp_path / "other" / "x.jsonl", REEF)
    write(folder / "a.jsonl", BEES, REEF)
    write(folder / "b.jsonl", ICE)
    add_paths(library, folder, other)
    add(library, [paper(key="mine", title="Nobody's file", abstract="Added from Python.")])
    write(folder / "a.jsonl", BEES)
    (folder / "b.jsonl").unlink()
    assert add_paths(library, folder).removed == 0
    report = add_paths(library, folder, mirror=True)
    assert (report.removed, counts(report), report.kept) == (1, (0, 0, 1, 0, 0), ())
    assert sorted(keys(library)) == ["bees", "mine", "reef"]
    in_step(library)
    assert "ice" not in [hit.paper.key for hit in retrieve(library, "glaciers")]
    write(other, BEES)
    assert add_paths(library, other, mirror=True).removed == 1
    assert sorted(keys(library)) == ["bees", "mine"]


def test_a_paper_that_moved_to_another_file_stays(library: Library, tmp_path: Path):
    folder = tmp_path / "folder"
    write(folder / "a.jsonl", BEES)
    write(folder / "b.jsonl", ICE)
    add_paths(library, folder)
    (folder / "a.jsonl").rename(folder / "c.jsonl")
    assert counts(report := add_paths(library, folder, mirror=True)) == (0, 0, 2, 0, 0)
    assert report.removed == 0


@pytest.mark.parametrize("damage", [b"", b"\x00\x01\x02 no text", b"[]\n"], ids=["empty", "binary", "no record"])
def test_mirror_removes_nothing_where_the_source_cannot_be_read(library: Library, tmp_path: Path, damage: bytes):
    folder = tmp_path / "folder"
    write(folder / "a.jsonl", BEES, REEF)
    write(folder / "b.jsonl", ICE)
    write(folder / "notes.txt", "Nothing that papers came from: it does not count.")
    add_paths(library, folder)
    write(folder / "a.jsonl", BEES)
    (folder / "b.jsonl").write_bytes(damage)
    report = add_paths(library, folder, mirror=True)
    assert (report.removed, len(library)) == (0, 3)
    assert [Path(kept.source).name for kept in report.kept] == ["b.jsonl"]
    write(folder / "b.jsonl", ICE)
    assert add_paths(library, folder, mirror=True).removed == 1


def test_mirror_removes_nothing_for_a_folder_that_is_empty(library: Library, tmp_path: Path):
    file = write(tmp_path / "folder" / "a.jsonl", BEES)
    add_paths(library, file.parent)
    file.unlink()
    report = add_paths(library, file.parent, mirror=True)
    assert (report.removed, len(library), len(report.kept)) == (0, 1, 1)


def test_mirror_keeps_a_record_that_has_lost_its_abstract(library: Library, tmp_path: Path):
    file = write(tmp_path / "a.jsonl", BEES, ICE)
    add_paths(library, file)
    write(file, {"id": "bees", "title": BEES["title"]}, ICE)
    report = add_paths(library, file, mirror=True)
    assert (report.removed, [s.reason for s in report.skipped]) == (0, ["no abstract"])
    assert library.papers()[0].abstract == BEES["abstract"]
    assert counts(add_paths(library, file, mirror=True, title_only=True)) == (0, 0, 2, 0, 0)
    assert library.papers()[0].abstract == BEES["abstract"]


def test_mirror_takes_no_record_of_a_file_for_gone_while_one_of_it_cannot_be_read(library: Library, tmp_path: Path):
    folder = tmp_path / "folder"
    file, other = write(folder / "a.jsonl", BEES, ICE), write(folder / "b.jsonl", REEF, BEES)
    add_paths(library, folder)
    write(file, json.dumps(BEES)[:40], ICE)
    write(other, REEF)
    report = add_paths(library, folder, mirror=True)
    assert (report.removed, [kept.position for kept in report.kept]) == (0, ["line 1"])
    assert len(library) == 3
