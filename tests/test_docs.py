"""What the documents say is what the program has: every command, option and setting stands there, and no other."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import typer

from rag.cli import app
from rag.setup.settings import Settings

ROOT = Path(__file__).parent.parent
CACHES = {"__pycache__"}
REFERENCE = ROOT / "docs" / "reference.md"
EXAMPLE = ROOT / ".env.example"
DOCUMENTS = [ROOT / "README.md", EXAMPLE, *(ROOT / "docs").glob("*.md"), *ROOT.glob("CONTRIBUTING.md")]
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*(?![\w-])")
SETTING = re.compile(r"COLLOQUY_[A-Z_]*[A-Z]")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)


@cache
def options_of() -> dict[str, frozenset[str]]:
    """The options of each command, `--help` apart."""
    return {
        name: frozenset(
            option
            for parameter in command.params
            if parameter.param_type_name == "option"
            for option in (*parameter.opts, *parameter.secondary_opts)
        )
        for name, command in typer.main.get_command(app).commands.items()
    }


def sections() -> dict[str, str]:
    """The reference's section of each command."""
    parts = re.split(r"^###? ", REFERENCE.read_text("utf-8"), flags=re.MULTILINE)
    return {named[1]: part for part in parts if (named := re.match(r"`colloquy (\w+)", part))}


def calls(document: Path) -> list[tuple[str, str]]:
    """Each call of the program in a document's code: the command's name, and what follows it on its line."""
    code = "\n".join(CODE.findall(document.read_text("utf-8")))
    return re.findall(r"\bcolloquy ([a-z]+)\b([^`\n#]*)", code)


def settings() -> set[str]:
    return {f"COLLOQUY_{name.upper()}" for name in Settings.model_fields}


def test_the_reference_has_a_section_for_each_command() -> None:
    assert list(sections()) == list(options_of())


@pytest.mark.parametrize("command", options_of())
def test_a_commands_section_names_each_of_its_options_and_no_other(command: str) -> None:
    named = {
        option for cell in re.findall(r"^\| (`-.*?) \|", sections()[command], re.M) for option in OPTION.findall(cell)
    }
    assert named == options_of()[command]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_documents_call_commands_and_options_that_there_are(document: Path) -> None:
    wrong = [
        f"colloquy {command}{rest}"
        for command, rest in calls(document)
        if command not in options_of() or not set(OPTION.findall(rest)) <= options_of()[command] | {"--help"}
    ]
    assert wrong == []


def test_the_readme_names_each_command() -> None:
    assert set(options_of()) <= {command for command, _ in calls(ROOT / "README.md")}


@pytest.mark.parametrize("document", [REFERENCE, EXAMPLE], ids=lambda document: document.name)
def test_each_setting_is_described(document: Path) -> None:
    assert settings() - set(SETTING.findall(document.read_text("utf-8"))) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_documents_name_settings_that_there_are(document: Path) -> None:
    assert set(SETTING.findall(document.read_text("utf-8"))) - settings() == set()


def test_the_reference_tells_the_defaults() -> None:
    told = re.findall(r"^\| `COLLOQUY_(\w+)` \| ([\d.]+|true|false) \|", REFERENCE.read_text("utf-8"), re.MULTILINE)
    numbers = {name.lower(): json.loads(default) for name, default in told}
    assert numbers == {
        name: field.default for name, field in Settings.model_fields.items() if isinstance(field.default, int | float)
    }


def test_documents_name_targets_of_make_that_there_are() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    code = [code for document in DOCUMENTS for code in CODE.findall(document.read_text("utf-8"))]
    assert {name for text in code for name in re.findall(r"^`*make ([a-z]+)", text, re.MULTILINE)} <= targets


def tree_of(document: str) -> list[str]:
    """The paths of the tree that a document draws, folders with a slash behind them."""
    lines = re.search(r"^```\n(ui/ .*?)^```", document, re.DOTALL | re.MULTILINE)[1].splitlines()
    paths: list[str] = []
    above: list[str] = []
    for line in lines:
        depth, name = (len(line) - len(line.lstrip())) // 2, line.split()[0]
        above = [*above[:depth], name]
        paths.append("".join(above))
    return paths


def test_the_tree_in_the_readme_is_the_tree_on_disk():
    drawn = tree_of((ROOT / "README.md").read_text("utf-8"))
    assert [path for path in drawn if not (ROOT / path).exists()] == []
    rooms = [
        ROOT / "rag",
        *(ROOT / "rag").glob("*"),
        *(ROOT / "rag").glob("*/*"),
        ROOT / "ui",
        *(ROOT / "ui").glob("*"),
    ]
    folders = {f"{room.relative_to(ROOT)}/" for room in rooms if room.is_dir() and list(room.glob("*.py"))}
    assert folders - set(drawn) == set()
    assert len({path.name for path in (ROOT / "rag").glob("*") if path.is_dir() or path.suffix == ".py"} - CACHES) <= 14
