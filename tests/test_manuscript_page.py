"""The page Manuscript, run by Streamlit's own AppTest on the real app; its component is tried in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.checks.manuscript.check import check_manuscript
from rag.checks.manuscript.notes import Notes
from rag.checks.manuscript.uploads import read_uploads
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.test_library_page import press, run
from tests.test_page import opened
from ui.manuscript.view import CITED, TO_LOOK_AT, UNCITED, choices, findings_drawn, shown_of

TEX = b"""In trials, 75\\% of recruits found the feeder \\cite{bees}. Bees dance to tell where food is \\cite{bees}.

Colonies with heat-tolerant algae survived 2.5 degrees more. Bees hum \\cite{nobody}."""


@pytest.fixture
def home(tmp_path: Path, three_papers, monkeypatch: pytest.MonkeyPatch) -> Path:
    library = Library(load_settings(home=tmp_path / "home"))
    add(library, three_papers)
    library.close()
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def manuscript_page() -> AppTest:
    return run(opened().switch_page("page/manuscript.py"))


def test_an_empty_library_says_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "new"))
    app = manuscript_page()
    assert app.title[0].value == "Check a manuscript" and "Add those that it cites" in app.markdown[0].value
    assert not app.file_uploader


def test_a_file_is_dropped_and_its_findings_can_be_chosen(home: Path):
    app = manuscript_page()
    assert any("goes nowhere else" in caption.value for caption in app.caption)
    app = press(app, "Check")
    assert "Choose a manuscript first" in app.warning[0].value
    app.file_uploader[0].set_value([("draft.tex", TEX, "")])
    app = press(app, "Check")
    assert any("1 contradicted" in text.value for text in app.text)
    assert [expander.label for expander in app.expander] == ["In no library (1)"]
    assert app.segmented_control[0].options == ["In doubt (1)", "All that is cited (3)", "Without a source (1)"]
    app.segmented_control[0].set_value(CITED)
    assert not run(app).exception


def test_what_is_no_manuscript_is_a_problem_on_the_page(home: Path):
    app = manuscript_page()
    app.file_uploader[0].set_value([("draft.txt", b"%PDF-1.4", "")])
    assert "PDF" in press(app, "Check").error[0].value


def test_what_is_drawn_has_the_evidence_and_the_notes(home: Path):
    library = Library(load_settings(home=home))
    report = check_manuscript(library, read_uploads([("draft.tex", TEX)]))
    assert choices(report) == {TO_LOOK_AT: 1, CITED: 3, UNCITED: 1}
    (wrong,) = shown_of(report, TO_LOOK_AT)
    Notes(home).put(wrong.id, "81, not 75")
    (drawn,) = findings_drawn([wrong], Notes(home).all())
    assert (drawn["verdict"], drawn["note"], drawn["where"]) == ("contradicted", "81, not 75", "draft.tex, line 1")
    assert drawn["papers"][0]["quote"] == "In our trials 81% of recruits found the feeder."
    (lacking,) = findings_drawn(shown_of(report, UNCITED), {})
    assert lacking["label"] == "No source" and lacking["papers"][0]["key"] == "coral"
    library.close()
