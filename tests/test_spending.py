"""What the chat model used, and the day's budget."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from rag.answer.assistant import Assistant
from rag.answer.spending import Spending, over_budget
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Usage
from rag.setup.prices import cost
from rag.setup.settings import load_settings
from tests.fakes import Scripted, chat_server

BEES = "How do honey bees tell where food is?"
REPLY = "Honey bees dance to tell where food is [1]."


@pytest.fixture
def home(tmp_path: Path, three_papers) -> Path:
    library = Library(load_settings(home=tmp_path))
    add(library, three_papers)
    library.close()
    return tmp_path


def assistant(home: Path, server, **options) -> Assistant:
    return Assistant(load_settings(home=home, model="scripted", base_url=server.url, **options))


def test_an_answer_goes_on_the_account_of_its_day(home: Path):
    with chat_server(REPLY) as server:
        assistant(home, server).ask(BEES)
        assistant(home, server).ask(BEES)
    (row,) = Spending(home).of()
    assert (row.model, row.usage, row.tokens) == ("scripted", Usage(2, 200, 40, None), 240)
    assert Spending(home).of(date(2020, 1, 1)) == ()


def test_extracts_cost_nothing_and_leave_no_account(home: Path):
    answer = Assistant(load_settings(home=home, budget="0 tokens")).ask(BEES)
    assert answer.citations and not answer.warnings and not (home / "spending.sqlite").exists()


def test_a_used_up_budget_gives_extracts_and_one_line(home: Path):
    with chat_server(REPLY) as server:
        asking = assistant(home, server, budget="200 tokens")
        assert [asking.ask(BEES).model for _ in range(3)] == ["scripted", "scripted", None]
        last = asking.ask(BEES)
        assert last.citations and last.usage.calls == 0 and len(server.requests) == 2
        assert last.warnings == (
            "The model was not asked: the day's budget of 200 tokens is used up. "
            "These are extracts from the abstracts instead.",
        )
        Spending(home).note("other", Usage(1, 10**6, 10**6, 90.0), date(2020, 1, 1))
        assert assistant(home, server, budget="241 tokens").ask(BEES).model == "scripted"


def test_dollars_are_counted_where_the_price_is_known(home: Path):
    known = load_settings(home=home, model="openai:gpt-5-mini", budget="0.5 usd")
    assert over_budget(known, home) is None
    Spending(home).note(known.model, Usage(1, 10**6, 10**5, cost(known, 10**6, 10**5)))
    Spending(home).note("unknown", Usage(1, 10, 10, None))
    assert 0.3 < cost(known, 10**6, 10**5) < 0.6
    assert over_budget(known, home) is None
    Spending(home).note(known.model, Usage(1, 10**6, 10**5, cost(known, 10**6, 10**5)))
    assert over_budget(known, home) == "the day's budget of $0.50 is used up"


def test_a_budget_in_dollars_holds_no_model_whose_price_is_not_known(home: Path):
    with chat_server(REPLY) as server:
        answer = assistant(home, server, budget="5 usd").ask(BEES)
        assert answer.citations and not server.requests
        assert "the price of scripted is not known" in answer.warnings[0] and "in tokens" in answer.warnings[0]


def test_what_was_stopped_in_the_middle_is_counted_by_an_estimate(home: Path):
    with chat_server(Scripted("Honey bees dance [1]. " + "On and on. " * 100, pause=0.01)) as server:
        run = assistant(home, server).begin(BEES)
        pieces = run.pieces()
        assert next(pieces) and next(pieces)
        pieces.close()
    (row,) = Spending(home).of()
    assert row.usage.calls == 1 and row.usage.input_tokens > 200 and row.usage.output_tokens > 0


def test_a_call_that_failed_costs_nothing(home: Path):
    with chat_server(Scripted(status=500)) as server:
        assistant(home, server, retries=0).ask(BEES)
    assert [(row.usage.calls, row.tokens) for row in Spending(home).of()] == [(1, 0)]


def test_an_account_that_cannot_be_written_costs_no_answer(home: Path):
    (home / "spending.sqlite").write_text("no database, but long enough to be taken for one" * 50)
    with chat_server(REPLY) as server:
        answer = assistant(home, server).ask(BEES)
    assert answer.model == "scripted" and "not on the day's account" in answer.warnings[-1]


def test_many_at_once_lose_nothing(home: Path):
    def note(_: int) -> None:
        Spending(home).note("m", Usage(1, 2, 3, 0.5))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(40)))
    (row,) = Spending(home).of()
    assert row.usage == Usage(40, 80, 120, 20.0)


def test_no_question_or_key_is_on_the_account(home: Path):
    with chat_server(REPLY) as server:
        assistant(home, server, api_key="sk-secret").ask(BEES)
    written = (home / "spending.sqlite").read_bytes() + json.dumps([str(row) for row in Spending(home).of()]).encode()
    assert b"sk-secret" not in written and b"bees" not in written


def test_an_account_from_before_users_is_nobodys_and_goes_on(tmp_path: Path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'spending.sqlite'}")
    with engine.begin() as db:
        for statement in (
            "CREATE TABLE spent (day VARCHAR NOT NULL, model VARCHAR NOT NULL, calls INTEGER NOT NULL, "
            "input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cost_usd FLOAT, PRIMARY KEY (day, model))",
            "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied VARCHAR NOT NULL)",
            "INSERT INTO migrations VALUES (1, 'what each model used each day', '2026-01-01')",
            "INSERT INTO spent VALUES ('2026-01-01', 'm', 1, 20, 3, 0.5)",
        ):
            db.execute(sa.text(statement))
    engine.dispose()
    day = date(2026, 1, 1)
    Spending(tmp_path, "ada").note("m", Usage(2, 10, 1, 0.25), day)
    Spending(tmp_path).note("m", Usage(1, 1, 1, None), day)
    (row,) = Spending(tmp_path).of(day)
    assert row.usage == Usage(4, 31, 5, 0.75)
