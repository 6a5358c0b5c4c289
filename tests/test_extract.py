"""The answer without a model: the abstracts' own sentences, each cited, or an honest nothing."""

import re

import pytest

from rag.answer.assistant import Assistant
from rag.answer.extract.definition import defines
from rag.answer.extract.lead import WORDS, quoted
from rag.answer.extract.leaning import leans
from rag.answer.question.wanted import asked
from rag.answer.scorer import Scorer
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer, Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import load_settings
from rag.text.markdown import escape_abstract
from tests.fit.relevance import NEUTRAL


@pytest.fixture
def assistant(library: Library, three_papers: list[Paper]) -> Assistant:
    add(library, three_papers)
    return Assistant(library.settings, library)


def sentences_are_cited_and_verbatim(answer: Answer) -> None:
    numbers = [int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)]
    assert numbers == [c.n for c in answer.citations] == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote
    left = answer.text
    for claim in answer.claims:
        assert claim.place and claim.place.of(answer.text) == escape_abstract(claim.text)
        left = left.replace(escape_abstract(claim.text), "")
    for citation in answer.citations:
        left = left.replace(f"[{citation.n}]", "").replace(f"**{escape_abstract(citation.paper.title)}**", "")
    assert not left.strip(), f"neither a title nor a cited sentence: {left}"


def parts(answer: Answer) -> list[tuple[str, str | None]]:
    return [(claim.text, claim.part) for claim in answer.claims]


def test_an_extract_answers_in_the_abstracts_words(assistant: Assistant):
    answer = assistant.ask("What share of recruits found the feeder?")
    assert "81% of recruits found the feeder." in answer.text
    assert {c.paper.key for c in answer.citations} == {"bees"}
    assert (answer.model, answer.usage.calls, answer.abstained) == (None, 0, None)
    sentences_are_cited_and_verbatim(answer)


def test_sample_answers_are_verbatim_cited_and_short(sample_library: Library):
    assistant = Assistant(load_settings(home=sample_library.home), sample_library)
    for question in (
        "Which method lets a weak language model improve by playing against earlier copies of itself?",
        "How do deep networks lose information?",
        "What do f-divergences have to do with preferences?",
        "Does `fine-tuning` by *self-play* help?",
    ):
        answer = assistant.ask(question)
        sentences_are_cited_and_verbatim(answer)
        shown = [claim.part for claim in answer.claims]
        assert shown in [
            [*before, "lead", *more] for before in ([], ["before"]) for more in ([], ["more"], ["more"] * 2)
        ]
        lead = answer.citations[0]
        alone = len(lead.quote.split()) + 1 + len(lead.paper.title.split())
        beside = {c.paper.title for c in answer.citations} - {lead.paper.title}
        assert len(answer.text.split()) <= max(WORDS, alone) + sum(len(title.split()) for title in beside)
        cited = {c.paper.id for c in answer.citations}
        assert [s.paper.id for s in answer.sources if s.cited] and {
            s.paper.id for s in answer.sources if s.cited
        } == cited


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("What is the capital of France?", "of France"),
        ("How do I bake sourdough bread?", "to that"),
        ("Who won the 2018 world cup?", "to that"),
        ("What causes black holes to evaporate?", "to that"),
    ],
)
def test_nothing_is_said_when_no_paper_speaks_to_it(sample_library: Library, question: str, of: str):
    answer = Assistant(load_settings(home=sample_library.home), sample_library).ask(question)
    assert (answer.text, answer.abstained, answer.citations, answer.claims) == (
        f"Nothing in this library speaks {of}.",
        "not_in_library",
        (),
        (),
    )
    assert answer.sources, "what was considered is still told"


def test_a_follow_up_without_a_model_keeps_its_topic(assistant: Assistant):
    from rag.records import Turn

    history = [Turn("user", "How do honey bees tell where food is?"), Turn("assistant", "They dance [1].")]
    answer = assistant.ask("And how many of them found the feeder?", history)
    assert answer.standalone == "On “Waggle dances of honey bees”: And how many of them found the feeder?"
    assert "81%" in answer.text


