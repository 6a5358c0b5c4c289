"""Tables that are kept with a library: read once, gone on with after a stop, corrected by hand; and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa

from rag.answer.columns.understand import column_of
from rag.answer.spending import Spending
from rag.conversations.sheets import SCREENING, TABLE, Reading, Sheets
from rag.conversations.sheets.decisions import as_told, flow
from rag.conversations.sheets.reading import paper_ids
from rag.conversations.sheets.screening import Screening
from rag.conversations.sheets.store import RULES
from rag.errors import InputError, ModelError
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Condition, Paper, Scope
from rag.setup.chat_model import chat_model
from rag.setup.settings import load_settings
from tests.fakes import ChatServer, Scripted, chat_server

DANCE, SHARE = column_of("Where is food told by?"), column_of("What share of recruits found it?")


@pytest.fixture
def sheets(library: Library, three_papers: list[Paper]) -> Iterator[Sheets]:
    add(library, three_papers)
    opened = Sheets(library.databases)
    yield opened
    opened.close()


def ids(library: Library) -> tuple[str, ...]:
    return paper_ids(library, Scope())


def asked(server: ChatServer, library: Library, sheets: Sheets, *columns, tries: int = 0, **more) -> Reading:
    settings = load_settings(
        home=library.home, model="scripted", base_url=server.url, retries=tries, timeout=5.0, **more
    )
    return Reading(library, sheets, columns, ids(library), settings, lambda: chat_model(settings))


def reply(prompt: dict) -> str:
    """A cell for every paper and question of a prompt: the first word of the paper's first sentence, which it cites."""
    text = prompt["messages"][-1]["content"]
    papers = re.findall(r"^\[(\d+)a\] (\w+)", text, re.M)
    questions = re.findall(r"^(\d+)\. ", text[text.index("<questions>") :], re.M)
    return "\n".join(f"{n}.{q}: {word} [{n}a]" for n, word in papers for q in questions)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server("-") as state:
        state.refuses = lambda body: Scripted(reply(body))
        yield state


def test_rows_come_in_the_order_of_the_papers_and_are_kept(library: Library, sheets: Sheets):
    columns = [column_of("What share of recruits found the feeder?"), column_of("How many degrees more?")]
    reading = Reading(library, sheets, columns, ids(library), library.settings)
    assert reading.model is None and reading.effort().cells == 6
    rows = list(reading.rows())
    assert [row.paper.key for row in rows] == ["bees", "coral", "ice"]
    assert rows[0].cells[0].text == "81%"
    assert reading.effort().cells == 0
    kept = sheets.cells([row.paper for row in rows], [column.question for column in columns], RULES)
    assert kept == {
        (row.paper.id, c.question): cell for row in rows for c, cell in zip(columns, row.cells, strict=True)
    }


def test_a_stopped_reading_goes_on_and_a_further_column_costs_itself_alone(
    library: Library, sheets: Sheets, server: ChatServer
):
    reading = asked(server, library, sheets, DANCE)
    assert reading.effort().calls == 1 and reading.effort().cells == 3
    first = next(reading.rows())
    assert (first.cells[0].text, first.cells[0].quote, first.cells[0].by) == (
        "Honey",
        "Honey bees dance to tell where food is.",
        "model",
    )
    calls = len(server.requests)
    assert calls == 1
    rows = list(asked(server, library, sheets, DANCE).rows())
    assert len(rows) == 3 and len(server.requests) == calls
    list(asked(server, library, sheets, DANCE, SHARE).rows())
    assert len(server.requests) == calls + 1
    assert SHARE.question in server.requests[-1]["messages"][-1]["content"]
    assert DANCE.question not in server.requests[-1]["messages"][-1]["content"]
    (spent,) = Spending(library.databases).of()
    assert spent.usage.calls == 2


def test_another_model_wording_or_abstract_is_read_anew(library: Library, sheets: Sheets, three_papers: list[Paper]):
    columns = [column_of("What share of recruits found the feeder?")]
    list(Reading(library, sheets, columns, ids(library), library.settings).rows())
    papers = [library.get([paper_id])[paper_id] for paper_id in ids(library)]
    changed = Paper(papers[0].id, papers[0].key, papers[0].title, "Another abstract.")
    question = columns[0].question
    assert not sheets.cells([changed], [question], RULES)
    assert not sheets.cells(papers, [question], "another model") and not sheets.cells(papers, ["Which share?"], RULES)


def test_what_a_reply_leaves_out_is_asked_for_once_more_and_then_told(
    library: Library, sheets: Sheets, server: ChatServer
):
    server.refuses = lambda body: Scripted('{"cells": []}')
    reading = asked(server, library, sheets, DANCE)
    rows = list(reading.rows())
    assert len(server.requests) == 2 and [row.cells[0].state for row in rows] == ["not_stated"] * 3
    assert "3 cells no answer that could be read" in reading.warnings[0]
    assert asked(server, library, sheets, DANCE).effort().cells == 3


def test_a_value_that_no_sentence_bears_is_not_stated(library: Library, sheets: Sheets, server: ChatServer):
    server.refuses = lambda body: Scripted(reply(body).replace("1.1: Honey [1a]", "1.1: 12 hives [1a]"))
    rows = list(asked(server, library, sheets, DANCE).rows())
    assert [row.cells[0].state for row in rows] == ["not_stated", "stated", "stated"]


