"""When not to answer, and why."""

import pytest

from rag.answer.assistant import Assistant
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer
from rag.setup.settings import load_settings
from tests.fakes import chat_server


@pytest.fixture
def assistant(library: Library) -> Assistant:
    add(
        library,
        [
            paper(
                key="bees",
                title="Waggle dances of honey bees",
                abstract="Honey bees dance to tell where food is. We watched 14 hives with cameras for two summers. "
                "Dancing improved foraging and outperforms odour trails. Novice bees did better with a teacher.",
                url="https://example.org/bees",
            ),
            paper(
                key="coral",
                title="Heat tolerance of reef corals",
                abstract="Reef corals bleach when the sea warms. Heat-tolerant algae helped them to survive.",
            ),
        ],
    )
    return Assistant(library.settings, library)


def names_the_paper(answer: Answer, key: str) -> None:
    assert answer.abstained == "not_in_abstracts"
    assert {citation.paper.key for citation in answer.citations} == {key}
    assert all(c.paper.abstract[c.start : c.end] == c.quote for c in answer.citations)


@pytest.mark.parametrize("question", ["Who won the football cup?", "What is the tax on imported steel?"])
def test_what_no_paper_is_about_is_not_in_the_library(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    assert (answer.abstained, answer.citations) == ("not_in_library", ())


def test_a_name_that_no_paper_has_is_said(assistant: Assistant):
    answer = assistant.ask("How do honey bees that dance compete with BeeBot-3000?")
    names_the_paper(answer, "bees")
    assert "BeeBot-3000" in answer.text


def test_a_rare_word_that_no_paper_has_is_said_and_a_misspelt_one_is_not(assistant: Assistant):
    answer = assistant.ask("How do honey bees dance on oxytetracycline?")
    names_the_paper(answer, "bees")
    assert "oxytetracycline" in answer.text
    add(
        assistant.library,
        [
            paper(
                key="gut", title="Guts of bees", abstract="Immunohistochemistry shows the guts of drone bees in spring."
            )
        ],
    )
    assert assistant.ask("What did immunohistochemestry of the guts of drone bees show?").abstained is None


@pytest.mark.parametrize("question", ["What did they find about jellyfish?", "Do dancing jellyfish help?"])
def test_a_short_question_on_a_word_that_no_paper_has_is_not_answered_from_others(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    assert answer.abstained and (answer.abstained == "not_in_library" or "jellyfish" in answer.text)


CALMR = paper(
    key="calmr",
    title="CalmR-12: a smoker for hives of honey bees",
    abstract="We test CalmR-12, a smoker for hives of honey bees. Wilms' scale tells how calm the bees are. "
    "With Friedrich's smoke CalmR-12 calms honey bees within two minutes.",
)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Does sleep calm bees?", "sleep"),  # an everyday thing
        ("Does CalmR-13 calm honey bees?", "CalmR-13"),  # another version
        ("Does tofacitinib calm honey bees?", "tofacitinib"),
        ("Does CalmR12 calm honey bees?", ""),  # written otherwise
        ("What does Wilm's scale tell of honey bees?", ""),
        ("How does Freidrich's smoke calm honey bees?", ""),  # misspelt
        ("What is known about the smoker for honey bees?", ""),
    ],
)
def test_a_name_is_missing_where_it_stands_in_no_way_of_writing_it(assistant: Assistant, question: str, missing: str):
    add(assistant.library, [CALMR])
    answer = assistant.ask(question)
    if missing:
        assert answer.abstained and missing in answer.text
    else:
        assert answer.abstained is None, answer.text


def test_a_thing_that_stands_nowhere_is_named(assistant: Assistant):
    answer = assistant.ask("What did Ptolemy write in Alexandria?")
    assert answer.abstained == "not_in_library" and "of Ptolemy or Alexandria" in answer.text
    answer = assistant.ask("How do reef corals bleach under LB-100?")
    names_the_paper(answer, "coral")
    assert "LB-100" in answer.text


@pytest.mark.parametrize("question", ["What did they find on dances?", "Is foraging improved?", "How do bees danse?"])
def test_a_short_question_in_other_forms_of_a_papers_words_is_answered(assistant: Assistant, question: str):
    assert assistant.ask(question).abstained is None


