"""Work that the page does not wait for."""

import pytest

from rag.errors import LibraryError
from ui.later import _done, later, once


def failing(error: Exception, calls: list[int]):
    def work() -> str:
        calls.append(1)
        raise error

    return work


def test_work_that_fails_is_not_done_again_and_again():
    calls: list[int] = []
    work = failing(LibraryError("it is damaged", "repair it"), calls)
    once("damaged", work)
    assert "damaged" in _done() and later("damaged", work) is None and calls == [1]


def test_a_defect_is_told_once():
    calls: list[int] = []
    work = failing(ZeroDivisionError(), calls)
    with pytest.raises(ZeroDivisionError):
        once("defect", work)
    assert "defect" in _done() and later("defect", work) is None and calls == [1]


def test_what_it_gives_is_kept():
    once("a", lambda: "found")
    assert later("a", lambda: "again") == "found"


def test_a_few_results_are_kept():
    for number in range(100):
        once(number, lambda: "found")
    assert later(99, str) == "found" and later(0, str) is None
