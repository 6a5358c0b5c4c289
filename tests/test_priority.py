"""Screening's order: its terms, its classifier, and what it does to reviews of known outcome."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answer.columns.column import Cell
from rag.records import Paper
from rag.search.screening.classifier import fitted
from rag.search.screening.priority import Priority
from rag.search.screening.terms import terms
from tests.benchmarks.columns import is_right
from tests.benchmarks.screening import Review, simulated
from tests.fakes import bag_of_words

TOPICS = {
    "reef": "Corals of the reef bleach when the sea warms and algae leave",
    "law": "The court held that the statute bars the claim of the tenant",
    "bread": "Dough with sourdough yeast rises slowly and gives a sour crumb",
}


def papers(count: int, every: int) -> list[Paper]:
    """Papers on law and bread, and each `every`th on reefs."""
    kinds = ["reef" if n % every == 0 else ("law", "bread")[n % 2] for n in range(count)]
    return [
        Paper(f"{kind}{n}", f"{kind}{n}", f"{kind} number {n}", f"{TOPICS[kind]} in case {n}.")
        for n, kind in enumerate(kinds)
    ]


def vectors(texts: list[str]) -> np.ndarray:
    rows = np.array([bag_of_words(text, 32) for text in texts])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def priority(of: list[Paper], question: str) -> Priority:
    return Priority(of, vectors([paper.abstract for paper in of]), (question, vectors([question])[0]))


def test_terms_are_rows_of_length_one_whose_products_agree_with_the_plain_ones():
    rows, vocabulary = terms(["bees dance well", "bees sting", "ice melts and melts", "ice dance"])
    plain = np.zeros((4, rows.width))
    for n in range(4):
        plain[n, rows.columns[rows.starts[n] : rows.starts[n + 1]]] = rows.values[rows.starts[n] : rows.starts[n + 1]]
    assert np.allclose(np.linalg.norm(plain[:3], axis=1), 1) and {"bee", "danc", "ice"} <= set(vocabulary)
    weights, shares = np.arange(rows.width, dtype=float), np.array([1.0, 2.0, 0.0, -1.0])
    assert np.allclose(rows.times(weights), plain @ weights)
    assert np.allclose(rows.transposed_times(shares), plain.T @ shares)
    assert np.allclose(rows.of(np.array([2, 0])).times(weights), (plain @ weights)[[2, 0]])


def test_the_classifier_parts_what_can_be_parted():
    rows, _ = terms([TOPICS["reef"], TOPICS["reef"] + " again", TOPICS["law"], TOPICS["law"] + " again"])
    wanted = np.array([True, True, False, False])
    found = fitted(rows, np.zeros((4, 2)), wanted, np.ones(4), 1e-3)
    scores = found.scores(rows, np.zeros((4, 2)))
    assert scores[:2].min() > scores[2:].max()


def test_the_question_alone_gives_an_order_and_decisions_turn_it():
    of = papers(60, 6)
    order = priority(of, "Which papers are on coral reefs?").order({})
    assert all(paper_id.startswith("reef") for paper_id in order.ids[:5]) and len(order.ids) == 60
    assert list(order.scores) == sorted(order.scores, reverse=True)
    wrong = {paper_id: False for paper_id in order.ids[:6]} | {
        paper.id: True for paper in of if paper.id.startswith("bread")
    }
    turned = priority(of, "Which papers are on coral reefs?").order(
        {k: v for n, (k, v) in enumerate(wrong.items()) if n < 20}
    )
    assert turned.ids[0].startswith("bread")


def test_the_same_decisions_give_the_same_order_and_none_that_is_decided():
    of = papers(40, 5)
    decided = {of[0].id: True, of[1].id: False, "elsewhere": True}
    one, other = (priority(of, "coral reefs").order(decided) for _ in range(2))
    assert one.ids == other.ids and not {of[0].id, of[1].id} & set(one.ids) and len(one.ids) == 38
    everything = {paper.id: True for paper in of}
    assert priority(of, "coral reefs").order(everything).ids == ()
    assert len(priority(of[:1], "coral reefs").order({}).ids) == 1


def test_words_that_speak_for_a_paper_are_its_topics():
    of = papers(60, 6)
    asked = priority(of, "Which papers are on coral reefs?")
    order = asked.order({paper.id: paper.id.startswith("reef") for paper in of[:30]})
    spoken = {span.of(of[36].abstract).lower() for span in asked.speaking(of[36].abstract, order.classifier)}
    assert spoken & {"corals", "reef", "bleach", "algae"} and not spoken & {"the", "of", "when", "36"}


@pytest.mark.parametrize("prior", [(), ("reef0", "bread1")])
def test_a_simulated_review_saves_most_of_the_reading(prior: tuple[str, ...]):
    of = papers(200, 10)
    question = "Which papers are on coral reefs?"
    included = frozenset(paper.id for paper in of if paper.id.startswith("reef"))
    review = Review("reefs", question, tuple(of), included, vectors([p.abstract for p in of]), vectors([question])[0])
    saved, read = simulated(review, prior=prior)
    assert saved > 0.75 and read < 40


@pytest.mark.parametrize(
    ("cell", "accepted", "right"),
    [
        (Cell("not_stated"), [], True),
        (Cell("not_stated"), ["yes"], False),
        (Cell("not_stated"), ["no", ""], True),
        (Cell("stated", "40 mice", value="40"), [40], True),
        (Cell("stated", "40 mice", value="40"), [41], False),
        (Cell("stated", "randomized trial", value="randomised"), ["randomi"], True),
        (Cell("stated", "were randomized", value="yes"), ["no"], False),
        (Cell("stated", "COCO"), [], False),
    ],
)
def test_a_cell_is_measured_against_what_was_labelled(cell: Cell, accepted: list, right: bool):
    assert is_right(cell, accepted) is right
