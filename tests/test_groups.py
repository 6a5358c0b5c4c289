"""Papers of a list in groups: by records, by topics, by what their abstracts state; and the last answer's papers as a set."""

from collections.abc import Sequence

import pytest

from rag.answer.assistant import Assistant
from rag.answer.columns.reading import cells
from rag.answer.columns.understand import column_of
from rag.answer.question.catalogue.grouping import grouping_asked
from rag.answer.question.conversation import with_papers_named
from rag.answer.question.places import titles_at
from rag.answer.question.sides import is_of_each, without_each
from rag.answer.scorer import Scorer
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import EVERYTHING, Answer, Scope, Turn
from rag.setup.settings import load_settings
from tests.fakes import chat_server

PAPERS = (
    ("mites", "Mites in honey bee hives", "2019", "Apidologie", ["Eva Berg", "Ulf Lind"],
     "We randomly assigned 48 volunteers to two treatments. Mites fell by half in treated hives. Code is available at our site."),
    ("queens", "Queens and the age of honey bee hives", "2021", "Apidologie", ["Eva Berg"],
     "Queens lay fewer eggs with age. In a cohort study we followed 320 women. Old queens were replaced in spring."),
    ("dances", "Dances of honey bees on film", "2019", "Ethology", ["Ada Okafor"],
     "Dances tell where food is. We filmed hives of honey bees in Kenya on the FieldBee dataset. Dances were long in May."),
    ("prices", "Prices of honey in towns", "", "", [],
     "Honey is dear in towns. We interviewed 1,200 participants on what honey bees are worth. Most would pay more."),
    ("roads", "How Roman roads were drained", "2019", "Antiquity", ["Ulf Lind"],
     "Roman engineers kept roads dry. We cut trenches through nine roads in Gaul. Ditches were cleaned every 30 years."),
)  # fmt: skip
BEES = "Which studies are about honey bees?"
BEE_KEYS = {"mites", "queens", "dances", "prices"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(load_settings(home=tmp_path_factory.mktemp("groups") / "home", model=None))
    add(
        library,
        [paper(key=k, title=t, abstract=a, year=y, venue=v, authors=by) for k, t, y, v, by, a in PAPERS],
    )
    return Assistant(library.settings, library)


def asked(assistant: Assistant, questions: Sequence[str], scope: Scope = EVERYTHING) -> Answer:
    """The answer to the last of some questions, each asked behind those before it."""
    history: list[Turn] = []
    for question in questions:
        answer = assistant.ask(question, history, scope=scope)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    return answer


def groups(answer: Answer) -> dict[str, set[str]]:
    """The keys of the papers under each heading."""
    keys = {title: key for key, title, *_ in PAPERS}
    found: dict[str, set[str]] = {}
    for block in answer.text.split("\n\n"):
        heading, *lines = block.splitlines()
        if heading.startswith("*") and lines:
            found[heading.strip("*").split("* (")[0]] = {keys[line.split("**")[1]] for line in lines}
    return found


def verbatim(answer: Answer) -> None:
    for citation in answer.citations:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote
    for claim in answer.claims:
        if claim.place:
            assert claim.place.of(answer.text) == claim.text


BY_YEAR = {"2019": {"mites", "dances"}, "2021": {"queens"}, "no year on record": {"prices"}}


@pytest.mark.parametrize(
    ("question", "kind", "expected"),
    [
        ("group them by year", "catalogue", BY_YEAR),
        ("Now sort these by publication year, please", "catalogue", BY_YEAR),
        ("and by year?", "catalogue", BY_YEAR),
        ("split them up by journal", "catalogue",
         {"Apidologie": {"mites", "queens"}, "Ethology": {"dances"}, "no venue on record": {"prices"}}),
        ("order the list by author", "catalogue",
         {"Eva Berg": {"mites", "queens"}, "Ulf Lind": {"mites"}, "Ada Okafor": {"dances"}, "no author on record": {"prices"}}),
        ("arrange those papers by first author", "catalogue",
         {"Eva Berg": {"mites", "queens"}, "Ada Okafor": {"dances"}, "no author on record": {"prices"}}),
        ("Could you break them down by decade?", "catalogue",
         {"2010s": {"mites", "dances"}, "2020s": {"queens"}, "no year on record": {"prices"}}),
        ("cluster these by study design", "list",
         {"randomised": {"mites"}, "cohort": {"queens"}, "interviews": {"prices"}, "not stated": {"dances"}}),
        ("by data set used", "list", {"FieldBee": {"dances"}, "not stated": {"mites", "queens", "prices"}}),
        ("what about by country?", "list", {"Kenya": {"dances"}, "not stated": {"mites", "queens", "prices"}}),
        ("group them by who took part", "list",
         {"volunteers": {"mites"}, "women": {"queens"}, "participants": {"prices"}, "not stated": {"dances"}}),
        ("group them by sample size", "list",
         {"10 to 99": {"mites"}, "100 to 999": {"queens"}, "1,000 to 9,999": {"prices"}, "not stated": {"dances"}}),
        ("sort them by whether code is available", "list",
         {"yes": {"mites"}, "not stated": {"queens", "dances", "prices"}}),
    ],
)  # fmt: skip
def test_the_papers_of_a_list_are_grouped_and_none_is_dropped(
    assistant: Assistant, question: str, kind: str, expected: dict[str, set[str]]
):
    answer = asked(assistant, [BEES, question])
    assert (answer.kind, groups(answer)) == (kind, expected)
    for name, keys in expected.items():
        assert f"{name} ({len(keys)})" in answer.text.splitlines()[0]
    verbatim(answer)


def test_a_group_read_from_abstracts_shows_the_sentence_that_says_so(assistant: Assistant):
    answer = asked(assistant, [BEES, "group them by study design"])
    assert "(Berg and Lind, 2019): We randomly assigned 48 volunteers to two treatments. [" in answer.text
    assert {citation.paper.key for citation in answer.citations} == {"mites", "queens", "prices"}


def test_a_list_is_grouped_in_one_question(assistant: Assistant):
    answer = asked(assistant, [f"{BEES[:-1]}, grouped by year?"])
    assert answer.kind == "list" and groups(answer) == BY_YEAR
    assert answer.text.startswith("4 of 5 papers are about honey bees:\n\n4 papers by year: 2019 (2), 2021 (1) and ")
    assert {citation.paper.key for citation in answer.citations} == BEE_KEYS
    verbatim(answer)


def test_groupings_follow_each_other_and_narrowed_lists(assistant: Assistant):
    assert groups(asked(assistant, [BEES, "group them by year", "and by species?", "and by journal?"]))["Apidologie"]
    narrowed = asked(assistant, [BEES, "which of these are from 2019?", "group them by journal"])
    assert groups(narrowed) == {"Apidologie": {"mites"}, "Ethology": {"dances"}}
    by_berg = asked(assistant, ["papers by Berg, grouped by year"])
    assert groups(by_berg) == {"2019": {"mites"}, "2021": {"queens"}}


def test_papers_of_which_none_did_what_was_asked_are_meant_still(assistant: Assistant):
    assert groups(asked(assistant, [BEES, "which of them study lions?", "group them by year"])) == BY_YEAR
    assert groups(asked(assistant, [BEES, "which of them are from 1950?", "group them by year"])) == BY_YEAR


def test_the_whole_library_is_grouped(assistant: Assistant):
    expected = {**BY_YEAR, "2019": {"mites", "dances", "roads"}}
    assert groups(asked(assistant, ["group my library by year"])) == expected
    assert groups(asked(assistant, ["sort them by year"])) == expected, "there is no list before it"


def test_what_nothing_reads_is_said_with_what_papers_can_be_grouped_by(assistant: Assistant):
    answer = asked(assistant, [BEES, "sort these by method"])
    assert "cannot be grouped by method here" in answer.text and "study design" in answer.text
    assert answer.kind == "list" and answer.text.count("\n- **") == len(BEE_KEYS)


def test_papers_are_grouped_by_the_topics_of_the_map(assistant: Assistant):
    answer = asked(assistant, [BEES, "group them by theme"])
    assert answer.kind == "list" and set().union(*groups(answer).values()) == BEE_KEYS


@pytest.mark.parametrize(
    "question",
    [
        "How are patients grouped by age?",
        "Which papers study cohorts grouped by age?",
        "papers by Devlin",
        "these papers by Okafor",
        "How many papers are there per year?",
        "Do courts sort claims by value?",
        "compare the methods by accuracy",
    ],
)
def test_what_asks_for_no_groups(question: str):
    assert grouping_asked(question, [Turn("user", BEES), Turn("assistant", "- **A**: b")]) is None


def keys(answer: Answer) -> set[str]:
    return {citation.paper.key for citation in answer.citations} or {
        key for key, title, *_ in PAPERS if f"**{title}**" in answer.text
    }


@pytest.mark.parametrize(
    ("question", "kind", "expected", "says"),
    [
        ("which of these are from 2019?", "catalogue", {"mites", "dances"}, "2 of the 4"),
        ("only those from 2021", "catalogue", {"queens"}, "1 of the 4"),
        ("which ones are by Berg?", "catalogue", {"mites", "queens"}, ""),
        ("which one is the newest?", "catalogue", {"queens"}, "2021"),
        ("which of them is the oldest?", "catalogue", {"mites", "dances"}, "2019"),
        ("who wrote them?", "catalogue", BEE_KEYS, "Ada Okafor"),
        ("how many of them mention queens?", "list", {"queens"}, "1 of 4 papers"),
        ("which of those report a randomised trial?", "list", {"mites"}, "1 of 4 papers"),
        ("and how many are cohort studies?", "list", {"queens"}, "1 of 4 papers"),
        ("just the ones that speak of towns", "list", {"prices"}, "1 of 4 papers"),
        ("do any of them report a meta-analysis?", "list", set(), "None of these 4 papers"),
        ("are any of them from 2021?", "catalogue", {"queens"}, "1 of the 4"),
        ("how many of them study lions?", "list", set(), "None of these 4 papers"),
        ("compare the first two", "compare", None, ""),
        ("How do the first and the last differ?", "compare", None, ""),
        ("How large was the sample in each?", "list", {"mites", "queens", "prices"}, "3 of these 4 papers"),
        ("sum them up", "summary", None, ""),
        ("export them", "help", set(), "colloquy export --answer"),
    ],
)
def test_the_papers_of_the_last_answer_are_a_set(
    assistant: Assistant, question: str, kind: str, expected: set[str] | None, says: str
):
    answer = asked(assistant, [BEES, question])
    assert answer.kind == kind and says in answer.text
    assert expected is None or keys(answer) == expected
    assert keys(answer) <= BEE_KEYS
    verbatim(answer)


def test_papers_are_compared_by_their_places(assistant: Assistant):
    listed = asked(assistant, [BEES]).text.split("**")[1::2]
    for question, places in (("compare the first two", (0, 1)), ("the second and the last, compared", (1, -1))):
        answer = asked(assistant, [BEES, question])
        assert answer.table and [row.paper.title for row in answer.table.rows] == [listed[place] for place in places]


def test_what_is_asked_of_each_has_a_row_for_each(assistant: Assistant):
    answer = asked(assistant, [BEES, "What was the sample size of each?"])
    assert answer.table and {row.paper.key: row.cells[0].n is not None for row in answer.table.rows} == {
        "mites": True, "queens": True, "prices": True, "dances": False,
    }  # fmt: skip
    assert "Not stated (1):" in answer.text


def test_a_grouped_list_keeps_what_is_asked_beside(assistant: Assistant):
    answer = asked(assistant, ["Which studies are about honey bees, and how many took part? Group them by year."])
    assert groups(answer) == BY_YEAR and answer.table and len(answer.table.rows) == len(BEE_KEYS)


def test_a_model_is_shown_those_of_the_last_papers_that_meet_it_and_groups_cost_no_call(assistant: Assistant):
    history = [Turn("user", BEES), Turn("assistant", asked(assistant, [BEES]).text)]
    with chat_server("Queens are replaced in spring [1].") as server:
        settings = load_settings(home=assistant.library.home, model="scripted", base_url=server.url, retries=0)
        with_model = Assistant(settings, assistant.library)
        answer = with_model.ask("how many of them mention queens?", history)
        assert (len(server.requests), answer.model, keys(answer)) == (1, "scripted", {"queens"})
        assert groups(with_model.ask("group them by year", history)) == BY_YEAR
        assert with_model.ask("what was the sample size of each?", history).table
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("abstract", "value"),
    [
        ("Bees are old. We asked farmers in Kenya and Peru.", "Kenya, Peru"),
        ("Bees in Egypt are old. We marked 40 bees in southwest China.", "China"),
        ("Dutch hospitals were compared.", "Netherlands"),
        ("We read English texts on the Chinese room by Michael Jordan.", ""),
        ("We surveyed nomads in Jordan.", "Jordan"),
        ("Bees are old.", ""),
    ],
)
def test_the_country_of_a_study_is_read(assistant: Assistant, abstract: str, value: str):
    found = cells(
        paper(key="k", title="Bees", abstract=abstract),
        [column_of("In which country was it done?")],
        Scorer(assistant.library),
    )
    assert found[0].plain == value
    assert not value or abstract[found[0].start : found[0].end] == found[0].text


def test_a_word_for_the_papers_and_their_places():
    history = [
        Turn("user", BEES),
        Turn("assistant", "2 of 5:\n- **Mites of bees**: a\n- **Queens of bees**: b\n- **Dances**: c"),
    ]
    assert with_papers_named("how many of those use film?", history) == "how many of these papers use film?"
    assert with_papers_named("only those from China", history) == "which of these papers are from China"
    assert with_papers_named("how many of those use film?", []) == "how many of those use film?"
    assert titles_at("compare the first two", history) == ("Mites of bees", "Queens of bees")
    assert titles_at("How do the first and the last differ?", history) == ("Mites of bees", "Dances")
    assert titles_at("the first two trimesters", history) == ()
    assert is_of_each("How large was each?") and not is_of_each("How does each differ?")
    assert without_each("How large was the sample in each?") == "How large was the sample?"
