"""colloquy table and colloquy screen: what they print, keep, export and refuse."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import zipfile
from io import StringIO
from pathlib import Path

import pytest

from rag.answer.columns.column import Cell
from rag.answer.columns.table import PaperTable, TableRow, counts, filtered, ordered
from rag.answer.columns.understand import column_of
from rag.errors import InputError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import load_settings
from tests.conftest import Command
from tests.fakes import Scripted, chat_server
from tests.test_sheets import reply

SIZE, RANDOMISED = "n: What is the sample size?", "Is it a randomised trial?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    library = Library(load_settings(home=tmp_path / "home"))
    add(
        library,
        [
            paper(key="robes", title="=Robes in court", abstract="We enrolled 40 judges. They were randomly assigned to robes or none.", year="2001", doi="10.1000/robes"),
            paper(key="wigs", title="Wigs & hats", abstract="We conducted a systematic review of wigs. It included 1,200 participants.", year="2010"),
            paper(key="bees", title="Bees", abstract="Bees dance.", year="2005"),
        ],
    )  # fmt: skip
    library.tags.add("law", [library.find(["robes"])[0].id, library.find(["wigs"])[0].id])
    library.close()
    return tmp_path / "home"


def test_json_is_as_the_contract_has_it(command: Command, home: Path):
    done = command(home, "table", SIZE, RANDOMISED, "--json")
    told = json.loads(done.stdout)
    assert [(c["name"], c["question"]) for c in told["columns"]] == [
        ("n", "What is the sample size?"),
        ("Randomised trial", RANDOMISED),
    ]
    rows = {row["paper"]["key"]: row["cells"] for row in told["rows"]}
    assert rows["robes"][0]["text"] == "40 judges" and rows["wigs"][1]["value"] == "no"
    assert rows["bees"][0] == {"state": "not_stated", "text": "", "start": None, "end": None, "by": "verbatim"}
    assert told["counts"][0] == {"column": "n", "stated": 2, "not_stated": 1, "values": {"40": 1, "1200": 1}}
    assert (told["left"], told["model"], told["warnings"]) == (0, None, [])


def test_rows_are_chosen_filtered_and_sorted(command: Command, home: Path):
    def keys(*words: str) -> list[str]:
        told = json.loads(command(home, "table", SIZE, "--json", *words).stdout)
        return [row["paper"]["key"] for row in told["rows"]]

    assert keys("--tag", "law") == ["robes", "wigs"]
    assert keys("--where", "year>=2005", "--filter", "n>=100") == ["wigs"]
    assert keys("--only", "bees", "--only", "wigs", "--sort", "-year") == ["wigs", "bees"]
    assert "there is no column" in command(home, "table", SIZE, "--filter", "age=3").stderr


def test_filters_and_orders_read_what_cells_say():
    columns = (column_of(SIZE), column_of(RANDOMISED))
    rows = (
        TableRow(
            Paper("a", "a", "Robes", ""),
            (Cell("stated", "40 judges", value="40"), Cell("stated", "were randomized", value="yes")),
        ),
        TableRow(
            Paper("b", "b", "Wigs", ""),
            (Cell("stated", "1,200 men", value="1200"), Cell("stated", "a review", value="no")),
        ),
        TableRow(Paper("c", "c", "Bees", ""), (Cell("not_stated"), Cell("not_stated"))),
    )
    table = PaperTable(columns, rows)

    def ids(found: PaperTable) -> str:
        return "".join(row.paper.id for row in found.rows)

    told = {
        "n>=100": "b",
        "2=YES": "a",
        "randomised trial!=yes": "bc",
        "n=not stated": "c",
        "n!=not stated": "ab",
        "1~judges": "a",
        "n<41": "a",
    }
    assert {text: ids(filtered(table, [text])) for text in told} == told
    assert ids(filtered(table, ["n!=not stated", "2=no"])) == "b"
    assert (
        ids(ordered(table, "-n")),
        ids(ordered(table, "What is the sample size?")),
        ids(ordered(table, "title")),
    ) == ("bac", "abc", "cab")
    for wrong in ("robes", "n>=many", "age=3"):
        with pytest.raises(InputError):
            filtered(table, [wrong])
    assert [count.values for count in counts(table)] == [{"40": 1, "1200": 1}, {"yes": 1, "no": 1}]


def test_the_table_is_printed_as_it_is_read_and_is_there_again(command: Command, home: Path):
    first = command(home, "table", SIZE).stdout.splitlines()
    assert first[0] == "| Paper | n |" and "| Wigs & hats (2010) | 1,200 participants |" in first
    assert first[-1].startswith("n: 2 stated, 1 not")
    assert command(home, "table").stdout.splitlines() == first


def test_exports_hold_no_formula_and_read_back(command: Command, home: Path):
    rows = list(csv.reader(StringIO(command(home, "table", SIZE, "--format", "csv").stdout)))
    assert rows[0] == ["key", "title", "year", "n", "n: words"]
    assert rows[1] == ["robes", "'=Robes in court", "2001", "40", "40 judges"]
    book = home.parent / "table.xlsx"
    assert command(home, "table", SIZE, "--output", str(book)).returncode == 0
    with zipfile.ZipFile(book) as parts:
        sheet, strings = parts.read("xl/worksheets/sheet1.xml").decode(), parts.read("xl/sharedStrings.xml").decode()
        assert (
            "<f>" not in sheet
            and "=Robes in court" in strings
            and 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()
        )
    assert (
        "exists" in command(home, "table", SIZE, "--output", str(book)).stderr
        or "already" in command(home, "table", SIZE, "--output", str(book)).stderr
    )
    tex = home.parent / "table.tex"
    command(home, "table", SIZE, "--output", str(tex))
    assert (
        r"Wigs \& hats~\cite{wigs} & 1,200 participants \\" in tex.read_text()
        and "@" in tex.with_suffix(".bib").read_text()
    )
    assert command(home, "table", SIZE, "--format", "xlsx").returncode == 2


def test_a_model_reads_only_when_it_may_and_says_what_it_takes(command: Command, home: Path):
    with chat_server("-") as server:
        server.refuses = lambda body: Scripted(reply(body))
        model = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        asked = command(home, "table", SIZE, "--json", **model)
        assert (
            asked.returncode == 1
            and "3 cells of 3 papers" in asked.stderr
            and "1 call," in asked.stderr
            and not server.requests
        )
        told = json.loads(command(home, "table", SIZE, "--json", "--yes", **model).stdout)
        assert told["rows"][0]["cells"][0] == {
            "state": "stated",
            "text": "We",
            "start": 0,
            "end": 22,
            "by": "model",
            "quote": "We enrolled 40 judges.",
        }
        assert told["usage"]["calls"] == 1 and told["model"] == "scripted"
        assert json.loads(command(home, "table", SIZE, "--json", "--no-model", **model).stdout)["model"] is None


def test_a_stopped_table_gives_what_was_read_and_goes_on(command: Command, home: Path):
    library = Library(load_settings(home=home))
    add(
        library,
        [paper(key=f"x{n}", title=f"Wolves {n}", abstract="Wolves howl at night in packs. " * 60) for n in range(4)],
    )
    library.close()
    asked: list[int] = []

    def stopping(body: dict) -> Scripted:
        asked.append(1)
        if len(asked) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return Scripted(reply(body))

    with chat_server("-") as server:
        server.refuses = stopping
        model = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        done = command(home, "table", SIZE, "--json", "--yes", **model)
        told = json.loads(done.stdout)
        assert done.returncode == 1 and "the same command goes on" in done.stderr
        assert 0 < len(told["rows"]) < 7 and told["left"] == 7 - len(told["rows"])
        first = len(asked)
        told = json.loads(command(home, "table", SIZE, "--json", "--yes", **model).stdout)
        assert told["left"] == 0 and len(told["rows"]) == 7 and first < len(asked)


def test_a_table_without_questions_or_papers_says_what_to_do(command: Command, home: Path, tmp_path: Path):
    assert "there is no table yet" in command(home, "table").stderr
    (tmp_path / "none").mkdir()
    assert "the library is empty" in command(tmp_path / "none", "table", SIZE).stderr


def test_screening_keeps_decisions_and_gives_them_out(command: Command, home: Path):
    assert "there is no review yet" in command(home, "screen").stderr
    empty = command(home / "empty", "screen", "--topic", "Which trials are on court dress?", "--json")
    assert json.loads(empty.stdout)["next"] == []
    setup = ("screen", "--topic", "Which trials are on court dress?", "--criterion", RANDOMISED, "--json")
    told = json.loads(command(home, *setup).stdout)
    assert told["counts"]["to_screen"] == 3 and told["criteria"][0]["name"] == "Randomised trial"
    wigs = next(one for one in told["next"] if one["paper"]["key"] == "wigs")
    assert wigs["cells"][0]["value"] == "no" and wigs["against"] == ["not: Randomised trial"]
    command(home, "screen", "--include", "robes")
    command(home, "screen", "--exclude", "wigs", "--unsure", "bees", "--reason", "a review")
    told = json.loads(command(home, "screen", "--json").stdout)
    assert (told["counts"]["included"], told["counts"]["excluded"], told["counts"]["unsure"], told["next"]) == (
        1,
        1,
        1,
        [],
    )
    assert told["counts"]["reasons"] == {"a review": 1}
    rows = list(csv.DictReader(StringIO(command(home, "screen", "--format", "csv").stdout)))
    assert [(row["key"], row["decision"], row["included"]) for row in rows] == [
        ("robes", "include", "1"),
        ("wigs", "exclude", "0"),
        ("bees", "unsure", ""),
    ]
    ris = command(home, "screen", "--format", "ris").stdout
    assert re.search(r"N1  - Decision: exclude\n(?:.*\n)*?N1  - Reason: a review", ris) and ris.count("TY  - ") == 3
    command(home, "screen", "--undo", "bees")
    assert json.loads(command(home, "screen", "--json").stdout)["next"][0]["paper"]["key"] == "bees"
    assert "not in the library" in command(home, "screen", "--include", "hats").stderr
    assert command(home, "screen", "--tag", "law", "--include", "bees").stderr.startswith(
        "error: not of this review: bees"
    )
