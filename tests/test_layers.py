"""The house: imports go down the route alone and in no circle, and the library's rooms are entered by its door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
ROOMS = ("catalog", "dense", "lexical")  # what a Library is made of
INSIDE = ROOT / "rag" / "library"


def test_imports_go_down_the_route(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(ROOT)
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0
    assert kept, capsys.readouterr().out


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Modules of which each imports the next, the last being the first again; empty where there is no such circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return error.args[1][::-1]
    return []


def test_no_modules_import_one_another():
    graph = grimp.build_graph("rag", "ui", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 100 and circle(imports) == []


def test_a_circle_is_seen():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) in (["b", "c", "b"], ["c", "b", "c"])


def entered(source: str) -> Iterator[tuple[int, str]]:
    """Where code goes through a library into what it is made of: the line, and the expression.

    The scores of a hit are called lexical and dense too. They are numbers: nothing is looked up in them.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute):
            continue
        inner = node.value
        into_room = isinstance(inner, ast.Attribute) and inner.attr in ROOMS
        of_library = node.attr in ROOMS and "library" in ast.unparse(inner).rpartition(".")[2].casefold()
        if into_room or of_library or node.attr == "catalog":
            yield node.lineno, ast.unparse(node)


def test_a_library_is_entered_through_its_own_methods_alone():
    files = [path for top in ("rag", "ui") for path in (ROOT / top).rglob("*.py") if not path.is_relative_to(INSIDE)]
    found = [
        f"{path.relative_to(ROOT)}:{line}: {expression}"
        for path in files
        for line, expression in entered(path.read_text("utf-8"))
    ]
    assert len(files) > 100 and found == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("library.catalog.get(ids)", True),
        ("assistant.library.catalog", True),
        ("self._library.dense.matrix", True),
        ("index = sample_library.lexical", True),
        ("assistant().library.dense", True),
        ("it.lexical.search(words)", True),
        ("hit.lexical + hit.dense", False),
        ("library.get(ids)", False),
        ("from rag.library.dense import Dense", False),
    ],
)
def test_a_way_in_is_told_from_a_score(source: str, seen: bool):
    assert bool(list(entered(source))) is seen
