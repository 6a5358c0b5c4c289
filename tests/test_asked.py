"""What a question asks for, and what it takes as given."""

import pytest

from rag.asked import counted, details, measures, states_duration, wants_duration, wants_figure, wants_paper


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How many hives were watched?", "hives"),
        ("What is the number of honey bees per hive?", "honey bees"),
        ("how many H&E/IHC pairs are there", "H&E/IHC pairs"),
        ("How do many bees fly?", None),
    ],
)
def test_what_is_counted(question: str, thing: str | None):
    assert counted(question) == thing


def test_details_and_measures_count_only_where_they_are_asked_for():
    assert details("Which optimizer and batch size did they use?") == ["optimizer", "batch size"]
    assert details("How far does the edge optimiser get from backprop?") == []
    assert measures("What F1 do they report?") == ["F1"] and measures("recall@1 on flowers?") == ["recall@1"]
    assert measures("Why is accuracy low in winter?") == []


def test_durations_figures_and_papers():
    assert wants_duration("How long does a dance take?") and not wants_duration("How long is a bee?")
    assert states_duration("It takes 3 hours.") and not states_duration("It takes hours.")
    assert wants_figure("what percentage of bees dance?") and not wants_figure("Why do bees dance?")
    assert wants_paper("Is there anything on bees?") and wants_paper("which paper is on bees?")
    assert not wants_paper("How do bees dance?")
