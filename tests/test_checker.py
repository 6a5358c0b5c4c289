"""How much the checker catches, on claims made from the sample abstracts, and how often it cries wolf."""

from collections import Counter

import pytest

from rag.evidence import Scorer
from rag.library import Library
from rag.verify import check
from tests.altered import Made, altered, reworded, true_claims


@pytest.fixture(scope="module")
def scorer(sample_library: Library) -> Scorer:
    return Scorer(sample_library)


def verdicts(claims: list[Made], scorer: Scorer) -> Counter[str]:
    return Counter(check(claim, [paper], scorer)[0] for claim, paper in claims)


@pytest.mark.parametrize(
    ("kind", "at_least"),
    [("number", 0.99), ("quote", 0.99), ("citation", 0.95), ("name", 0.90), ("negation", 0.80), ("direction", 0.80)],
)
def test_altered_claims_are_caught(sample_library: Library, scorer: Scorer, kind: str, at_least: float):
    found = verdicts(altered(sample_library.papers(), kind, 200), scorer)
    assert 1 - found["supported"] / 200 >= at_least, found


def test_a_turned_claim_is_called_contradicted(sample_library: Library, scorer: Scorer):
    for kind in ("negation", "direction"):
        assert verdicts(altered(sample_library.papers(), kind, 200), scorer)["contradicted"] >= 160


@pytest.mark.parametrize("make", [true_claims, reworded])
def test_true_and_reworded_claims_are_supported(sample_library: Library, scorer: Scorer, make):
    claims = make(sample_library.papers())
    assert len(claims) >= 200
    assert 1 - verdicts(claims, scorer)["supported"] / len(claims) <= 0.05