def test_brackets_and_markup_in_an_abstract_are_text(library: Library):
    abstract = "Zorbly *stars* and `ticks` follow [12] and [3]. # Zorbly _heads_ follow ![x](http://example.org/x.png)."
    add(library, [paper(key="odd", title="On *zorbly* [7]", abstract=abstract)])
    answer = Assistant(library.settings, library).ask("What follows zorbly stars and ticks?")
    sentences_are_cited_and_verbatim(answer)
    assert {int(n) for n in re.findall(r"\[(\d{1,3})\]", answer.text)} == {c.n for c in answer.citations}


REEFS = (
    "Coral reefs bleach in warm seas. Reefs off Palau were watched by divers for nine years. However, Palau reefs recovered "
    "within 4 years of bleaching because of cool currents. Funding came from a trust."
)


def test_the_sentence_that_answers_leads_wherever_it_stands_and_background_stays_away(library: Library):
    abstract = (
        "Storks have long been admired. Their nests are heavy. We weighed nests of storks in Spain. "
        "A nest of storks weighed 300 kg on average. Villagers were friendly to us."
    )
    add(library, [paper(key="storks", title="Nests of storks", abstract=abstract)])
    answer = Assistant(library.settings, library).ask("How many kilograms does a nest of storks weigh?")
    sentences_are_cited_and_verbatim(answer)
    assert parts(answer)[0] == ("A nest of storks weighed 300 kg on average.", "lead")
    assert answer.citations[0].quote == "A nest of storks weighed 300 kg on average."
    assert "Villagers" not in answer.text and len(answer.claims) <= 3


def test_a_sentence_that_leans_leads_only_with_the_one_before_it(library: Library):
    add(library, [paper(key="reefs", title="Reefs off Palau", abstract=REEFS)])
    answer = Assistant(library.settings, library).ask("Why did reefs off Palau recover within 4 years of bleaching?")
    sentences_are_cited_and_verbatim(answer)
    before, lead = (
        "Reefs off Palau were watched by divers for nine years.",
        REEFS[REEFS.index("However") :].split(". F")[0] + ".",
    )
    assert parts(answer)[:2] == [(before, "before"), (lead, "lead")]
    first = answer.citations[0]
    assert first.quote == f"{before} {lead}" == REEFS[first.start : first.end]
    assert [claim.citations for claim in answer.claims[:2]] == [(1,), (1,)]


def test_one_that_stands_alone_leads_in_the_place_of_one_that_leans_and_says_the_same(library: Library):
    abstract = "Envoys met in Ghent. However, the treaty ended the war of 1812. The treaty ended the war of 1812."
    add(library, [paper(key="ghent", title="Envoys", abstract=abstract)])
    question = "Which war did the treaty end?"
    found = quoted(asked(question), retrieve(library, question, 1), Scorer(library), NEUTRAL)
    assert (found.lead.text, found.before) == ("The treaty ended the war of 1812.", None)
    assert all("However" not in sentence.text for sentence in found.more), "it says nothing that the lead does not"


def test_what_something_is_is_told_by_the_sentence_that_defines_it(library: Library):
    papers = {
        "Estoppel in lease disputes": "We surveyed estoppel in 90 leases. Estoppel was pleaded often, and estoppel failed in most.",
        "A promise that binds": "Estoppel is a bar that stops a party from denying its own word. Courts apply it with care.",
    }
    add(library, [paper(key=f"k{n}", title=title, abstract=text) for n, (title, text) in enumerate(papers.items())])
    answer = Assistant(library.settings, library).ask("What is estoppel?")
    assert answer.citations[0].quote == "Estoppel is a bar that stops a party from denying its own word."


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("A foam cell is a cell full of fat.", "foam cell"),
        ("Foam cells, which are full of fat, burst.", "foam cell"),
        ("We present BeeNet, a map of hives.", "BeeNet"),
        ("This bar is called estoppel.", "estoppel"),
        ("The North Atlantic Treaty Organization (NATO) met.", "NATO"),
    ],
)
def test_a_sentence_defines_what_it_names_or_explains(text: str, thing: str):
    assert defines(text, thing)
    assert not defines(text, "hives of wax")


@pytest.mark.parametrize("text", ["Foam cells burst.", "Anestoppel is a word.", "NATO met.", "They left NATO (1999)."])
def test_a_sentence_that_only_mentions_a_thing_defines_nothing(text: str):
    assert not any(defines(text, thing) for thing in ("foam cell", "estoppel", "NATO"))


def test_what_opens_a_sentence_tells_whether_it_leans():
    assert leans("This ended the war.") and not leans("The war ended.")
