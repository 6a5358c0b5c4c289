"""Sessions of the page side by side: the script that measures them, on small numbers."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from tests.benchmarks.sessions import measure
from tests.browser.conftest import served
from tests.fakes import Scripted, chat_server


def test_sessions_side_by_side_all_get_their_answers(tmp_path: Path, sample_home: Path):
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    with served(home) as address:
        figures = asyncio.run(measure(address, 4, ["What is YOLOv9?", "What is NeuRBF?"]))
    assert (len(figures.paints), len(figures.answers), figures.errors) == (4, 8, ())
    assert 0 < figures.plain()["answer_p95_s"] < 60


def test_what_goes_wrong_in_a_session_is_an_error_of_the_figures(tmp_path: Path, sample_home: Path):
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    with chat_server(Scripted("x")) as server, served(home, COLLOQUY_MODEL="no-such-model") as address:
        figures = asyncio.run(measure(address, 2, ["What is YOLOv9?"]))
        assert not server.requests
    assert not figures.answers and figures.errors and "no-such-model" in figures.errors[0]
