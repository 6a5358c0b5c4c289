"""Follow-ups: what they point to in the conversation, and which questions are new ones all the same."""

from collections.abc import Sequence

import pytest

from rag.answer.assistant import Assistant
from rag.answer.question.understand import understand
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import EVERYTHING, Answer, Scope, Turn
from rag.setup.settings import load_settings

PAPERS = {
    "smoke": (
        "Smoke calms honey bees in the hive",
        "Beekeepers have long used smoke to calm honey bees. We puffed pine smoke into 36 hives and counted stings on "
        "leather targets. Smoke lowered the number of stings by 72% because guard bees missed the alarm scent. "
        "The effect is limited to warm days, and we did not test other fuels.",
    ),
    "waggle": (
        "The waggle dance tells where food is",
        "Foragers dance in the dark hive to tell others where food is. We filmed 410 dances with infrared cameras over "
        "two summers. The angle of the dance gives the direction of the flowers and its length the distance. "
        "In winter no dances were seen.",
    ),
    "estoppel": (
        "Promissory estoppel in commercial leases",
        "A landlord who promises to lower the rent may be held to it. This article reads 118 decisions of English courts "
        "since 1947 on promissory estoppel. Courts enforced the promise where the tenant had relied on it in writing. "
        "Oral promises were rarely enforced, as proof was lacking.",
    ),
    "roads": (
        "How Roman roads were drained",
        "Roman engineers kept their roads dry with cambered paving and ditches. We cut trenches through nine roads in Gaul "
        "and dated the gravel by coins. Ditches were cleaned about every 30 years. Roads without ditches were given up "
        "within two generations.",
    ),
    "statins": (
        "Statins and muscle pain in older patients",
        "Muscle pain is the reason why many older patients stop statins. In a randomised trial 482 patients over 70 took "
        "a statin or placebo for one year. Pain was reported by 9.1% with the statin and 8.7% with placebo. The authors "
        "conclude that most pain is not caused by the drug; patients with kidney disease were left out.",
    ),
    "aspirin": (
        "Low-dose aspirin to prevent a second stroke",
        "Aspirin thins the blood. We followed 2,300 patients after a first stroke for three years. A second stroke was 19% "
        "rarer with low-dose aspirin, and bleeding of the stomach was more common. Women gained less than men.",
    ),
    "battery": (
        "A sodium battery with a hard carbon anode",
        "Sodium is cheaper than lithium. We build a pouch cell with a hard carbon anode and a layered oxide cathode. After "
        "1,000 cycles it keeps 88% of its capacity. Its energy density of 140 watt hours per kilogram remains below that of "
        "lithium cells, and at minus 20 degrees it fails.",
    ),
    "glacier": (
        "Soot speeds the melting of Himalayan glaciers",
        "Soot darkens snow, so that it takes up more sunlight. With satellite images of 64 glaciers we estimate how far soot "
        "speeds melting. In dry years soot explains 14% of the loss of ice. Debris was not told apart from soot.",
    ),
    "reef": (
        "Heat tolerant algae help corals to survive bleaching",
        "Corals bleach when the sea is too warm and they lose their algae. We gave heat tolerant algae to 50 colonies of a reef "
        "coral. Two thirds of them survived a summer at 32 degrees. Growth was slower by a fifth.",
    ),
    "grammar": (
        "How infants learn word order from song",
        "Infants hear songs before they speak. At eight months 60 infants heard sung or spoken sentences for a week. Those who "
        "heard songs later noticed wrong word order. Whether the gain lasts was not measured.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(load_settings(home=tmp_path_factory.mktemp("followups") / "home", model=None))
    add(library, [paper(key=key, title=title, abstract=abstract) for key, (title, abstract) in PAPERS.items()])
    return Assistant(library.settings, library)


def asked(assistant: Assistant, questions: Sequence[str], scope: Scope = EVERYTHING) -> Answer:
    """The answer to the last of some questions, each asked behind those before it."""
    history: list[Turn] = []
    for question in questions:
        answer = assistant.ask(question, history, scope=scope)
        history += [Turn("user", question), Turn("assistant", answer.text)]
    return answer


def first(answer: Answer) -> str | None:
    """The key of the paper that an answer speaks of first."""
    return answer.citations[0].paper.key if answer.citations else None


BEES = "Does smoke calm honey bees?"
DANCE = "How do foragers in the hive tell others where food is?"
LEASE = "When is a landlord held to a promise to lower the rent?"
ROADS = "How did Roman engineers keep roads dry?"
PAIN = "Do statins cause muscle pain in older patients?"
STROKE = "Does aspirin prevent a second stroke?"
CELL = "How long does a sodium battery with hard carbon last?"
SOOT = "Does soot speed the melting of glaciers?"


@pytest.mark.parametrize(
    ("questions", "key", "says"),
    [
        ([BEES, "What are its limitations?"], "smoke", "warm days"),
        ([BEES, "How many hives did they use?"], "smoke", "36 hives"),
        ([BEES, "Why?"], "smoke", ""),
        ([DANCE, "How was it measured?"], "waggle", ""),
        ([DANCE, "And in winter?"], "waggle", "In winter no dances"),
        ([LEASE, "And the data?"], "estoppel", ""),
        ([LEASE, "What about oral promises?"], "estoppel", "Oral promises"),
        ([ROADS, "What was the method?"], "roads", ""),
        ([ROADS, "How often were the ditches cleaned?"], "roads", "30 years"),
        ([PAIN, "How many patients took part?"], "statins", "482"),
        ([PAIN, "Who was left out?"], "statins", "kidney"),
        ([STROKE, "Do women gain as much from it?"], "aspirin", "Women"),
        ([CELL, "What is its energy density?"], "battery", "140"),
        ([CELL, "Does it work in the cold?"], "battery", ""),
        ([SOOT, "What are the limitations?", "And the data?"], "glacier", ""),
        ([SOOT, "How is the method better?"], "glacier", ""),
        ([PAIN, STROKE, "What did that study conclude?"], "aspirin", ""),
    ],
)
def test_a_follow_up_is_asked_of_the_papers_of_the_last_answer(
    assistant: Assistant, questions: list[str], key: str, says: str
):
    answer = asked(assistant, questions)
    assert first(answer) == key and says in answer.text
    assert not any(question in answer.standalone for question in questions[:-1]), "two questions are no search"


@pytest.mark.parametrize(
    ("questions", "key"),
    [
        ([BEES, "How do corals survive bleaching?"], "reef"),
        ([BEES, "And how do corals survive when the sea is warm?"], "reef"),
        ([DANCE, "Do songs help infants to learn word order?"], "grammar"),
        ([LEASE, "What prevents a second stroke?"], "aspirin"),
        ([ROADS, "How is a sodium battery built, and how long does it last?"], "battery"),
        ([PAIN, "ok, and what do foragers do in the dark hive?"], "waggle"),
        ([PAIN, "What about soot on glaciers?"], "glacier"),
        ([CELL, "How did the Romans drain their roads?"], "roads"),
        ([SOOT, "Which promises of landlords do courts enforce?"], "estoppel"),
        ([SOOT, "What are the limitations?", "Does smoke lower the number of stings?"], "smoke"),
        ([STROKE, "So does aspirin thin blood, and do statins hurt muscles?"], "statins"),
    ],
)
def test_a_question_with_a_topic_of_its_own_is_not_tied_to_the_last_papers(
    assistant: Assistant, questions: list[str], key: str
):
    alone, answer = assistant.ask(questions[-1]), asked(assistant, questions)
    assert key in {first(alone), *(citation.paper.key for citation in answer.citations)}
    assert first(answer) == first(alone) and answer.standalone == questions[-1]


@pytest.mark.parametrize(
    "questions",
    [
        [BEES, "Who won the football world cup?"],
        [DANCE, "And how do I get red wine out of a carpet?"],
        [LEASE, "What about the weather in Lisbon?"],
        [CELL, "How do you knit a scarf?"],
        [SOOT, "ok, but who painted the Sistine Chapel?"],
    ],
)
def test_what_is_off_topic_is_not_answered_from_the_last_papers(assistant: Assistant, questions: list[str]):
    answer = asked(assistant, questions)
    assert answer.abstained and "**" not in answer.text.split("Closest")[0]


@pytest.mark.parametrize(
    "question", ["Why?", "What are its limitations?", "And the data?", "How many patients took part?"]
)
def test_what_is_searched_for_names_the_paper_that_is_meant(assistant: Assistant, question: str):
    assert asked(assistant, [PAIN, question]).standalone == f"On “{PAPERS['statins'][0]}”: {question}"


def test_an_ordinal_is_the_paper_that_stood_there(assistant: Assistant):
    listed = asked(assistant, ["Which papers are about patients?"])
    titles = [line.split("**")[1] for line in listed.text.splitlines() if line.startswith("- ")]
    answer = asked(assistant, ["Which papers are about patients?", "How many patients were in the second one?"])
    assert answer.citations[0].paper.title == titles[1] and f"“{titles[1]}”" in answer.standalone


@pytest.mark.parametrize("said", ["They do [Smoke calms honey bees in the hive].", "They do [1]."])
def test_an_answer_of_a_model_is_leant_on_by_its_titles_or_else_by_its_question(assistant: Assistant, said: str):
    answer = assistant.ask("What are its limitations?", [Turn("user", BEES), Turn("assistant", said)])
    assert first(answer) == "smoke" and "warm days" in answer.text


def test_a_follow_up_keeps_to_the_scope(assistant: Assistant):
    scope = Scope(only=("glacier", "battery"))
    answer = asked(assistant, ["Does soot speed melting?", "What are its limitations?"], scope)
    assert first(answer) == "glacier"
    answer = assistant.ask(
        "What are its limitations?",
        [Turn("user", BEES), Turn("assistant", "**Smoke calms honey bees in the hive**\n\nYes.")],
        scope=scope,
    )
    assert {citation.paper.key for citation in answer.citations} <= {"glacier", "battery"}


@pytest.mark.parametrize("question", ["Which papers introduce a dataset?", "How many studies are randomised?"])
def test_a_question_for_papers_is_one_to_the_library_whatever_was_spoken_of(question: str):
    history = [Turn("user", "What is estoppel?"), Turn("assistant", "**On estoppel**\n\nIt is a bar [1].")]
    assert not understand(question, history).leans
    assert understand("Which of these papers introduce a dataset?", history).points_back
