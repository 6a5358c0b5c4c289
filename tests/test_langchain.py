"""The library and the assistant in LangChain's hands: retriever, embeddings, runnable, tool, and its own standard tests."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from langchain_chroma import Chroma
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import (
    EmbeddingsIntegrationTests,
    RetrieversIntegrationTests,
    ToolsIntegrationTests,
)
from langchain_tests.unit_tests import EmbeddingsUnitTests, ToolsUnitTests

from rag.answer.assistant import Assistant
from rag.answer.langchain import AssistantRunnable, Given, read
from rag.answer.message import answer_message
from rag.answer.tool import ask_library
from rag.errors import InputError
from rag.library.adding import add
from rag.library.collection import COLLECTION
from rag.library.conditions import condition
from rag.library.library import Library
from rag.records import Answer, Paper, Scope, Turn
from rag.search.langchain import PaperEmbeddings, PaperRetriever
from tests.fakes import chat_server
from tests.test_chain import QUESTION, REPLY, assistant

SPIN = "SPIN lets a language model play against instances of itself"


@pytest.fixture
def extracts(sample_library: Library) -> AssistantRunnable:
    """The assistant without a model."""
    return AssistantRunnable(Assistant(sample_library))


class TestRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _over(self, sample_library: Library) -> None:
        self.library = sample_library

    @property
    def retriever_constructor(self) -> type[PaperRetriever]:
        return PaperRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"library": self.library}

    @property
    def retriever_query_example(self) -> str:
        return "language models that improve by playing"


class OverTool:
    @pytest.fixture(autouse=True)
    def _over(self, sample_library: Library) -> None:
        self.made = ask_library(Assistant(sample_library))

    @property
    def tool_constructor(self) -> BaseTool:
        return self.made

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"question": QUESTION, "where": ["title~self-play"]}


class TestToolUnit(OverTool, ToolsUnitTests):
    """LangChain's own."""


class TestTool(OverTool, ToolsIntegrationTests):
    """LangChain's own."""


class OverEmbeddings:
    @pytest.fixture(autouse=True)
    def _over(self, sample_library: Library) -> None:
        self.library = sample_library

    @property
    def embeddings_class(self) -> type[PaperEmbeddings]:
        return PaperEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"library": self.library}


class TestEmbeddingsUnit(OverEmbeddings, EmbeddingsUnitTests):
    """LangChain's own."""


class TestEmbeddings(OverEmbeddings, EmbeddingsIntegrationTests):
    """LangChain's own."""


