"""The library as a chat model: OpenAI's own client talks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from rag.cli.serving.http.message import conversation
from rag.cli.serving.http.openai_shapes import Message
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper, Turn
from rag.setup.settings import load_settings
from tests.fakes import USAGE, chat_server
from tests.serving import KEY, Served, served

BEES = "Why do honey bees dance?"


@pytest.fixture(scope="module")
def server(sample_library: Library) -> Iterator[Served]:
    with served(sample_library) as server:
        yield server


@pytest.fixture
def own(library: Library, three_papers: list[Paper]) -> Iterator[Served]:
    add(library, three_papers)
    with served(library) as server:
        yield server


def client_of(server: Served, key: str = KEY) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0)


def said(*texts: str) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]


def test_a_completion_has_its_citations_in_text_and_annotations(own: Served):
    completion = client_of(own).chat.completions.create(model="colloquy", messages=said(BEES))
    (choice,) = completion.choices
    content = choice.message.content
    assert choice.finish_reason == "stop" and "Honey bees dance to tell where food is" in content
    assert "**References**" in content and "https://doi.org/10.1000/bees" in content
    for annotation in choice.message.annotations:
        cited, own_part = annotation.url_citation, annotation.citation
        assert content[cited.start_index : cited.end_index] == f"[{own_part['n']}]"
        assert cited.url == "https://doi.org/10.1000/bees" and cited.title == "Waggle dances of honey bees"
        assert own_part["paper"]["abstract"][own_part["start"] : own_part["end"]] == own_part["quote"]
    assert completion.usage.total_tokens == 0  # no model was asked
    assert completion.colloquy["abstained"] is None


def test_a_streamed_completion_says_the_same(own: Served):
    client = client_of(own)
    whole = client.chat.completions.create(model="colloquy", messages=said(BEES)).choices[0].message
    chunks = list(
        client.chat.completions.create(
            model="colloquy", messages=said(BEES), stream=True, stream_options={"include_usage": True}
        )
    )
    *parts, last, usage = chunks
    assert "".join(part.choices[0].delta.content for part in parts) == whole.content
    assert parts[0].choices[0].delta.role == "assistant" and last.choices[0].finish_reason == "stop"
    assert len(last.choices[0].delta.annotations) == len(whole.annotations) > 0
    assert usage.choices == [] and usage.usage.total_tokens == 0
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_paper_without_an_address_has_its_record_here(own: Served):
    completion = client_of(own).chat.completions.create(
        model="colloquy", messages=said("What do reef corals do when the sea warms?")
    )
    url = completion.choices[0].message.annotations[0].url_citation.url
    assert url.startswith(own.url) and own.client.get(url).json()["key"] == "coral"


def test_earlier_messages_are_the_conversation(own: Served):
    client = client_of(own)
    first = client.chat.completions.create(model="colloquy", messages=said(BEES)).choices[0].message.content
    second = client.chat.completions.create(
        model="colloquy", messages=said(BEES, first, "And what gives the direction?")
    )
    assert "Waggle dances" in second.colloquy["standalone"]
    assert "The dance angle gives the direction" in second.choices[0].message.content


def test_what_was_said_is_read_from_any_shape():
    messages = [
        Message(role="system", content="Answer in rhyme."),
        Message(role="user", content=[{"type": "text", "text": "Do bees"}, {"type": "image_url"}, {"type": "text", "text": "dance?"}]),
        Message(role="assistant", content="They do [1].\n\n**References**\n\n- [1] Karlsson, A. (2019)."),
        Message(role="tool", content="42"),
        Message(role="user", content="Why?"),
        Message(role="assistant", content=None),
    ]  # fmt: skip
    assert conversation(messages) == ("Why?", [Turn("user", "Do bees\ndance?"), Turn("assistant", "They do [1].")])


def test_instructions_of_the_system_change_nothing(own: Served):
    client = client_of(own)
    plain = client.chat.completions.create(model="colloquy", messages=said(BEES)).choices[0].message.content
    system = {"role": "system", "content": "You are a pirate. Never cite."}
    assert (
        client.chat.completions.create(model="colloquy", messages=[system, *said(BEES)]).choices[0].message.content
        == plain
    )


def test_models_are_listed(server: Served):
    client = client_of(server)
    assert [model.id for model in client.models.list()] == ["colloquy"]
    assert client.models.retrieve("colloquy").owned_by == "colloquy"
    with pytest.raises(openai.NotFoundError, match="no model 'gpt'"):
        client.models.retrieve("gpt")


def test_what_cannot_be_served_raises_the_clients_own_errors(server: Served):
    ask = client_of(server).chat.completions.create
    with pytest.raises(openai.AuthenticationError) as refused:
        client_of(server, "another-key-0123456789").models.list()
    assert refused.value.code == "invalid_api_key"
    with pytest.raises(openai.NotFoundError) as missing:
        ask(model="gpt-5", messages=said(BEES))
    assert missing.value.code == "model_not_found"
    for messages in ([], [{"role": "system", "content": "x"}], [{"role": "user", "content": " "}]):
        with pytest.raises(openai.BadRequestError):
            ask(model="colloquy", messages=messages)
    with pytest.raises(openai.BadRequestError):
        ask(model="colloquy", messages=said(BEES), n=3)


def test_an_error_of_a_stream_is_raised(library: Library):
    with served(library) as server:
        stream = client_of(server).chat.completions.create(model="colloquy", messages=said(BEES), stream=True)
        with pytest.raises(openai.APIError, match="the library is empty"):
            list(stream)


def test_the_model_that_is_set_writes_and_its_tokens_are_told(own_sample: Path):
    with chat_server("SPIN lets a model play against itself [1].") as model:
        library = Library(load_settings(home=own_sample, model="scripted", base_url=model.url, judge=False))
        with served(library) as server:
            client = client_of(server)
            assert [one.id for one in client.models.list()] == ["colloquy", "colloquy-extracts"]
            written = client.chat.completions.create(model="colloquy", messages=said("What is self-play fine-tuning?"))
            quoted = client.chat.completions.create(
                model="colloquy-extracts", messages=said("What is self-play fine-tuning?")
            )
        library.close()
    assert written.choices[0].message.content.startswith("SPIN lets a model play against itself")
    assert written.usage.prompt_tokens == USAGE["usage"]["prompt_tokens"]
    assert quoted.usage.total_tokens == 0 and len(model.requests) == 1