@pytest.mark.parametrize("question", ["What can they do?", "Why?"])
def test_a_question_that_names_nothing_is_not_answered(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    assert (answer.abstained, answer.citations) == ("not_in_library", ()) and "names nothing" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Sum up how honey bees dance for BeeBot-3000",
        "Which papers dance with BeeBot-3000?",
        "BeeBot-3000's dance for honey bees, how does it differ from a walk?",
    ],
)
def test_summaries_lists_and_comparisons_of_an_unknown_name_are_declined_too(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    assert answer.abstained == "not_in_abstracts" and "BeeBot-3000" in answer.text


def test_a_count_that_no_abstract_states_is_said(assistant: Assistant):
    answer = assistant.ask("How many flowers do dancing honey bees visit?")
    names_the_paper(answer, "bees")
    assert "how many flowers" in answer.text and "Waggle dances" in answer.text
    assert "https://example.org/bees" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What sample size did the honey bee study have?",
        "How long does a honey bee dance take?",
        "What percentage of honey bees dance?",
        "Which simulators of honey bees were used?",
        "Which cameras and which software watched honey bees and reef corals both?",
    ],
)
def test_a_detail_that_abstracts_leave_out_is_said(assistant: Assistant, question: str):
    names_the_paper(assistant.ask(question), "bees")


def test_a_detail_that_a_paper_as_near_states_is_answered(assistant: Assistant):
    told = "Honey bees dance to tell where nectar is. We watched 22 hives in a pasture."
    add(assistant.library, [paper(key="nectar", title="Dances of honey bees for nectar", abstract=told)])
    for question in ("How many hives were watched when honey bees dance?", "What is dancing to honey bees?"):
        assert assistant.ask(question).abstained is None


def test_a_study_in_a_question_does_not_hide_what_it_asks_for(assistant: Assistant):
    answer = assistant.ask("What sample size did they have in a study of dancing honey bees?")
    assert "states the sample size" in answer.text


def test_names_that_an_abstract_gives_are_answered(library: Library):
    add(
        library,
        [
            paper(
                key="net",
                title="BeeNet counts bees",
                abstract="BeeNet counts bees in videos of honey bee hives. We use two simulators and convolutional "
                "neural networks (CNNs) for bees. Benchmarks of bee counting are HiveCOCO and ApisNet.",
            )
        ],
    )
    assistant = Assistant(library.settings, library)
    assert "HiveCOCO" in assistant.ask("On which benchmarks does BeeNet count honey bees?").text
    assert assistant.ask("Which simulators does BeeNet count honey bees in?").abstained == "not_in_abstracts"


def test_a_count_that_an_abstract_states_is_answered(assistant: Assistant):
    answer = assistant.ask("How many hives of honey bees were watched?")
    assert answer.abstained is None and "14 hives" in answer.text


def test_a_false_premise_is_met_with_the_sentence_that_says_otherwise(assistant: Assistant):
    answer = assistant.ask("Why did dancing make foraging of honey bees worse?")
    names_the_paper(answer, "bees")
    assert "say otherwise" in answer.text and "Dancing improved foraging" in answer.text
    answer = assistant.ask("Why are odour trails of honey bees more useful than dancing?")
    names_the_paper(answer, "bees")
    assert "outperforms odour trails" in answer.text


def test_a_true_premise_is_answered(assistant: Assistant):
    assert assistant.ask("Why did reef corals survive better with heat-tolerant algae?").abstained is None


def test_a_model_is_asked_whatever_is_asked(assistant: Assistant):
    with chat_server("The abstracts do not say [none].") as server:
        settings = load_settings(home=assistant.library.home, model="scripted", base_url=server.url)
        written = Assistant(settings, assistant.library)
        for number, question in enumerate(
            ("Who won the football cup?", "How many flowers do honey bees visit?"), start=1
        ):
            assert written.ask(question).abstained == "not_in_abstracts"
            assert len(server.requests) == number


@pytest.mark.parametrize(
    "question", ["Wie backe ich ein gutes Sauerteigbrot?", "¿Quién ganó la copa de fútbol?", "如何烤面包？"]
)
def test_a_question_in_another_language_is_told_so_without_a_model(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    assert answer.abstained and "the library is in English: ask in English, or set a model." in answer.text
    assert "Nothing in this library" not in answer.text


def test_what_is_found_for_a_question_in_another_language_is_shown_with_a_word_on_it(sample_library: Library):
    answer = Assistant(sample_library.settings, sample_library).ask("Was ist SPIN?")
    assert answer.abstained is None and answer.citations[0].paper.title.startswith("Self-Play")
    assert answer.warnings[0].startswith("This looks like German; the library is in English")
