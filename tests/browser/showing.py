"""Serves tests/browser/answer_page.py, a page of nothing but the answers that a test gives; and answers to give it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

import ui
from rag.cli.page import configuration
from rag.conversations import to_json
from rag.intake.readers.record import paper
from rag.records import Answer, Cell, Citation, Paper, Row, Scope, Source, Table, Timings, Usage
from tests import forks
from tests.answers import claims_in
from tests.browser.conftest import Watched, free_port, running

Shown = Callable[[Sequence[Answer]], str]
PAGE = Path(__file__).with_name("answer_page.py")


def cite(n: int, of: Paper, quote: str) -> Citation:
    """Number n, on where a sentence stands last in an abstract."""
    start = of.abstract.rindex(quote)
    return Citation(n, of, quote, start, start + len(quote))


WAIT = 30_000
ABSTRACT = (
    "Honey bees dance. " + "They do so in the dark of the hive. " * 60 + "The angle of a dance gives the direction."
)
BEES = paper(
    key="bees",
    title="Waggle dances",
    abstract=ABSTRACT,
    authors=["Ada Karlsson", "Bo Lind"],
    year="2019",
    venue="Apidologie",
    doi="10.1000/bees",
    arxiv_id="2401.01335",
    pmid="123",
)
ICE = replace(
    paper(key="ice", title="Glaciers", abstract="Ice melts. It did so in 9 summers.", year="2021"), retracted=True
)
MOSS = paper(key="moss", title="A moss", abstract="Moss cools walls.", year="2020", url="https://example.org/moss")


CITED = (
    cite(1, BEES, "Honey bees dance."),
    cite(2, BEES, "The angle of a dance gives the direction."),
    cite(3, ICE, "Ice melts."),
)
TEXT = "Bees dance [1]. The angle gives the **direction** [2].\n\n- Ice never melts [3].\n- Nobody knows why."
WRITTEN = Answer(
    question="And bees?",
    standalone="What do bees do? And bees?",
    kind="answer",
    text=TEXT,
    abstained=None,
    citations=CITED,
    claims=claims_in(
        TEXT,
        ("Bees dance [1].", (1,), "supported", "its words are there"),
        ("The angle gives the **direction** [2].", (2,), "partial", "half of it is there"),
        ("Ice never melts [3].", (3,), "contradicted", "one is negated"),
        ("Nobody knows why.", (), "uncited", "no source is given"),
        ("This stands nowhere.", (), "uncited", "it was lost"),
    ),
    sources=(Source(BEES, 2.0, True), Source(ICE, 1.5, True), Source(MOSS, 1.0, False)),
    table=None,
    model="openai:gpt-5-mini",
    usage=Usage(3, 1_500, 334, 0.0012),
    timings=Timings(10, 200, 1_234),
    warnings=("“Glaciers” has been retracted.",),
    scope=Scope(pin=("moss",), exclude=("x",)),
)
COMPARED = replace(
    WRITTEN,
    kind="compare",
    standalone="And bees?",
    text="Both [1][3].",
    claims=(),
    table=Table(
        ("Result", "Data"),
        (
            Row(ICE, (Cell("9 summers, =1+1", 3), Cell("The abstract does not state it.", None))),
            Row(BEES, (Cell("10 dances", 1), Cell("A hive", 2))),
            Row(MOSS, (Cell("80 walls", 3), Cell("The abstract does not state it.", None))),
        ),
    ),
)


@contextmanager
def showing(folder: Path) -> Iterator[Shown]:
    """What puts answers on the page, the last of them as the last of its conversation, and gives its address."""
    kept = folder / "answers.jsonl"
    port = free_port()
    options = configuration(Path(ui.__file__).parent) | {"server.port": port}
    flags = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    command = [forks.python(), "-m", "streamlit", "run", str(PAGE), *flags]
    with running(command, port, folder, SHOWN_ANSWERS=str(kept)) as address:

        def show(answers: Sequence[Answer]) -> str:
            kept.write_text("\n".join(map(to_json, answers)), "utf-8")
            return address

        yield show


def opened(browser: Watched, address: str) -> Page:
    browser.page.goto(address)
    expect(browser.page.locator(".meta").last).to_be_visible(timeout=WAIT)
    return browser.page
