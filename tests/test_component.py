"""The scripts of the page's components, joined as Streamlit takes them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import ui
from ui.component import joined_scripts

FOLDER = Path(ui.__file__).parent
# The components' own scripts are those with a default export.
OWN = sorted(
    str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.js") if "export default" in path.read_text("utf-8")
)
TOP = re.compile(r"^(?:export default )?(?:async )?(?:function|class|const|let) (\w+)", re.M)


def test_there_is_one_for_each_component():
    assert OWN == [
        "answer/answer.js",
        "answer/next.js",
        "atlas/atlas.js",
        "atlas/key.js",
        "conversation/arrival.js",
        "manuscript/manuscript.js",
        "papers/paper.js",
        "people/leaving.js",
    ]


@pytest.mark.parametrize("script", OWN)
def test_joined_they_are_one_module_that_imports_nothing_and_names_each_thing_once(script: str):
    module = joined_scripts(script)
    assert not re.search(r"^\s*import\b", module, re.M)
    assert re.findall(r"^export .*", module, re.M) == [line for line in module.split("\n") if "export default" in line]
    assert module.count("export default") == 1
    assert [name for name, count in Counter(TOP.findall(module)).items() if count > 1] == []


def test_what_several_import_is_there_once_and_before_them():
    module = joined_scripts("answer/answer.js")
    places = [module.index(f"function {name}(") for name in ("element", "tipLayer", "answerText")]
    assert places == sorted(places) and module.count("function element(") == 1


def test_no_script_writes_html():
    """Text that came from a paper, a model or a person stays text."""
    for path in FOLDER.rglob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", path.read_text("utf-8")), path
