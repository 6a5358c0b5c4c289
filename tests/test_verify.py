"""Verdicts on the claims of a reply."""

from rag.cite import CitedReply
from rag.readers.record import paper
from rag.records import Claim, Span
from rag.verify import claims

BEES = paper(
    title="Waggle dances",
    abstract="Honey bees dance to tell where food is. In our trials 81% of recruits found the feeder within 1,200 m.",
)


def judged(reply: str) -> list[Claim]:
    result = CitedReply([BEES], lambda claim, p: Span(0, 39))
    result.feed(reply)
    result.finish()
    return list(claims(result.text, result.citations))


def verdicts(reply: str) -> list[str]:
    return [claim.verdict for claim in judged(reply)]


def test_a_true_claim_is_supported():
    assert verdicts(
        "Honey bees tell by a dance where food is [1]. 81% of the recruits found the feeder within 1,200 m. [1]"
    ) == [
        "supported",
        "supported",
    ]


def test_a_changed_figure_is_unsupported():
    (claim,) = judged("In trials 87% of recruits found the feeder [1].")
    assert (claim.verdict, claim.reason) == ("unsupported", "87 is not in the cited abstract")


def test_other_words_are_only_partly_supported():
    assert verdicts("Glaciers shrink quickly in southern valleys [1].") == ["partial"]


def test_no_label_is_uncited_and_an_invented_one_unsupported():
    assert verdicts("Bees dance. Bees dance [4].") == ["uncited", "unsupported"]


def test_claims_keep_their_order_text_and_numbers_through_lists():
    found = judged("- Honey bees dance [1].\n- Food is where they tell. [1]\n\n## Bees\n1. Bees dance.")
    assert [(c.text, c.citations) for c in found] == [
        ("Honey bees dance.", (1,)),
        ("Food is where they tell.", (1,)),
        ("Bees", ()),
        ("Bees dance.", ()),
    ]
