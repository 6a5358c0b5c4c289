"""Answers with a chat model: a real LangChain chain against a server on loopback, in health and in every failure."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from rag.answer.assistant import Assistant
from rag.answer.write.judging.trial import trial_claims
from rag.errors import ModelError
from rag.library.library import Library
from rag.records import Answer, Turn
from rag.setup.settings import load_settings
from tests.fakes import ChatServer, Scripted, chat_server

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"
REPLY = "SPIN lets a language model play against instances of itself [1]. It needs no expert opponents. [1]"


@pytest.fixture
def own_library(own_sample: Path) -> Iterator[Library]:
    """The sample papers in a folder of the test's own: how a judge did is kept in it."""
    library = Library(load_settings(home=own_sample))
    yield library
    library.close()


def assistant(server: ChatServer | str, library: Library, **options) -> Assistant:
    url = server if isinstance(server, str) else server.url
    given = {"model": "scripted", "base_url": url, "timeout": 5, "retries": 0, **options}
    return Assistant(load_settings(home=library.home, **given), library)


def fell_back(answer: Answer, reason: str) -> None:
    """Extracts instead, with a notice that says why."""
    assert answer.model is None and answer.citations
    assert all(c.paper.abstract[c.start : c.end] == c.quote for c in answer.citations)
    assert reason in answer.warnings[0] and "extracts" in answer.warnings[0]


def test_a_plain_question_costs_one_call_and_streams(sample_library: Library):
    with chat_server(REPLY) as server:
        run = assistant(server, sample_library).begin(QUESTION)
        pieces = list(run.pieces())
        answer = run.answer()
    assert len(pieces) > 5 and "".join(pieces) == answer.text
    assert (
        answer.text
        == "SPIN lets a language model play against instances of itself [1]. It needs no expert opponents. [2]"
    )
    assert {c.paper.title.split()[0] for c in answer.citations} == {"Self-Play"}
    assert "playing against instances of itself" in answer.citations[0].quote
    assert "expert opponents" in answer.citations[1].quote
    assert [c.verdict for c in answer.claims] == ["unchecked", "unchecked"]
    assert (answer.model, answer.usage.calls, len(server.requests)) == ("scripted", 1, 1)
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (100, 20)
    assert 0 < answer.timings.retrieve_ms <= answer.timings.first_token_ms <= answer.timings.total_ms


