"""A translation is not called unsupported: of a claim in another language only figures and names are compared."""

from __future__ import annotations

import pytest

from rag.answer.write.verify import check
from rag.records import Citation, Paper

SENTENCE = "SPIN does not need additional human-annotated data and improves accuracy by 10.5% on 26.7K interactions."
PAPER = Paper(
    id="a", key="a", title="Self-Play Fine-Tuning", abstract=f"We propose a method. {SENTENCE} It outperforms DPO."
)
START = PAPER.abstract.index(SENTENCE)
CITED = (Citation(1, PAPER, SENTENCE, START, START + len(SENTENCE)),)


@pytest.mark.parametrize(
    "claim",
    [
        "SPIN braucht keine zusätzlichen von Menschen annotierten Daten.",
        "Die Methode verbessert die Genauigkeit um 10,5 % bei 26.700 Interaktionen.",
        "SPIN n'a pas besoin de données annotées et améliore la précision de 10,5 % sur 26 700 interactions.",
        "SPIN no necesita datos anotados y mejora la precisión un 10,5 % en 26,7 mil interacciones.",
        "SPIN non richiede altri dati annotati e supera DPO.",
        "SPIN不需要额外的人工标注数据，在2.67万次交互中准确率提高了10.5%。",
        "SPINは追加のデータを必要とせず、精度が10.5%向上する。",
        "SPIN не требует дополнительных данных и повышает точность на 10,5%.",
    ],
)
def test_a_translation_is_not_flagged(claim: str):
    assert check(claim, CITED).verdict == "unchecked"


@pytest.mark.parametrize(
    ("claim", "part"),
    [
        ("Das Verfahren verbessert die Genauigkeit um 12 % bei 26.700 Interaktionen.", "12"),
        ("La méthode améliore la précision de 10,5 % sur 27 900 interactions.", "27 900"),
        ("LLaMA verbessert die Genauigkeit um 10,5 %.", "LLaMA"),
        ("在2.67万次交互中，DeepSeek的准确率提高了10.5%。", "DeepSeek"),
    ],
)
def test_another_figure_or_name_is_flagged_in_any_language(claim: str, part: str):
    found = check(claim, CITED)
    assert found.verdict == "unsupported" and part in found.reason
