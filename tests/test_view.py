"""Answer -> what is drawn: marks, cards, and no way for text to become anything but text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.library.conditions import conditions
from rag.records import (
    Answer,
    Cell,
    Citation,
    Claim,
    Group,
    Paper,
    Person,
    Quote,
    Row,
    Scope,
    Source,
    Table,
    Timings,
    Usage,
)
from rag.text.markdown import escape_abstract
from tests.answers import claims_in, comparison
from tests.nodes import flat, words
from ui.answer.numbers import renumbered
from ui.answer.view import drawn
from ui.papers.table import table
from ui.papers.view import paper_drawn, saying, short_reference

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


def test_marks_stand_in_the_text_with_their_sentence():
    (paragraph,) = drawn(answer("Bees dance [1]. Twice [1][2].", (0, 11), (12, 36)))["blocks"]
    assert flat(paragraph) == "Bees dance {1}. Twice {1}."
    first, both = (node for node in paragraph["children"] if isinstance(node, dict))
    sentences = [{"spot": "1", "quote": "Bees dance."}]
    assert first == {"mark": 1, "title": "Waggle dances", "sentences": sentences, "label": "A et al. 2019"}
    assert "label" not in both  # the same paper again
    assert [one["quote"] for one in both["sentences"]] == ["Bees dance.", "They tell where food is."]


def test_a_paper_has_one_number_and_its_sentences_side_by_side_have_one_mark():
    given = answer("Bees [1]. Ice [2] [3][1][4?][3].\n\n- Bees [3]", (0, 11))
    citations = (*given.citations, Citation(2, ICE, ICE.abstract, 0, 10), Citation(3, BEES, ABSTRACT[12:36], 12, 36))
    view = drawn(replace(given, citations=citations))
    assert flat(view["blocks"]) == "Bees {1}. Ice {2} {1}{4?}{1}.Bees {1}"
    marks = [node for node in view["blocks"][0]["children"] if isinstance(node, dict) and "mark" in node]
    assert [[one["spot"] for one in mark["sentences"]] for mark in marks] == [["1"], ["2"], ["3", "1"], ["3"]]
    assert [(card["number"], card["spots"]) for card in view["cards"]] == [(1, ["1", "3"]), (2, ["2"])]


def test_what_is_streamed_has_the_numbers_of_the_papers_too():
    citations = (Citation(4, ICE, "", 0, 0), Citation(5, BEES, "", 0, 0), Citation(6, ICE, "", 0, 0))
    assert renumbered("Ice [4][6]. Both [5] [4], [12] and [7?]", citations) == "Ice [1]. Both [2][1], [12] and [7?]"


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
        "_x_ and w_(i)_[j]",
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


def test_what_is_right_bears_no_mark_and_what_needs_a_look_is_set_apart():
    text = "Bees dance [1]. They **tell** all. [2] Others [2] lead.\n\nSo it is. They fly."
    claims = claims_in(
        text,
        ("Bees dance [1].", (1,), "supported", "it is there"),
        ("They **tell** all.", (2,), "unsupported", "half of it"),
        ("Others [2] lead.", (2,), "contradicted", "it says “lead” where the source says “follow”"),
        ("So it is.", (), "uncited", "no source is given"),
        ("They fly.", (), "unchecked", "figures and names agree; meaning was not judged"),
    )
    view = drawn(answer(text, (0, 11), (12, 36), claims=claims))
    first, second = view["blocks"]
    assert flat(first) == "Bees dance {1}. ‹They› ‹tell› ‹all.› {1} «Others» {1} «lead.»"
    assert flat(second) == "‹So it is.› They fly."
    assert view["summary"] == "3 of 5 statements to check"
    assert [(d["claim"], d["level"], d["part"], d["placed"]) for d in view["doubts"]] == [
        (1, "missing", "They tell all", True),
        (2, "contrary", "lead", True),
        (3, "missing", "So it is", True),
    ]


def test_a_number_tells_what_is_in_doubt_or_was_not_judged_of_its_claim_and_nothing_of_what_was_not_judged_at_all():
    text = "Bees dance [1]. They tell. [2] Others [3]. More [4]"
    claims = claims_in(
        text,
        ("Bees dance [1].", (1,), "supported", "its own"),
        ("They tell.", (2,), "partial", "half of it"),
        ("Others [3].", (3,), "unchecked", "figures and names agree; meaning was not judged"),
        ("More", (4,), "supported", "the model's judgement: so it is"),
    )
    judged = replace(claims[3], by="model")
    view = drawn(answer(text, (0, 11), (0, 11), (0, 11), (0, 11), claims=(*claims[:3], judged)))
    marks = [node for node in view["blocks"][0]["children"] if isinstance(node, dict) and "mark" in node]
    assert [mark.get("note", {}).get("level") for mark in marks] == [None, "missing", "open", "judged"]
    assert marks[2]["note"]["reason"] == "figures and names agree; meaning was not judged"
    assert "supported" not in str(drawn(answer(text, *[(0, 11)] * 4, claims=claims)))


def test_a_claim_that_stands_in_code_or_in_no_text_is_listed_below_it():
    text = "Fine [1]. Else.\n\n```\nOdd.\n```"
    claims = claims_in(
        text,
        ("Fine [1].", (1,), "supported", ""),
        ("Odd.", (), "uncited", "no source is given"),
        ("Nowhere.", (), "uncited", "it was lost"),
    )
    view = drawn(answer(text, (0, 11), claims=claims))
    assert [flat(block) for block in view["blocks"]] == ["Fine {1}. Else.", "Odd.\n"]
    assert [(d["words"], d["text"], d["reason"], d["placed"]) for d in view["doubts"]] == [
        ("not cited by the model", "Odd.", "no source is given", False),
        ("not cited by the model", "Nowhere.", "it was lost", False),
    ]


def test_what_leads_stands_out_from_what_is_before_it_and_what_adds_to_it():
    text = "**Waggle dances**\n\nBees dance. They *tell* where food is. [1]\n\nOthers follow. [2]"
    claims = claims_in(
        text,
        ("Bees dance.", (1,), "supported", ""),
        ("They *tell* where food is. [1]", (1,), "supported", ""),
        ("Others follow. [2]", (2,), "supported", ""),
    )
    claims = tuple(replace(claim, part=part) for claim, part in zip(claims, ("before", "lead", "more"), strict=True))
    says, first, second = drawn(answer(text, (0, 36), (37, 51), claims=claims))["blocks"]
    assert says == {"says": "A et al. (2019)", "verb": "say", "title": "Waggle dances", "spot": "1", "number": 1}
    parts = [(part["quoted"], flat(part).strip()) for block in (first, second) for part in block["children"]]
    assert parts == [
        ("before", "Bees dance."),
        ("lead", "They tell where food is. {1}"),
        ("more", "Others follow. {1}"),
    ]


def test_an_item_of_a_list_has_its_words_below_its_title_and_titles_of_other_things_stay_as_they_are():
    text = "- **Waggle dances** (2019): Bees: they dance. [1]\n- **Hives**: none [1]"
    (block,) = drawn(answer(text, (0, 11)))["blocks"]
    first, second = block["children"]
    assert flat(first["children"][:-1]) == "Waggle dances (2019)"
    assert (first["children"][-1]["quoted"], flat(first["children"][-1])) == ("item", "Bees: they dance. {1}")
    assert flat(second) == "Hives: none {1}"


def test_addresses_are_links_over_http_alone_and_end_where_they_do():
    text = "See https://example.org/a_(b)?q=1 (or http://example.org/c), `http://x.org`, ftp://d.org and javascript:alert(1)."
    (block,) = drawn(answer(text))["blocks"]
    assert [node["link"] for node in block["children"] if isinstance(node, dict) and "link" in node] == [
        "https://example.org/a_(b)?q=1",
        "http://example.org/c",
    ]
    assert flat(block) == text.replace("`", "")


def test_a_paper_speaks_by_its_short_name_its_authors_or_its_title():
    alone = replace(BEES, names=(Person("Ada Lind", "Lind", "Ada"),), year=None)
    two = replace(BEES, names=(*alone.names, Person("Bo Berg", "Berg", "Bo", "van der")))
    of_group = replace(BEES, names=(Group("The Hive Collaboration of " + "bees " * 20),))
    assert saying(replace(alone, title="BeeNet: hives seen")) == ("BeeNet", "says")
    assert saying(alone) == ("Lind", "says") and short_reference(alone) == "Lind"
    assert (
        saying(two) == ("Lind and van der Berg (2019)", "say") and short_reference(two) == "Lind and van der Berg 2019"
    )
    assert (
        saying(replace(BEES, names=())) == ("“Waggle dances”", "says")
        and short_reference(replace(BEES, names=())) == ""
    )
    assert short_reference(of_group) == "The Hive Collaboration of bees bees bee… 2019"


def test_the_text_of_a_comparison_is_folded_below_its_table_where_no_model_wrote_it():
    given = comparison()
    assert drawn(replace(given, model=None))["folded"] and not drawn(replace(given, model="m"))["folded"]
    assert not drawn(replace(given, model=None, kind="answer"))["folded"]


def test_an_answer_is_taken_along_with_its_references_and_the_records_of_its_papers():
    view = drawn(answer("Bees dance. [1]", (0, 11)))
    assert view["markdown"].startswith("# q\n") and "## References" in view["markdown"]
    assert view["bibtex"].count("@") == 1 and view["files"] == {"md": "q.md", "bib": "q.bib"}
    told = replace(answer("It was written by A."), kind="catalogue")
    assert drawn(told)["bibtex"].count("@") == 2 and drawn(answer("Nothing."))["bibtex"] == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("up to mathcal{O}(d^k) samples", "up to O(dᵏ) samples"),
        (r"at most $\mathcal{O}(n^{2})$ steps", "at most O(n²) steps"),
        ("require widetilde Theta(d^{kq}) of R^d rightarrow R", "require Θ̃(d^(kq)) of Rᵈ → R"),
        ("the Q-function (Q^*), by rho_{BL} and Q^{pi_{sft}}", "the Q-function (Q*), by rho_BL and Q^(pi_sft)"),
        ("the l_2 norm in O(1/n^2.5) or 10^{-3}", "the l₂ norm in O(1/n^2.5) or 10⁻³"),
        ("the ``good'' one, for $5 or $6, in file_2", "the “good” one, for $5 or $6, in file_2"),
    ],
)
def test_formulas_are_as_they_are_read_wherever_they_stand(text: str, shown: str):
    paper = replace(BEES, abstract=text)
    citation = Citation(1, paper, text, 0, len(text))
    view = drawn(replace(answer(f"{escape_abstract(text)} [1]"), citations=(citation,)))
    assert flat(view["blocks"]) == f"{shown} {{1}}"
    assert "".join(stretch["text"] for stretch in view["cards"][0]["abstract"]) == shown
    assert text in view["markdown"].replace("\\", "") or "\\" in text  # what is taken along is word for word


def test_the_words_of_a_claim_are_set_apart_though_the_text_has_them_escaped():
    quoted = replace(BEES, abstract="See [1] and *x*.")
    text = escape_abstract(quoted.abstract)
    claims = (Claim(quoted.abstract, 0, len(text), (1,), "contradicted", "letters", "it does not"),)
    given = replace(answer(f"{text} [1]", claims=claims), citations=(Citation(1, quoted, quoted.abstract, 0, 16),))
    assert flat(drawn(given)["blocks"]) == "«See [1] and *x*.» {1}"


def test_a_row_of_a_table_is_set_apart_as_one_and_repeated_sentences_each_by_itself():
    text = "It is so.\n\nIt is so.\n\n| a | b | c |\n|---|---|---|\n| 1 | It is **so**. | |\n| 2 | [1] | no |"
    claims = claims_in(
        text,
        ("It is so.", (), "partial", ""),
        ("It is so.", (), "contradicted", ""),
        ("| 1 | It is **so**. | |", (), "uncited", ""),
        ("| 2 | [1] | no |", (1,), "unchecked", ""),
    )
    *sentences, table = drawn(answer(text, (0, 11), claims=claims))["blocks"]
    assert [flat(block) for block in sentences] == ["‹It is so.›", "«It is so.»"]
    rows = table["children"][1]["children"]
    assert [[flat(cell) for cell in row["children"]] for row in rows] == [
        ["‹1›", "‹It is› ‹so›.", ""],
        ["2", "{1}", "no"],
    ]


@pytest.mark.parametrize(
    ("text", "claim", "shown"),
    [
        ("> Bees sing [1].", "> Bees sing [1].", "«Bees sing» {1}."),
        ("- a\n  1) Bees sing", "1) Bees sing", "a«Bees sing»"),
        ("**Bees sing.** So.", "**Bees sing.**", "«Bees sing.» So."),
        ("So. _Bees_ `s.i` *ng* on.", "_Bees_ `s.i` *ng* on.", "So. «Bees» «s.i» «ng» «on.»"),
        ("Run `x. Bees sing` [1]. So.", "Bees sing` [1].", "Run x. «Bees sing» {1}. So."),
        ("Bees\nsing on\\\nand on. So.", "Bees\nsing on\\\nand on.", "«Bees sing on»«and on.» So."),
        ("| a |\n|---|\n| b | Bees sing |\n\nSo it is.", "| b | Bees sing |", "a«b»So it is."),
        (
            "Bees $O(d^2)$ and x_{i}[2:4] sing [1]",
            "Bees $O(d^2)$ and x_{i}[2:4] sing",
            "«Bees O(d²) and xᵢ[2:4] sing» {1}",
        ),
        ("## Bees sing [1]\n\nSo.", "## Bees sing", "«Bees sing» {1}So."),
    ],
)
def test_words_are_set_apart_wherever_they_stand_and_no_others(text: str, claim: str, shown: str):
    claims = claims_in(text, (claim, (), "contradicted", ""))
    given = answer(text, (0, 11), claims=claims)
    assert flat(drawn(given)["blocks"]) == shown
    assert words(drawn(given)["blocks"]) == words(drawn(replace(given, claims=()))["blocks"])


def test_what_stands_for_a_claim_while_markdown_is_read_cannot_be_written_by_a_model():
    text = "Odd \ue0000\ue002 \ue0010\ue002."
    claims = claims_in(text, (text, (), "uncited", ""))
    assert flat(drawn(answer(text, claims=claims))["blocks"]) == "‹Odd \ufffd0\ufffd \ufffd0\ufffd.›"


def test_of_two_sentences_in_the_same_words_the_one_that_is_in_doubt_is_set_apart():
    text = "Bees dance [1]. Bees dance."
    place = text.rindex("Bees")
    claims = (Claim("Bees dance.", place, len(text), (), "uncited", "letters", "no source is given"),)
    assert flat(drawn(answer(text, (0, 11), claims=claims))["blocks"]) == "Bees dance {1}. ‹Bees dance.›"


def test_a_bar_at_the_end_of_a_sentence_ends_no_row():
    text = "The weight is |x| [1]"
    claims = claims_in(text, ("The weight is |x|", (1,), "partial", ""))
    assert flat(drawn(answer(text, (0, 11), claims=claims))["blocks"]) == "‹The weight is |x|› {1}"


CLOSE = Quote(ICE, "Ice melts.", 0, 10)


def test_a_claim_without_a_source_has_the_sentence_that_comes_closest_and_its_paper_a_card():
    text = "Bees dance [1]. Ice melts fast. It lost 9 kg."
    claims = claims_in(
        text,
        ("Bees dance [1].", (1,), "unchecked", ""),
        ("Ice melts fast.", (), "uncited", "not cited by the model; no source is given"),
        (
            "It lost 9 kg.",
            (),
            "uncited",
            "not cited by the model; no source is given, and 9 kg is not in any of the papers",
        ),
    )
    claims = (claims[0], *(replace(claim, closest=CLOSE) for claim in claims[1:]))
    view = drawn(answer(text, (0, 11), claims=claims))
    assert flat(view["blocks"]) == "Bees dance {1}. ‹Ice melts fast.› ‹It lost 9 kg.›"
    plain, figure = view["doubts"]
    assert plain["closest"] == {"spot": "closest-1", "quote": "Ice melts.", "title": "Glaciers"}
    assert (plain["words"], plain["part"], plain["reason"]) == ("not cited by the model", "Ice melts fast", "")
    assert (figure["part"], figure["reason"]) == ("9 kg", "no source is given, and 9 kg is not in any of the papers")
    cited, close = view["cards"]
    assert (cited["number"], close["number"], close["title"]) == (1, None, "Glaciers")
    assert [one for one in close["abstract"] if one["spots"]] == [
        {"text": "Ice melts.", "spots": ["closest-1", "closest-2"]}
    ]
    assert close["bibtex"].startswith("@misc{ice,")
    assert view["considered"] == []


@pytest.mark.parametrize(
    ("claim", "reason", "part"),
    [
        ("It wins by 31% on BeeBench.", "31% is not in the cited abstract", "31%"),
        ("It wins by 31% on BeeBench.", "BeeBench, 31% is not in the cited abstract", "BeeBench"),
        (
            "It is used in production.",
            "the source says “planned” and it says “used in production”",
            "used in production",
        ),
        ("It wins by 31% on x.", "it says “31%” where the source says “13%”", "31%"),
        ("It is **all** that one [sees] there.", "the model's judgement: no", "It is all that …"),
        ("| Bees | **31** [m] |", "so it is", "Bees: 31 [m]"),
        ("The |x| is *large*", "no", "The |x| is *large*"),
        ("w" * 90, "no", "w" * 40),
        ("Of 3 hives 31 sang", "331 is not in it, nor is 31", "31"),
    ],
)
def test_the_line_below_names_the_shortest_part_that_tells(claim: str, reason: str, part: str):
    claims = claims_in(claim, (claim, (), "unsupported", reason))
    assert [one["part"] for one in drawn(answer(claim, claims=claims))["doubts"]] == [part]


@pytest.mark.parametrize(
    ("verdicts", "line"),
    [
        (["supported"] * 4 + ["partial"], "1 of 5 statements to check"),
        (["uncited", "unchecked", "contradicted", "unsupported"], "3 of 4 statements to check"),
        (["contradicted"], "1 of 1 statement to check"),
        (["supported", "unchecked"], ""),
        ([], ""),
    ],
)
def test_the_line_below_counts_what_is_to_be_checked_only_where_something_is(verdicts, line):
    claims = claims_in("", *((f"Claim {n}.", (1,), verdict, "") for n, verdict in enumerate(verdicts)))
    assert drawn(answer("Bees [1].", (0, 11), claims=claims))["summary"] == line


def test_an_answer_of_quotations_says_so():
    text = "Bees dance. [1]"
    claims = claims_in(text, ("Bees dance.", (1,), "supported", "so it stands there"), by="verbatim")
    assert drawn(answer(text, (0, 11), claims=claims))["summary"] == "Quoted word for word"
    declined = drawn(replace(answer("Nothing."), abstained="not_in_library"))
    assert declined["abstained"]["label"] == "Not in your library"


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


def test_an_answer_from_records_says_so_and_draws_its_table():
    text = "2 of the 7 papers are from 2019.\n\n| Title | Year |\n| --- | --- |\n| **Roman roads** | 2019 |"
    from_records = replace(answer(text), kind="catalogue", model=None, timings=Timings(1, 1, 12))
    assert drawn(from_records)["meta"] == "12 ms · no model"
    assert [block["tag"] for block in drawn(from_records)["blocks"]] == ["p", "table"]
    assert drawn(replace(from_records, abstained="not_in_library"))["abstained"]["label"] == "Not in the records"


def test_a_card_highlights_the_exact_sentences_and_brings_its_references():
    view = drawn(answer("Bees [1]. Food [2].", (12, 36), (0, 11)))
    (card,) = view["cards"]
    assert (card["title"], card["about"], card["number"]) == ("Waggle dances", "A, B, C et al. · Apidologie · 2019", 1)
    assert "".join(s["text"] for s in card["abstract"]) == ABSTRACT
    assert [(s["text"], s["spots"]) for s in card["abstract"] if s["spots"]] == [
        ("Bees dance.", ["2"]),
        ("They tell where food is.", ["1"]),
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
    mark = {"mark": 1, "title": "Waggle dances", "sentences": [{"spot": "1", "quote": "Bees dance."}]}
    cells = [
        {"stated": "Bees dance.", "nodes": ["Bees dance.", " ", mark]},
        {"stated": "", "nodes": ["The abstract does not state it."]},
    ]
    assert view["columns"] == ["Result", "Data"]
    assert view["rows"] == [{"title": "Waggle dances", "year": 2019, "cells": cells}]
    assert view["csv"].splitlines()[1] == "bees,Waggle dances,Bees dance. [bees],The abstract does not state it."
    assert "| Result | Bees dance. [1] |" in view["markdown"]


def test_a_table_by_the_model_has_a_verdict_a_row_of_its_own_and_is_copied_with_the_numbers_of_the_papers():
    rows = (
        Row(ICE, (Cell("31%", 2), Cell("a lake", 4))),
        Row(BEES, (Cell("13%", 1), Cell("The abstract does not state it.", None))),
    )
    claims = (
        Claim("| Share | 13% | **31%** |", None, None, (1, 2), "contradicted", "letters", "other way round"),
        Claim("| Place | not stated | a lake |", None, None, (4,), "unchecked", "letters", "not judged"),
        Claim("Nowhere.", None, None, (), "uncited", "letters", "it was lost"),
    )
    places = ((BEES, 0, 11), (ICE, 0, 10), (BEES, 12, 36), (ICE, 0, 3))
    citations = tuple(Citation(n, of, of.abstract[s:e], s, e) for n, (of, s, e) in enumerate(places, start=1))
    given = answer("Both [3].", claims=claims)
    view = drawn(replace(given, citations=citations, table=Table(("Share", "Place"), rows)))
    cells = [[cell["nodes"] for cell in row["cells"]] for row in view["table"]["rows"]]
    assert [[flat(nodes) for nodes in row] for row in cells] == [
        ["«31%» {2}", "a lake {2}"],
        ["«13%» {1}", "The abstract does not state it."],
    ]
    assert [cells[0][0][2]["note"]["level"], cells[0][1][2]["note"]["level"]] == ["contrary", "open"]
    assert [(one["claim"], one["placed"]) for one in view["doubts"]] == [(0, True), (2, False)]
    assert "| Share | 31% [2] | 13% [1] |" in view["table"]["markdown"]
    assert re.findall(r"\[(\d)\] “(.*)”", view["table"]["markdown"]) == [
        ("1", "Bees dance."),
        ("2", "Ice melts."),
        ("2", "Ice"),
    ]


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


def test_a_paper_of_zotero_has_its_address_there_wherever_it_is_drawn():
    address = "zotero://select/library/items/BEESAAAA"
    cited = replace(BEES, doi="10.1000/bees", aliases=("key:old", address))
    given = answer("Bees dance. [1]", (0, 11))
    page = drawn(
        replace(
            given,
            citations=(replace(given.citations[0], paper=cited),),
            sources=(Source(cited, 1.5, True), Source(ICE, 1.0, False)),
        )
    )
    assert page["cards"][0]["links"][-1] == {"name": "Zotero", "address": address}
    assert "Zotero" not in [place["name"] for place in page["considered"][-1]["links"]]
    own = paper_drawn(cited, (), (), (), ("Thesis", "Book"), ("To do",))
    assert own["links"][-1]["address"] == address and own["collections"] == "Thesis; Book" and own["notes"] == ["To do"]
    assert table([cited, ICE]).column("Zotero").to_pylist() == [address, None]
    assert "Zotero" not in table([ICE, BEES]).column_names


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
