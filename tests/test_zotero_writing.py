"""What goes back to Zotero: notes and tags, where that is asked for and its user allows it, over nothing that is newer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.cli.zotero import write_note, write_tag
from rag.errors import FetchError
from rag.export.zotero import note_html
from rag.intake.readers.record import paper as made
from rag.library.library import Library
from rag.records import Answer, Citation, Paper, Timings, Usage
from rag.setup.settings import load_settings
from tests.test_zotero import paper
from tests.zotero_server import FakeZotero, Shelf, opened

WASPS = "zotero://select/library/items/WASPAAAA"
NOTE = "<h1>Wasps?</h1>"


@pytest.fixture
def zotero() -> Iterator[FakeZotero]:
    with opened(FakeZotero()) as zotero:
        zotero.collect("COLLAAAA", "Thesis")
        zotero.put("WASPAAAA", paper("Wasps", tags=[{"tag": "Insecta", "type": 1}]))
        yield zotero


@pytest.fixture
def library(zotero: FakeZotero, tmp_path: Path) -> Iterator[Library]:
    library = Library(load_settings(home=tmp_path / "home", zotero_url=zotero.url))
    yield library
    library.close()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def wasps() -> Paper:
    return made(title="Wasps in farmed land", abstract="Wasps were followed. They grew.", key="w", aliases=[WASPS])


def tags(zotero: FakeZotero) -> list[dict]:
    return zotero.shelves["users/0"].items["WASPAAAA"]["data"]["tags"]


def answer(question: str, text: str, cited: Paper) -> Answer:
    citations = (Citation(1, cited, cited.abstract, 0, len(cited.abstract)),)
    return Answer(
        *(question, question, "answer", text, None, citations, (), (), None, None, Usage(), Timings(1, 1, 1)),
    )


def test_nothing_is_written_unless_it_is_asked_for(zotero, library, said, wasps):
    assert "--write writes it" in write_note(library, NOTE, "zotero:", False, said.append)
    (line,) = write_tag(library, "to read", [wasps], "zotero:", False, False, said.append)
    assert line.startswith(f"would be given to {WASPS}")
    assert (zotero.written, zotero.keys, said) == ([], {}, [])


@pytest.mark.parametrize(
    ("to", "where"),
    [
        ("zotero:", {"collections": []}),
        ("zotero:collection/Thesis", {"collections": ["COLLAAAA"]}),
        (WASPS, {"parentItem": "WASPAAAA"}),
    ],
)
def test_a_note_goes_by_itself_into_a_collection_or_on_an_item(zotero, library, said, to: str, where: dict):
    line = write_note(library, NOTE, to, True, said.append)
    assert line.startswith("written: zotero://select/library/items/NEW") and "Zotero asks" in said[0]
    (note,) = zotero.written
    assert note.items() >= (where | {"itemType": "note", "note": NOTE}).items() and "version" not in note


def test_a_note_goes_into_a_group(zotero, library, said):
    zotero.shelves["groups/7"] = Shelf("Club")
    line = write_note(library, NOTE, "zotero:group/Club", True, said.append)
    assert line.startswith("written: zotero://select/groups/7/items/NEW") and len(zotero.shelves["groups/7"].items) == 1


def test_leave_that_is_remembered_is_not_asked_for_again_and_is_nobody_elses(zotero, library, said):
    zotero.remembers = True
    for _ in range(2):
        write_note(library, NOTE, "zotero:", True, said.append)
    assert len(said) == len(zotero.keys) == 1 and len(zotero.written) == 2
    assert (library.home / "zotero.json").stat().st_mode & 0o077 == 0
    zotero.keys.clear()  # taken back in Zotero
    write_note(library, NOTE, "zotero:", True, said.append)
    assert len(said) == 2


def test_leave_for_once_is_kept_nowhere(zotero, library, said):
    write_note(library, NOTE, "zotero:", True, said.append)
    assert not (library.home / "zotero.json").exists()


def test_a_tag_goes_back_beside_those_that_are_there(zotero, library, said, wasps):
    other = made(title="Ice", abstract="Ice melts.", key="ice")
    lines = list(write_tag(library, "to read", [wasps, other], "zotero:", False, True, said.append))
    assert lines == ["not of zotero:: ice", f"given to {WASPS}"]
    assert tags(zotero) == [{"tag": "Insecta", "type": 1}, {"tag": "to read"}]
    assert zotero.shelves["users/0"].items["WASPAAAA"]["data"]["title"] == "Wasps in farmed land"
    assert list(write_tag(library, "To Read", [wasps], "zotero:", False, True, said.append)) == []
    list(write_tag(library, "to read", [wasps], "zotero:", True, True, said.append))
    assert tags(zotero) == [{"tag": "Insecta", "type": 1}]


def test_what_was_changed_meanwhile_is_not_written_over(zotero, library, said, wasps):
    def edit(path: str) -> None:
        if path.endswith("/authorize"):
            zotero.put("WASPAAAA", {"volume": "9"})

    zotero.before = edit
    with pytest.raises(FetchError, match="changed in Zotero meanwhile"):
        list(write_tag(library, "to read", [wasps], "zotero:", False, True, said.append))
    assert zotero.written == []


def test_what_is_refused_is_said(zotero, library, said):
    zotero.denies = True
    with pytest.raises(FetchError, match="was not allowed in Zotero"):
        write_note(library, NOTE, "zotero:", True, said.append)
    zotero.server = None
    with pytest.raises(FetchError, match="can only be read") as told:
        write_note(library, NOTE, "zotero:", True, said.append)
    assert "Zotero 10" in told.value.hint and zotero.written == []


def test_a_note_is_the_answer_with_its_references_in_zotero(wasps):
    html = note_html(answer("How were <wasps> followed?", "They grew. [1]", wasps), {wasps.id: "w"})
    assert html.startswith("<h1>How were &lt;wasps&gt; followed?</h1>") and f'href="{WASPS}"' in html
    assert "They grew." in html and "<h2>References</h2>" in html


def test_a_note_holds_no_markup_of_what_it_quotes():
    found = made(title="A <img src=x onerror=a()> title", abstract="One <script>b()</script> sentence.", key="a")
    html = note_html(answer("![p](http://a.example/p)", "<b>x</b> [y](javascript:c()) [1]", found), {found.id: "a"})
    assert not any(mark in html for mark in ("<img", "<script", "<b>", 'href="javascript'))
