"""Colloquy from Python: what `rag` gives out, its documents, and their examples, run as they stand."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rag
from rag.library.library import Library
from tests import forks
from tests.examples import EXAMPLES
from tests.fakes import chat_server
from tests.test_chain import REPLY

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")


def test_the_documents_have_examples():
    assert {name for name, _ in EXAMPLES} == {"README.md", "python.md"}


@pytest.mark.parametrize(("document", "code"), EXAMPLES, ids=[f"{name} {n}" for n, (name, _) in enumerate(EXAMPLES, 1)])
def test_the_documents_examples_run_and_print_nothing_of_their_own(
    document: str, code: str, sample_home: Path, tmp_path: Path
):
    shutil.copytree(sample_home, tmp_path / "my-library")
    command = [forks.python(), "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    assert bool(done.stdout) == ("print(" in code)


def test_the_example_of_the_readme_is_ten_lines():
    (code,) = (code for document, code in EXAMPLES if document == "README.md")
    assert len(code.splitlines()) <= 10


def test_all_that_is_given_out_is_there():
    for name in rag.__all__:
        assert getattr(getattr(rag, name), "__name__", name) == name
    assert rag.Library is Library
    with pytest.raises(AttributeError, match="nothing_like_it"):
        rag.nothing_like_it  # noqa: B018


def test_the_page_has_a_section_for_each_name_and_for_no_other():
    named = re.findall(r"^### `(\w+)", PAGE, re.M)
    assert sorted(set(named)) == sorted(rag.__all__)


def parameters(value: object) -> list[str]:
    """Its parameters as the page writes them: `*` before those that go by name alone, `**` before any names."""
    told: list[str] = []
    for parameter in inspect.signature(value).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in told:
            told.append("*")
        told.append(f"{'**' if parameter.kind is parameter.VAR_KEYWORD else ''}{parameter.name}")
    return [name for name in told if name != "self"]


@pytest.mark.parametrize("call", re.findall(r"^### `([\w.]+\(.*\))`", PAGE, re.M))
def test_the_page_names_the_parameters_that_there_are(call: str):
    name, told = re.fullmatch(r"([\w.]+)\((.*)\)", call).groups()
    value = rag
    for part in name.split("."):
        value = getattr(value, part)
    names = re.findall(r"[\w*]+", told)
    assert names == parameters(value)[: len(names) if told.endswith("...") else None]


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


def test_settings_made_in_code_read_neither_the_environment_nor_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.json").write_text('{"model": "stored", "evidence_papers": 3}')
    (tmp_path / ".env").write_text("COLLOQUY_MODEL=of-the-file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("COLLOQUY_ANSWER_TOKENS", "99")
    with rag.Library.open("home") as library:
        assert library.home == home and library.settings == rag.Settings(home=Path("home"))
        assert (library.settings.model, library.settings.answer_tokens) == (None, 4_000)
    asked = rag.load_settings(home=home)
    assert (asked.model, asked.answer_tokens, asked.evidence_papers) == ("of-the-file", 99, 3)
    assert type(asked) is rag.Settings
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("given", [{"colour": "x"}, {"timeout": -1}, {"base_url": "nowhere"}])
def test_a_setting_that_is_none_is_named(tmp_path: Path, given: dict):
    (name,) = given
    with pytest.raises(rag.InputError, match=name) as raised:
        rag.Library.open(tmp_path, **given)
    assert "evidence_papers" in raised.value.hint and "COLLOQUY" not in str(raised.value)
    with pytest.raises(ValueError, match=name):
        rag.Settings(home=tmp_path, **given)


def test_libraries_with_settings_of_their_own_are_open_side_by_side(own_sample: Path, tmp_path: Path):
    bees = rag.paper(title="Waggle dances", abstract="Honey bees dance to tell where food is.")
    with chat_server(REPLY, key="one") as first, chat_server("Bees dance [1].", key="two") as second:
        here = rag.Library.open(own_sample, model="a", base_url=first.url, api_key="one")
        there = rag.Library.open(tmp_path / "bees", model="b", base_url=second.url, api_key="two")
        with here, there:
            rag.add(there, [bees])
            answers = [rag.Assistant(library).ask("What is told by playing or dancing?") for library in (here, there)]
    assert [answer.model for answer in answers] == ["a", "b"]
    assert answers[1].citations[0].paper.title == "Waggle dances"
    assert {first.keys[-1], second.keys[-1]} == {"Bearer one", "Bearer two"}


def test_a_library_is_closed_with_its_block(own_sample: Path):
    with rag.Library.open(own_sample) as library, rag.Assistant(library) as assistant:
        assert assistant.library is library and assistant.settings is library.settings
    with rag.Assistant(rag.Settings(home=own_sample)) as assistant:
        assert len(assistant.library) == 47
    with rag.Library.open(own_sample) as library:
        rag.Assistant(library).close()
        assert len(rag.retrieve(library, "self-play", 2)) == 2  # it was not the assistant's to close


def test_the_programs_own_logging_stays_as_it_is():
    script = (
        "import logging, rag\nfrom rag.setup.embedders import word_embedder\nword_embedder()\n"
        "logging.getLogger('rag.text.tokens').warning('nobody asked')\n"
        "assert logging.getLogger().level == logging.WARNING and not logging.getLogger().handlers"
    )
    done = subprocess.run([forks.COLD, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_nothing_heavy_is_loaded_before_it_is_asked_for():
    script = (
        "import sys, rag\nassert set(rag.__all__) <= set(dir(rag)) | set(rag._HOMES)\n"
        "sys.exit(any(name.startswith('rag.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 0
