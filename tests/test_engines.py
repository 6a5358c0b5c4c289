"""A group's library, on PostgreSQL and a Chroma server, does what one in a folder does: the same tests, run on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.conversations import Conversations
from rag.library.tables.database import Databases
from tests.servers import Group
from tests.test_conversations import (
    test_a_question_asked_otherwise_is_a_version_with_what_followed_the_first_kept,
    test_a_question_is_kept_before_its_answer_and_with_what_is_written,
    test_conversations_are_found_by_their_words_the_latest_first,
    test_many_threads_ask_at_once,
)
from tests.test_library import (
    test_a_changed_abstract_replaces_the_old_one_everywhere,
    test_adding_the_same_twice_changes_nothing,
    test_another_embedder_than_the_librarys_is_refused,
    test_papers_come_back_as_they_went_in,
    test_removed_papers_are_gone_everywhere,
)
from tests.test_merging import (
    test_an_updated_paper_keeps_its_place,
    test_mirror_removes_what_the_source_no_longer_holds,
    test_papers_that_turn_out_to_be_one_are_joined_into_the_older,
)
from tests.test_reindex import test_reindex_gives_every_passage_the_new_vector
from tests.test_sheets import (
    sheets,
    test_a_correction_stays_and_is_marked,
    test_another_model_wording_or_abstract_is_read_anew,
    test_columns_are_added_renamed_reworded_and_removed,
    test_decisions_are_kept_counted_and_can_be_taken_back,
)
from tests.test_split import (
    files,
    test_what_was_split_stays_so_when_its_files_are_added_again,
)
from tests.test_tags import (
    ids,
    test_a_mirrored_file_takes_the_tags_of_its_papers_with_it,
    test_a_renamed_tag_becomes_one_with_another,
    test_conditions_on_tags_compare_without_case,
    test_tags_stay_through_updates_and_go_with_their_paper,
)
from tests.test_undo import merged, test_what_was_taken_out_comes_back_as_it_was


@pytest.fixture(autouse=True)
def _on_servers(group: Group) -> None:
    """Whatever these tests open is on servers of their own."""


@pytest.fixture
def kept(group: Group, tmp_path: Path) -> Iterator[Conversations]:
    opened = Conversations(Databases(tmp_path, group.database))
    yield opened
    opened.close()
