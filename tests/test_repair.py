"""Repair: each index broken for real on disk, told by doctor, and built anew from the catalogue."""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.intake.sample import sample_papers
from rag.library.adding import add, remove
from rag.library.dense import Dense
from rag.library.generation import unset_reached
from rag.library.library import Library
from rag.library.repair import Fault, chroma_fault, lexical_fault, repair
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings, load_settings
from tests import forks
from tests.conftest import Command
from tests.damage import CHROMA, CHROMA_FILES, LEXICAL, cut, largest, segment, spoil, spoil_page
from tests.fakes import embedding_server
from tests.test_cli import failed, output
from tests.test_library import elsewhere, in_step

WORDS = sorted(set(re.findall(r"[a-z]{5,}", " ".join(p.abstract for p in sample_papers() if isinstance(p, Paper)))))
FIRST = {"what tells bees where food is": "bees", "glaciers of the Alps lose ice": "ice"}


def build(home: Path, fillers: int) -> Path:
    """A library at change 2."""
    library = Library(load_settings(home=home))
    bees = paper(key="bees", title="Waggle dances", abstract="Honey bees dance to tell where food is.")
    ice = paper(key="ice", title="Melting of glaciers", abstract="Glaciers in the Alps lose ice.")
    add(library, [bees, ice, *(paper(key=f"f{n}", title=f"No {n}", abstract=filler(n)) for n in range(fillers))])
    remove(library, ["f0"])
    library.close()
    return home


