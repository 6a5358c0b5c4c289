"""Columns of a table: what a question wants, and what abstracts of several fields state of it, without a model."""

from __future__ import annotations

import pytest

from rag.answer.columns.column import Availability, Cell, Count, Design, Holds, Measure, Named, Told
from rag.answer.columns.reading import cells
from rag.answer.columns.understand import column_of, short_name
from rag.answer.scorer import Scorer
from rag.errors import InputError
from rag.library.library import Library
from rag.records import Paper

SIZE, DESIGN, RANDOMISED = "What is the sample size?", "What type of study is it?", "Is it a randomised trial?"
CODE, DATA = "Is the code available?", "Which dataset was used?"


@pytest.fixture(scope="module")
def scorer(sample_library: Library) -> Scorer:
    return Scorer(sample_library)


def read(abstract: str, question: str, scorer: Scorer) -> Cell:
    (cell,) = cells(Paper("p", "p", "A title", abstract), [column_of(question)], scorer)
    if cell.state == "stated":
        assert cell.start is not None and abstract[cell.start : cell.end] == cell.text
    else:
        assert (cell.text, cell.start, cell.end) == ("", None, None)
    return cell


@pytest.mark.parametrize(
    ("question", "wants", "kind"),
    [
        (SIZE, Count, "number"),
        ("How many hives were watched?", Count, "number"),
        ("Were there at least 50 participants?", Count, "yes_no"),
        ("What was the mean age?", Measure, "number"),
        ("How long was the follow-up?", Measure, "number"),
        ("Study design", Design, "category"),
        (RANDOMISED, Design, "yes_no"),
        ("Is it a cohort study?", Design, "yes_no"),
        (CODE, Availability, "yes_no"),
        ("Where is the data published or available?", Availability, "yes_no"),
        (DATA, Named, "name"),
        ("Which language models were tried?", Named, "name"),
        ("Were mice fed?", Holds, "yes_no"),
        ("Do they study randomised algorithms?", Holds, "yes_no"),
        ("What is the main finding?", Told, "text"),
        ("Why do the frogs decline?", Told, "text"),
    ],
)
def test_a_question_is_understood_as_a_kind_of_column(question: str, wants: type, kind: str):
    column = column_of(question)
    assert (type(column.wants), column.kind) == (wants, kind)


def test_a_column_has_a_short_name_or_the_one_before_its_question():
    assert [
        short_name(q) for q in (SIZE, "Which dataset was used?", "How many judges took part?", RANDOMISED, "Why?")
    ] == [
        "Sample size",
        "Dataset",
        "Judges",
        "Randomised trial",
        "Why",
    ]
    named = column_of("n: What is the sample size?")
    assert (named.name, named.question) == ("n", SIZE)
    assert column_of("Which is larger: a hive or a nest?").name != "Which is larger"
    with pytest.raises(InputError):
        column_of("  ")
    with pytest.raises(InputError, match="name of a column"):
        column_of(SIZE, "n" * 61)


@pytest.mark.parametrize(
    ("abstract", "value", "text"),
    [
        ("We enrolled 139 patients with gout.", "139", "139 patients"),
        ("Three hundred and sixty-two postmenopausal women, aged 48-56, participated.", "362", "Three hundred and sixty-two postmenopausal women"),
        ("Fifty-one (51) farmers completed the survey.", "51", "Fifty-one (51) farmers"),
        ("Students (n = 845) were surveyed after the exam.", "845", "n = 845"),
        ("A total of 1,268 outpatients were treated; 40 patients withdrew.", "1268", "1,268 outpatients"),
        ("Sleep was recorded in six newborn lambs.", "6", "six newborn lambs"),
        ("In the trial, 30 men were enrolled and 27 men completed it.", "30", "30 men"),
        ("We interviewed 12 retired judges on robes.", "12", "12 retired judges"),
        ("Forty mills took part.", "40", "Forty mills"),
        ("65 endometrial images were collected and processed.", "65", "65 endometrial images"),
        ("We compared 10 schizophrenic patients and 12 healthy subjects.", "22", "10 schizophrenic patients and 12 healthy subjects"),
        ("In 288 farmers who had a history of falls, two boots were compared.", "288", "288 farmers"),
    ],
)  # fmt: skip
def test_a_sample_is_counted_by_what_stands_behind_the_figure(abstract: str, value: str, text: str, scorer: Scorer):
    cell = read(abstract, SIZE, scorer)
    assert (cell.value, cell.text) == (value, text)


