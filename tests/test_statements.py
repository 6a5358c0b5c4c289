"""What of a reply is a claim, and which citation marks each claim has."""

import pytest

from rag.answer.write.statements import statements
from rag.intake.sample import sample_papers
from rag.records import Paper
from rag.text.absence import is_empty, says_absent
from tests.absences import LABELLED, taken


def stated(text: str) -> list[tuple[str, list[int]]]:
    return [(one.text, [mark.n for mark in one.marks]) for one in statements(text)]


@pytest.mark.parametrize(
    "heading", ["## Bees [3]", "**Bees** [3]", "### **Bees** [3]", "**Bees:** [3]", "How bees dance [3]:"]
)
def test_marks_of_a_heading_are_those_of_its_section(heading: str):
    text = f"{heading}\n\n- They dance.\n- They sting [1].\n"
    assert stated(text) == [("They dance.", [3]), ("They sting.", [1])]


def test_a_section_ends_the_reach_of_the_heading_before_it():
    assert stated("## Bees [1]\nThey dance.\n## Ice\nIt melts.") == [("They dance.", [1]), ("It melts.", [])]


def test_a_lead_in_reaches_as_far_as_its_list():
    text = "In [2] three things are told:\n\n1. Mosses grow.\n2. Ferns grow.\n\nNothing else grows there."
    assert stated(text)[:2] == [("Mosses grow.", [2]), ("Ferns grow.", [2])] and stated(text)[2][1] == []


@pytest.mark.parametrize(
    "lead", ["Here is a summary:", "The papers report the following:", "**Main findings:**", "Das Wichtigste:"]
)
def test_a_lead_in_claims_nothing(lead: str):
    assert stated(f"{lead}\n\n- Ice melts [1].") == [("Ice melts.", [1])]


def test_a_lead_in_with_a_figure_that_cites_is_a_claim():
    assert stated("Ice lost 40% in two ways [1]:\n- It melted [1].")[0] == ("Ice lost 40% in two ways:", [1])


@pytest.mark.parametrize(
    "line", ["**Bees dance in the dark [1].**", "**Bees dance in the dark.** [1]", "## Bees dance in the dark. [1]"]
)
def test_a_sentence_is_a_claim_however_it_is_set(line: str):
    ((text, cited),) = stated(f"{line}\n\nThe abstracts do not say why.")
    assert "Bees dance in the dark" in text and cited == [1]


@pytest.mark.parametrize(
    "references",
    [
        "References:\n[1] Waggle dances of honey bees\n[2] Melting of mountain glaciers",
        "**Sources**\n\n- [1]: Waggle dances. Apidologie, 2019.\n- [2]: Glaciers.",
        "## Quellen\n1. Waggle dances [1]\n2. Melting of glaciers [2]",
        "---\nReferencias\n* [1] Waggle dances",
    ],
)
def test_a_list_of_references_claims_nothing(references: str):
    assert stated(f"Bees dance [1].\n\n{references}\n") == [("Bees dance.", [1])]


def test_sentences_behind_a_heading_of_references_count():
    assert len(stated("Bees dance [1].\n\nReferences:\nWasps dance too, and more than bees.")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "The abstracts do not say which depth was reached.",
        "None of these papers gives the age of the jurors.",
        "The dose is not reported [1].",
        "The paper does not state how long it took [2].",
        "Keine der Quellen nennt die Zahl der Bienenstöcke.",
        "Les résumés ne donnent pas la durée du traité.",
        "Ninguno de los resúmenes indica la dosis.",
        "В источниках об этом не сказано.",
        "摘要中没有提到样本量。",
    ],
)
def test_what_the_sources_do_not_say_is_no_claim(text: str):
    assert stated(text) == []


@pytest.mark.parametrize(
    "text", ["The paper does not use smoke [1].", "Bees do not dance at night [1].", "Bees do not dance at night."]
)
def test_a_negation_alone_is_a_claim(text: str):
    assert len(stated(text)) == 1


def test_a_row_is_one_claim_with_all_its_marks_and_none_where_nothing_is_stated():
    table = "| Who | What | Dose |\n|---|---|---|\n| Bees | They dance [1]. They sting [2] | not stated |\n| Ice | not stated | — |\n"
    (row,) = statements(table)
    assert [mark.n for mark in row.marks] == [1, 2]
    assert row.parts == ("Bees — They dance. They sting",)


def test_a_mark_that_opens_a_line_with_words_is_of_that_line():
    assert stated("Bees dance [1].\n[2] says that ice melts.\nMosses grow\n[3]") == [
        ("Bees dance.", [1]),
        ("says that ice melts.", [2]),
        ("Mosses grow", [3]),
    ]


@pytest.mark.parametrize("by", ["hand", "model"])
def test_what_texts_do_not_say_is_told_from_denials_that_are_claims(by: str):
    """A denial that is taken for it would stand unmarked: 42 of the 47 by hand did, told by a negation and "studies"."""
    own = [row for row in LABELLED if row["by"] == by]
    missed = [row["text"] for row in own if row["absent"] and not says_absent(row["text"])]
    wrong = [row["text"] for row in own if not row["absent"] and says_absent(row["text"])]
    assert len(missed) <= 4, missed
    assert len(wrong) <= 1, wrong


def test_what_the_sample_papers_say_is_never_taken_for_what_they_do_not():
    found, of = taken([paper.abstract for paper in sample_papers() if isinstance(paper, Paper)])
    assert of > 300 and not found


def test_absence_is_told_of_sentences_and_cells():
    assert says_absent("Nothing in the abstracts speaks of moss.") and not says_absent("Moss does not speak.")
    assert is_empty("*not stated*") and not is_empty("not significant")


def test_labels_in_front_of_their_sentences_are_those_of_the_sentences_behind_them():
    found = statements("[1] Bees dance. [2] Wasps do not. [3] Flies rest.\n[4] Ants march. [5]")
    assert [[mark.n for mark in statement.marks] for statement in found] == [[1], [2], [3], [4, 5]]