def filler(number: int) -> str:
    """Each about something else: Chroma's index does not find the odd one out among a thousand that are alike."""
    words = random.Random(number).sample(WORDS, 6)
    return f"The {words[0]} of {words[1]} and {words[2]} meets {words[3]}, {words[4]} or {words[5]}."


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("small"), 5)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough for Chroma to write its index files, which it does from 1,000 passages on."""
    return build(tmp_path_factory.mktemp("large"), 1_000)


@pytest.fixture(autouse=True)
def _looks_are_forked(forked: None) -> None: ...


@pytest.fixture
def home(small: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small, tmp_path / "home")


def finds_everything(home: Path) -> None:
    """Both indexes hold what the catalogue holds, with its vectors, and are searched."""
    library = Library(load_settings(home=home))
    library.dense = Dense(library.home / "chroma", library.catalog, exact_passages=0)
    in_step(library)
    assert {question: retrieve(library, question, 1)[0].paper.key for question in FIRST} == FIRST
    assert chroma_fault(home / "chroma", library.catalog) is lexical_fault(home / "lexical", library.catalog) is None
    library.close()


def repaired(home: Path, **options) -> list[Fault]:
    """Repair a library; what was wrong with it."""
    library = Library(load_settings(home=home, **options))
    found = repair(library)
    library.close()
    return found


@pytest.mark.parametrize("harm", CHROMA)
def test_a_broken_collection_is_told_and_built_anew(home: Path, harm: str):
    break_it, told = CHROMA[harm]
    break_it(home)
    (fault,) = repaired(home)
    assert fault.index == "chroma" and told in fault.reason
    finds_everything(home)


@pytest.mark.parametrize("harm", CHROMA_FILES)
def test_broken_files_of_a_large_collection_are_told_and_built_anew(large: Path, tmp_path: Path, harm: str):
    home = shutil.copytree(large, tmp_path / "home")
    break_it, told = CHROMA_FILES[harm]
    break_it(home)
    (fault,) = repaired(home)
    assert fault.index == "chroma" and told in fault.reason
    finds_everything(home)


@pytest.mark.parametrize("harm", LEXICAL)
def test_a_broken_lexical_index_is_told_and_built_anew(home: Path, harm: str):
    break_it, told = LEXICAL[harm]
    break_it(home)
    unset_reached(home / "chroma")  # it is built anew as well, without the look inside that takes seconds
    _, fault = repaired(home)
    assert fault.index == "lexical" and told in fault.reason
    finds_everything(home)


def test_a_whole_library_has_no_fault_and_an_empty_one_neither(
    home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "executable", forks.COLD)
    assert repaired(home) == [] == repaired(settings.home)


def test_doctor_tells_and_repairs(command: Command, home: Path):
    shutil.rmtree(home / "chroma")
    cut(largest(home, "term"))
    told = command(home, "doctor")
    failed(told, "index")
    assert "the chroma index is missing; the lexical index has damaged files" in told.stdout
    assert "colloquy doctor --repair" in told.stdout
    done = command(home, "doctor", "--repair", "--json")
    assert output(done)["ok"]
    assert "the chroma index is missing: building it anew" in done.stderr
    finds_everything(home)


def test_searching_and_adding_say_what_to_do_about_a_broken_index(home: Path):
    """Chroma is not needed to search a library of this size; the lexical index is."""
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 999)
    library = Library(load_settings(home=home))
    assert retrieve(library, "glaciers of the Alps", 1)[0].paper.key == "ice"
    with pytest.raises(LibraryError, match="Chroma") as caught:
        add(library, [paper(key="new", title="New", abstract="Lichen grows on graves.")])
    assert "--repair" in caught.value.hint
    assert retrieve(library, "lichen", 1)[0].paper.key == "new"
    library.close()
    assert [fault.index for fault in repaired(home)] == ["chroma"]
    (home / "lexical" / "meta.json").unlink()  # an index that is not there is not an empty one
    library = Library(load_settings(home=home))
    with pytest.raises(LibraryError, match="lexical") as caught:
        retrieve(library, "lichen")
    assert "--repair" in caught.value.hint
    library.close()
    assert [fault.index for fault in repaired(home)] == ["lexical"]
    finds_everything(home)


def test_search_through_a_broken_collection_compares_one_by_one(home: Path):
    (home / "chroma" / "chroma.sqlite3").unlink()
    library = Library(load_settings(home=home))
    library.dense = Dense(library.home / "chroma", library.catalog, exact_passages=0)
    library.refresh()
    for question, key in FIRST.items():
        cosines = library.dense.nearest(library.embed(question), 1)
        best = max(cosines, key=cosines.get)
        assert library.catalog.get([best])[best].key == key
    library.close()


def test_an_interrupted_repair_is_run_again(home: Path):
    shutil.rmtree(home / "chroma")
    shutil.rmtree(home / "lexical")
    library = Library(load_settings(home=home))

    def crash(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        repair(library, crash)
    library.close()
    assert [fault.index for fault in repaired(home)] == ["chroma"]
    finds_everything(home)


def test_an_open_library_goes_on_after_a_repair_elsewhere(large: Path, tmp_path: Path):
    home = shutil.copytree(large, tmp_path / "home")
    library = Library(load_settings(home=home))
    library.dense = Dense(library.home / "chroma", library.catalog, exact_passages=0)
    assert retrieve(library, "glaciers of the Alps", 1)[0].paper.key == "ice"
    spoil(largest(home, "idx"))
    (segment(home) / "header.bin").unlink()
    elsewhere(library, "from rag.library.repair import repair", "assert len(repair(library)) == 2")
    assert {question: retrieve(library, question, 1)[0].paper.key for question in FIRST} == FIRST
    library.close()


def test_repair_embeds_nothing(tmp_path: Path, three_papers: list[Paper]):
    home = tmp_path / "home"
    with embedding_server() as server:
        options = {"base_url": server.url}
        library = Library(load_settings(home=home, embedding="openai:scripted", **options))
        add(library, three_papers)
        library.close()
        asked = len(server.requests)
        shutil.rmtree(home / "chroma")
        assert len(repaired(home, **options)) == 1
        assert len(server.requests) == asked
        library = Library(load_settings(home=home, **options))
        in_step(library)
        library.close()


@pytest.mark.parametrize("part", ["everywhere", "one page"])
def test_a_damaged_catalogue_is_told_and_left_alone(command: Command, large: Path, tmp_path: Path, part: str):
    """There is nothing to repair it from; the indexes are left as they are, too. One page is only found by looking."""
    home = shutil.copytree(large, tmp_path / "home")
    if part == "everywhere":
        spoil(home / "catalogue.sqlite")
    else:
        spoil_page(home / "catalogue.sqlite")
    told = command(home, "doctor", "--json")
    failed(told, "library")
    (bad,) = [check for check in json.loads(told.stdout)["checks"] if not check["ok"]]
    assert bad["detail"].startswith("the catalogue cannot be opened or read") and "backup" in bad["hint"]
    failed(command(home, "doctor", "--repair"), "the catalogue cannot be opened or read")
    assert (home / "chroma" / "GENERATION").exists() and (home / "lexical" / "GENERATION").exists()


def test_a_lost_catalogue_is_no_empty_library(home: Path):
    """Its indexes would be emptied after it."""
    for file in home.glob("catalogue.sqlite*"):
        file.unlink()
    with pytest.raises(LibraryError, match="was lost"):
        Library(load_settings(home=home))
    assert (home / "chroma" / "chroma.sqlite3").exists()
