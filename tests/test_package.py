"""The wheel: everything that an installed copy needs to run outside the checkout, and no package that nothing uses."""

import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions, packages_distributions, requires
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from rag.errors import InputError, extra
from tests import forks

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {
    name: needs for name, needs in PROJECT["optional-dependencies"].items() if name not in ("check", "fuzz", "test")
}
COMMANDS = {  # that an extra is for, where its name is not the command's
    "login": ["user", "add", "bo", "--role", "owner"],
    "postgresql": ["move", "--to", "postgresql://127.0.0.1/library"],
}
COMPANIONS = {  # packages that come with one that is asked for, as part of what it is used by
    "anyio": "httpx",
    "click": "typer",
    "pyarrow": "streamlit",
    "pydantic-core": "pydantic",
    "starlette": "fastapi",
    "typing-extensions": "pydantic",
    "uvicorn": "chromadb",
}
INSTALLED = {re.sub(r"[-_.]+", "-", found.name).lower() for found in distributions()}
IMPORT = re.compile(r"^ *(?:from|import) ([a-zA-Z]\w*)", re.M)


def test_prompts_seeds_page_and_configuration_travel_in_the_wheel(tmp_path: Path):
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = set(zipfile.ZipFile(built).namelist())
    wanted = {
        str(path.relative_to(ROOT))
        for folder in ("rag", "ui", "prompts", "seeds")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(wanted) > 40
    assert wanted - packed == set()
    assert "ui/.streamlit/config.toml" in packed
    assert not [name for name in packed if name.startswith("tests/")]


def test_the_lock_file_names_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "chromadb==" in lock and "://" not in lock


def names(requirements: list[str]) -> set[str]:
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_of(distributions: set[str]) -> set[str]:
    return {module for module, homes in packages_distributions().items() if distributions & set(map(normal, homes))}


def with_all_they_need(distributions: set[str]) -> set[str]:
    found, to_do = set[str](), set(distributions)
    while to_do:
        found |= to_do
        wanted = [need for name in to_do if name in INSTALLED for need in requires(name) or ()]
        to_do = names([need for need in wanted if "extra ==" not in need]) & INSTALLED - found
    return found


def test_each_package_that_is_asked_for_is_used_and_the_other_way_round():
    code = "\n".join(file.read_text("utf-8") for folder in ("rag", "ui") for file in (ROOT / folder).rglob("*.py"))
    imported = set(IMPORT.findall(code)) - set(sys.stdlib_module_names) - {"rag", "ui"}
    homes = packages_distributions()
    used = {normal(home) for module in imported for home in homes.get(module, ())}
    plain = names(PROJECT["dependencies"])
    optional = names([need for needs in EXTRAS.values() for need in needs])
    assert plain - used == set()
    known = plain | optional | {other for other, brings in COMPANIONS.items() if brings in plain | optional}
    assert {home for home in used if home not in known and modules_of({home}) & imported} == set()


def test_an_extras_missing_package_is_said_in_a_line():
    with pytest.raises(InputError) as raised, extra("serve"):
        importlib.import_module("nobody_has_this.routing")
    assert "nobody_has_this" in raised.value.message and raised.value.hint == "pip install 'colloquy[serve]'"


def test_a_module_of_our_own_that_is_missing_is_a_defect():
    with pytest.raises(ModuleNotFoundError), extra("serve"):
        importlib.import_module("rag.nothing_like_it")


def without(packages: set[str], *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The command, where these packages cannot be imported."""
    script = (
        f"import sys\nfor name in list(sys.modules):\n    if name.partition('.')[0] in {packages}:\n"
        f"        del sys.modules[name]\nsys.modules.update(dict.fromkeys({packages}))\n"
        f"sys.argv = ['colloquy', *{words}]\nfrom rag.cli import main\nmain()"
    )
    return subprocess.run(
        [forks.python(), "-c", script], capture_output=True, text=True, timeout=60, cwd=home, stdin=subprocess.DEVNULL
    )


def test_a_plain_install_answers_and_says_what_an_extra_needs(sample_home: Path):
    plain = with_all_they_need(names(PROJECT["dependencies"]))
    others = names([need for needs in PROJECT["optional-dependencies"].values() for need in needs])
    absent = modules_of(others - plain)
    answered = without(absent, "search", "self-play", "--home", str(sample_home), home=sample_home)
    assert answered.returncode == 0 and "Self-Play" in answered.stdout, answered.stderr
    for name, needs in EXTRAS.items():
        asked = COMMANDS.get(name, [name])
        missing = modules_of(names(needs) - plain)
        assert missing, name
        told = without(missing, *asked, "--home", str(sample_home), home=sample_home)
        assert (told.returncode, told.stderr.splitlines()[-1:]) == (1, [f"hint: pip install 'colloquy[{name}]'"]), (
            told.stderr
        )
