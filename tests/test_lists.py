"""Lists of papers and of things, themes, and what a comparison lacks: each paper for a sentence of its own."""

import re

import pytest

from rag.answer.assistant import Assistant
from rag.answer.evidence import split
from rag.answer.extract.aspects import ASPECTS, by_aspect
from rag.answer.extract.extract import THEME
from rag.answer.extract.roles import ROLES, roles
from rag.answer.question.listing import heading, spoken_by
from rag.answer.question.things import things_of
from rag.answer.question.understand import understand
from rag.answer.question.wanted import asked
from rag.answer.scorer import Scorer
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer
from rag.setup.settings import load_settings

CHARTERS = (
    (
        "atlas",
        "An atlas of abbeys",
        "Abbeys are many. We present an atlas of abbeys with 412 entries. It took nine years.",
    ),
    (
        "maps",
        "Abbeys in the north",
        "Many have drawn an atlas. In this work, we built a new atlas of 90 northern abbeys.",
    ),
    (
        "used",
        "Wool in abbeys",
        "Monks sold wool. We tested the proposed tax on an old atlas of abbeys. Sales rose by 5%.",
    ),
    ("bells", "Bells of abbeys", "Bells rang in abbeys. The proposed date of the bells is 1204."),
)


@pytest.fixture
def abbeys(library: Library) -> Assistant:
    add(library, (paper(key=k, title=t, abstract=a, year="2019", authors=["Eva Berg"]) for k, t, a in CHARTERS))
    return Assistant(library.settings, library)


def cited(answer: Answer) -> set[str]:
    return {citation.paper.key for citation in answer.citations}


def verbatim(answer: Answer) -> None:
    for citation in answer.citations:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote
    for claim in answer.claims:
        if claim.place:
            assert claim.place.of(answer.text) == claim.text


def test_a_list_is_counted_and_has_those_that_say_they_do_it(abbeys: Assistant):
    answer = abbeys.ask("Which papers introduce an atlas?")
    assert (answer.kind, cited(answer)) == ("list", {"atlas", "maps"})
    assert answer.text.startswith("2 of 4 papers introduce an atlas:")
    assert "- **An atlas of abbeys** (Berg, 2019): We present an atlas of abbeys with 412 entries. [" in answer.text
    verbatim(answer)


def test_where_none_says_that_it_does_it_those_on_the_topic_are_named_as_such(abbeys: Assistant):
    answer = abbeys.ask("Which papers prove a theorem on bells?")
    assert cited(answer) == {"bells"}
    assert answer.text.startswith("No abstract says that its paper does this. 1 paper speaks to the topic:")


def test_what_is_asked_of_each_beside_is_a_second_column(abbeys: Assistant):
    answer = abbeys.ask("Which papers introduce an atlas, and how many abbeys does each have?")
    assert answer.table and answer.table.columns == ("Why it is listed", "How many abbeys does each have?")
    rows = {row.paper.key: [cell.text for cell in row.cells] for row in answer.table.rows}
    assert rows.keys() == {"atlas", "maps"}
    assert "412" in rows["atlas"][1] and "90" in rows["maps"][1]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Which papers introduce a dataset?", "3 of 47 papers introduce a dataset:"),
        ("How many trials tested aspirin?", "3 of 47 papers tested aspirin:"),
        ("papers on moss", "3 of 47 papers are on moss:"),
        ("Everything that films coral", "3 of 47 papers speak to this:"),
    ],
)
def test_how_a_list_is_headed(question: str, line: str):
    assert heading(question, 3, 47) == line


def test_how_many_are_quoted_of_those_that_speak():
    assert spoken_by(1, 1) == "1 paper speaks to this:" and spoken_by(7, 7) == "7 papers speak to this:"
    assert spoken_by(40, 9).startswith("Of 40 papers that speak to this, the 9 ")


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Which genes are mutated in deafness?", "genes"),
        ("List the symptoms of gout", "symptoms"),
        ("What are the main causes of drought?", "causes"),
        ("Which treaties limit fishing?", "treaties"),
        ("Which tissue secretes it?", ""),
        ("What is estoppel?", ""),
        ("List the papers on moss", ""),
        ("Which reviews cover gout?", ""),
    ],
)
def test_the_things_of_which_several_are_asked_for(question: str, things: str):
    assert things_of(question) == things


DROUGHT = {
    "felling": "Felling of forests causes drought in the Sahel, as we measured over nine years.",
    "dams": "Large dams cause drought downstream in the Sahel.",
    "dust": "Dust from lakes causes drought in the Sahel by keeping clouds from raining.",
    "winds": "We show that weak monsoon winds cause drought in the Sahel.",
    "bees": "Honey bees dance in hives to tell where flowers are.",
    "courts": "Courts in Wales sat in May and heard cases of trespass.",
    "bells": "Bells of bronze were cast in the north before 1204.",
}


@pytest.fixture
def drought(library: Library) -> Assistant:
    add(library, (paper(key=key, title=f"On {key}", abstract=text) for key, text in DROUGHT.items()))
    return Assistant(library.settings, library)


