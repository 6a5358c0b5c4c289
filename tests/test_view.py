"""Answer -> what is drawn: marks, cards, and no way for text to become anything but text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rag.library.conditions import conditions
from rag.records import Answer, Cell, Citation, Claim, Paper, Person, Row, Scope, Source, Table, Timings, Usage
from rag.text.markdown import escape_abstract
from tests.answers import claims_in, comparison
from ui.answer.prose import TAGS
from ui.answer.view import drawn

ABSTRACT = "Bees dance. They tell where food is. Others follow."
BEES = Paper(
    "id1",
    "bees",
    "Waggle dances",
    ABSTRACT,
    names=tuple(Person(name, name) for name in "ABCD"),
    year=2019,
    venue="Apidologie",
)
ICE = Paper("id2", "ice", "Glaciers", "Ice melts.", url="https://example.org/ice")


def answer(text: str, *spans: tuple[int, int], claims: tuple[Claim, ...] = ()) -> Answer:
    citations = tuple(Citation(n, BEES, ABSTRACT[s:e], s, e) for n, (s, e) in enumerate(spans, start=1))
    return Answer(
        "q", "q", "answer", text, None, citations, claims, (Source(BEES, 1.5, True), Source(ICE, 1.0, False)),
        None, None, Usage(), Timings(1, 1, 1),
    )  # fmt: skip


def flat(node: Any) -> str:
    """All text of a drawn tree, marks as {n}, verdicts as {word}."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(flat, node))
    if "children" in node:
        assert node["tag"] in TAGS
        return flat(node["children"])
    return f"{{{node.get('mark', node.get('unknown', node.get('word')))}}}"


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
        "hydroxy[2]rotaxane [7?]",
        "1) x",
    ],
)
def test_text_of_a_paper_is_shown_letter_for_letter(text: str):
    assert flat(drawn(answer(escape_abstract(text)))["blocks"]) == text


def test_each_claim_has_its_verdict_behind_it_and_its_marks_tell_it_too():
    text = "Bees dance [1]. They **tell** all. [2]\n\nSo it is."
    claims = claims_in(
        text,
        ("Bees dance [1].", (1,), "supported", "it is there"),
        ("They **tell** all.", (2,), "partial", "half of it"),
        ("So it is.", (), "uncited", "no source is given"),
    )
    view = drawn(answer(text, (0, 11), (12, 36), claims=claims))
    first, second = view["blocks"]
    assert flat(first) == "Bees dance {1}.{supported} They tell all. {2}{partly supported}"
    assert flat(second) == "So it is.{no source}"
    verdict = {"verdict": "partial", "word": "partly supported", "reason": "half of it"}
    assert first["children"][-1] == verdict | {"claim": 1}
    assert first["children"][-2]["verdict"] == verdict
    assert first["children"][1]["verdict"]["reason"] == "it is there"
    assert view["doubts"] == []


def test_a_claim_that_stands_in_code_or_in_no_text_is_listed_below_it():
    text = "Fine [1]. Else.\n\n```\nOdd.\n```"
    claims = claims_in(
        text,
        ("Fine [1].", (1,), "supported", ""),
        ("Odd.", (), "uncited", "no source is given"),
        ("Nowhere.", (), "uncited", "it was lost"),
    )
    view = drawn(answer(text, (0, 11), claims=claims))
    assert [flat(block) for block in view["blocks"]] == ["Fine {1}.{supported} Else.", "Odd.\n"]
    assert [(d["word"], d["text"], d["reason"], d["claim"]) for d in view["doubts"]] == [
        ("no source", "Odd.", "no source is given", 1),
        ("no source", "Nowhere.", "it was lost", 2),
    ]


def test_the_sentence_of_an_abstract_has_its_verdict_though_the_text_has_it_escaped():
    quoted = replace(BEES, abstract="See [1] and *x*.")
    text = escape_abstract(quoted.abstract)
    claims = (Claim(quoted.abstract, 0, len(text), (1,), "supported", "verbatim", "its own"),)
    given = replace(answer(f"{text} [1]", claims=claims), citations=(Citation(1, quoted, quoted.abstract, 0, 16),))
    assert flat(drawn(given)["blocks"]) == "See [1] and *x*. {1}{supported}"


def test_rows_of_tables_and_repeated_sentences_keep_each_their_own_verdict():
    text = "It is so.\n\nIt is so.\n\n| a | b |\n|---|---|\n| 1 | It is so. |"
    claims = claims_in(
        text,
        ("It is so.", (), "partial", ""),
        ("It is so.", (), "contradicted", ""),
        ("| 1 | It is so. |", (), "uncited", ""),
    )
    view = drawn(answer(text, claims=claims))
    assert [flat(block) for block in view["blocks"]] == [
        "It is so.{partly supported}",
        "It is so.{contradicted}",
        "ab1It is so.{no source}",
    ]


def test_what_stands_for_a_claim_while_markdown_is_read_cannot_be_written_by_a_model():
    text = "Odd \ue0000\ue001."
    claims = claims_in(text, (text, (), "uncited", ""))
    assert flat(drawn(answer(text, claims=claims))["blocks"]) == "Odd \ufffd0\ufffd.{no source}"


def test_of_two_sentences_in_the_same_words_the_one_that_is_in_doubt_is_marked():
    text = "Bees dance [1]. Bees dance."
    claims = claims_in(text, ("Bees dance.", (), "uncited", "no source is given"))
    assert flat(drawn(answer(text, (0, 11), claims=claims))["blocks"]) == "Bees dance {1}. Bees dance.{no source}"


