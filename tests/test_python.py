"""Colloquy from Python: what `rag` gives out, and the examples of the documents, run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import rag
from rag.library.library import Library

ROOT = Path(__file__).parents[1]
EXAMPLES = [
    code
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    for code in re.findall(r"^```python\n(.*?)^```", document.read_text("utf-8"), re.S | re.M)
    if "from rag import" in code
]


def test_there_is_an_example():
    assert EXAMPLES


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_documents_examples_run(code: str, sample_home: Path):
    env = {**os.environ, "COLLOQUY_HOME": str(sample_home)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr


def test_all_that_is_given_out_is_there():
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
    assert rag.Library is Library
    with pytest.raises(AttributeError, match="nothing_like_it"):
        rag.nothing_like_it  # noqa: B018


def test_a_library_is_filled_and_asked(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text('{"id": "bees", "title": "Waggle dances", "abstract": "Honey bees dance to tell where food is."}\n')
    library = rag.Library(rag.load_settings(home=tmp_path / "home"))
    assert rag.add(library, rag.read_all([file])).added == 1
    assert rag.add(library, [rag.paper(title="Melting glaciers", abstract="Glaciers lose ice in summer.")]).added == 1
    history = [rag.Turn("user", "What is there on honey bees\ud83d?"), rag.Turn("assistant", "**Waggle dances**\udc00")]
    answer = rag.Assistant(library.settings, library).ask(
        "Why do they dance?", history, scope=rag.Scope(only=("bees",))
    )
    assert [citation.paper.key for citation in answer.citations] == ["bees"]
    assert rag.PaperRetriever(library, k=1).invoke("melting ice\ud83d")[0].metadata["title"] == "Melting glaciers"
    with pytest.raises(rag.ColloquyError, match="empty"):
        rag.Assistant(library.settings, library).ask(" ")
    library.close()


def test_nothing_heavy_is_loaded_before_it_is_asked_for():
    script = (
        "import sys, rag\nassert set(rag.__all__) <= set(dir(rag)) | set(rag._HOMES)\n"
        "sys.exit(any(name.startswith('rag.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 0
