"""colloquy fetch as a program: preview, question, adding, going on, and one line where it fails."""

from __future__ import annotations

import io
import json
import os
import pty
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.conftest import Command
from tests.services import Mishap, paper_server

SCHEMES = ["arxiv", "openalex", "pubmed", "semanticscholar"]


@dataclass(frozen=True)
class Done:
    """What a run of the program gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    def failed(self, *words: str) -> bool:
        """Exit 1, nothing on standard output, and at the end one line of error and one of hint."""
        *before, error, hint = self.err.strip().splitlines()
        told = error.startswith("error: ") and hint.startswith("hint: ") and all(word in error for word in words)
        return self.code == 1 and not self.out and told and not any("Traceback" in line for line in before)


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def colloquy(home: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program, run in this process with its library in `home`."""
    services.without_surroundings(monkeypatch)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")

    def run(*words: str) -> Done:
        done = command(home, *words)
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_search_is_shown_and_added_when_agreed(colloquy: Run, scheme: str):
    with paper_server(getattr(services, scheme)(1_000)) as server:
        words = ("fetch", f"{scheme}: honey bees", "--limit", "10", "--server", server.url)
        seen = colloquy(*words)
        assert seen.code == 0
        first, *_, last = seen.out.splitlines()
        assert "1,000 found, 10 fetched, 8 with an abstract, 0 in the library already" in first
        assert f"  {services.title(0)} (2024)" in seen.out.splitlines()
        assert "Nothing was added" in last and "--yes" in last and colloquy("papers", "--json").json == []

        figures = colloquy(*words, "--json", "--yes").json
        assert (figures["found"], figures["with_abstract"], figures["new"], figures["added"]) == (1_000, 8, 8, 8)
        assert [skipped["reason"] for skipped in figures["skipped"]] == ["no abstract"] * 2
        again = colloquy(*words, "--json").json
        assert (again["new"], again["added"], again["total"]) == (0, 0, 8)
        assert len(server.asked) == (2 if scheme == "pubmed" else 1)
    papers = colloquy("papers", "--json").json
    assert {paper["title"] for paper in papers} == {services.title(n) for n in range(10) if n % 5 != 4}
    assert papers[0]["abstract"] == services.abstract(0) and papers[0]["year"] == 2024
    assert [papers[0][name] for name in ("arxiv_id", "doi", "pmid")].count(None) == 2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_search_that_finds_nothing(colloquy: Run, scheme: str):
    with paper_server(getattr(services, scheme)(0)) as server:
        words = ("fetch", f"{scheme}: no such thing", "--server", server.url, "--yes", "--json")
        figures = colloquy(*words).json
    assert (figures["found"], figures["with_abstract"], figures["added"], figures["skipped"]) == (0, 0, 0, [])


def test_papers_without_an_abstract_come_as_titles_when_wanted(colloquy: Run):
    with paper_server(services.pubmed(5)) as server:
        words = ("fetch", "pubmed:", "bees", "--server", server.url, "--yes", "--json", "--title-only")
        figures = colloquy(*words).json
    assert (figures["with_abstract"], figures["added"], figures["skipped"]) == (4, 5, [])


def test_dois_of_words_and_of_a_file(colloquy: Run, tmp_path: Path):
    file = tmp_path / "dois.txt"
    file.write_text("10.1234/BEE.1\nhttps://doi.org/10.1234/bee.2\nnone\n10.1234/gone\n10.48550/arXiv.2401.00001\n")
    with paper_server(services.crossref({"10.1234/bee.1", "10.1234/bee.2"})) as server:
        figures = colloquy("fetch", "--dois", str(file), "--yes", "--json", "--server", server.url).json
        assert (figures["source"], figures["found"], figures["added"]) == ("Crossref", 2, 2)
        reasons = {skipped["position"]: skipped["reason"] for skipped in figures["skipped"]}
        assert reasons["line 3"] == "no DOI: none" and "not there" in reasons["10.1234/gone"]
        assert 'colloquy fetch "arxiv: 2401.00001"' in reasons["10.48550/arxiv.2401.00001"]
        seen = colloquy("fetch", "doi:", "10.1234/bee.2", "10.1234/gone", "--server", server.url)
        assert (
            "1 found, 1 fetched, 1 with an abstract, 1 in the library already" in seen.out
            and "left out: Crossref, 10.1234/gone" in seen.out
        )
        assert "nothing new" in seen.out
    assert {paper["doi"] for paper in colloquy("papers", "--json").json} == {"10.1234/bee.1", "10.1234/bee.2"}


@pytest.mark.parametrize(("said", "added"), [("y\n", 4), ("n\n", 0), ("\n", 0), ("\x04", 0)])
def test_on_a_terminal_it_asks(colloquy: Run, monkeypatch: pytest.MonkeyPatch, said: str, added: int):
    ours, theirs = pty.openpty()
    with paper_server(services.arxiv(5)) as server, open(theirs, "r+b", buffering=0) as terminal:
        os.write(ours, said.encode())
        with monkeypatch.context() as at_terminal:
            at_terminal.setattr(sys, "stdin", io.TextIOWrapper(terminal))
            at_terminal.setattr(sys, "stdout", io.TextIOWrapper(terminal, write_through=True))
            assert colloquy("fetch", "arxiv: bees", "--server", server.url).code == 0
            shown = os.read(ours, 65_536).decode()
            assert "add 4 papers? [y/N]" in shown and services.title(0) in shown
    os.close(ours)
    assert len(colloquy("papers", "--json").json) == added


def test_what_came_before_a_failure_is_kept_and_the_library_is_as_it_was(
    colloquy: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLLOQUY_RETRIES", "0")
    with paper_server(services.openalex(250), None, None, Mishap(500)) as server:
        words = ("fetch", "openalex: bees", "--limit", "250", "--yes", "--json", "--server", server.url)
        broken = colloquy(*words)
        assert broken.failed("OpenAlex", "500") and "200 records that came are kept" in broken.err
        assert colloquy("papers", "--json").json == []
        assert colloquy(*words).json["added"] == 200
        assert [asked.params["page"] for asked in server.asked] == ["1", "2", "3", "3"]


def test_what_stands_in_the_way_is_told_in_a_line(colloquy: Run, monkeypatch: pytest.MonkeyPatch):
    page = Mishap(body=b"<!DOCTYPE html><html><body>Log in</body></html>", type="text/html")
    with paper_server(services.pubmed(3), page) as server:
        assert colloquy("fetch", "pubmed: bees", "--server", server.url).failed("web page")
    assert colloquy("fetch", "arxiv: bees").failed("arXiv cannot be reached")
    assert colloquy("fetch", "scopus: bees").failed("no service")
    monkeypatch.setenv("https_proxy", "nonsense://x")
    assert colloquy("fetch", "arxiv: bees").failed("proxy")
    assert colloquy("papers", "--json").json == []


@pytest.mark.parametrize("words", [(), ("doi: 10.1234/x", "--dois", "f"), ("arxiv: x", "--server", "ftp://x")])
def test_what_cannot_be_meant_is_bad_usage(colloquy: Run, words: tuple[str, ...]):
    assert colloquy("fetch", *words).code == 2


def test_replies_can_be_added_as_files_too(colloquy: Run, home: Path):
    with paper_server(services.arxiv(5)) as server:
        assert colloquy("fetch", "arxiv: bees", "--server", server.url).code == 0
    report = colloquy("add", str(home / "fetched"), "--json").json
    assert report["added"] == 4 and [skipped["reason"] for skipped in report["skipped"]] == ["no abstract"]
