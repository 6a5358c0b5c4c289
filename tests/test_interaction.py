"""Late interaction, on vectors small enough to work out by hand."""

import numpy as np

from rag.search.interaction import closeness

# Four tokens: 0 and 1 are orthogonal, 2 lies between them, 3 is the opposite of 0.
VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)


def close(question: list[int], rarity: list[float], *papers: list[int]) -> list[float]:
    given = [np.array(paper, dtype=np.uint16) for paper in papers]
    found = closeness(np.array(question, dtype=np.uint16), np.array(rarity), given, VECTORS)
    return [round(float(value), 4) for value in found]


def test_each_token_of_the_question_finds_its_closest():
    assert close([0, 1], [1, 1], [0, 1], [2], [0, 3]) == [1.0, 0.7, 0.5]


def test_rare_tokens_count_the_most():
    assert close([0, 1], [3, 1], [0], [1]) == [0.75, 0.25]


def test_nothing_to_compare_gives_nothing():
    assert close([], [], [0]) == [0.0] and close([0], [1]) == [] and close([0], [0], [1]) == [0.0]
