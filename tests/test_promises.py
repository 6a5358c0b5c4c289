"""Every promise in docs/PROMISES.md names a test that there is, and says how to see it held."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROMISES = (ROOT / "docs" / "PROMISES.md").read_text("utf-8")
ROWS = [line for line in PROMISES.splitlines() if line.startswith("| ") and "---" not in line and "| test" not in line]


def test_every_promise_names_a_test_and_every_test_exists() -> None:
    assert len(ROWS) >= 20
    assert [row for row in ROWS if not re.search(r"`tests/[\w/]+\.py(?:::\w+)?`", row)] == []
    missing = [
        f"{file}::{name}"
        for file, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PROMISES)
        if not (ROOT / file).exists() or (name and name not in functions(ROOT / file))
    ]
    assert missing == []


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_command_that_is_named_can_be_run() -> None:
    for module in re.findall(r"python -m (tests[\w.]*)", PROMISES):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
