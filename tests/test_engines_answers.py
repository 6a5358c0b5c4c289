"""Search, and answers from records and abstracts, of a group's library: the tests of one in a folder, run on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.servers import ChromaServer, Postgres
from tests.test_catalogue import (
    fill,
    test_a_conversation_goes_on_from_records,
    test_a_record_tells_who_when_and_where,
    test_a_scope_holds_for_what_is_counted,
    test_namesakes_are_told_apart,
    test_papers_are_counted_and_listed_by_their_records,
    test_records_that_lack_the_field_are_counted,
    test_the_newest_and_the_most_are_told_from_records,
)
from tests.test_retrieve import (
    test_sample_questions_find_their_paper,
    test_search_syntax_and_odd_text_are_only_words,
    test_the_best_paper_has_the_best_of_each_signal_and_scores_descend,
)


@contextmanager
def on_servers(pg: Postgres, chroma: ChromaServer, home: Path) -> Iterator[Library]:
    database = pg.database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLLOQUY_DATABASE", database)
        patch.setenv("COLLOQUY_CHROMA", chroma.url)
        library = Library(load_settings(home=home))
        yield library
        library.close()


@pytest.fixture(scope="module")
def sample_library(
    postgres_server: Postgres, chroma_server: ChromaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    with on_servers(postgres_server, chroma_server, tmp_path_factory.mktemp("group")) as library:
        add(library, sample_papers())
        yield library


@pytest.fixture(scope="module")
def shelf(
    postgres_server: Postgres, chroma_server: ChromaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    with on_servers(postgres_server, chroma_server, tmp_path_factory.mktemp("shelf")) as library:
        fill(library)
        yield library