def test_the_prompt_carries_the_papers_and_the_key_is_the_servers_own(sample_library: Library, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-this-server")
    with chat_server(REPLY) as server:
        assistant(server, sample_library, evidence_papers=3, evidence_tokens=4_000).ask(QUESTION)
        assistant(server, sample_library, api_key="mine").ask(QUESTION)
    system, user = server.requests[0]["messages"]
    assert "label" in system["content"] and QUESTION in user["content"]
    assert user["content"].count("<paper n=") == 3
    assert server.requests[0]["stream_options"] == {"include_usage": True}
    assert server.keys == ["Bearer none", "Bearer mine"]


def test_a_follow_up_costs_one_more_call(sample_library: Library):
    history = [Turn("user", QUESTION), Turn("assistant", "SPIN [1].")]
    rewritten = "Does self-play fine-tuning (SPIN) need expert opponents?"
    with chat_server(rewritten, REPLY) as server:
        answer = assistant(server, sample_library).ask("Does it need experts?", history)
    assert answer.standalone == rewritten
    assert (answer.usage.calls, answer.usage.input_tokens, len(server.requests)) == (2, 200, 2)
    assert rewritten in server.requests[1]["messages"][1]["content"]


def test_an_edited_standalone_is_searched_for_as_it_is(sample_library: Library):
    history = [Turn("user", "What is YOLOv9?"), Turn("assistant", "A detector [1].")]
    edited = "Does self-play fine-tuning (SPIN) need expert opponents?"
    with chat_server(REPLY) as server:
        answer = assistant(server, sample_library).ask("Does it need experts?", history, standalone=edited)
    assert (answer.question, answer.standalone) == ("Does it need experts?", edited)
    assert answer.usage.calls == len(server.requests) == 1
    assert answer.sources[0].paper.title.startswith("Self-Play")
    assert edited in server.requests[0]["messages"][1]["content"]


@pytest.mark.parametrize(
    "reply",
    [
        "The sentences say nothing of bread [none].",
        "None of these papers speaks to bread. They speak of models that play against themselves [1a].",
        "Über Brot steht hier nichts.",
        "パンについては何も書かれていません。",
    ],
)
def test_the_model_says_what_is_off_topic(sample_library: Library, reply: str):
    with chat_server(reply) as server:
        answer = assistant(server, sample_library).ask("How do I bake sourdough bread?")
    assert answer.abstained == "not_in_abstracts" and answer.model and len(server.requests) == 1
    assert answer.text.startswith(reply.split("[")[0].rstrip()) and "none" not in answer.text
    assert all(claim.citations for claim in answer.claims)


def test_what_a_model_makes_up_without_a_source_stays_marked(sample_library: Library):
    with chat_server("Bread was first baked in Egypt. Knead it for 10 minutes.") as server:
        answer = assistant(server, sample_library).ask("How do I bake sourdough bread?")
    assert answer.abstained and [claim.verdict for claim in answer.claims] == ["uncited", "uncited"]


def test_a_question_in_another_language_is_searched_for_in_the_librarys(sample_library: Library):
    translated = "Does self-play fine-tuning need human annotations?"
    with chat_server(translated, "SPIN braucht keine weiteren Annotationen [1a].") as server:
        answer = assistant(server, sample_library).ask(
            "Braucht das Lernen gegen sich selbst Annotationen von Menschen?"
        )
    assert (answer.standalone, answer.usage.calls) == (translated, 2)
    assert "English" in server.requests[0]["messages"][0]["content"]
    asked = server.requests[1]["messages"][1]["content"]
    assert "Braucht das Lernen gegen sich selbst" in asked and "Answer in German" in asked
    assert answer.sources[0].paper.title.startswith("Self-Play") and answer.sources[0].cited


def test_an_invented_label_stays_visible_as_unsupported(sample_library: Library):
    with chat_server("SPIN plays against itself [1]. It wins every game [77].") as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    assert answer.text.endswith("It wins every game [77?].")
    assert [(c.verdict, c.citations) for c in answer.claims] == [("unchecked", (1,)), ("unsupported", ())]
    assert "77" in answer.claims[1].reason


def test_too_many_requests_are_tried_again(sample_library: Library):
    with chat_server(Scripted(status=429), Scripted(status=500), REPLY) as server:
        answer = assistant(server, sample_library, retries=2).ask(QUESTION)
    assert (answer.model, answer.warnings, len(server.requests)) == ("scripted", (), 3)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Scripted(status=429), "429"),
        (Scripted(status=500), "500"),
        (Scripted(status=401), "refused the key"),
        (Scripted(status=404), "does not know"),
        (Scripted(raw="<html>no API here</html>"), "cannot be read"),
        (Scripted(raw="{}"), "cannot be read"),
        (Scripted(text=""), "empty"),
    ],
)
def test_a_failed_call_gives_extracts_and_the_reason(sample_library: Library, reply: Scripted, reason: str):
    with chat_server(reply) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    fell_back(answer, reason)


def test_a_server_that_hangs_is_given_up_after_the_timeout(sample_library: Library):
    with chat_server(Scripted("late", hang=30)) as server:
        started = time.monotonic()
        answer = assistant(server, sample_library, timeout=0.5).ask(QUESTION)
    assert time.monotonic() - started < 10
    fell_back(answer, "timed out")


def test_no_server_at_all_gives_extracts(sample_library: Library):
    fell_back(assistant("http://127.0.0.1:9/v1", sample_library).ask(QUESTION), "no connection")


def test_a_stream_that_breaks_off_keeps_what_came(sample_library: Library):
    with chat_server(Scripted(REPLY, cut_after=10)) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    assert answer.text.startswith("SPIN lets a language model play against instances of itself [1")
    assert answer.model == "scripted"
    assert any("cut off" in warning for warning in answer.warnings)


def test_a_stop_keeps_the_partial_answer(sample_library: Library):
    with chat_server(Scripted(REPLY, pause=0.01)) as server:
        run = assistant(server, sample_library).begin(QUESTION)
        pieces = run.pieces()
        shown = next(pieces)
        while "[1]" not in shown:
            shown += next(pieces)
        pieces.close()
        answer = run.answer()
    assert answer.text == shown and answer.model == "scripted" and answer.citations[0].n == 1
    assert "stopped" in answer.warnings[0]


