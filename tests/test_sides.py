"""What is compared, however it is said."""

import pytest

from rag.answer.question.sides import compares, sides_of


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How do f-DPG and BeeNet answer that?", ("f-DPG", "BeeNet")),
        ("BeeNet and WASP-2 both claim to count. On what?", ("BeeNet", "WASP-2")),
        ("The hive paper says one thing, the nest study says another: which?", ("hive", "nest")),
        ("two views on swarms: a queen leads, or nobody does. what does each add?", ("a queen leads", "nobody does")),
        ("bees as opposed to wasps", ("bees", "wasps")),
        ("How can BeeNet and WASP-2 be compared?", ("BeeNet", "WASP-2")),
        ("Two groups count insects, one with cameras and one with nets. Who gets more?", ("with cameras", "with nets")),
        ("Paint matters both for hives and for nests. How, in either case?", ("hives", "nests")),
        ("Bees, wasps, ants: what does each eat?", ("Bees", "wasps", "ants")),
        ("Is the best paint the same for hives as it is for nests?", ("hives", "nests")),
        ("What is the best paint for hives, and what for nests?", ("hives", "nests")),
        ("Too little paint, on hives and on nests: what is done?", ("hives", "nests")),
        ("Bees and wasps both sting. Is it the same venom?", ()),
        ("Two nests, of bees and of wasps: each saves space, how?", ("bees", "wasps")),
        ("Wax nests and wood nests: each saves space, how?", ()),
        ("What wax gets built into a hive, and what gets built into a nest?", ()),
    ],
)
def test_sides(question: str, found: tuple[str, ...]):
    assert compares(question) and sides_of(question) == found


@pytest.mark.parametrize(
    "question",
    ["For each flower, how long do bees stay?", "How do bees and flowers live together?", "Why do bees dance?",
     "Which paper is on bees?", "What explains that difference?", "What do they say of the two-winged net of flies?", "Do bees learn differently in winter?", "Which of both is it, in hives and nests alike?",
     "How can dialects be compared?", "Were the hives compared in winter?", "Why do physicians compare doses?", "How do linguists compare dialects?"],
)  # fmt: skip
def test_what_compares_nothing(question: str):
    assert not compares(question)
