"""What became of each file's records: the boxes of a review's account of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.test_cli import failed, output

SCOPUS = """TY  - JOUR
TI  - Roosting of bats in old mines
AB  - Bats roost in old mines. Forty mines held some.
AU  - Berg, Ida
PY  - 2015
ER  -

TY  - JOUR
TI  - Drift of a mountain pass in medieval charters
AB  - Charters name the pass. It moved twice.
AU  - Lund, Ole
PY  - 2011
ER  -

TY  - JOUR
TI  - A record that has no abstract at all
AU  - Nobody, N
ER  -
"""
PUBMED = """
PMID- 31234567
TI  - Roosting of bats in old mines
AB  - Bats roost in old mines. Forty mines held some.
FAU - Berg, Ida
DP  - 2015

PMID- 31234568
TI  - Fever after a bite of the wood tick
AB  - Fever follows some bites. Three in ten patients had it.
FAU - Moe, Kari
DP  - 2018
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("scopus.ris", SCOPUS), ("pubmed.nbib", PUBMED), ("empty.bib", "nothing in it\n")):
        (tmp_path / name).write_text(text)
    return [str(tmp_path / name) for name in ("scopus.ris", "pubmed.nbib", "empty.bib")]


def test_each_record_is_counted_once_in_its_file(command: Command, tmp_path: Path, files: list[str]):
    home = tmp_path / "home"
    report = output(command(home, "add", *files, "--json"))
    counts = {Path(file["source"]).name: file for file in report["files"]}
    assert [counts["scopus.ris"][name] for name in ("records", "added", "merged", "skipped")] == [3, 2, 0, 1]
    assert [counts["pubmed.nbib"][name] for name in ("records", "added", "merged", "skipped")] == [2, 1, 1, 0]
    assert counts["empty.bib"]["skipped"] == 1 and list(counts["empty.bib"]["reasons"].values()) == [1]
    for name in ("added", "merged", "unchanged", "updated"):
        assert sum(file[name] for file in report["files"]) == report[name]
    assert sum(file["skipped"] for file in report["files"]) == len(report["skipped"])
    for file in report["files"]:
        assert file["records"] == sum(file[n] for n in ("added", "merged", "unchanged", "updated", "skipped"))
    again = output(command(home, "add", *files, "--json"))
    assert [(f["added"], f["unchanged"]) for f in again["files"]] == [(0, 2), (0, 2), (0, 0)]


def test_the_counts_are_told_in_words_and_as_a_table(command: Command, tmp_path: Path, files: list[str]):
    table = tmp_path / "counts.csv"
    told = command(tmp_path / "home", "add", *files, "--counts", str(table)).stdout
    assert "scopus.ris: 3 records: 2 added, 1 skipped" in told
    assert "pubmed.nbib: 2 records: 1 added, 1 merged" in told
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert [(row["records"], row["added"], row["merged"], row["skipped"]) for row in rows] == [
        ("3", "2", "0", "1"),
        ("2", "1", "1", "0"),
        ("1", "0", "0", "1"),
        ("6", "3", "1", "2"),
    ]
    assert rows[0]["reasons"] == "no abstract: 1" and rows[-1]["source"] == "all"
    failed(command(tmp_path / "home", "add", *files, "--counts", str(table)), "there is such a file already")