def test_a_model_that_fails_later_ends_the_reading_with_a_word(library: Library, sheets: Sheets, server: ChatServer):
    add(library, [Paper(f"x{n}", f"x{n}", f"Paper {n}", f"Wolves number {n} howl at night. " * 12) for n in range(9)])
    count = iter(range(99))
    server.refuses = lambda body: Scripted(reply(body)) if next(count) < 1 else Scripted(status=400)
    reading = asked(server, library, sheets, DANCE)
    rows = list(reading.rows())
    assert 0 < len(rows) < 12 and "did not answer any more" in reading.warnings[0]
    server.refuses = lambda body: Scripted(status=400)
    with pytest.raises(ModelError):
        list(asked(server, library, sheets, SHARE).rows())


def test_the_days_budget_ends_the_reading(library: Library, sheets: Sheets, server: ChatServer):
    reading = asked(server, library, sheets, DANCE, budget="1 tokens")
    list(reading.rows())
    list(second := asked(server, library, sheets, SHARE, budget="1 tokens").rows())
    assert len(server.requests) == 1 and second is not None


def test_a_correction_stays_and_is_marked(library: Library, sheets: Sheets):
    column = column_of("How many hives were watched?")
    paper = library.get(ids(library))[ids(library)[0]]
    sheets.correct(paper.id, column.question, "The dance angle")
    (row, *_) = Reading(library, sheets, [column], ids(library), library.settings).rows()
    cell = row.cells[0]
    assert (cell.text, cell.by, cell.state) == ("The dance angle", "hand", "stated")
    assert cell.start is not None and paper.abstract[cell.start : cell.end] == cell.text
    sheets.correct(paper.id, column.question, "")
    assert sheets.cells([paper], [column.question], RULES)[paper.id, column.question].state == "not_stated"
    sheets.correct(paper.id, column.question, None)
    assert (paper.id, column.question) not in sheets.cells([paper], [column.question], "other")


def test_columns_are_added_renamed_reworded_and_removed(sheets: Sheets):
    sheets.set_columns(TABLE, [DANCE])
    sheets.add_column(TABLE, SHARE)
    with pytest.raises(InputError, match="already"):
        sheets.add_column(TABLE, SHARE)
    first, second = sheets.columns(TABLE)
    sheets.change_column(first.id, column_of("Who dances?", "Dancer"))
    sheets.remove_column(second.id)
    assert [kept.column for kept in sheets.columns(TABLE)] == [column_of("Who dances?", "Dancer")]
    assert sheets.columns(SCREENING) == ()


def test_decisions_are_kept_counted_and_can_be_taken_back(library: Library, sheets: Sheets):
    bees, coral, ice = ids(library)
    sheets.decide(SCREENING, bees, "include")
    sheets.decide(SCREENING, coral, "exclude", "not: bees")
    sheets.decide(SCREENING, ice, "unsure")
    again = Sheets(library.databases)
    decided = again.decided(SCREENING)
    assert as_told(decided.values()) == {bees: True, coral: False}
    told = flow(ids(library), decided, library.records(ids(library)) + 1)
    assert (told.records, told.duplicates, told.screened, told.included, told.excluded, told.unsure) == (
        4,
        1,
        3,
        1,
        1,
        1,
    )
    assert told.reasons == {"not: bees": 1} and told.to_screen == 0
    again.decide(SCREENING, coral, None)
    assert list(sheets.decided(SCREENING)) == [bees, ice]
    again.close()


def test_a_screening_goes_on_where_it_was_and_puts_like_before_unlike(library: Library, sheets: Sheets):
    add(
        library,
        [
            Paper(f"b{n}", f"b{n}", f"Honey bee colony {n}", f"Honey bees of colony {n} dance and feed.")
            for n in range(5)
        ],
    )
    with pytest.raises(InputError, match="no review"):
        Screening(library, sheets)
    sheets.set_topic(SCREENING, "Which papers are on honey bees?")
    sheets.set_columns(SCREENING, [column_of("Do honey bees dance?"), column_of("Is it a randomised trial?")])
    screening = Screening(library, sheets)
    order = screening.order().ids
    keys = [library.get(order)[paper_id].key for paper_id in order]
    assert set(keys[-2:]) == {"coral", "ice"}
    (first,) = screening.candidates(1)
    lit = {span.of(first.paper.abstract).lower() for span in first.speaking}
    assert lit & {"bees", "honey"}
    sheets.decide(SCREENING, first.paper.id, "exclude", "x")
    assert first.paper.id not in screening.order().ids
    assert Screening(library, sheets).order().ids == screening.order().ids


def test_papers_of_a_review_are_those_of_its_scope(library: Library, sheets: Sheets):
    sheets.set_topic(SCREENING, "Which papers are on ice?")
    sheets.set_scope(SCREENING, Scope(where=(Condition("year", ">=", "2021"),)))
    assert len(Screening(library, sheets).ids) == 1


def test_the_file_has_numbered_migrations(library: Library, sheets: Sheets):
    engine = sa.create_engine(f"sqlite:///{library.home / 'tables.sqlite'}")
    with engine.connect() as db:
        assert list(db.execute(sa.text("select number from migrations"))) == [(1,), (2,)]
    engine.dispose()
    assert (Path(library.home) / "tables.sqlite").exists()


def test_only_as_much_is_read_as_is_taken(library: Library, sheets: Sheets, server: ChatServer):
    add(library, [Paper(f"x{n}", f"x{n}", f"Paper {n}", f"Wolves number {n} howl at night. " * 12) for n in range(9)])
    list(islice(asked(server, library, sheets, DANCE).rows(), 1))
    assert len(server.requests) == 1
