"""What a question asks for, and what it takes as given."""

import pytest

from rag.answer.question.wanted import asked


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
    assert asked(question).counted == thing


def test_details_and_measures_count_only_where_they_are_asked_for():
    assert asked("Which optimizer and batch size did they use?").details == ("optimizer", "batch size")
    assert asked("How far does the edge optimiser get from backprop?").details == ()
    assert asked("What F1 do they report?").measures == ("F1",) and asked("recall@1 on flowers?").measures == (
        "recall@1",
    )
    assert asked("Why is accuracy low in winter?").measures == ()
    assert asked("BeeNet: mean squared error on flowers?").measures == ("mean squared error",)
    assert asked("Who paid for the hives?").details == ("paid",)


def test_durations_figures_and_papers():
    assert asked("How long does a dance take?").duration and not asked("How long is a bee?").duration
    assert asked("What is the recommended setting of the fan?").figure and not asked("Why do bees dance?").figure
    assert asked("what percentage of bees dance?").share and not asked("How many bees dance?").share
    assert asked("Is there anything on bees?").paper and asked("which paper is on bees?").paper
    assert asked("I need a paper on bees").paper and not asked("How do bees dance?").paper
    assert not asked("What sample size was there in a study of bees?").paper


def test_names_are_wanted_of_what_goes_by_a_name():
    assert (
        asked("Which two hive datasets did they use?").named == "datasets"
        and asked("Name the benchmarks").named == "benchmarks"
    )
    assert asked("On what chat models was it tested?").named == "chat models"
    assert (
        asked("the paper in which a robot dances").named is None
        and asked("What do datasets of bees hold?").named is None
    )
