"""The short form of `make fuzz`, and what the long one has found."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import TARGETS, fuzzed


@pytest.mark.parametrize("name", TARGETS)
def test_two_hundred_inputs_go_well(name: str):
    fuzzed(name, 200)()
