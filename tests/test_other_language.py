"""A question is taken for one in another language only where it surely is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.text.languages import other_language

QUESTIONS = (Path(__file__).parent / "questions" / "seeds.jsonl").read_text("utf-8").splitlines()
SHORT = ("Describe CapSim", "What is SPIN?", "Is PRDM9 essential for meiosis?", "tl;dr of the grokking paper", "XIST?")


def test_an_english_question_is_none_of_another_language():
    questions = [json.loads(line)["question"] for line in QUESTIONS]
    assert [question for question in (*questions, *SHORT) if other_language(question, "en")] == []


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie viele Bienenstöcke wurden beobachtet?", "de"),
        ("Was ist SPIN?", "de"),
        ("Quels traitements réduisent la mortalité ?", "fr"),
        ("¿Qué es la novación de un contrato?", "es"),
        ("Quali metodi riducono le allucinazioni?", "it"),
        ("Jakie metody zmniejszają halucynacje?", "pl"),
        ("Что такое SPIN?", "ru"),
        ("SPIN是什么？", "zh"),
        ("SPINとは何ですか？", "ja"),
    ],
)
def test_a_question_in_another_language_is_told(question: str, language: str):
    assert other_language(question, "en") == language


def test_the_librarys_own_language_is_none_of_another():
    assert not other_language("Wie viele Bienenstöcke wurden beobachtet?", "de")
    assert other_language("How many of the hives were watched?", "de") == "en"
