"""Fixtures: the sample library on real parts in a temporary folder, and a network that ends at this machine."""

from __future__ import annotations

import asyncio
import inspect
import io
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest

from rag.cli import main
from rag.intake.readers.record import paper
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import Settings, load_settings
from tests import forks
from tests.fakes import EmbeddingServer

if TYPE_CHECKING:
    from tests.servers import ChromaServer, Group, Postgres

Open = Callable[..., Library]
Command = Callable[..., CompletedProcess[str]]
LONG = (  # files by how long they take, the browser's before all others
    "browser/test_conversations.py",
    "browser/test_library.py",
    "browser/test_settings.py",
    "browser/test_theme.py",
    "browser/test_map.py",
    "browser/test_answer.py",
    "browser/test_answer_looks.py",
    "browser/test_journeys.py",
    "test_group.py",
    "test_engines.py",
    "test_engines_answers.py",
    "test_processes.py",
    "test_repair.py",
    "test_mcp_process.py",
    "test_signals.py",
    "test_serving_terms.py",
    "test_serving.py",
    "test_serving_openai.py",
    "test_sessions.py",
    "test_text.py",
    "test_library.py",
    "test_cli.py",
    "test_watch.py",
)
LOOPBACK = ("127.", "::1", "localhost")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Where several processes run the tests, one more is forked for all of them."""
    forks.python()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine is run to its end: no plugin is needed for that."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes run the tests, long files come first: none ends long after the others. What needs the
    browser is together, so that each process starts one once."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _place(item.path.relative_to(item.config.rootpath / "tests").as_posix()))


def _place(file: str) -> tuple[bool, int]:
    return not file.startswith("browser/"), LONG.index(file) if file in LONG else len(LONG)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_who_runs_them() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("COLLOQUY_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_")):
                patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches past this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise OSError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _pages_let_go() -> Iterator[None]:
    """What a page keeps for all its sessions, a library first of all, goes with the test that ran the page."""
    yield
    if "streamlit" in sys.modules:
        sys.modules["streamlit"].cache_resource.clear()


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """Streamlit's AppTest looks through all installed packages for components anew for each page: half a second each."""
    if "streamlit.testing.v1" not in sys.modules:
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library of the sample papers, shared by the tests that only read it."""
    home = tmp_path_factory.mktemp("sample")
    library = Library(load_settings(home=home))
    add(library, sample_papers())
    library.close()
    yield home
    assert not [name for name in ("conversations.sqlite", "spending.sqlite") if (home / name).exists()], (
        "a test has kept an answer, or asked a model, in what others read: own_sample is for that"
    )


@pytest.fixture
def own_sample(sample_home: Path, tmp_path: Path) -> Path:
    """The same for one test, which may keep answers in it or change its papers."""
    return Path(shutil.copytree(sample_home, tmp_path / "own"))


@pytest.fixture(scope="session")
def sample_library(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The same, in a copy: what is asked of it is counted, and what its models use."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("asked") / "home"))
    library = Library(load_settings(home=home))
    yield library
    library.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    from tests.servers import postgres, postgresql

    if postgresql() is None and not os.environ.get("DEMAND_ENGINES"):
        pytest.skip("left out: PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def chroma_server() -> Iterator[ChromaServer]:
    from tests.servers import chroma

    with chroma() as server:
        yield server


@pytest.fixture
def group(postgres_server: Postgres, chroma_server: ChromaServer, monkeypatch: pytest.MonkeyPatch) -> Group:
    """A group's servers with nothing of its own on them yet, as the environment names them to every process."""
    from tests.servers import Group

    made = Group(postgres_server.emptied(), chroma_server.url)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for an empty library in a folder of the test's own."""
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    opened = Library(settings)
    yield opened
    opened.close()


@pytest.fixture
def open_library(tmp_path: Path) -> Iterator[Open]:
    """Opens the library of the test, again and again, at a server or without one; all are closed at the end."""
    libraries: list[Library] = []

    def opened(server: EmbeddingServer | None = None, **options) -> Library:
        if server:
            options = {"base_url": server.url, "timeout": 5.0} | options
        libraries.append(Library(load_settings(home=tmp_path / "home", **options)))
        return libraries[-1]

    yield opened
    for library in libraries:
        library.close()


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process starts with Python, such as a look into an index, is forked with its imports done."""
    monkeypatch.setattr(sys, "executable", forks.python())


@pytest.fixture
def command(forked: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The program run in this process, which spares starting another; `tests.test_cli.colloquy` does start one."""

    def run(home: Path, *words: str, stdin: str | None = None, **env: str) -> CompletedProcess[str]:
        monkeypatch.chdir(home.parent)
        for name, value in {"COLLOQUY_HOME": str(home), **env}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["colloquy", *words])
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return CompletedProcess(words, int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def three_papers() -> list[Paper]:
    return [
        paper(
            key="bees",
            title="Waggle dances of honey bees",
            abstract="Honey bees dance to tell where food is. The dance angle gives the direction. "
            "In our trials 81% of recruits found the feeder.",
            year="2019",
            venue="Apidologie",
            authors=["Ada Karlsson", "Bo Lind"],
            doi="10.1000/bees",
        ),
        paper(
            key="coral",
            title="Heat tolerance of reef corals",
            abstract="Reef corals bleach when the sea warms. "
            "Colonies with heat-tolerant algae survived 2.5 degrees more.",
            year="2021",
        ),
        paper(
            key="ice",
            title="Melting of mountain glaciers",
            abstract="Glaciers in the Alps lose ice. Between 2000 and 2020 the loss doubled, mostly in summer.",
            url="https://example.org/ice",
        ),
    ]
