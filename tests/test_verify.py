"""Verdicts on the claims of a reply."""

import pytest

from rag.answer.evidence import split
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from rag.answer.write.verify import checked_claims
from rag.intake.readers.record import paper
from rag.records import Claim

BEES = paper(
    title="Waggle dances",
    abstract="Honey bees dance to tell where food is. In our trials 81% of recruits found the feeder within 1,200 m.",
)


def judged(reply: str) -> list[Claim]:
    result = CitedReply([Evidence(BEES, split(BEES))], lambda claim, sentences: 0)
    result.feed(reply)
    result.finish()
    return [one.claim for one in checked_claims(result.text, result.citations, [BEES])]


def verdicts(reply: str) -> list[str]:
    return [claim.verdict for claim in judged(reply)]


def test_a_true_claim_in_other_words_is_unchecked_and_the_abstracts_own_sentence_supported():
    own, other = judged(f"{BEES.abstract[:39]} [1]. In other words, bees tell by a dance where food is [1].")[:2]
    assert (own.verdict, own.by) == ("supported", "verbatim")
    assert (other.verdict, other.by) == ("unchecked", "letters")
    assert other.reason == "figures and names agree; meaning was not judged"


def test_a_changed_figure_is_told_with_the_sources_own():
    (claim,) = judged("In trials 87% of recruits found the feeder [1].")
    assert (claim.verdict, claim.by) == ("contradicted", "letters")
    assert claim.reason == "it says “87%” where the source says “81%”"


def test_a_figure_with_nothing_in_its_place_and_a_strange_name_are_not_found():
    assert [(c.verdict, c.reason) for c in judged("It took 14 days [1]. It was called RoyalJelly-2 [1].")] == [
        ("unsupported", "14 is not in the cited abstract"),
        ("unsupported", "RoyalJelly-2 is not in the cited abstract"),
    ]


def test_no_share_of_words_decides_anything():
    assert verdicts("Glaciers shrink quickly in southern valleys [1].") == ["unchecked"]


def test_a_row_has_one_verdict_the_worst_of_its_cells():
    head = "| Who | What | How many |\n|---|---|---|\n"
    assert verdicts(f"{head}| Bees | They dance [1] | 81% of recruits [1] |\n") == ["unchecked"]
    assert verdicts(f"{head}| Bees | They dance [1] | 18% of recruits [1] |\n") == ["contradicted"]
    assert verdicts(f"{head}| Bees | They dance [1] | not stated |\n") == ["unchecked"]


def test_no_label_is_uncited_and_an_invented_one_unsupported():
    assert verdicts("Bees dance. Bees dance [4].") == ["uncited", "unsupported"]


def test_claims_keep_their_order_text_and_numbers_through_lists():
    found = judged("- Honey bees dance [1].\n- Food is where they tell. [1]\n\n## Bees\n1. Bees dance.")
    assert [(c.text, c.citations) for c in found] == [
        ("Honey bees dance.", (1,)),
        ("Food is where they tell.", (1,)),
        ("Bees dance.", ()),
    ]


def test_heads_of_tables_and_code_claim_nothing_and_rows_do():
    table = "| Who | What they do |\n|---|---|\n| Honey bees | dance [1] |\n"
    code = "```python\nfor x in range(10):\n    y = bees(x)\n```\n"
    assert [c.text for c in judged(f"{table}\n{code}")] == ["| Honey bees | dance |"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Glaciers sing.",
        "Glaciers sing [1]!",
        "Glaciers grew by 12.5% in ten summers",
        "All glaciers\nof the\nsouth sing",
    ],
)
def test_a_sentence_counts_wherever_it_stands(sentence: str):
    fenced = judged(f"```\nx = 1\n{sentence}\n```")
    assert " ".join(c.text for c in fenced) == sentence.replace(" [1]", "").replace("\n", " ")
    assert all(c.verdict != "supported" for c in fenced)
    if "\n" not in sentence:
        assert judged(f"| {sentence} | b |\n|---|---|\n| a | c |\n")[0].text.startswith("| Glaciers")
        assert judged(f"| {sentence} |\n|---|\n")[0].text.startswith("| Glaciers")


def test_a_head_without_rows_counts():
    assert [c.text for c in judged("| Glaciers sing | b |\n|---|---|\n")] == ["| Glaciers sing | b |"]
