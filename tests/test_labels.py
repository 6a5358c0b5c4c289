"""Labels in what models write, in every form that was met, and what looks like one and is none."""

from __future__ import annotations

import pytest

from rag.answer.write.labels.label import Label, Labels
from rag.answer.write.labels.reader import LabelReader

TITLES = ["Waggle dances of honey bees in flight", "Ice", "Heat tolerance", "Treaties", "Alloys"]
SENTENCES = [4, 3, 3, 2, 2]


def read(reply: str, step: int = 1_000) -> str:
    """The reply with its labels in angle brackets, one behind another, read in pieces of that length."""
    reader = LabelReader(SENTENCES, TITLES)
    given = [one for start in range(0, len(reply), step) for one in reader.feed(reply[start : start + step])]
    given += reader.finish()
    return "".join(map(_shown, given))


def _shown(one: str | Labels) -> str:
    if isinstance(one, str):
        return one
    return one.before + "<" + " ".join(f"{label.paper}{label.sentence}" for label in one.labels) + ">"


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("Bees dance [1a]. Ice melts. [2c]", "Bees dance <1a>. Ice melts. <2c>"),
        ("Both [1a, 2c; 3b] and [1a][2b].", "Both <1a 2c 3b> and <1a><2b>."),
        ("All three [1a-c], two [2ab], two [3a, b].", "All three <1a 1b 1c>, two <2a 2b>, two <3a 3b>."),
        ("A range [2]–[4], [2]-[4] or [2-4].", "A range <2 3 4>, <2 3 4> or <2 3 4>."),
        ("A range [1 to 3].", "A range <1 2 3>."),
        ("Bees dance【1†L3-L5】, ice melts【2a】.", "Bees dance<1>, ice melts<2a>."),
        ("Bees dance[^1], ice melts[^2^].", "Bees dance<1>, ice melts<2>."),
        ("Bees dance [[1]](https://a.example/x_y).", "Bees dance <1>."),
        ("Bees dance [1](#ref-1) and [2b](#2).", "Bees dance <1> and <2b>."),
        ("Bees dance [Paper 1], [papers 2 and 3], [ref. 4].", "Bees dance <1>, <2 3>, <4>."),
        ('Bees dance [paper n="1"] [doc2] [Source: 3b].', "Bees dance <1> <2> <3b>."),
        ("Bees dance (Source 1).", "Bees dance <1>."),
        ("Bees dance [id=2].", "Bees dance <2>."),
        ("Bees dance [Waggle dances of honey bees in flight].", "Bees dance <1>."),
        ("Bees dance (2), ice melts (1).", "Bees dance <2>, ice melts <1>."),
        ("Bees dance². Ice melts.³⁻⁴", "Bees dance<2>. Ice melts.<3 4>"),
        ("Bees dance<sup>1,2</sup>.", "Bees dance<1 2>."),
        ("As paper 2 says, ice melts; document 3 too.", "As paper <2> says, ice melts; document <3> too."),
        ("Rates fell [1, 2] and rose [3]. Both hold [1,2].", "Rates fell <1 2> and rose <3>. Both hold <1 2>."),
        ("Nobody has it [9], nor [2z].", "Nobody has it <9>, nor <2z>."),
        ("In [2], ice melts: **ice** [2a]: it melts.", "In <2>, ice melts: **ice** <2a>: it melts."),
    ],
)
def test_labels_in_all_their_forms(reply: str, shown: str):
    assert read(reply) == shown
    assert all(read(reply, step) == shown for step in (1, 2, 3, 5, 8))


@pytest.mark.parametrize(
    "text",
    [
        "Doses of [2, 4] mg were given",
        "odds ratio 2.1 (95% CI [1.2, 3.4])",
        "the interval [0, 1] is closed",
        "a vector [1, 1, 2] of counts",
        "a kernel of [3, 3] cells",
        "$x \\in [1, 2]$ and \\(y = [3]\\) and \\[z = [4]\\]",
        "`rates[1]` holds the rate",
        "it rose by 3 m², 10³ kg or R²",
        "as in Eq. (3), Table (2); step (1).",
        "four groups: (1) bees, (2) wasps",
        "few players (5).",
        "(n=5)",
        "in [2021] and [PMID 12345]",
        "said “[...] ice melts”, [sic], [a], [see 3], x[i]",
        "- [ ] open\n- [x] done",
        "it cost $5 and then $6",
        "Figure 2, paper-thin sheets, source code 3.1",
        "```\ny = rates[2]\nz = rates[1, 2]\n```\n",
        "~~~\ny = rates[2]\n~~~\n",
    ],
)
def test_what_is_no_label_stays_as_it_is(text: str):
    for step in (1, 3, 1_000):
        assert read(f"{text} [1a].", step) == f"{text} <1a>."


@pytest.mark.parametrize("text", ["Cut [2", "Cut [1a, ", "Cut 【1", "Cut $x", "Cut (2", "```\nx[1]"])
def test_what_is_cut_off_stays_as_it_is(text: str):
    assert read(text) == text == read(text, 1)


def test_text_is_given_out_as_soon_as_it_can_be():
    reader = LabelReader(SENTENCES, TITLES)
    assert reader.feed("Bees dance [") == ["Bees dance"]
    assert reader.feed("1a") == [] and reader.feed("]") == []
    blank, labels, text = reader.feed(" and more")
    assert isinstance(labels, Labels) and labels.labels == (Label(1, "a"),) and blank + text == "  and more"


def test_what_was_shown_is_known():
    reader = LabelReader(SENTENCES, TITLES)
    known = [Label(1), Label(1, "d"), Label(5, "b")]
    unknown = [Label(0), Label(1, "e"), Label(6), Label(6, "a")]
    assert all(map(reader.is_known, known)) and not any(map(reader.is_known, unknown))