def test_the_retriever_looks_within_a_scope(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    bees, coral, ice = (paper.id for paper in three_papers)
    retriever = PaperRetriever(library, scope=Scope(pin=("ice",), exclude=("coral",)))
    query = "do corals tell where food is"
    assert [document.id for document in retriever.invoke(query)] == [ice, bees]
    assert [document.id for document in retriever.invoke(query, k=1)] == [ice]
    recent = Scope(where=(condition("year>=2020"),))
    assert [document.id for document in asyncio.run(retriever.ainvoke(query, scope=recent))] == [coral]
    with pytest.raises(InputError, match="no paper is left"):
        retriever.invoke(query, scope=Scope(where=(condition("year>=2030"),)))
    with pytest.raises(InputError, match="0 papers"):
        retriever.invoke(query, k=0)


def test_a_document_says_all_that_is_known_of_a_paper(library: Library):
    add(library, [Paper("bare", "bare", "A title alone", "")])
    (document,) = PaperRetriever(library, k=1).invoke("title")
    assert document.page_content == document.metadata["title"] == "A title alone"
    assert json.loads(json.dumps(document.metadata)) == document.metadata


def test_the_collection_opens_with_the_librarys_embeddings(sample_home: Path, sample_library: Library):
    store = Chroma(COLLECTION, PaperEmbeddings(sample_library), persist_directory=str(sample_home / "chroma"))
    (found, score), *_ = store.similarity_search_with_score("a fine-tuning method by self-play", k=3)
    paper = sample_library.get([found.metadata["paper_id"]])[found.metadata["paper_id"]]
    assert "Self-Play" in paper.title and 0 < score < 1
    assert paper.abstract[found.metadata["start"] : found.metadata["end"]] == found.page_content


@pytest.mark.parametrize(
    "asked",
    [
        QUESTION,
        {"question": QUESTION},
        [HumanMessage(QUESTION)],
        [
            ("system", "You are a pirate."),
            ("human", "What about glaciers?"),
            ("ai", "Nothing [1]."),
            ("human", QUESTION),
        ],
        ChatPromptTemplate.from_messages([("human", "{asked}")]).invoke({"asked": QUESTION}),
    ],
    ids=["text", "dict", "message", "conversation", "prompt"],
)
def test_each_form_of_a_question_is_asked(extracts: AssistantRunnable, asked: Any):
    answer = extracts.invoke(asked)
    assert isinstance(answer, Answer) and answer.question == QUESTION
    assert answer.citations[0].paper.title.startswith("Self-Play")


def test_history_and_scope_come_beside_the_question():
    given = read(
        {"question": "And then?", "history": [Turn("user", "What?"), ("ai", "That.")], "scope": {"only": ["x"]}}
    )
    assert given == Given("And then?", (Turn("user", "What?"), Turn("assistant", "That.")), Scope(only=("x",)))
    assert read({"question": "?", "scope": {"where": ["year>=2020"]}}).scope == Scope(where=(condition("year>=2020"),))
    assert read(
        [HumanMessage("a"), SystemMessage("b"), AIMessage(""), HumanMessage([{"type": "text", "text": "c"}])]
    ) == (Given("c", (Turn("user", "a"),)))


@pytest.mark.parametrize(
    "asked",
    [
        7,
        [],
        [AIMessage("I said that.")],
        [SystemMessage("You are a pirate.")],
        [3.5],
        {"query": QUESTION},
        {"question": 7},
        {"question": QUESTION, "history": [3]},
        {"question": QUESTION, "scope": "all"},
        {"question": QUESTION, "scope": {"papers": ["x"]}},
        {"question": QUESTION, "scope": {"only": "x"}},
        {"question": QUESTION, "scope": {"where": ["nonsense"]}},
    ],
    ids=str,
)
def test_what_is_no_question_is_an_error(extracts: AssistantRunnable, asked: Any):
    with pytest.raises(InputError):
        extracts.invoke(asked)


def test_the_runnables_own_scope_holds_unless_a_question_brings_one(sample_library: Library):
    runnable = AssistantRunnable(Assistant(sample_library), Scope(where=(condition("title~self-play"),)))
    assert len(runnable.invoke(QUESTION).sources) == 1
    assert len(runnable.invoke({"question": QUESTION, "scope": Scope()}).sources) == 10
    assert len(runnable.bind(scope=Scope()).invoke(QUESTION).sources) == 10
    *_, streamed = runnable.stream(QUESTION, scope=Scope())
    assert len(streamed.sources) == 10
    with pytest.raises(TypeError, match="stop"):
        runnable.bind(stop=["."]).invoke(QUESTION)


def test_a_stream_is_text_and_then_the_answer(sample_library: Library):
    with chat_server(REPLY) as server:
        *pieces, answer = AssistantRunnable(assistant(server, sample_library)).stream(QUESTION)
    assert len(pieces) > 5 and all(isinstance(piece, str) for piece in pieces)
    assert isinstance(answer, Answer) and answer.text == "".join(pieces) and answer.model == "scripted"


def test_steps_behind_it_get_the_answer_streamed_or_not(extracts: AssistantRunnable):
    chain = extracts | RunnableLambda(lambda answer: [citation.paper.title for citation in answer.citations])
    whole = chain.invoke(QUESTION)
    assert whole[0].startswith("Self-Play") and list(chain.stream(QUESTION)) == [whole]


def test_its_text_goes_through_langchains_parsers_as_it_is_written(sample_library: Library):
    with chat_server(REPLY) as server:
        chain = AssistantRunnable(assistant(server, sample_library)) | answer_message | StrOutputParser()
        pieces = list(chain.stream(QUESTION))
        assert len(pieces) > 5 and "".join(pieces) == chain.invoke(QUESTION)
    assert pieces[0].startswith("SPIN")


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_message_carries_the_citations_as_annotations(sample_library: Library, is_streamed: bool):
    with chat_server(REPLY) as server:
        chain = AssistantRunnable(assistant(server, sample_library)) | answer_message
        if is_streamed:
            first, *others = chain.stream(QUESTION)
            message = first
            for chunk in others:
                message += chunk
        else:
            message = chain.invoke(QUESTION)
    assert isinstance(message, AIMessageChunk) and message.text.startswith(SPIN)
    (block,) = message.content_blocks
    mark, other = block["annotations"]
    assert message.text[mark["start_index"] : mark["end_index"]].startswith(SPIN)
    assert mark["type"] == "citation" and mark["extras"]["n"] == 1 and other["extras"]["n"] == 2
    assert mark["cited_text"] and mark["title"].startswith("Self-Play")
    assert message.usage_metadata["total_tokens"] == 120 and message.response_metadata["model_name"] == "scripted"


class Seen(BaseCallbackHandler):
    """What LangChain tells of a run: the tree of its parts, with tags and metadata."""

    def __init__(self) -> None:
        self.parents: dict[str, str | None] = {}
        self.names: dict[str, str] = {}
        self.tags: list[str] = []
        self.metadata: dict[str, Any] = {}
        self.ends: list[Any] = []

    def on_chain_start(self, serialized, inputs, *, run_id, parent_run_id=None, name=None, **_more) -> None:
        self.names[run_id], self.parents[run_id] = name, parent_run_id

    def on_chat_model_start(self, serialized, messages, *, run_id, parent_run_id, tags, metadata, **_more) -> None:
        self.names[run_id], self.parents[run_id] = "model", parent_run_id
        self.tags, self.metadata = tags, metadata

    def on_chain_end(self, outputs, *, parent_run_id=None, **_more) -> None:
        if parent_run_id is None:
            self.ends.append(outputs)

    def above_the_model(self) -> list[str]:
        at, names = next(run for run, name in self.names.items() if name == "model"), []
        while at := self.parents[at]:
            names.append(self.names[at])
        return names


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
def test_callbacks_tags_and_metadata_reach_the_models_calls(sample_library: Library, way: str):
    seen = Seen()
    config = {"callbacks": [seen], "tags": ["mine"], "metadata": {"who": "me"}, "run_name": "asked"}

    async def all_of(runnable: AssistantRunnable) -> None:
        assert [piece async for piece in runnable.astream(QUESTION, config)]

    with chat_server(REPLY) as server:
        runnable = AssistantRunnable(assistant(server, sample_library))
        if way == "invoke":
            runnable.invoke(QUESTION, config)
        elif way == "stream":
            list(runnable.stream(QUESTION, config))
        else:
            asyncio.run(all_of(runnable) if way == "astream" else runnable.ainvoke(QUESTION, config))
    assert seen.above_the_model() == ["colloquy answer", "asked"]
    assert "mine" in seen.tags and seen.metadata["who"] == "me"
    assert [type(end) for end in seen.ends] == [Answer]


def test_events_tell_of_the_models_chunks_and_of_the_pieces(sample_library: Library):
    async def events(runnable: AssistantRunnable) -> list[dict]:
        return [event async for event in runnable.astream_events(QUESTION, version="v2")]

    with chat_server(REPLY) as server:
        told = asyncio.run(events(AssistantRunnable(assistant(server, sample_library))))
    written = [event["data"]["chunk"].text for event in told if event["event"] == "on_chat_model_stream"]
    pieces = [
        event["data"]["chunk"] for event in told if (event["event"], event["name"]) == ("on_chain_stream", "colloquy")
    ]
    assert "".join(written) == REPLY
    assert isinstance(pieces[-1], Answer) and "".join(pieces[:-1]) == pieces[-1].text


def test_batches_come_in_order_with_their_errors(extracts: AssistantRunnable):
    asked = [QUESTION, "", "How do ABX3 perovskites form?"]
    several = extracts.batch(asked, return_exceptions=True)
    again = asyncio.run(extracts.abatch(asked, return_exceptions=True))
    for answers in (several, again):
        assert [type(answer) for answer in answers] == [Answer, InputError, Answer]
        assert answers[2].question == asked[2]


def test_its_schemas_can_be_told(extracts: AssistantRunnable):
    assert {"citations", "text", "claims"} <= extracts.get_output_jsonschema()["$defs"]["Answer"]["properties"].keys()
    assert extracts.get_input_jsonschema()["anyOf"][0] == {"type": "string"}


class Agent(GenericFakeChatModel):
    """A model that calls the tools that its script says."""

    def bind_tools(self, tools, **_options):
        return self


def test_an_agent_asks_the_library_and_has_the_answer_as_artifact(sample_library: Library):
    from langchain.agents import create_agent
    from langgraph.checkpoint.memory import InMemorySaver

    calls = [
        {"name": "ask_library", "args": {"question": QUESTION, "where": ["title~self-play"]}, "id": "1"},
        {"name": "ask_library", "args": {"question": QUESTION, "where": ["nonsense"]}, "id": "2"},
    ]
    model = Agent(messages=iter([AIMessage("", tool_calls=calls), AIMessage("It is SPIN [1].")]))
    agent = create_agent(model, [ask_library(Assistant(sample_library))], checkpointer=InMemorySaver())
    state = agent.invoke({"messages": [HumanMessage(QUESTION)]}, {"configurable": {"thread_id": "one"}})
    told, refused = (message for message in state["messages"] if isinstance(message, ToolMessage))
    quoted = told.artifact["citations"][0]
    assert quoted["paper"]["abstract"][quoted["start"] : quoted["end"]] == quoted["quote"]
    assert quoted["quote"] in told.text
    assert refused.status == "error" and "cannot be read" in refused.text and "year>=2023" in refused.text
    kept = agent.get_state({"configurable": {"thread_id": "one"}}).values["messages"]
    assert next(message for message in kept if isinstance(message, ToolMessage)).artifact == told.artifact


def test_a_tools_model_calls_are_traced_too(sample_library: Library):
    seen = Seen()
    with chat_server(REPLY) as server:
        tool = ask_library(assistant(server, sample_library), Scope(where=(condition("title~self-play"),)))
        message = tool.invoke(
            {"name": "ask_library", "args": {"question": QUESTION}, "id": "1", "type": "tool_call"},
            {"callbacks": [seen], "tags": ["mine"]},
        )
    assert message.content.startswith(SPIN) and len(message.artifact["sources"]) == 1
    assert "mine" in seen.tags