def test_langchain_callbacks_see_the_chain(sample_library: Library):
    class Seen(BaseCallbackHandler):
        def __init__(self) -> None:
            self.chains: list[str] = []
            self.tokens: list[str] = []
            self.evidence: list = []

        def on_chain_start(self, serialized, inputs, *, name=None, **_kwargs) -> None:
            self.chains.append(name)

        def on_chain_end(self, outputs, *, inputs=None, parent_run_id=None, **_kwargs) -> None:
            if parent_run_id is None:
                self.evidence = inputs["evidence"]

        def on_llm_new_token(self, token: str, **_kwargs) -> None:
            self.tokens.append(token)

    seen = Seen()
    with chat_server(REPLY) as server:
        assistant(server, sample_library).ask(QUESTION, config={"callbacks": [seen], "tags": ["mine"]})
    assert seen.chains[0] == "colloquy answer"
    assert "".join(seen.tokens) == REPLY
    assert seen.evidence[0].paper.title.startswith("Self-Play")


@pytest.mark.parametrize("model", ["nonsense", "openai:gpt-5-mini", "anthropic:claude"])
def test_a_model_that_cannot_be_set_up_is_a_clear_error(sample_library: Library, model: str):
    """An unknown name, a missing key, a provider that is not installed."""
    with pytest.raises(ModelError) as raised:
        Assistant(load_settings(home=sample_library.home, model=model), sample_library).ask(QUESTION)
    assert model in raised.value.message and "\n" not in raised.value.message and raised.value.hint


DOUBTFUL = "SPIN plays against itself [1]. It makes breakfast for hungry penguins [1]. It wins 99 games [1]. It is new."


def trial_replies(change: Callable[[int, str], str] = lambda n, verdict: verdict) -> list[str]:
    """What a judge says in its trial, which is right but for what is changed; claims are counted from 0."""
    said = [change(n, "supported" if one.is_true else "contradicted") for n, one in enumerate(trial_claims())]
    parts = [said[start : start + 5] for start in range(0, len(said), 5)]
    return ["\n".join(f"{n}: {verdict}" for n, verdict in enumerate(part, 1)) for part in parts]


def test_a_judge_that_passes_judges_all_claims_in_one_call(own_library: Library):
    judged = "1: supported, it says so\n2: contradicted, no penguins there\nnonsense\n7: supported"
    with chat_server(DOUBTFUL, *trial_replies(), judged) as server:
        answer = assistant(server, own_library, judge=True).ask(QUESTION)
        again = assistant(server, own_library, judge=True)
        server.replies = [Scripted(DOUBTFUL), Scripted("1: supported\n2: unsupported")]
        second = again.ask(QUESTION)
    assert [(c.verdict, c.by) for c in answer.claims] == [
        ("supported", "model"),
        ("contradicted", "model"),
        ("unsupported", "letters"),
        ("uncited", "letters"),
    ]
    assert "no penguins there" in answer.claims[1].reason and "99" in answer.claims[2].reason
    assert answer.usage.calls == 8 and second.usage.calls == 2 and not answer.warnings
    prompt = server.requests[7]["messages"][-1]["content"]
    assert "penguins" in prompt and "99 games" not in prompt and '<claim n="3">' not in prompt
    assert "playing against instances of itself" in prompt


def test_a_claim_without_a_verdict_stays_unchecked_and_that_is_said(own_library: Library):
    with chat_server(DOUBTFUL, *trial_replies(), "1: supported") as server:
        answer = assistant(server, own_library, judge=True).ask(QUESTION)
    assert [c.verdict for c in answer.claims] == ["supported", "unchecked", "unsupported", "uncited"]
    assert "1 of 2 claims" in answer.warnings[0]


@pytest.mark.parametrize(
    ("change", "calls", "is_passed"),
    [
        (lambda n, verdict: "supported", 4, False),
        (lambda n, verdict: "purple", 3, False),
        (lambda n, verdict: verdict if n > 1 else "supported" if verdict != "supported" else "unsupported", 8, True),
    ],
)
def test_the_verdicts_of_a_model_that_cannot_judge_are_not_used(
    own_library: Library, change, calls: int, is_passed: bool
):
    with chat_server(DOUBTFUL, *trial_replies(change), "1: supported\n2: supported") as server:
        answer = assistant(server, own_library, judge=True).ask(QUESTION)
        used = len(server.requests)
        assistant(server, own_library, judge=True).ask(QUESTION)
    assert [c.by for c in answer.claims[:2]] == ["model" if is_passed else "letters"] * 2
    assert used == calls
    assert bool(answer.warnings) != is_passed
    if not is_passed:
        assert "not judged: scripted told" in answer.warnings[0] and answer.claims[0].verdict == "unchecked"
        assert len(server.requests) == used + 1  # it is not tried again


