"""What letters tell of a claim: figures with their units, names, quotations, and to what each of them belongs."""

import time

import pytest

from rag.answer.write.letters.letters import disagreement
from rag.answer.write.verify import check
from rag.intake.readers.record import paper
from rag.intake.sample import sample_papers
from rag.records import Citation, Paper
from rag.text.amounts.comparing import same
from rag.text.amounts.reading import amounts, plain_mathematics
from tests.perturbations import FALSE, TRUE, flagged, perturbed


def verdict(claim: str, abstract: str, question: str | None = None) -> str:
    one = paper(title="A study", abstract=abstract)
    return check(claim, [Citation(1, one, one.abstract, 0, len(one.abstract))], question).verdict


def are_same(claimed: str, given: str) -> bool:
    (ours,), (theirs,) = amounts(plain_mathematics(claimed)), amounts(plain_mathematics(given))
    return same(ours, theirs)


@pytest.mark.parametrize(
    ("claimed", "given"),
    [
        ("thirty hives", "30 hives"), ("93% of jurors", r"93\% of jurors"), ("nearly 27,000 graves", "26.7K graves"),
        ("a third of nests", "33% of nests"), ("a twofold rise", "a 2-fold rise"), ("5 kg", "5,000 g"), ("two minutes", "120 s"),
        ("more than sixty percent", "over 60%"), ("0.93", "93%"), ("about 30 wolves", "31 wolves"), ("81% of them", "81.4% of them"),
        ("one in a thousand mice", "~1/1000"), ("yields doubled", "a twofold yield"), ("10^{-3}", "10^-3"), ("by a fifth", "by 20%"),
    ],
)  # fmt: skip
def test_amounts_that_say_the_same(claimed: str, given: str):
    theirs = amounts(plain_mathematics(given))
    assert any(same(ours, one) for ours in amounts(plain_mathematics(claimed)) for one in theirs)


@pytest.mark.parametrize(
    ("claimed", "given"),
    [
        ("5 kg", "5 mg"), ("3 percentage points", "3%"), ("over eighty percent", "over 60%"), ("12% of mice", "12 mice"),
        ("5 hours", "5 days"), ("twice as many", "threefold"), ("27,000 graves", "28.9K graves"), ("a third", "a quarter"),
        ("3 times", "3%"), ("more than 60%", "40%"),
    ],
)  # fmt: skip
def test_amounts_that_do_not(claimed: str, given: str):
    assert not are_same(claimed, given)


TRIAL = (
    "We followed 240 patients for two years. Mortality was 12% with heparin and 18% with placebo. Heparin reduced the risk of "
    "stroke in most patients, but it did not reduce bleeding. Survival was longer with heparin than with placebo."
)


@pytest.mark.parametrize(
    "claim",
    [
        "In 240 patients, 12% died with heparin and 18% with placebo.",
        "With placebo mortality was 18%, with heparin 12%.",
        "Mortality was six percentage points lower with heparin, 12% against 18%.",
        "The risk of stroke fell in most patients given heparin.",
        "Bleeding was not reduced by heparin.",
        "Patients lived longer with heparin than with placebo.",
        "Placebo patients survived for a shorter time than those with heparin.",
        "Over 24 months 240 patients were followed.",
    ],
)
def test_what_is_said_in_other_words_is_not_flagged(claim: str):
    assert verdict(claim, TRIAL) == "unchecked"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Mortality was 18% with heparin and 12% with placebo.", "contradicted"),
        ("Mortality was 21% with heparin.", "contradicted"),
        ("Heparin increased the risk of stroke in most patients.", "contradicted"),
        ("Heparin reduced bleeding in most patients, but it did not reduce the risk of stroke.", "contradicted"),
        ("Heparin reduced the risk of stroke in all patients.", "unsupported"),
        ("Survival was longer with placebo than with heparin.", "contradicted"),
        ("Warfarin-X reduced the risk of stroke in most patients.", "unsupported"),
        ("The authors speak of “a most remarkable reduction of stroke”.", "unsupported"),
        ("We followed 240 patients for two weeks.", "contradicted"),
    ],
)
def test_what_is_said_wrongly_is_flagged_with_both_sides(claim: str, expected: str):
    assert verdict(claim, TRIAL) == expected


