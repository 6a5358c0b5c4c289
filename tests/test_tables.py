"""The table that a model writes into a comparison becomes the answer's, or gives way to one that is quoted."""

from __future__ import annotations

import pytest

from rag.answer.write.tables import with_own_table
from rag.records import Citation, Claim, Draft, Paper

BEES = Paper(id="a", key="a", title="Bees at night", abstract="Bees dance. They fly far.")
WASPS = Paper(id="b", key="b", title="Wasps", abstract="Wasps sting. They rest.")
CITATIONS = (
    Citation(1, BEES, "Bees dance.", 0, 11),
    Citation(2, BEES, "They fly far.", 12, 25),
    Citation(3, WASPS, "Wasps sting.", 0, 12),
)
HEAD = "| Paper | What they do | How far |\n|---|---|---|\n"
ROWS = "| Bees | **dance** [1] | far [2] |\n| Wasps | sting [3] | not stated |\n"


def parted(table: str, before: str = "They differ [1].\n\n", after: str = "\nWasps rest [3].") -> tuple[Draft, bool]:
    text = before + table + after
    places = [("They differ", 0), ("Bees", text.find("| Bees")), ("Wasps rest", text.rfind("Wasps rest"))]
    claims = tuple(
        Claim(words, start, start + len(words), (1,), "uncited", "letters", "") for words, start in places if start >= 0
    )
    return with_own_table(
        Draft(text, CITATIONS, claims), (BEES, WASPS), lambda cell, paper: 2 if "fly" in cell else None
    )


@pytest.mark.parametrize(
    "table",
    [
        HEAD + ROWS,
        HEAD + "| Wasps [3] | sting | n/a |\n| Bees | dance [1] | far [2] |\n".replace("| sting |", "| sting [3] |"),
        "| | Bees | Wasps |\n|---|---|---|\n| What they do | dance [1] | sting [3] |\n| How far | far [2] | - |\n",
        HEAD + ROWS.replace("far [2]", "they fly far"),
    ],
    ids=["a row a paper", "other order", "a column a paper", "a cell without its mark"],
)
def test_a_table_whose_cells_rest_on_their_papers_is_the_answers(table: str):
    draft, stood_there = parted(table)
    assert stood_there and draft.table and draft.text == "They differ [1].\n\nWasps rest [3]."
    assert draft.table.columns == ("What they do", "How far")
    assert [row.paper for row in draft.table.rows] == [BEES, WASPS]
    assert [[cell.n for cell in row.cells] for row in draft.table.rows] == [[1, 2], [3, None]]
    assert draft.table.rows[0].cells[0].text == "dance"
    for claim in draft.claims:
        assert claim.place is None or claim.place.of(draft.text) == claim.text
    assert draft.claims[1].place is None and len(draft.claims) == 3


@pytest.mark.parametrize(
    "table",
    [
        HEAD + "| Bees | dance [1] | far [2] |\n",
        HEAD + ROWS.replace("sting [3]", "sting [1]"),
        HEAD + ROWS.replace("far [2]", "to the moon"),
        HEAD + ROWS.replace("far [2]", "far [9?]"),
        HEAD + "| Bees | dance [1] |\n| Wasps | sting [3] | - |\n" + "| Bees | far [2] | - |\n",
    ],
    ids=["a side left out", "cites another paper", "cites nothing close", "cites nothing shown", "one paper twice"],
)
def test_a_table_that_does_not_hold_is_none(table: str):
    draft, stood_there = parted(table)
    assert stood_there and draft.table is None and "|" not in draft.text
    assert [claim.text for claim in draft.claims] == ["They differ", "Wasps rest"]
    assert all(claim.place and claim.place.of(draft.text) == claim.text for claim in draft.claims)


def test_a_text_without_a_table_stays():
    draft, stood_there = parted("")
    assert not stood_there and draft.text.startswith("They differ [1].") and draft.table is None
