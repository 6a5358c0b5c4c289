"""Short forms and what they are short for."""

import pytest

from rag.text.short_forms import all_in_both_forms, introduced


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We treat amyotrophic lateral sclerosis (ALS) with riluzole.", "ALS", "amyotrophic lateral sclerosis"),
        ("Speech is cut by hidden Markov models (HMMs; two states).", "HMMs", "hidden Markov models"),
        ("ACh (acetylcholine) is set free.", "ACh", "acetylcholine"),
        ("the severe fever with thrombocytopenia syndrome (SFTS) virus", "SFTS", "severe fever with thrombocytopenia syndrome"),
        ("The European Court of Justice [ECJ] held so.", "ECJ", "European Court of Justice"),
    ],
)  # fmt: skip
def test_a_text_introduces_a_short_form(text: str, short: str, long: str):
    assert [(form.short, form.long) for form in introduced(text)] == [(short, long)]


@pytest.mark.parametrize(
    "text", ["bees (and wasps)", "as shown (N = 20)", "wolves (Canis lupus)", "the Rhine (EU)", "as in (Berg 2019)"]
)
def test_brackets_that_introduce_nothing(text: str):
    assert introduced(text) == ()


def test_a_text_is_read_in_the_form_that_another_introduces():
    intro = "Sea surface temperature (SST) rose."
    short, long, neither, plural = all_in_both_forms(
        ["SST fell.", "The sea surface temperature fell.", "It rained; the SSTR fell.", "SSTs differ."], intro
    )
    assert "sea surface temperature" in short.lower() and long.endswith("SST")
    assert neither == "It rained; the SSTR fell." and "Sea surface temperature" in plural
    assert all_in_both_forms([intro]) == [intro]  # it has both
