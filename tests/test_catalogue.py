"""Questions to the catalogue are answered from records, and no other question is taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from rag.answer.assistant import Assistant
from rag.answer.question.catalogue.recognise import catalogue_question
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import EVERYTHING, Answer, Condition, Scope, Turn
from rag.setup.settings import load_settings
from tests.catalogue import SAMPLES, answer_to, is_declined, is_right, read

RECORDS = (
    # key, title, authors, year, venue, doi
    ("bees", "Waggle dances: how honey bees tell of food", ["Karlsson, Ada", "Lind, Bo"], 2019, "Apidologie", "10.1000/bees"),
    ("hive", "Warmth in the winter hive", ["A. Karlsson", "Ødegård, Åse"], 2021, "Apidologie", "10.1000/hive"),
    ("moss", "Mosses of northern bogs", ["Karlsson, Nils"], 2019, "Proceedings of the International Conference on Bog Ecology", None),
    ("gout", "GOUT-3: colchicine in acute gout", ["OKAFOR, JT", "Lind, Bo"], 2017, "THE LANCET", "10.1000/gout"),
    ("sleep", "Sleep in infants, a cohort", ["Okafor, Janet T.", "van der Berg, Tom"], 2012, "The Lancet", None),
    ("ghent", "On the Treaty of Ghent", ["Berg, Ann"], 1998, None, None),
    ("roads", "Roman roads in Gaul", [], None, "Antiquity", None),
)  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library(load_settings(home=tmp_path_factory.mktemp("shelf")))
    fill(library)
    yield library
    library.close()


def fill(library: Library) -> None:
    """Put the records in, with tags on two of them."""
    records = [
        paper(
            key=key,
            title=title,
            abstract=f"{title} is what we studied. It was found to hold in every case that we looked at.",
            authors=authors,
            year=str(year or ""),
            venue=venue,
            doi=doi,
        )
        for key, title, authors, year, venue, doi in RECORDS
    ]
    add(library, records)
    library.tags.add("to read", [record.id for record in records[:2]])


def ask(library: Library, question: str, *before: str, scope: Scope = EVERYTHING) -> Answer:
    """The answer to the last of several questions, which are asked one after the other."""
    assistant = Assistant(load_settings(home=library.home), library)
    history: list[Turn] = []
    for earlier in before:
        history += [Turn("user", earlier), Turn("assistant", assistant.ask(earlier, history, scope=scope).text)]
    return assistant.ask(question, history, scope=scope)


def keys(answer: Answer) -> list[str]:
    """The papers that an answer names as its own."""
    return [source.paper.key for source in answer.sources]


FIELDS = (
    ("Who wrote Waggle dances?", "Ada Karlsson and Bo Lind"),
    ("who is the author of the paper on the treaty of Ghent", "Ann Berg"),
    ("who wrote gout-3", "JT OKAFOR and Bo Lind"),
    ("By whom was GOUT-3 written?", "JT OKAFOR and Bo Lind"),
    ("tell me when was the winter hive paper published", "in 2021"),
    ("When did Mosses of Northern Bogs come out?", "in 2019"),
    ("What year was Karlsson and Lind 2019 published?", "in 2019"),
    ("Where did the Okafor 2012 study appear?", "in The Lancet"),
    ("what's the doi of 'Warmth in the winter hive'", "10.1000/hive"),
    ("Who wrote 10.1000/gout, and when?", "2017"),
    ("what is the citation key of the paper about gout", "gout"),
    ("how is Waggle dances tagged?", "to read"),
    ("Has the paper on gout been retracted?", "is not marked as retracted"),
    ("Where can I find the gout paper?", "https://doi.org/10.1000/gout"),
)


@pytest.mark.parametrize(("question", "said"), FIELDS)
def test_a_record_tells_who_when_and_where(shelf: Library, question: str, said: str):
    answer = ask(shelf, question)
    assert (answer.kind, answer.abstained, answer.citations, answer.model) == ("catalogue", None, (), None)
    assert said in answer.text.split("\n")[0]


SELECTIONS = (
    ("How many papers are there?", 7, None),
    ("how many papers by Karlsson do I have", 3, None),
    ("papers by Ada Karlsson", 2, {"bees", "hive"}),
    ("Is there anything by odegard?", 1, {"hive"}),
    ("What did Janet Okafor write?", 2, {"gout", "sleep"}),
    ("papers by van der Berg", 1, {"sleep"}),
    ("Karlsson's papers from 2019", 2, {"bees", "moss"}),
    ("papers by Karlsson and Lind", 1, {"bees"}),
    ("which papers are from 2019", 2, {"bees", "moss"}),
    ("publications since 2019", 3, {"bees", "moss", "hive"}),
    ("papers from 2012 on", 5, {"bees", "moss", "hive", "gout", "sleep"}),
    ("How many papers came out before 2000?", 1, None),
    ("papers between 2010 and 2018", 2, {"gout", "sleep"}),
    ("papers published in the Lancet", 2, {"gout", "sleep"}),
    ("ICBE papers", 1, {"moss"}),
    ("what came out in Apidologie after 2019?", 1, {"hive"}),
    ("papers by Lind or van der Berg", 3, {"bees", "gout", "sleep"}),
    ("how many papers are from 2017 or 2019?", 3, None),
    ("papers in Apidologie or Antiquity", 3, {"bees", "hive", "roads"}),
    ("papers tagged to read", 2, {"bees", "hive"}),
    ("how many papers have the tag 'to read'?", 2, None),
    ("Which papers have no DOI?", 4, {"moss", "sleep", "ghent", "roads"}),
    ("how many papers lack a year?", 1, None),
    ("papers by Gauss", 0, set()),
    ("how many papers were published at NeurIPS?", 0, None),
    ("are there any retracted papers", 0, set()),
)


@pytest.mark.parametrize(("question", "number", "found"), SELECTIONS)
def test_papers_are_counted_and_listed_by_their_records(
    shelf: Library, question: str, number: int, found: set[str] | None
):
    answer = ask(shelf, question)
    assert answer.kind == "catalogue"
    first = re.search(r"\d+|None", answer.text)
    assert first and first.group() == (str(number) if number else "None")
    assert found is None or set(keys(answer)) == found


def test_what_is_sought_and_not_there_is_not_in_the_library(shelf: Library):
    assert ask(shelf, "papers by Gauss").abstained == "not_in_library"
    assert ask(shelf, "how many papers are by Gauss?").abstained is None


def test_namesakes_are_told_apart(shelf: Library):
    assert "Of that name: Ada Karlsson (2) and Nils Karlsson (1)." in ask(shelf, "papers by Karlsson").text


def test_records_that_lack_the_field_are_counted(shelf: Library):
    assert "1 paper of 7 has no year on record." in ask(shelf, "How many papers are from 2019?").text
    missing = ask(shelf, "What is the DOI of the paper on northern bogs?")
    assert missing.abstained == "not_in_library"
    assert "has no DOI: DOIs are missing for 4 of the 7 papers in the library." in missing.text
    assert "hold no numbers of citations" in ask(shelf, "How often has Waggle dances been cited?").text


RANKED = (
    ("What is the newest paper?", "The newest paper in the library is **Warmth in the winter hive**"),
    ("which of my papers is the oldest", "The oldest paper in the library is **On the Treaty of Ghent**"),
    ("the latest paper by Okafor", "**GOUT-3: colchicine in acute gout**"),
    ("What's the most recent paper from The Lancet?", "**GOUT-3: colchicine in acute gout**"),
    ("newest paper on bees", "The newest paper on bees in the library is **Waggle dances"),
    ("Who has the most papers?", "Ada Karlsson, Bo Lind and Janet T. OKAFOR have the most"),
    ("Which journal comes up most often?", "Apidologie and "),
    ("which year has most papers", "2019 has the most"),
    ("How many papers per year?", "5 years, 1998 to 2021"),
    ("how many different authors are there", "7 authors"),
    ("What years does my library cover?", "1998 to 2021"),
)


@pytest.mark.parametrize(("question", "said"), RANKED)
def test_the_newest_and_the_most_are_told_from_records(shelf: Library, question: str, said: str):
    answer = ask(shelf, question)
    assert answer.kind == "catalogue" and said.casefold() in answer.text.split("\n")[0].casefold()


def test_it_is_the_paper_that_is_asked(shelf: Library):
    assert "2012" in ask(shelf, "When was it published?", scope=Scope(only=("sleep",))).text
    assert "1998" in ask(shelf, "what year is this paper from?", scope=Scope(pin=("ghent",))).text


def test_a_scope_holds_for_what_is_counted(shelf: Library):
    of_2019 = Scope(where=(Condition("year", "=", "2019"),))
    assert ask(shelf, "How many papers are by Karlsson?", scope=of_2019).text.startswith(
        "2 of the 2 papers that are asked"
    )
    assert keys(ask(shelf, "papers by Karlsson", scope=Scope(exclude=("moss",)))) == ["hive", "bees"]


FOLLOWED = (
    (("What did Ada Karlsson write?", "And Okafor's papers?"), "by Janet T. Okafor"),
    (("How many papers are by Karlsson?", "and by Lind?"), "2 of the 7 papers in the library are by Bo Lind"),
    (("How many papers are by Karlsson?", "and from 2019?"), "2 of the 7 papers in the library are by Karlsson and from 2019"),
    (("papers by Okafor", "which of them is the newest?"), "GOUT-3"),
    (("papers by Okafor", "how many of these are from 2012?"), "1 of the 7"),
    (("Who wrote Waggle dances?", "And when?"), "2019"),
    (("Who wrote Waggle dances?", "and its DOI?"), "10.1000/bees"),
    (("Who wrote Waggle dances?", "What about On the Treaty of Ghent?"), "was written by Ann Berg"),
    (("How was gout studied?", "Who wrote it?"), "OKAFOR"),
    (("Which papers are from 2019?", "When was the second one published?"), "Waggle dances: how honey bees tell of food** was published in 2019"),
)  # fmt: skip


@pytest.mark.parametrize(("questions", "said"), FOLLOWED)
def test_a_conversation_goes_on_from_records(shelf: Library, questions: tuple[str, ...], said: str):
    *before, last = questions
    answer = ask(shelf, last, *before)
    assert answer.kind == "catalogue" and said.casefold() in answer.text.casefold()
    assert answer.standalone == last


ABSTRACTS = (
    "Who proposes self-play?",
    "When does grokking happen?",
    "Where do bees nest?",
    "Who signed the treaty of Ghent?",
    "How many hives were watched?",
    "How many papers does the review of Roman roads cover?",
    "Which papers are about bees?",
    "papers on bees from 2019",
    "papers by Karlsson on moss",
    "How many papers are about sleep?",
    "Which drug is the most common?",
    "What is the link between sleep and memory?",
    "What is new in gout?",
    "Which year did the war end?",
    "When did the authors stop the trial?",
    "How do the authors explain it?",
    "Who wrote it and what did they find?",
    "What did Karlsson find in 2019?",
    "What did Okafor write about gout?",
    "the latest method for finding bogs",
    "Which journals retract most often, and why?",
    "What can you do against moths?",
    "How does this work in winter?",
    "Do the papers by Okafor and Berg agree?",
    "Which authors disagree on gout?",
    "How many studies were included?",
    "How many studies are there?",
    "How many persons were there?",
    "What is the oldest document?",
    "What is the earliest record of bees in Gaul?",
    "What is the latest on gout?",
    "What appeared in the sky?",
    "What is the volume?",
    "How old is it?",
    "When did it appear?",
    "What was in 1998?",
    "Who wrote most of the Federalist papers?",
    "Who is most at risk?",
    "What has Lind published on food?",
    "How many conferences were held?",
)


@pytest.mark.parametrize("question", ABSTRACTS)
def test_what_abstracts_answer_is_left_to_them(question: str):
    assert catalogue_question(question) is None


@pytest.mark.parametrize(
    "question",
    ["Who wrote Hamlet?", "When was the first bee dance published?", "studies in mice", "papers by hand", "Where did the road appear?", "when was roman published"],
)  # fmt: skip
def test_where_nothing_is_called_so_abstracts_are_asked(shelf: Library, question: str):
    assert ask(shelf, question).kind != "catalogue"


def test_a_paper_that_is_not_here_is_said_so(shelf: Library):
    answer = ask(shelf, "Who wrote the paper on quantum computing?")
    assert (answer.kind, answer.abstained) == ("catalogue", "not_in_library")
    assert "“the paper on quantum computing”" in answer.text


def test_what_can_be_asked_is_told(shelf: Library):
    for question in ("What can you do?", "help", "What can I ask you?", "How does this work?"):
        answer = ask(shelf, question)
        assert (answer.kind, answer.sources) == ("help", ()) and "7 papers" in answer.text


@pytest.mark.parametrize(
    "asked", [asked for asked in read("catalogue.jsonl") if asked["library"] == SAMPLES], ids=lambda a: a["id"]
)
def test_questions_on_samples_without_records(sample_library: Library, asked: dict):
    assert is_right(asked, answer_to(asked, sample_library))


def test_off_topic_questions_on_samples_are_declined(sample_library: Library):
    asked = [asked for asked in read("offtopic.jsonl") if asked["library"] == SAMPLES]
    assert sum(is_declined(one, answer_to(one, sample_library)) for one in asked) >= len(asked) - 1


def test_a_paper_that_is_hardly_about_what_is_said_is_not_meant(sample_library: Library):
    answer = ask(sample_library, "Who wrote the coral paper?")
    assert answer.sources == () and "surely" in answer.text
    assert ask(sample_library, "Who wrote the stain translation paper?").sources


def test_of_these_are_those_of_the_last_answer(shelf: Library):
    history = [
        Turn("user", "How is gout treated?"),
        Turn("assistant", "**GOUT-3: colchicine in acute gout**\n\nIt is. [1]\n\n**Sleep in infants, a cohort**"),
    ]
    answer = Assistant(load_settings(home=shelf.home), shelf).ask("How many of these are from 2017?", history)
    assert answer.text.startswith("1 of the 2 papers that are asked is from 2017.")


def test_no_model_is_asked_where_records_answer(shelf: Library):
    nobody = load_settings(home=shelf.home, model="a-model", base_url="http://127.0.0.1:9/v1")
    answer = Assistant(nobody, shelf).ask("Who wrote Waggle dances?")
    assert (answer.kind, answer.model, answer.usage.calls, answer.warnings) == ("catalogue", None, 0, ())