@pytest.mark.parametrize(
    "abstract",
    [
        "Five of 91 treated patients stopped the trial.",
        "Gout affects 41 million people worldwide.",
        "Previous trials of 120 patients were small.",
        "Patients received 10 mg for 28 days in the trial.",
        "We fed mice for 12 weeks, 8 mice per group.",
        "Only six participants had a relapse during the trial.",
        "In 2004, students were examined.",
        "40 and 38 women walked and ran in the trial, respectively.",
        "The treaty of 1848 was studied.",
        "We compared 81% of patients.",
        "Thirty men were assigned to group A and 29 men to group B.",
        "Lambs of 10 dairy sheep flocks were examined.",
        "The trial had placebo (n = 83) and salt (n = 84).",
        "In six other pigs the dose was measured.",
        "There was improvement in 7 patients (46%) treated with salt.",
        "We studied 15 patients with gout and in 18 healthy controls.",
    ],
)
def test_a_figure_of_something_else_is_no_sample(abstract: str, scorer: Scorer):
    assert read(abstract, SIZE, scorer).state == "not_stated"


def test_other_things_are_counted_and_compared(scorer: Scorer):
    abstract = "We watched 12 hives in two valleys. Forty students took part in the study."
    assert read(abstract, "How many hives were watched?", scorer).text == "12 hives"
    assert read(abstract, "How many rats were used?", scorer).state == "not_stated"
    assert read(abstract, "Were there more than 30 participants?", scorer).value == "yes"
    assert read(abstract, "Were there at least 50 participants?", scorer).value == "no"


@pytest.mark.parametrize(
    ("abstract", "value", "text"),
    [
        ("A randomized, double-blind, parallel comparison of two salts was conducted.", "randomised", "randomized, double-blind, parallel comparison"),
        ("Plots were randomly assigned to lime or none.", "randomised", "randomly assigned"),
        ("We performed a double-blind crossover trial of coffee.", "crossover", "double-blind crossover trial"),
        ("This prospective, open-label study followed storks.", "open-label", "prospective, open-label study"),
        ("We conducted a systematic review of Roman law.", "systematic review", "systematic review"),
        ("In a case study of one mill we compared two ways of reading.", "case study", "In a case study"),
        ("Miners were surveyed in spring.", "questionnaire survey", "were surveyed"),
    ],
)  # fmt: skip
def test_a_design_is_told_in_the_abstracts_words(abstract: str, value: str, text: str, scorer: Scorer):
    cell = read(abstract, DESIGN, scorer)
    assert (cell.value, cell.text) == (value, text)


@pytest.mark.parametrize(
    "abstract",
    [
        "Randomised trials of lime are needed.",
        "Few comparative clinical trials of these drugs have been conducted.",
        "Pixels are randomly dropped from the image.",
        "Diagnosis follows a thorough review of the patient's history.",
        "Farmers were asked after participation in a placebo-controlled trial.",
        "We use a random walk on graphs.",
    ],
)
def test_the_design_of_another_study_or_a_method_is_none(abstract: str, scorer: Scorer):
    assert read(abstract, DESIGN, scorer).state == read(abstract, RANDOMISED, scorer).state == "not_stated"


def test_a_design_leaves_no_room_for_some_others(scorer: Scorer):
    review = "Meta-analysis was used to pool eight trials. The trials were controlled and randomized."
    assert read(review, RANDOMISED, scorer).value == "no"
    assert read(review, "Is it a review?", scorer).value == "yes"
    trial = "Forty judges were randomly assigned to robes or none. It was open-label."
    assert read(trial, RANDOMISED, scorer).value == "yes"
    assert read(trial, "Is it double-blind?", scorer).value == "no"
    assert read(trial, "Is it a cohort study?", scorer).value == "no"
    assert read("Mice were fed.", RANDOMISED, scorer).state == "not_stated"


@pytest.mark.parametrize(
    ("abstract", "value"),
    [
        ("Bees dance. Code is available at https://example.org/bees.", "yes"),
        ("All codes and weights are publicly available.", "yes"),
        ("We will release the source code.", "yes"),
        ("Our data are available on request.", ""),
        ("The penal code was revised. Few data are available.", ""),
        ("The code is not available.", "no"),
    ],
)
def test_code_can_be_had_where_it_is_said(abstract: str, value: str, scorer: Scorer):
    assert read(abstract, CODE, scorer).value == value


