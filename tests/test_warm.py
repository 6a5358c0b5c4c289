"""What is loaded before anybody has asked."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.fakes import chat_server
from ui.warm import load


@pytest.fixture(autouse=True)
def _collected_as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_it_loads_the_library_and_leaves_no_trace(tmp_path: Path, sample_home: Path):
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    with chat_server("never asked") as server:
        library = Library(load_settings(home=home, model="m", base_url=server.url))
        before = sorted(path.name for path in home.iterdir())
        assert library.dense.matrix.generation != library.catalog.generation()
        load(library)
        assert library.dense.matrix.generation == library.catalog.generation() and "words" in vars(library)
        assert sorted(path.name for path in home.iterdir()) == before and not server.requests
        library.close()


def test_an_empty_library_is_no_trouble(tmp_path: Path):
    library = Library(load_settings(home=tmp_path))
    load(library)
    library.close()