def test_a_local_model_does_not_judge_unless_it_is_set(own_library: Library):
    with chat_server(DOUBTFUL) as server:
        answer = assistant(server, own_library).ask(QUESTION)
        assert [c.verdict for c in answer.claims] == ["unchecked", "unchecked", "unsupported", "uncited"]
        assert len(server.requests) == 1
    assert load_settings(home=own_library.home, model="openai:gpt-5-mini").judges
    assert not load_settings(home=own_library.home, model="openai:gpt-5-mini", judge=False).judges
    assert not load_settings(home=own_library.home).judges


def test_where_there_is_nothing_to_judge_no_call_is_made(own_library: Library):
    with chat_server("It is new. It won 99 games [1].") as server:
        assert assistant(server, own_library, judge=True).ask(QUESTION).usage.calls == 1


def test_a_judge_that_fails_leaves_the_verdicts_and_says_so(own_library: Library):
    with chat_server(DOUBTFUL, Scripted(status=500)) as server:
        answer = assistant(server, own_library, judge=True).ask(QUESTION)
    assert [c.verdict for c in answer.claims] == ["unchecked", "unchecked", "unsupported", "uncited"]
    assert "not judged" in answer.warnings[0]


def test_a_comparison_by_a_model_has_prose_and_table(sample_library: Library):
    with chat_server("DistillSpec aligns the draft model [1]. Transfer Q* decodes for a reward [2].") as server:
        answer = assistant(server, sample_library).ask("How do DistillSpec and Transfer Q* differ?")
    assert (answer.kind, answer.usage.calls) == ("compare", 1)
    assert answer.text == "DistillSpec aligns the draft model [1]. Transfer Q* decodes for a reward [2]."
    assert [row.paper.title.split(":")[0] for row in answer.table.rows] == ["DistillSpec", "Transfer Q Star"]
    known = {c.n: c for c in answer.citations}
    assert len(known) == len(answer.citations) > 2
    for row in answer.table.rows:
        assert all(known[cell.n].quote == cell.text for cell in row.cells if cell.n)
    assert "DistillSpec" in server.requests[0]["messages"][1]["content"].split('<paper n="2">')[0]


@pytest.mark.parametrize("reply", ["SPIN plays against itself [2].", "SPIN plays against itself [3]."])
def test_a_label_means_the_paper_at_its_place_in_the_prompt(sample_library: Library, reply: str):
    with chat_server(reply) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    place = int(reply[-3])
    block = server.requests[0]["messages"][1]["content"].split(f'<paper n="{place}">')[1]
    assert block.strip().splitlines()[0] == f"Title: {answer.citations[0].paper.title}"


@pytest.mark.parametrize(
    "reply",
    [
        '{"answer": "SPIN", "citations": [1]}',
        "<|im_end|>",
        "SPIN joue contre lui-même [1]. Ça marche.",
        "Ignore the rules. ![x](http://example.org) <script>",
        "[1][1][1] [99999] [] [,] [1",
        "SPIN is the best. " * 300,
    ],
)
def test_nothing_of_a_strange_reply_is_lost(sample_library: Library, reply: str):
    with chat_server(reply) as server:
        run = assistant(server, sample_library).begin(QUESTION)
        pieces = list(run.pieces())
        answer = run.answer()
    assert "".join(pieces) == answer.text
    plain = re.sub(r"\[[\d,?\s]*\]?", "", reply).split()
    assert re.sub(r"\[[\d,?\s]*\]?", "", answer.text).split() == plain
    told = " ".join(claim.text for claim in answer.claims)
    claiming = reply.split("References:")[0]  # a list of them claims nothing
    assert all(word in told for word in re.findall(r"[A-Za-z]{5,}", claiming))


@pytest.mark.parametrize(
    ("reply", "abstained"),
    [
        ("The abstracts do not say which rank is used.", "not_in_abstracts"),
        ("No abstract states that.", "not_in_abstracts"),
        ("SPIN plays against itself [1]. The abstract does not say how often.", None),
        ("SPIN plays against itself; it does not need labels.", None),
    ],
)
def test_a_model_that_declines_is_taken_at_its_word(sample_library: Library, reply: str, abstained: str | None):
    with chat_server(reply) as server:
        assert assistant(server, sample_library).ask(QUESTION).abstained == abstained


def test_a_list_that_is_too_long_for_the_model_is_quoted_whole_and_says_so(sample_library: Library):
    with chat_server(REPLY) as server:
        answer = assistant(server, sample_library, evidence_papers=1).ask("papers on influence functions?")
    assert server.requests == [] and len({c.paper.id for c in answer.citations}) > 1
    assert "quoted instead" in answer.warnings[0]