@pytest.mark.parametrize(
    ("abstract", "text"),
    [
        ("It improves the result on the NTU RGB+D 120 dataset.", "NTU RGB+D 120"),
        ("Experiments on KITTI and Waymo show gains.", "KITTI and Waymo"),
        ("Benchmarks such as MNIST, CIFAR-10 and SVHN were tried.", "MNIST, CIFAR-10 and SVHN"),
        ("We use the ISBSG database of projects.", "ISBSG"),
        ("Backbones are pre-trained by ImageNet models; results hold on several datasets.", ""),
        ("A 3D dataset is described.", ""),
        ("We show it by experiments on many datasets.", ""),
    ],
)
def test_datasets_are_told_by_name(abstract: str, text: str, scorer: Scorer):
    assert read(abstract, DATA, scorer).text == text


def test_a_measure_has_its_value_beside_it(scorer: Scorer):
    abstract = (
        "Patients took a daily dose of 20 mg for 6 weeks. The mean age was 54 years. Accuracy was 93.5% and recall 80%."
    )
    assert read(abstract, "What was the dose?", scorer).text == "20 mg"
    assert read(abstract, "What was the mean age?", scorer).text == "54 years"
    assert read(abstract, "What accuracy was reached?", scorer).text == "93.5%"
    assert read(abstract, "What was the dose of aspirin?", scorer).state == "not_stated"
    assert read(abstract, "What was the mortality?", scorer).state == "not_stated"


def test_yes_wants_all_telling_words_in_one_sentence_on_the_study(scorer: Scorer):
    abstract = "Mice are often studied. We fed rats with salt. The rats did not drink alcohol."
    assert read(abstract, "Were rats fed?", scorer).value == "yes"
    assert read(abstract, "Did the rats drink alcohol?", scorer).value == "no"
    assert read(abstract, "Were mice used?", scorer).state == "not_stated"
    assert read(abstract, "Were mice, rats or hamsters fed?", scorer).value == "yes"
    assert read(abstract, "Were dogs fed?", scorer).state == "not_stated"


@pytest.mark.parametrize(
    ("question", "abstract", "words"),
    [
        ("Were ewes included?", "Forty ewes were sheared.", "ewes"),
        ("Does it use a transformer?", "We transform hymns. Our transformer sings.", "transformer"),
        ("Does it use a transformer?", "We transform hymns by a transformation.", None),
        ("Does it propose a new atlas?", "Atlases are old. We introduce REEF, an atlas of reefs.", "REEF"),
        ("Does it propose a new atlas?", "We propose a way to date walls from an atlas.", None),
        ("Does it propose a new atlas?", "An atlas of reefs was compiled.", "compiled"),
        ("Does it propose an optimizer?", "We propose an optimization of courts.", None),
        ("Does it prove a bound?", "We prove a tight bound.", "prove"),
        ("Is a user study reported?", "We asked users of the study. A user study was run.", "A user"),
        ("Is a user study reported?", "We asked the users of our study.", None),
        # Of what the title names the whole paper is.
        ("Does it deal with sheep?", "Sheep graze on hills.", "Sheep"),
        ("Does it deal with goats?", "Goats graze on hills.", None),
    ],
)
def test_yes_rests_on_the_sentence_that_says_so(question: str, abstract: str, words: str | None, scorer: Scorer):
    (cell,) = cells(Paper("x", "x", "Sheep of the isles", abstract), [column_of(question)], scorer)
    assert (words in cell.text and cell.value == "yes") if words else cell.state == "not_stated"


def test_a_general_question_gets_the_sentence_of_its_aspect(scorer: Scorer):
    abstract = "However, the cause of sepsis remains unclear. We propose a test. Our results show that heparin significantly reduced clots."
    assert read(abstract, "What is the main finding?", scorer).text.startswith("Our results show")
    assert read(abstract, "Why do the frogs of Iceland decline?", scorer).state == "not_stated"


def test_a_notice_and_a_paper_without_abstract_state_nothing(scorer: Scorer):
    notice = Paper("n", "n", "Retraction", "We enrolled 40 patients.", notice="retraction")
    for paper in (notice, Paper("t", "t", "Only a title", "")):
        assert cells(paper, [column_of(SIZE)], scorer)[0].state == "not_stated"
