"""Reply -> citations, for what models really write, whole and in pieces."""

import random
from collections.abc import Sequence

import pytest

from rag.answer.evidence import split
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from rag.records import Paper, Sentence

PAPERS = [
    Paper(id=f"p{i}", key=f"p{i}", title=f"Paper {i}", abstract=f"First of {i}. Second of {i}. Third of {i}.")
    for i in range(1, 7)
]


SHOWN = [Evidence(paper, split(paper)) for paper in PAPERS]


def best_fit(claim: str, sentences: Sequence[Sentence]) -> int:
    """The sentence that shares its first word with the claim, or the first one."""
    return next((i for i, s in enumerate(sentences) if claim.startswith(s.text.split()[0])), 0)


def cited(reply: str, pieces: int | None = None) -> CitedReply:
    result = CitedReply(SHOWN, best_fit)
    step = pieces or len(reply) or 1
    shown = "".join(result.feed(reply[i : i + step]) for i in range(0, len(reply), step)) + result.finish()
    assert shown == result.text
    return result


@pytest.mark.parametrize(
    ("reply", "text", "papers"),
    [
        ("A fact [3].", "A fact [1].", [3]),
        ("A fact. [3] Another [1].", "A fact. [1] Another [2].", [3, 1]),
        ("Both [1,2].", "Both [1][2].", [1, 2]),
        ("Both [2; 1].", "Both [1][2].", [2, 1]),
        ("Range [2-4].", "Range [1][2][3].", [2, 3, 4]),
        ("Range [2–3, 6].", "Range [1][2][3].", [2, 3, 6]),
        ("Twice [5][5].", "Twice [1][1].", [5]),
        ("Spaced [ 2 ].", "Spaced [1].", [2]),
        ("Round (2).", "Round [1].", [2]),
        ("Rounds (2, 3), and more (1)", "Rounds [1][2], and more [3]", [2, 3, 1]),
        ("Raised². So.³", "Raised[1]. So.[2]", [2, 3]),
        ("In wo[2]rds.", "In wo[1]rds.", [2]),
        ("Steps: (1) dance, (2) fly.", "Steps: (1) dance, (2) fly.", []),
        ("Wolf (2020). Page (25). 10⁹.", "Wolf (2020). Page (25). 10⁹.", []),
        ("No number.", "No number.", []),
        ("A list [a], [see 3], x[i].", "A list [a], [see 3], x[i].", []),
        (
            "The sentences do not say that [none]. They say this [2a].",
            "The sentences do not say that. They say this [1].",
            [2],
        ),
        ("None says it. [None]", "None says it.", []),
        ("Cut [2", "Cut [2", []),
        ("", "", []),
    ],
)
def test_labels_become_citations(reply: str, text: str, papers: list[int]):
    result = cited(reply)
    assert result.text == text
    assert [c.paper.id for c in result.citations] == [f"p{i}" for i in papers]
    assert [c.n for c in result.citations] == list(range(1, len(papers) + 1))


def test_a_citation_is_the_sentence_that_fits_the_claim():
    result = cited("Second thing is so [2]. Third thing too. [2]")
    assert [(c.n, c.quote) for c in result.citations] == [(1, "Second of 2."), (2, "Third of 2.")]
    assert all(c.paper.abstract[c.start : c.end] == c.quote for c in result.citations)


def test_labels_that_exist_nowhere_stay_visible():
    result = cited("True [1]. Invented [9]. Mixed [2, 40]. None [0].")
    assert result.text == "True [1]. Invented [9?]. Mixed [2][40?]. None [0?]."
    assert [c.paper.id for c in result.citations] == ["p1", "p2"]


def test_what_stands_before_half_a_label_is_shown_at_once():
    reply = CitedReply(SHOWN, best_fit)
    assert [reply.feed(piece) for piece in ("A fact [", "2", ", 3", "]. More")] == ["A fact", "", "", " [1][2]. More"]


def test_control_characters_are_left_out():
    assert cited("Red \x1b[31mtext [1]\x00.\n").text == "Red [31mtext [1].\n"


def test_halves_of_a_character_are_joined_or_marked():
    reply = CitedReply(SHOWN, best_fit)
    pieces = ["bee \ud83d", "", "\ude00", " \ud83d", "x \ude00 [1].\ud83d"]
    assert [reply.feed(piece) for piece in pieces] == ["bee", "", " 😀", "", " \ufffdx \ufffd [1]."]
    assert reply.finish() == "\ufffd" and reply.text == "bee 😀 \ufffdx \ufffd [1].\ufffd"


def test_pieces_make_no_difference():
    rng = random.Random(7)
    alphabet = [
        "[",
        "]",
        "1",
        "2",
        "9",
        ",",
        "-",
        " ",
        ". ",
        "(",
        ")",
        "²",
        "First",
        "Second",
        "\n",
        "[3]",
        "[1, 2]",
        "[12",
        "\ud83d",
        "\ude00",
    ]
    for _ in range(4_000):
        reply = "".join(rng.choices(alphabet, k=rng.randint(0, 30)))
        whole = cited(reply)
        parts = cited(reply, pieces=rng.randint(1, 5))
        assert (parts.text, parts.citations) == (whole.text, whole.citations)
        assert all(c.paper.abstract[c.start : c.end] == c.quote for c in whole.citations)
