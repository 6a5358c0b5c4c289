"""How much the checker catches, on claims made from the sample abstracts, and how often it cries wolf."""

import json
from collections import Counter
from pathlib import Path

import pytest

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from rag.answer.write.verify import check, checked_claims
from rag.library.library import Library
from rag.records import Citation
from tests.altered import Made, altered, reworded, true_claims


@pytest.fixture(scope="module")
def scorer(sample_library: Library) -> Scorer:
    return Scorer(sample_library)


def verdicts(claims: list[Made]) -> Counter[str]:
    return Counter(
        check(claim, [Citation(1, paper, paper.abstract, 0, len(paper.abstract))]).verdict for claim, paper in claims
    )


@pytest.mark.parametrize(
    ("kind", "at_least"),
    [("number", 0.99), ("quote", 0.99), ("name", 0.90), ("negation", 0.80), ("direction", 0.80)],
)
def test_altered_claims_are_caught(sample_library: Library, kind: str, at_least: float):
    found = verdicts(altered(sample_library.papers(), kind, 200))
    assert 1 - (found["supported"] + found["unchecked"]) / 200 >= at_least, found


def test_a_turned_claim_is_called_contradicted(sample_library: Library):
    for kind in ("negation", "direction"):
        assert verdicts(altered(sample_library.papers(), kind, 200))["contradicted"] >= 160


@pytest.mark.parametrize("make", [true_claims, reworded])
def test_true_and_reworded_claims_are_not_flagged(sample_library: Library, make):
    claims = make(sample_library.papers())
    found = verdicts(claims)
    assert len(claims) >= 200
    assert 1 - (found["supported"] + found["unchecked"]) / len(claims) <= 0.02, found


# What small models write: no labels, figures and names of their own, words of one paper under another's name.
WEAK = [
    "We found that 12% of the functions were dangerous. This was first shown by the team of Alessio Bianchi (GLO).",
    'It was done by a team at Google using a technique called "federated swarm distillation" (FSD) [1].',
    "The answer lies in MBRL [2]. The remaining 77% is harmless [1], which makes it 3.5 times faster.",
]
SHARED = Path(__file__).parents[2] / "shared" / "data" / "replies" / "weak-model.jsonl"


def test_no_sentence_of_a_weak_model_comes_out_as_supported_with_strange_figures_or_names(
    sample_library: Library, scorer: Scorer
):
    by_title = {paper.title: paper for paper in sample_library.papers()}
    first = sample_library.papers()[:4]
    replies = [(reply, list(first)) for reply in WEAK]
    if SHARED.exists():
        records = [json.loads(line) for line in SHARED.read_text("utf-8").splitlines()]
        replies += [(record["reply"], [by_title[title] for title in record["papers"]]) for record in records]

    strange = ("12%", "Alessio", "Bianchi", "GLO", "Google", "FSD", "MBRL", "77%", "3.5")
    flagged = ""
    for reply, papers in replies:
        cited = CitedReply(
            [Evidence(paper, split(paper)) for paper in papers],
            lambda claim, sentences: int(scorer.fit(claim, sentences).argmax()),
        )
        cited.feed(reply)
        cited.finish()
        judged = [one.claim for one in checked_claims(cited.text, cited.citations, papers)]
        assert judged and not [claim for claim in judged if claim.verdict == "supported"]
        flagged += " ".join(claim.reason for claim in judged)
    assert [name for name in strange if name not in flagged] == []
