"""colloquy fetch as a program: preview, question, adding, going on, and one line where it fails."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests import services
from tests.services import Mishap, paper_server
from tests.test_cli import colloquy, failed, output

SCHEMES = ["arxiv", "openalex", "pubmed", "semanticscholar"]
QUICK = {"COLLOQUY_RETRIES": "0"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def library(home: Path) -> list[dict]:
    return output(colloquy(home, "papers", "--json"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_search_is_shown_and_added_when_agreed(home: Path, scheme: str):
    with paper_server(getattr(services, scheme)(1_000)) as server:
        words = ("fetch", f"{scheme}: honey bees", "--limit", "10", "--server", server.url)
        seen = colloquy(home, *words)
        assert seen.returncode == 0
        first, *_, last = seen.stdout.splitlines()
        assert "1,000 found; of 10 looked at, 8 have an abstract and 0 are in the library" in first
        assert f"  {services.title(0)} (2024)" in seen.stdout.splitlines()
        assert "Nothing was added" in last and "--yes" in last and library(home) == []

        figures = output(colloquy(home, *words, "--json", "--yes"))
        assert (figures["found"], figures["with_abstract"], figures["new"], figures["added"]) == (1_000, 8, 8, 8)
        assert [skipped["reason"] for skipped in figures["skipped"]] == ["no abstract"] * 2
        again = output(colloquy(home, *words, "--json"))
        assert (again["new"], again["added"], again["total"]) == (0, 0, 8)
        assert len(server.asked) == (2 if scheme == "pubmed" else 1)
    papers = library(home)
    assert {paper["title"] for paper in papers} == {services.title(n) for n in range(10) if n % 5 != 4}
    assert papers[0]["abstract"] == services.abstract(0) and papers[0]["year"] == 2024
    assert [papers[0][name] for name in ("arxiv_id", "doi", "pmid")].count(None) == 2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_search_that_finds_nothing(home: Path, scheme: str):
    with paper_server(getattr(services, scheme)(0)) as server:
        words = ("fetch", f"{scheme}: no such thing", "--server", server.url, "--yes", "--json")
        figures = output(colloquy(home, *words))
    assert (figures["found"], figures["with_abstract"], figures["added"], figures["skipped"]) == (0, 0, 0, [])


def test_papers_without_an_abstract_come_as_titles_when_wanted(home: Path):
    with paper_server(services.pubmed(5)) as server:
        words = ("fetch", "pubmed:", "bees", "--server", server.url, "--yes", "--json", "--title-only")
        figures = output(colloquy(home, *words))
    assert (figures["with_abstract"], figures["added"], figures["skipped"]) == (4, 5, [])


def test_dois_of_words_and_of_a_file(home: Path, tmp_path: Path):
    file = tmp_path / "dois.txt"
    file.write_text("10.1234/BEE.1\nhttps://doi.org/10.1234/bee.2\nnone\n10.1234/gone\n10.48550/arXiv.2401.00001\n")
    with paper_server(services.crossref({"10.1234/bee.1", "10.1234/bee.2"})) as server:
        figures = output(colloquy(home, "fetch", "--dois", str(file), "--yes", "--json", "--server", server.url))
        assert (figures["source"], figures["found"], figures["added"]) == ("Crossref", 2, 2)
        reasons = {skipped["position"]: skipped["reason"] for skipped in figures["skipped"]}
        assert reasons["line 3"] == "no DOI: none" and "not there" in reasons["10.1234/gone"]
        assert 'colloquy fetch "arxiv: 2401.00001"' in reasons["10.48550/arxiv.2401.00001"]
        seen = colloquy(home, "fetch", "doi:", "10.1234/bee.2", "10.1234/gone", "--server", server.url)
        assert "1 are in the library already" in seen.stdout and "left out: Crossref, 10.1234/gone" in seen.stdout
        assert "nothing new" in seen.stdout
    assert {paper["doi"] for paper in library(home)} == {"10.1234/bee.1", "10.1234/bee.2"}


@pytest.mark.parametrize(("said", "added"), [("y\n", 4), ("n\n", 0), ("\n", 0), ("\x04", 0)])
def test_on_a_terminal_it_asks(home: Path, said: str, added: int):
    with paper_server(services.arxiv(5)) as server:
        ours, theirs = pty.openpty()
        os.write(ours, said.encode())
        done = subprocess.run(
            [sys.executable, "-m", "rag", "fetch", "arxiv: bees", "--home", str(home), "--server", server.url],
            stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, timeout=60, cwd=home.parent,
        )  # fmt: skip
        os.close(theirs)
        shown = os.read(ours, 65_536).decode()
        os.close(ours)
    assert done.returncode == 0, done.stderr
    assert "add 4 papers? [y/N]" in shown and services.title(0) in shown
    assert len(library(home)) == added


def test_what_came_before_a_failure_is_kept_and_the_library_is_as_it_was(home: Path):
    with paper_server(services.openalex(250), None, None, Mishap(500)) as server:
        words = ("fetch", "openalex: bees", "--limit", "250", "--yes", "--json", "--server", server.url)
        broken = colloquy(home, *words, **QUICK)
        failed(broken, "OpenAlex", "500")
        assert "200 records that came are kept" in broken.stderr and broken.stdout == "" and library(home) == []
        assert output(colloquy(home, *words))["added"] == 200
        assert [asked.params["page"] for asked in server.asked] == ["1", "2", "3", "3"]


def test_a_web_page_and_a_dead_proxy_are_told_in_a_line(home: Path):
    page = Mishap(body=b"<!DOCTYPE html><html><body>Log in</body></html>", type="text/html")
    with paper_server(services.arxiv(3), page) as server:
        failed(colloquy(home, "fetch", "arxiv: bees", "--server", server.url), "web page")
    failed(colloquy(home, "fetch", "arxiv: bees"), "arXiv cannot be reached")
    failed(colloquy(home, "fetch", "arxiv: bees", https_proxy="nonsense://x"), "proxy")
    failed(colloquy(home, "fetch", "scopus: bees"), "no service")
    assert library(home) == []


@pytest.mark.parametrize("words", [(), ("doi: 10.1234/x", "--dois", "f"), ("arxiv: x", "--server", "ftp://x")])
def test_what_cannot_be_meant_is_bad_usage(home: Path, words: tuple[str, ...]):
    assert colloquy(home, "fetch", *words).returncode == 2


def test_folders_of_a_fetch_can_be_added_like_others(home: Path):
    with paper_server(services.arxiv(5)) as server:
        colloquy(home, "fetch", "arxiv: bees", "--server", server.url)
    report = output(colloquy(home, "add", str(home / "fetched"), "--json"))
    assert report["added"] == 4 and [skipped["reason"] for skipped in report["skipped"]] == ["no abstract"]
