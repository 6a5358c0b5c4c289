"""What a question asks for, and what it takes as given."""

import pytest

from rag.answer.question.asked import (
    counted,
    details,
    measures,
    named,
    wants_duration,
    wants_figure,
    wants_paper,
    wants_share,
)


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How many hives were watched?", "hives"),
        ("What is the number of honey bees per hive?", "honey bees"),
        ("how many H&E/IHC pairs are there", "H&E/IHC pairs"),
        ("How do many bees fly?", None),
        ("how many times less honey do they make compared with wild ones?", "times"),
    ],
)
def test_what_is_counted(question: str, thing: str | None):
    assert counted(question) == thing


def test_details_and_measures_count_only_where_they_are_asked_for():
    assert details("Which optimizer and batch size did they use?") == ["optimizer", "batch size"]
    assert details("How far does the edge optimiser get from backprop?") == []
    assert measures("What F1 do they report?") == ["F1"] and measures("recall@1 on flowers?") == ["recall@1"]
    assert measures("Why is accuracy low in winter?") == []
    assert measures("BeeNet: mean squared error on flowers?") == ["mean squared error"]
    assert details("Who paid for the hives?") == ["paid"]


def test_durations_figures_and_papers():
    assert wants_duration("How long does a dance take?") and not wants_duration("How long is a bee?")
    assert wants_figure("What is the recommended setting of the fan?") and not wants_figure("Why do bees dance?")
    assert wants_share("what percentage of bees dance?") and not wants_share("How many bees dance?")
    assert wants_paper("Is there anything on bees?") and wants_paper("which paper is on bees?")
    assert wants_paper("I need a paper on bees") and not wants_paper("How do bees dance?")
    assert not wants_paper("What sample size was there in a study of bees?")


def test_names_are_wanted_of_what_goes_by_a_name():
    assert named("Which two hive datasets did they use?") == "datasets" and named("Name the benchmarks") == "benchmarks"
    assert named("On what chat models was it tested?") == "chat models"
    assert named("the paper in which a robot dances") is None and named("What do datasets of bees hold?") is None
