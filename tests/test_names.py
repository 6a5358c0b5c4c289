"""Names, quotations, and papers as texts speak of them; words that are spelt a little differently."""

import pytest

from rag.text.descriptions import described
from rag.text.names import acronyms, is_on_several_names, joined_names, names, opens_with_name
from rag.text.quotations import quotations
from rag.text.spelling import is_misspelt


def test_names_are_words_with_capitals_or_figures_inside_and_capitals_in_mid_sentence():
    assert names("We compare YOLOv9, SPIN and f-DPG with the model of Gauss.") == ("YOLOv9", "SPIN", "f-DPG", "Gauss")
    assert names("The method works. However, it fails on SoftMoEs.") == ("SoftMoEs",)
    assert names("Does YOLOv9 beat the SAM-like Mamba in spring?") == ("YOLOv9", "Mamba")
    assert names("Who signed for WHO, Bismarck or Disraeli?") == ("WHO", "Bismarck", "Disraeli")
    assert names("Is the Pim-1 kinase blocked?") == ("Pim-1",)


def test_a_word_that_asks_is_no_name_behind_a_colon():
    assert names("Now the hives: What is said, and: Explain Darwin?") == ("Darwin",)


def test_acronyms_are_the_names_with_more_than_a_capital():
    assert acronyms("the model of Gauss on CIFAR-10") == ("CIFAR-10",)


def test_names_that_stand_together():
    assert joined_names("SPIN, CDR and f-DPG differ") == ("SPIN", "CDR", "f-DPG")
    assert joined_names("BRCA1 repairs DNA") == ()
    assert is_on_several_names("How do SPIN and CDR learn?") and not is_on_several_names("How does SPIN learn?")
    assert opens_with_name("ok, and BeeNet: what is it?") and not opens_with_name("And bees: what are they?")


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("the visual recognition paper and the dialogue one", ("visual recognition", "dialogue")),
        ("Did the aspirin trial end before the wolf survey?", ("aspirin", "wolf")),
        ("the big hive on one side", ()),
    ],
)
def test_papers_by_what_they_are_about(text: str, papers: tuple[str, ...]):
    assert described(text) == papers


def test_quotations_are_longer_than_a_term():
    assert quotations('They call it "dark matter" and say “it cannot be seen at all”.') == ["it cannot be seen at all"]


@pytest.mark.parametrize(
    ("word", "like"),
    [("waggel", True), ("odor", True), ("waggle", True), ("tumor", False), ("wasp", False)],
)
def test_slips_and_british_spellings_are_known_words(word: str, like: bool):
    assert is_misspelt(word, {"waggle", "odour", "dances"}) == like
