"""Verdicts on the claims of a reply."""

import pytest

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from rag.answer.write.verify import checked_claims
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Claim

BEES = paper(
    title="Waggle dances",
    abstract="Honey bees dance to tell where food is. In our trials 81% of recruits found the feeder within 1,200 m.",
)


@pytest.fixture
def scorer(library: Library) -> Scorer:
    add(library, [BEES])
    return Scorer(library)


def judged(reply: str, scorer: Scorer) -> list[Claim]:
    result = CitedReply([Evidence(BEES, split(BEES))], lambda claim, sentences: 0)
    result.feed(reply)
    result.finish()
    return [one.claim for one in checked_claims(result.text, result.citations, [BEES], scorer)]


def verdicts(reply: str, scorer: Scorer) -> list[str]:
    return [claim.verdict for claim in judged(reply, scorer)]


def test_a_true_claim_is_supported(scorer: Scorer):
    assert verdicts(
        "Honey bees tell by a dance where food is [1]. 81% of the recruits found the feeder within 1,200 m. [1]", scorer
    ) == [
        "supported",
        "supported",
    ]


def test_a_changed_figure_is_unsupported(scorer: Scorer):
    (claim,) = judged("In trials 87% of recruits found the feeder [1].", scorer)
    assert (claim.verdict, claim.reason) == ("unsupported", "87% is not in the cited abstract")


def test_other_words_are_unsupported(scorer: Scorer):
    assert verdicts("Glaciers shrink quickly in southern valleys [1].", scorer) == ["unsupported"]


def test_no_label_is_uncited_and_an_invented_one_unsupported(scorer: Scorer):
    assert verdicts("Bees dance. Bees dance [4].", scorer) == ["uncited", "unsupported"]


def test_claims_keep_their_order_text_and_numbers_through_lists(scorer: Scorer):
    found = judged("- Honey bees dance [1].\n- Food is where they tell. [1]\n\n## Bees\n1. Bees dance.", scorer)
    assert [(c.text, c.citations) for c in found] == [
        ("Honey bees dance.", (1,)),
        ("Food is where they tell.", (1,)),
        ("Bees dance.", ()),
    ]


def test_heads_of_tables_and_code_claim_nothing_and_rows_do(scorer: Scorer):
    table = "| Who | What they do |\n|---|---|\n| Honey bees | dance [1] |\n"
    code = "```python\nfor x in range(10):\n    y = bees(x)\n```\n"
    assert [c.text for c in judged(f"{table}\n{code}", scorer)] == ["| Honey bees | dance |"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Glaciers sing.",
        "Glaciers sing [1]!",
        "Glaciers grew by 12.5% in ten summers",
        "All glaciers\nof the\nsouth sing",
    ],
)
def test_a_sentence_counts_wherever_it_stands(sentence: str, scorer: Scorer):
    fenced = judged(f"```\nx = 1\n{sentence}\n```", scorer)
    assert " ".join(c.text for c in fenced) == sentence.replace(" [1]", "").replace("\n", " ")
    assert all(c.verdict != "supported" for c in fenced)
    if "\n" not in sentence:
        assert judged(f"| {sentence} | b |\n|---|---|\n| a | c |\n", scorer)[0].text.startswith("| Glaciers")
        assert judged(f"| {sentence} |\n|---|\n", scorer)[0].text.startswith("| Glaciers")


def test_a_head_without_rows_counts(scorer: Scorer):
    assert [c.text for c in judged("| Glaciers sing | b |\n|---|---|\n", scorer)] == ["| Glaciers sing | b |"]
