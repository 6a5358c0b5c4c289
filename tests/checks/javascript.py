"""The page's scripts by oxlint. A component's scripts are one module in the browser, and are read as one here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

ROOT = Path(__file__).parent.parent.parent
PAGES = ROOT / "ui"
RULES = Path(__file__).parent / "oxlint.json"
MAKES_A_COMPONENT = re.compile(r"components\.v2|\.js\b")
# A script that two components share may have names for only one of them.
FOR_ONE = "eslint(no-unused-vars)"

Place = tuple[str, int, int]  # script, line, column, from one


def modules() -> dict[str, str]:
    """The module of each component, by its name, as the page hands it to Streamlit."""
    made: dict[str, str] = {}

    def component(name: str, *, js: str | None = None, **_: object) -> None:
        if js:
            made[name] = js

    with patch("streamlit.components.v2.component", component):
        for file in sorted(PAGES.rglob("*.py")):
            if MAKES_A_COMPONENT.search(file.read_text("utf-8")):
                import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    return made


def scripts_of(module: str) -> dict[str, int]:
    """The scripts in a module, each with the line of the module before its first."""
    texts = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in PAGES.rglob("*.js")}
    return {name: module.count("\n", 0, module.index(text)) for name, text in texts.items() if text in module}


def place(scripts: dict[str, int], line: int, column: int) -> Place:
    """Where a line of a module stands in its scripts."""
    name = max((name for name in scripts if scripts[name] < line), key=scripts.__getitem__)
    return name, line - scripts[name], column


def problems(made: dict[str, str]) -> list[str]:
    """What is wrong, a line each: with its place, and the rule's name."""
    scripts = {name: scripts_of(module) for name, module in made.items()}
    users = Counter(script for of_module in scripts.values() for script in of_module)
    seen: Counter[tuple[Place, str, str]] = Counter()
    with TemporaryDirectory() as folder:
        for name, module in made.items():
            Path(folder, f"{name}.js").write_text(module, "utf-8")
        oxlint = [Path(sys.executable).parent / "oxlint", "--config", RULES, "--format", "json", folder]
        found = json.loads(subprocess.run(oxlint, capture_output=True, text=True, check=False).stdout)
    if found["number_of_files"] != len(made):
        return [f"{found['number_of_files']} modules of {len(made)} were read"]
    for problem in found["diagnostics"]:
        span = problem["labels"][0]["span"]
        where = place(scripts[Path(problem["filename"]).stem], span["line"], span["column"])
        seen[where, problem["message"], problem.get("code", "syntax")] += 1
    unused = [f"{file}:1:1 no component has it" for file in map(_name, PAGES.rglob("*.js")) if file not in users]
    return unused + [
        f"{script}:{line}:{column} {message} [{rule}]"
        for ((script, line, column), message, rule), times in sorted(seen.items())
        if rule != FOR_ONE or times == users[script]
    ]


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


if __name__ == "__main__":
    wrong = problems(modules())
    print("\n".join(wrong))
    sys.exit(bool(wrong))
