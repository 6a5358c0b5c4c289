"""The answer without a model: the abstracts' own sentences, each cited, or an honest nothing."""

import re

import pytest

from rag.answer.assistant import Assistant
from rag.answer.extract.extract import WORDS, WORDS_BESIDE, WORDS_IN_DOUBT
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer, Paper
from rag.setup.settings import load_settings
from rag.text.markdown import escape_abstract


@pytest.fixture
def assistant(library: Library, three_papers: list[Paper]) -> Assistant:
    add(library, three_papers)
    return Assistant(library.settings, library)


def sentences_are_cited_and_verbatim(answer: Answer) -> None:
    numbers = [int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)]
    assert numbers == [c.n for c in answer.citations] == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote
        assert f"{escape_abstract(citation.quote)} [{citation.n}]" in answer.text
    left = answer.text
    for citation in answer.citations:
        left = left.replace(f"{escape_abstract(citation.quote)} [{citation.n}]", "").replace(
            f"**{escape_abstract(citation.paper.title)}**", ""
        )
    assert not left.strip(), f"neither a title nor a cited sentence: {left}"


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
        assert sum(len(c.quote.split()) for c in answer.citations) <= max(WORDS, WORDS_IN_DOUBT) + 2 * WORDS_BESIDE
        cited = {c.paper.id for c in answer.citations}
        assert [s.paper.id for s in answer.sources if s.cited] and {
            s.paper.id for s in answer.sources if s.cited
        } == cited


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "How do I bake sourdough bread?",
        "Who won the 2018 world cup?",
        "What causes black holes to evaporate?",
    ],
)
def test_nothing_is_said_when_no_paper_speaks_to_it(sample_library: Library, question: str):
    answer = Assistant(load_settings(home=sample_library.home), sample_library).ask(question)
    assert (answer.text, answer.abstained, answer.citations, answer.claims) == (
        "Nothing in this library speaks to that.",
        "not_in_library",
        (),
        (),
    )
    assert answer.sources, "what was considered is still told"


def test_a_follow_up_without_a_model_keeps_its_topic(assistant: Assistant):
    from rag.records import Turn

    history = [Turn("user", "How do honey bees tell where food is?"), Turn("assistant", "They dance [1].")]
    answer = assistant.ask("And how many of them found the feeder?", history)
    assert "bees tell where food is? And how many" in answer.standalone
    assert "81%" in answer.text


def test_brackets_and_markup_in_an_abstract_are_text(library: Library):
    abstract = "Zorbly *stars* and `ticks` follow [12] and [3]. # Zorbly _heads_ follow ![x](http://example.org/x.png)."
    add(library, [paper(key="odd", title="On *zorbly* [7]", abstract=abstract)])
    answer = Assistant(library.settings, library).ask("What follows zorbly stars and ticks?")
    sentences_are_cited_and_verbatim(answer)
    assert {int(n) for n in re.findall(r"\[(\d{1,3})\]", answer.text)} == {c.n for c in answer.citations}