@pytest.mark.parametrize(
    ("claim", "abstract"),
    [
        ("Wolves hunt deer more often than dogs do.", "Dogs hunt deer more often than wolves do."),
        ("The treaty was superior to the truce.", "The truce was superior to the treaty."),
        ("Moss can be grown in deep water.", "Moss is too frail to be grown in deep water."),
        ("Paved roads were slower than gravel roads.", "Gravel roads were slower than paved roads."),
        ("Bronze vessels held wine, whereas clay vessels held oil.", "Clay vessels held wine, whereas bronze vessels held oil."),
    ],
)  # fmt: skip
def test_sides_and_directions_are_told_in_every_field(claim: str, abstract: str):
    assert verdict(claim, abstract) == "contradicted"


def test_a_figure_of_something_else_is_not_the_one_that_was_asked_for():
    abstract = "Bees were fed with sugar. Differences were significant at 0.01. Hives stood in the shade."
    assert verdict("The learning rate was 0.01.", abstract) == "unsupported"
    assert verdict("It was 0.01.", abstract, "Which learning rate was used?") == "unsupported"
    assert verdict("It was 0.01.", abstract, "At which level were differences significant?") == "unchecked"


def test_a_number_is_of_what_the_source_counts():
    abstract = "Thirty nurses treated 212 patients in two wards."
    assert verdict("The number of patients was 30.", abstract) == "contradicted"
    assert verdict("It was 30.", abstract, "How many patients were treated?") == "contradicted"
    assert verdict("In two wards 212 patients were treated.", abstract) == "unchecked"
    assert verdict("It was 212.", abstract, "How many patients were treated?") == "unchecked"


def test_a_translation_is_compared_by_figures_and_short_forms_alone():
    abstract = f"{TRIAL} Costs fell by 1,200 euros, and the LDL level by 12.5%."
    said = "Mit Heparin sank die Sterblichkeit, und der LDL-Wert sank um 12,5 %, die Kosten um 1.200 Euro."
    assert verdict(said, abstract) == "unchecked"
    assert verdict("Mit Heparin sank die Sterblichkeit auf 14 %, und der Wert ist niedrig.", abstract) == "unsupported"
    assert verdict("Der HDL-Wert sank mit dem Heparin, und das ist die Wirkung.", abstract) == "unsupported"


def test_clauses_and_things_that_are_only_listed_may_change_places():
    abstract = "The effect grew at high doses and vanished at low doses. It was safe and effective."
    assert verdict("The effect vanished at low doses and grew at high doses.", abstract) == "unchecked"
    assert verdict("It was effective and safe.", abstract) == "unchecked"


def test_what_is_as_long_as_no_sentence_is_compared_at_once():
    said = " and ".join(f"group {n} had {n * 1.37:.2f}% of ABC{n}" for n in range(300))
    started = time.perf_counter()
    assert verdict(f"In short, {said}", f"{said}.") == "unchecked"
    assert verdict(said.replace("group 3", "lot 3"), f"{said}.") == "unchecked"
    assert time.perf_counter() - started < 5


def test_a_short_form_is_its_words_and_a_name_nobody_mentions_is_told():
    abstract = "Large language models (LLMs) fail at chess. Targeted latent training helps."
    assert (
        verdict("The LLM fails at chess.", abstract)
        == verdict("Large Language Models fail at chess.", abstract)
        == "unchecked"
    )
    one = paper(title="A study", abstract=abstract)
    found = disagreement("The LLM fails at chess, as GPT-4 does.", [Citation(1, one, abstract, 0, len(abstract))])
    assert found and found.reason == "GPT-4 is not in the cited abstract" and not found.is_firm


def test_what_two_papers_say_is_looked_for_in_both():
    one, two = (
        paper(title="One", abstract="Bees dance at 20 degrees."),
        paper(title="Two", abstract="Wasps sting at 30 degrees."),
    )
    cited = [Citation(1, one, one.abstract, 0, 24), Citation(2, two, two.abstract, 0, 25)]
    assert check("Bees dance at 20 degrees and wasps sting at 30.", cited).verdict == "unchecked"
    assert check("Bees dance at 40 degrees and wasps sting at 30.", cited).verdict == "contradicted"


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    return [one for one in sample_papers() if isinstance(one, Paper)]


@pytest.mark.parametrize("kind", FALSE)
def test_sentences_made_false_are_flagged(papers: list[Paper], kind: str):
    made = perturbed(papers, kind, 60)
    assert len(flagged(made)) >= 0.9 * len(made) > 0


@pytest.mark.parametrize("kind", TRUE)
def test_sentences_left_true_are_not_flagged(papers: list[Paper], kind: str):
    made = perturbed(papers, kind, 100)
    assert len(flagged(made)) <= 0.01 * len(made) and made