@pytest.mark.parametrize(
    "question", ["What are the causes of drought in the Sahel?", "Which factors cause drought in the Sahel?"]
)
def test_things_are_named_by_every_paper_that_names_one_and_by_no_other(drought: Assistant, question: str):
    answer = drought.ask(question)
    assert (answer.kind, cited(answer)) == ("list", {"felling", "dams", "dust", "winds"})
    assert answer.text.startswith("4 papers speak to this:")
    verbatim(answer)


def test_a_theme_is_spoken_of_by_many_papers_a_sentence_each(library: Library):
    tells = (
        "by wind",
        "by rivers",
        "through caves",
        "over salt",
        "in ships",
        "on camels",
        "under ice",
        "with birds",
        "by rail",
        "at night",
    )
    papers = [
        paper(
            key=f"s{n}",
            title=f"Seeds {how}",
            abstract=f"Wild seeds travel far. We find that seeds of thistles spread {how}.",
        )
        for n, how in enumerate(tells)
    ]
    other = [
        paper(key=f"o{n}", title=f"Court {n}", abstract=f"The court of district {n} sat in May.") for n in range(10)
    ]
    add(library, [*papers, *other])
    answer = Assistant(library.settings, library).ask("What is known about the seeds of thistles?")
    assert len(cited(answer)) == len(answer.citations) == THEME and all(key.startswith("s") for key in cited(answer))
    assert answer.text.startswith(f"Of 10 papers that speak to this, the {THEME} ")
    verbatim(answer)


def test_a_theme_of_one_paper_is_answered_by_it(drought: Assistant):
    answer = drought.ask("What is known about trespass?")
    assert cited(answer) == {"courts"} and "speak" not in answer.text


def test_what_is_asked_of_the_paper_that_was_spoken_of_is_no_list():
    from rag.records import Turn

    history = [Turn("user", "What does the paper on abbeys say?"), Turn("assistant", "**An atlas of abbeys**")]
    assert understand("Which abbeys did they visit?", history).things == ""


def test_a_side_that_is_not_here_is_said_so(sample_library: Library):
    answer = Assistant(load_settings(home=sample_library.home), sample_library).ask(
        "Compare STARC, InfFeed and ZorbNet"
    )
    assert answer.text.startswith("ZorbNet is not in this library.")
    assert answer.table and [row.paper.title.split(":")[0] for row in answer.table.rows] == ["STARC", "InfFeed"]


def test_the_directions_of_a_library_are_the_topics_of_its_map(sample_library: Library):
    answer = Assistant(load_settings(home=sample_library.home), sample_library).ask(
        "What are the main directions in my library?"
    )
    assert (answer.kind, answer.citations) == ("catalogue", ())
    assert answer.text.startswith("The 47 papers in the library fall into ")
    shares = [int(share) for share in re.findall(r"(\d+)%\)", answer.text)]
    assert len(shares) > 1 and 95 <= sum(shares) <= 105 and shares == sorted(shares, reverse=True)


STUDY = (
    "Estimating the age of bones is difficult. Existing methods are limited to dry caves. "
    "We propose a new method that dates bones by their collagen. Experiments on 40 bones from Malta were made. "
    "Our results show that ages are right within 20 years. Further studies are needed on burnt bones."
)


def test_the_cells_of_a_table_are_chosen_by_the_role_of_their_sentence(library: Library):
    add(library, [paper(key="bones", title="Dating bones", abstract=STUDY)])
    sentences = split(next(iter(library.each())))
    told = dict(zip(ASPECTS, by_aspect(sentences, asked("Compare these papers"), Scorer(library)), strict=True))
    texts = {aspect: sentence.text if sentence else None for aspect, sentence in told.items()}
    assert texts["Approach"] == "We propose a new method that dates bones by their collagen."
    assert texts["Result"] == "Our results show that ages are right within 20 years."
    assert texts["Data"] == "Experiments on 40 bones from Malta were made."
    assert texts["Limits"] == "Further studies are needed on burnt bones."
    assert texts["Problem"] in (
        "Estimating the age of bones is difficult.",
        "Existing methods are limited to dry caves.",
    )


def test_limits_of_earlier_work_are_none_of_a_papers_own(library: Library):
    add(library, [paper(key="bones", title="Dating bones", abstract=STUDY.rpartition(". Further")[0] + ".")])
    (found,) = library.each()
    told = dict(zip(ASPECTS, by_aspect(split(found), asked("Compare"), Scorer(library)), strict=True))
    assert told["Limits"] is None


def test_roles_are_likelihoods_of_each_sentence():
    likely = roles(
        ["Little is known about bones.", "We measured 40 bones.", "Ages were significantly lower (p < 0.01)."]
    )
    assert likely.shape == (3, len(ROLES)) and likely.sum(axis=1) == pytest.approx(1)
    assert [ROLES[i] for i in likely.argmax(axis=1)] == ["background", "method", "result"]
    assert roles([]).shape == (0, len(ROLES))
