"""Sessions of the page side by side: the script that measures them, on small numbers."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.setup import stored
from tests.benchmarks.sessions import Session, measure, opened
from tests.browser.conftest import served

QUESTIONS = ["What is YOLOv9?", "What is NeuRBF?", "How do single attention layers learn?"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("sessions") / "home"))


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home) as at:
        yield at


def test_sessions_side_by_side_all_get_their_answers(address: str):
    figures = asyncio.run(measure(address, 4, ["What is YOLOv9?", "What is NeuRBF?"]))
    assert (len(figures.paints), len(figures.answers), figures.errors) == (4, 8, ())
    assert 0 < figures.plain()["answer_p95_s"] < 60


def test_a_question_runs_the_page_once(address: str):
    async def asked() -> int:
        async with opened(address) as wire:
            session = Session(wire)
            await session.first_paint()
            await session.ask("What is YOLOv9?")
            return session.runs - 1

    assert asyncio.run(asked()) == 1


def test_the_server_does_not_grow_with_what_it_is_asked(address: str, home: Path):
    asyncio.run(measure(address, 2, QUESTIONS, turns=6))  # its caches, and the connections of its threads
    figures = asyncio.run(measure(address, 2, QUESTIONS, turns=16, home=home))
    first, last = figures.sizes[0], figures.sizes[-1]
    assert not figures.errors and len(figures.answers) == 32
    assert last.resident_mb < 1.04 * first.resident_mb and last.files <= first.files + 6


def test_what_goes_wrong_in_a_session_is_an_error_of_the_figures(address: str, home: Path):
    stored.write(home, {"model": "no-such-model"})
    figures = asyncio.run(measure(address, 2, ["What is YOLOv9?"]))
    stored.write(home, {})
    assert not figures.answers and figures.errors and "no-such-model" in figures.errors[0]