def test_a_bar_at_the_end_of_a_sentence_ends_no_row():
    text = "The weight is |x| [1]"
    claims = claims_in(text, ("The weight is |x|", (1,), "partial", ""))
    assert flat(drawn(answer(text, (0, 11), claims=claims))["blocks"]) == "The weight is |x| {1}{partly supported}"


@pytest.mark.parametrize(
    ("verdicts", "line", "first"),
    [
        (["supported"] * 4 + ["partial"], "5 claims: 4 supported, 1 doubtful", 4),
        (["uncited", "supported", "contradicted", "unsupported"], "4 claims: 1 supported, 3 unsupported", 0),
        (["supported"], "1 claim: 1 supported", None),
    ],
)
def test_the_header_counts_claims_and_knows_the_first_that_is_not_supported(verdicts, line, first):
    claims = claims_in("", *((f"Claim {n}.", (1,), verdict, "") for n, verdict in enumerate(verdicts)))
    assert drawn(answer("Bees [1].", (0, 11), claims=claims))["header"] == {"text": line, "first": first}


def test_the_header_of_quotations_says_so_and_an_answer_that_claims_nothing_has_none():
    text = "Bees dance. [1]"
    claims = claims_in(text, ("Bees dance.", (1,), "supported", "so it stands there"), by="verbatim")
    assert drawn(answer(text, (0, 11), claims=claims))["header"]["text"] == "Quoted word for word"
    declined = drawn(replace(answer("Nothing."), abstained="not_in_library"))
    assert declined["header"] is None and declined["abstained"]["label"] == "Not in your library"


@pytest.mark.parametrize(
    ("scope", "label"),
    [
        (Scope(only=("a",)), "Not in these papers"),
        (Scope(where=conditions(("year>=2020",))), "Not in these papers"),
        (Scope(pin=("a",), exclude=("b",)), "Not in your library"),
    ],
)
def test_a_decline_speaks_of_the_papers_that_were_asked(scope, label):
    declined = replace(answer("Nothing."), abstained="not_in_library", scope=scope)
    assert drawn(declined)["abstained"]["label"] == label


@pytest.mark.parametrize(
    ("model", "usage", "ms", "line"),
    [
        (
            "openai:gpt-5-mini",
            Usage(3, 1_500, 334, 0.0012),
            1_234,
            "1.2 s · 3 calls · 1,834 tokens · $0.0012 · openai:gpt-5-mini",
        ),
        ("llama3.2:3b", Usage(1, 10, 2, None), 90_000, "90.0 s · 1 call · 12 tokens · llama3.2:3b"),
        ("openai:gpt-5", Usage(1, 10, 2, 1.5), 999, "999 ms · 1 call · 12 tokens · $1.50 · openai:gpt-5"),
        (None, Usage(), 41.4, "41 ms · extracts, no model"),
    ],
)
def test_what_an_answer_took_is_told_in_a_line(model, usage, ms, line):
    assert drawn(replace(answer("x"), model=model, usage=usage, timings=Timings(1, 1, ms)))["meta"] == line


def test_a_card_highlights_the_exact_sentences_and_brings_its_references():
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
    assert card["bibtex"].startswith("@misc{bees,\n  title = {Waggle dances},")
    assert card["reference"] == "A, B, C, & D (2019). Waggle dances. Apidologie."
    (beside,) = view["considered"]
    assert (beside["title"], beside["about"]) == ("Glaciers", "")
    assert beside["links"] == [{"name": "Web page", "address": "https://example.org/ice"}]


def test_what_the_answer_was_pinned_to_or_kept_from_is_shown():
    view = drawn(replace(answer("Bees [1].", (0, 11)), scope=Scope(pin=("bees", "id2"), exclude=("x", "y"))))
    assert view["cards"][0]["pinned"] and view["considered"][0]["pinned"] and view["excluded"] == 2
    assert not drawn(answer("Bees [1].", (0, 11)))["cards"][0]["pinned"]


def test_a_comparison_is_a_table_whose_cells_carry_their_marks():
    row = Row(BEES, (Cell("Bees dance.", 1), Cell("The abstract does not state it.", None)))
    view = drawn(replace(answer("See [1].", (0, 11)), table=Table(("Result", "Data"), (row,))))["table"]
    quoted = {"verdict": "supported", "word": "supported", "reason": "the abstract's own sentence"}
    mark = {"mark": 1, "title": "Waggle dances", "tip": "Bees dance.", "verdict": quoted}
    cells = [["Bees dance.", " ", mark], ["The abstract does not state it."]]
    assert view["columns"] == ["Result", "Data"]
    assert view["rows"] == [{"title": "Waggle dances", "year": 2019, "cells": cells}]
    assert view["csv"].splitlines()[1] == "bees,Waggle dances,Bees dance. [bees],The abstract does not state it."
    assert "| Result | Bees dance. [1] |" in view["markdown"]


def test_the_table_that_is_saved_holds_no_formula():
    rows = drawn(comparison())["table"]["csv"].splitlines()
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.split(","))


def test_notices_and_what_was_searched_for_are_drawn():
    view = drawn(replace(answer("Fine [1].", (0, 11)), warnings=("cut off",), standalone="other"))
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
    assert replace(BEES, **fields).link == address


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
    assert page["cards"][0]["remarks"] == ["retracted"]
    assert page["considered"][0]["remarks"] == ["retracted", "no abstract"]
