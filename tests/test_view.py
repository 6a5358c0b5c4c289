"""Answer -> what is drawn: marks, cards, and no way for text to become anything but text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rag.compose import as_text
from rag.link import link
from rag.records import Answer, Cell, Citation, Claim, Paper, Row, Source, Table, Timings, Usage
from ui.view import TAGS, drawn, while_streaming

ABSTRACT = "Bees dance. They tell where food is. Others follow."
BEES = Paper("id1", "bees", "Waggle dances", ABSTRACT, authors=("A", "B", "C", "D"), year=2019, venue="Apidologie")
ICE = Paper("id2", "ice", "Glaciers", "Ice melts.", url="https://example.org/ice")


def answer(text: str, *spans: tuple[int, int], claims: tuple[Claim, ...] = ()) -> Answer:
    citations = tuple(Citation(n, BEES, ABSTRACT[s:e], s, e) for n, (s, e) in enumerate(spans, start=1))
    return Answer(
        "q", "q", "answer", text, None, citations, claims, (Source(BEES, 1.5, True), Source(ICE, 1.0, False)),
        None, None, Usage(), Timings(1, 1, 1),
    )  # fmt: skip


def flat(node: Any) -> str:
    """All text of a drawn tree, marks as {n}."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(flat, node))
    if "children" in node:
        assert node["tag"] in TAGS
        return flat(node["children"])
    return f"{{{node.get('mark', node.get('unknown'))}}}"


def test_marks_stand_in_the_text_with_their_sentence():
    (paragraph,) = drawn(answer("Bees dance [1]. Twice [1][2].", (0, 11), (12, 36)))["blocks"]
    assert flat(paragraph) == "Bees dance {1}. Twice {1}{2}."
    mark = paragraph["children"][1]
    assert mark == {"mark": 1, "title": "Waggle dances", "tip": "Bees dance."}


def test_invented_marks_are_shown_as_such_and_other_brackets_are_text():
    (paragraph,) = drawn(answer("So [7?], and [12], x[3].", (0, 11)))["blocks"]
    assert flat(paragraph) == "So {7?}, and [12], x[3]."
    assert "not among the sources" in paragraph["children"][1]["tip"]


def test_escaped_brackets_are_no_marks():
    (paragraph,) = drawn(answer(r"As in \[1\], bees dance [1].", (0, 11)))["blocks"]
    assert flat(paragraph) == "As in [1], bees dance {1}."


def test_lists_tables_and_emphasis_become_nodes():
    blocks = drawn(answer("# Bees\n\n- **dance** [1]\n- *tell*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", (0, 11)))[
        "blocks"
    ]
    assert [b["tag"] for b in blocks] == ["h1", "ul", "table"]
    assert flat(blocks[1]) == "dance {1}tell"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![picture](http://example.org/leak?q=1)",
        "[click](javascript:alert(1))",
        "<http://example.org>",
        "[1]: http://example.org",
        "&lt;b&gt; &amp; &copy;",
        "a < b > c",
    ],
)
def test_markup_that_reaches_out_is_shown_as_it_is_written(text: str):
    assert flat(drawn(answer(text))["blocks"]) == text


@pytest.mark.parametrize(
    "text",
    [
        "a*b*c and **",
        "`code`",
        "_x_ and w_{i}_{j}",
        "# not a heading",
        "- no list",
        "1. no list",
        "as in [12] and [3].",
        "1) x",
    ],
)
def test_text_of_a_paper_is_shown_letter_for_letter(text: str):
    assert flat(drawn(answer(as_text(text)))["blocks"]) == text


def test_a_card_highlights_the_exact_sentences():
    view = drawn(answer("Bees [1]. Food [2].", (12, 36), (0, 11)))
    (card,) = view["cards"]
    assert (card["title"], card["about"], card["numbers"]) == (
        "Waggle dances",
        "A, B, C et al. · Apidologie · 2019",
        [1, 2],
    )
    assert "".join(s["text"] for s in card["abstract"]) == ABSTRACT
    assert [(s["text"], s["numbers"]) for s in card["abstract"] if s["numbers"]] == [
        ("Bees dance.", [2]),
        ("They tell where food is.", [1]),
    ]
    assert view["considered"] == [{"title": "Glaciers", "about": "", "link": "https://example.org/ice"}]


def test_a_comparison_is_a_table_whose_cells_carry_their_marks():
    row = Row(BEES, (Cell("Bees dance.", 1), Cell("The abstract does not state it.", None)))
    view = drawn(replace(answer("See [1].", (0, 11)), table=Table(("Result", "Data"), (row,))))
    mark = {"mark": 1, "title": "Waggle dances", "tip": "Bees dance."}
    cells = [["Bees dance.", " ", mark], ["The abstract does not state it."]]
    assert view["table"] == {"columns": ["Result", "Data"], "rows": [{"title": "Waggle dances", "cells": cells}]}


def test_doubtful_claims_and_notices_are_drawn():
    claims = (Claim("Fine.", (1,), "supported", ""), Claim("Odd.", (), "uncited", "no source is given"))
    view = drawn(replace(answer("Fine [1]. Odd.", (0, 11), claims=claims), warnings=("cut off",), standalone="other"))
    assert view["doubts"] == [{"verdict": "uncited", "text": "Odd.", "reason": "no source is given"}]
    assert (view["notices"], view["searched"]) == (["cut off"], "other")


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"doi": "10.1000/a b<>"}, "https://doi.org/10.1000/a%20b%3C%3E"),
        ({"arxiv_id": "2401.01335"}, "https://arxiv.org/abs/2401.01335"),
        ({"pmid": "123"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ({"url": "https://example.org/x"}, "https://example.org/x"),
        ({"url": "javascript:alert(1)"}, ""),
        ({"url": "http://[bad"}, ""),
        ({}, ""),
    ],
)
def test_links_lead_to_the_paper_and_only_over_http(fields: dict[str, str], address: str):
    assert link(replace(BEES, **fields)) == address


def test_streaming_text_holds_no_link_or_picture():
    assert while_streaming("![x](http://example.org) [1]") == "!\\[x](http://example.org) \\[1]"


def test_a_retracted_paper_says_so_wherever_its_name_stands():
    cited, beside = replace(BEES, retracted=True), replace(ICE, retracted=True, abstract="")
    given = answer("Bees dance. [1]", (0, 11))
    page = drawn(
        replace(
            given,
            citations=(replace(given.citations[0], paper=cited),),
            sources=(Source(cited, 1.5, True), Source(beside, 1.0, False)),
        )
    )
    assert page["cards"][0]["about"].startswith("retracted · A, B, C et al.")
    assert page["considered"][0]["about"] == "retracted · no abstract"
