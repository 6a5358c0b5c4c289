"""A group's library, on PostgreSQL and a Chroma server, does what one in a folder does: the same tests, run on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.conversations import Conversations
from rag.library.tables.database import Databases
from tests.servers import Group


@pytest.fixture(autouse=True)
def _on_servers(group: Group) -> None:
    """Whatever these tests open is on servers of their own."""


@pytest.fixture
def kept(group: Group, tmp_path: Path) -> Iterator[Conversations]:
    opened = Conversations(Databases(tmp_path, group.database))
    yield opened
    opened.close()
