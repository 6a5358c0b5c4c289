"""Servers of chat models as people meet them, one a case: what they refuse, how they count, end and fail."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.conversations.answers import from_json, to_json
from rag.errors import ModelError
from rag.library.library import Library
from rag.records import Answer, Turn, as_json
from rag.setup.chat_model import chat_model
from rag.setup.servers.dialect import FILE, known, place_of
from rag.setup.settings import load_settings
from tests.fakes import ChatServer, Scripted, chat_server, chunk

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"
SAID = "SPIN lets a language model play against instances of itself [1]."
NAMES = (f"model-{n}" for n in count())  # a server on a port that was another's is another one


def assistant(server: ChatServer | str, library: Library, **options) -> Assistant:
    url = server if isinstance(server, str) else server.url
    given = {"model": next(NAMES), "base_url": url, "timeout": 5, "retries": 0, **options}
    return Assistant(load_settings(home=library.home, **given), library)


def ask(library: Library, *replies: Scripted | str, **options) -> Answer:
    with chat_server(*replies) as server:
        return assistant(server, library, **options).ask(QUESTION)


def events(*pieces: dict, reason: str | None = "stop", is_done: bool = True) -> Scripted:
    return Scripted(events=(*pieces, chunk(reason=reason)), is_done=is_done)


def fell_back(answer: Answer, *told: str) -> None:
    assert answer.model is None and answer.citations
    assert all(part in answer.warnings[0] for part in (*told, "extracts"))


# What is thought


@pytest.mark.parametrize(
    "reply",
    [
        Scripted(f"<think>Papers [1a] and [2a] may fit.</think>\n\n{SAID}"),
        Scripted(
            f"<|channel|>analysis<|message|>Papers [2a].<|end|><|start|>assistant<|channel|>final<|message|>{SAID}"
        ),
        events(chunk(reasoning_content="Papers [2a]"), chunk(reasoning_content=" fit."), chunk(content=SAID)),
        events(chunk(reasoning="Papers [2a] fit."), chunk(content=SAID)),
        events(
            chunk(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "Papers"}]}]), chunk(content=SAID)
        ),
        Scripted(f"Papers [2a] may fit.\n</think>\n\n{SAID}"),
    ],
)
def test_thinking_is_beside_the_answer_and_never_in_it(sample_library: Library, reply: Scripted):
    answer = ask(sample_library, reply)
    assert (answer.text, [c.n for c in answer.citations], answer.warnings) == (SAID, [1], ())
    assert answer.thinking.startswith("Papers") and "think" not in answer.thinking
    assert as_json(answer)["thinking"] == answer.thinking
    assert from_json(to_json(answer)).thinking == answer.thinking


def test_pieces_of_what_was_thinking_are_followed_by_a_break(sample_library: Library):
    with chat_server(f"Papers fit.\n</think>\n{SAID}", f"It fits.\n</think>\n{SAID}", SAID) as server:
        asking = assistant(server, sample_library)
        run = asking.begin(QUESTION)
        told = "".join(run.pieces())
        assert told.startswith("Papers") and told.endswith(f"\n\n{SAID}") and run.answer().text == SAID
        for thought in ("It fits.", ""):  # from then on it is known
            run = asking.begin(QUESTION)
            assert "".join(run.pieces()) == run.answer().text == SAID and run.answer().thinking == thought


@pytest.mark.parametrize(
    "reply",
    [
        Scripted("<think>SPIN may be it, or", reason="length"),
        events(chunk(reasoning_content="SPIN may be it"), reason="length"),
        Scripted("SPIN may be it.\n</think>\n"),
    ],
)
def test_a_reply_that_is_all_thinking_says_so_and_what_to_raise(sample_library: Library, reply: Scripted):
    answer = ask(sample_library, reply)
    fell_back(answer, "thought and wrote no answer", "COLLOQUY_ANSWER_TOKENS")
    assert answer.thinking.startswith("SPIN may be it")


def test_thinking_is_sent_back_neither_in_a_rewriting_nor_in_a_judgement(sample_library: Library):
    history = [Turn("user", QUESTION), Turn("assistant", SAID)]
    rewritten = "<think>They mean SPIN.</think>Does SPIN need expert opponents?"
    doubtful = f"<think>hm</think>{SAID} It makes breakfast for hungry penguins [1]."
    judged = "<think>1: contradicted, hm\n</think>\n1: unsupported, no penguins there"
    with chat_server(rewritten, doubtful, judged) as server:
        answer = assistant(server, sample_library, judge=True).ask("Does it need experts?", history)
    assert answer.standalone == "Does SPIN need expert opponents?"
    sent = json.dumps(server.requests)
    assert "They mean SPIN" not in sent and "hm" not in sent.split()
    assert "contradicted" not in {claim.verdict for claim in answer.claims}


# What a server refuses


def refusing(name: str, refusal: Callable[[str], Scripted]) -> Callable[[dict], Scripted | None]:
    def refuses(body: dict) -> Scripted | None:
        is_there = any(m["role"] == "system" for m in body["messages"]) if name == "system" else body.get(name)
        return refusal(name) if is_there else None

    return refuses


def as_openai(name: str) -> Scripted:
    error = {"message": f"Unsupported parameter: '{name}'.", "param": name, "code": "unsupported_parameter"}
    return Scripted(status=400, raw=json.dumps({"error": error}))


def as_pydantic(name: str) -> Scripted:
    detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}]
    return Scripted(status=422, raw=json.dumps({"detail": detail}))


def as_words(words: str, status: int = 400) -> Callable[[str], Scripted]:
    return lambda name: Scripted(status=status, raw=json.dumps({"error": {"message": words}}))


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("stream_options", as_openai),
        ("stream_options", as_pydantic),
        ("stream_options", as_words("unknown field in request")),
        ("max_tokens", as_openai),
        ("max_tokens", as_words("max_tokens is too large: 4000 > 4096 - 900")),
        ("system", as_words("System role not supported")),
        ("system", as_words("Only user and assistant roles are supported!")),
        ("system", as_words("Conversation roles must alternate user/assistant/user/assistant/...", 500)),
        ("stream", as_openai),
        ("stream", as_words("streaming is not supported for this model")),
    ],
)
def test_what_is_refused_is_left_out_once_and_remembered(
    sample_library: Library, name: str, refusal: Callable[[str], Scripted]
):
    with chat_server(SAID, refuses=refusing(name, refusal)) as server:
        asking = assistant(server, sample_library)
        answers = [asking.ask(QUESTION), asking.ask(QUESTION)]
    assert [answer.text for answer in answers] == [SAID, SAID]
    assert all(answer.model and not answer.warnings for answer in answers)
    assert len(server.requests) == 3
    assert "label" in json.dumps(server.requests[2]["messages"])
    kept = json.loads((Path(sample_library.home) / FILE).read_text())
    assert name in str(kept) and name in known(place_of(asking.settings)).refused


def test_a_ceiling_goes_by_its_other_name(sample_library: Library):
    with chat_server(SAID, refuses=refusing("max_tokens", as_openai)) as server:
        assistant(server, sample_library, answer_tokens=321).ask(QUESTION)
    asked = [{name: body.get(name) for name in ("max_tokens", "max_completion_tokens")} for body in server.requests]
    assert asked == [
        {"max_tokens": 321, "max_completion_tokens": None},
        {"max_tokens": None, "max_completion_tokens": 321},
    ]


def test_a_context_without_room_for_the_ceiling_gets_none(sample_library: Library):
    words = (
        "This model's maximum context length is 4096 tokens. However, you requested 5200 tokens (1200 in the messages, "
        "4000 in the completion). Please reduce the length of the messages or completion."
    )

    def refuses(body: dict) -> Scripted | None:
        return as_words(words)("") if {"max_tokens", "max_completion_tokens"} & set(body) else None

    with chat_server(SAID, refuses=refuses) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    assert (answer.text, answer.warnings, len(server.requests)) == (SAID, (), 3)


def test_a_refusal_that_comes_in_the_stream_is_one_too(sample_library: Library):
    error = Scripted(events=({"error": {"message": "unknown field stream_options", "code": 400}},), is_done=False)
    with chat_server(SAID, refuses=lambda body: error if "stream_options" in body else None) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    assert (answer.text, answer.warnings, len(server.requests)) == (SAID, (), 2)


def test_a_server_that_refuses_everything_takes_what_is_left(sample_library: Library):
    names = ("stream_options", "max_tokens", "max_completion_tokens", "stream", "system")

    def refuses(body: dict) -> Scripted | None:
        return next(
            (r for name in names if (r := refusing(name, as_openai if name != "system" else NO_SYSTEM)(body))), None
        )

    NO_SYSTEM = as_words("System role not supported")
    with chat_server(SAID, refuses=refuses) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    assert (answer.text, answer.model is not None, len(server.requests)) == (SAID, True, 6)
    assert set(server.requests[-1]) <= {"model", "messages", "stream"} and not server.requests[-1].get("stream")


def test_a_server_that_answers_in_one_piece_whatever_it_is_asked(sample_library: Library):
    whole = {"choices": [{"index": 0, "message": {"role": "assistant", "content": SAID}, "finish_reason": "stop"}]}
    raw = json.dumps({"id": "x", "object": "chat.completion", "created": 1, "model": "m", **whole})
    answer = ask(sample_library, Scripted(raw=raw))
    assert (answer.text, answer.warnings) == (SAID, ())


def test_a_refusal_of_something_else_is_not_tried_again(sample_library: Library):
    with chat_server(Scripted(status=400, raw='{"error": {"message": "the weather is bad"}}')) as server:
        fell_back(assistant(server, sample_library).ask(QUESTION), "the weather is bad")
    assert len(server.requests) == 1


# How it counts


def counts(read: int, written: int) -> dict:
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


@pytest.mark.parametrize(
    "reply",
    [
        Scripted(events=(chunk(content=SAID), chunk(counts(1900, 20), "stop"))),
        Scripted(events=(chunk(counts(1900, 5), content=SAID[:9]), chunk(counts(1900, 20), content=SAID[9:]))),
        Scripted(events=(chunk(counts(1900, 20), "stop", content=SAID), chunk(counts(1900, 20)) | {"choices": []})),
        Scripted(events=(chunk(counts(1900, 0), content=SAID), chunk(counts(0, 20), "stop"))),
    ],
    ids=["once", "grown", "twice", "in two parts"],
)
def test_usage_is_counted_right_however_it_comes(sample_library: Library, reply: Scripted):
    usage = ask(sample_library, reply).usage
    assert (usage.calls, usage.input_tokens, usage.output_tokens, usage.estimated) == (1, 1900, 20, False)


def test_usage_that_does_not_come_is_estimated_and_says_so(sample_library: Library):
    usage = ask(sample_library, Scripted(f"<think>{'hm ' * 50}</think>{SAID}", usage=None)).usage
    assert usage.estimated and usage.input_tokens > 200 and usage.output_tokens > 50


def test_a_prompt_that_was_cut_in_silence_is_asked_again_with_fewer_sentences(sample_library: Library):
    cut = Scripted("The bees [1].", usage=counts(500, 9))
    with chat_server(cut, Scripted(SAID, usage=counts(700, 9))) as server:
        asking = assistant(server, sample_library)
        answer = asking.ask(QUESTION)
        assert (answer.text, answer.usage.calls, len(server.requests)) == (SAID, 2, 2)
        assert "read 500 of some" in answer.warnings[0] and "fewer sentences" in answer.warnings[0]
        first, second = (len(str(request["messages"])) for request in server.requests)
        assert second < first
        assert asking.ask(QUESTION).warnings == () and len(str(server.requests[2]["messages"])) == second


def test_a_prompt_that_does_not_fit_is_asked_again_with_fewer_sentences(sample_library: Library):
    words = "This model's maximum context length is 1024 tokens, and your prompt is longer."
    too_long = Scripted(status=400, raw=json.dumps({"error": {"message": words}}))
    in_stream = Scripted(events=({"error": {"message": words}},))
    for refusal in (too_long, in_stream):
        with chat_server(refusal, Scripted(SAID, usage=counts(700, 9))) as server:
            answer = assistant(server, sample_library).ask(QUESTION)
        assert (answer.text, len(server.requests)) == (SAID, 2) and "holds 1,024 tokens" in answer.warnings[0]


# How it ends


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("length", "COLLOQUY_ANSWER_TOKENS"),
        ("content_filter", "content filter"),
        ("tool_calls", "called a tool"),
        ("error", "broke off with an error"),
        ("tired", "ended with “tired”"),
    ],
)
def test_why_a_reply_ended_early_is_told(sample_library: Library, reason: str, told: str):
    answer = ask(sample_library, Scripted(SAID, reason=reason))
    assert answer.text == SAID and "cut off" in answer.warnings[0] and told in answer.warnings[0]
    fell_back(ask(sample_library, Scripted("", reason=reason)), told)


def test_a_refusal_is_told_in_its_words(sample_library: Library):
    reply = events(chunk(refusal="I will not "), chunk(refusal="speak of games."))
    fell_back(ask(sample_library, reply), "refused: I will not speak of games.")
    with chat_server(reply, refuses=refusing("stream", as_openai)) as server:
        server.replies[0] = Scripted(raw=json.dumps(_whole({"content": None, "refusal": "I will not."})))
        fell_back(assistant(server, sample_library).ask(QUESTION), "refused: I will not.")


def _whole(message: dict) -> dict:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def test_an_error_in_the_middle_is_told(sample_library: Library):
    reply = Scripted(events=(chunk(content=SAID), {"error": {"message": "out of memory", "code": 500}}))
    answer = ask(sample_library, reply)
    assert answer.text == SAID and "out of memory" in answer.warnings[0]


def test_the_sign_of_the_end_is_an_end_without_a_reason(sample_library: Library):
    answer = ask(sample_library, events(chunk(content=SAID), reason=None))
    assert (answer.text, answer.warnings) == (SAID, ())


def test_a_reason_is_an_end_without_the_sign(sample_library: Library):
    answer = ask(sample_library, Scripted(SAID, is_done=False))
    assert (answer.text, answer.warnings) == (SAID, ())


def test_a_connection_that_ends_without_either_is_told(sample_library: Library):
    answer = ask(sample_library, events(chunk(content=SAID), reason=None, is_done=False))
    assert answer.text == SAID and "connection ended before the answer did" in answer.warnings[0]


# How it fails


def test_a_model_that_is_not_there_is_told_with_those_that_are(sample_library: Library):
    with chat_server(Scripted(status=404), models=("qwen3:4b", "gemma3")) as server:
        answer = assistant(server, sample_library).ask(QUESTION)
    fell_back(answer, "does not know it (404)", "What to do: set one that its server has: qwen3:4b, gemma3")


def test_an_address_that_lacks_its_end_is_told(sample_library: Library):
    with chat_server(Scripted(status=404)) as server:
        answer = assistant(server.url.removesuffix("/v1"), sample_library).ask(QUESTION)
        fell_back(answer, f"it may have to be {server.url}")


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        (None, "the server wants a key"),
        ("sk-ant-api03-abc", "looks like one of Anthropic's"),
        ("gsk_abc", "looks like one of Groq's"),
        ("abc", "another server"),
    ],
)
def test_a_key_that_is_refused_is_told_with_whose_it_may_be(sample_library: Library, key: str | None, hint: str):
    with chat_server(SAID, key="right") as server:
        answer = assistant(server, sample_library, api_key=key).ask(QUESTION)
    fell_back(answer, "refused the key (401)", hint)
    assert not key or key not in answer.warnings[0]


@pytest.mark.parametrize(("key", "told"), [("abc\n", "line break"), ("ab c", "blank"), ("abç", "character")])
def test_a_key_that_cannot_be_sent_is_an_error_that_says_so(sample_library: Library, key: str, told: str):
    with pytest.raises(ModelError, match=told) as raised:
        assistant("http://127.0.0.1:9/v1", sample_library, api_key=key).ask(QUESTION)
    assert "COLLOQUY_API_KEY" in raised.value.hint and key not in raised.value.message


def test_no_server_and_no_such_name_are_told_apart(sample_library: Library):
    fell_back(
        assistant("http://127.0.0.1:9/v1", sample_library).ask(QUESTION), "nothing listens there", "start the server"
    )
    answer = assistant("http://nobody.invalid/v1", sample_library).ask(QUESTION)
    fell_back(answer, "the name nobody.invalid is not known (DNS)")


def test_https_where_there_is_none_is_told(sample_library: Library):
    with chat_server(SAID) as server:
        fell_back(
            assistant(server.url.replace("http:", "https:"), sample_library).ask(QUESTION), "does not speak https"
        )


def test_a_proxy_is_named_and_never_asked_for_this_machine(sample_library: Library, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert ask(sample_library, SAID).text == SAID
    answer = assistant("http://models.invalid/v1", sample_library).ask(QUESTION)
    fell_back(answer, "no connection to its server", "proxy", "NO_PROXY")


def test_a_slow_server_is_sent_the_prompt_once(sample_library: Library):
    with chat_server(Scripted(SAID, hang=30)) as server:
        fell_back(assistant(server, sample_library, timeout=0.3, retries=2).ask(QUESTION), "nothing came for 0.3 s")
        assert len(server.requests) == 1
    with chat_server(Scripted(SAID, hang=0.2, pause=0.1)) as server:
        assert assistant(server, sample_library, timeout=0.5).ask(QUESTION).text == SAID


def test_a_server_that_is_still_loading_is_asked_again(sample_library: Library):
    loading = Scripted(status=503, raw='{"error": {"message": "Loading model"}}')
    assert ask(sample_library, loading, SAID, retries=1).text == SAID
    fell_back(ask(sample_library, loading), "still loading", "in a minute")


def test_a_server_that_takes_no_connection_is_given_up(sample_library: Library):
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}/v1"
        fell_back(assistant(url, sample_library, timeout=0.3).ask(QUESTION), "it does not take one")
        for one in waiting:
            one.close()


# What it makes of a follow-up


@pytest.mark.parametrize(
    "rewritten",
    [
        "I'm sorry, but I cannot help with that.",
        "<think>What do they mean?",
        "Unfortunately, the conversation about SPIN has no answer.",
        "What is the best recipe for sourdough bread?",
        "SPIN plays against itself.\n\nIt needs no experts.",
        "SPIN does not need expert opponents.",
        "Lo siento, no puedo responder sobre SPIN.",
    ],
)
def test_a_rewriting_that_is_no_question_on_this_is_not_used(sample_library: Library, rewritten: str):
    history = [Turn("user", "What is SPIN, the self-play fine-tuning?"), Turn("assistant", SAID)]
    with chat_server(rewritten, SAID) as server:
        answer = assistant(server, sample_library).ask("Does it need experts?", history)
    assert answer.standalone != rewritten and "experts" in answer.standalone
    asked = server.requests[1]["messages"][1]["content"]
    assert rewritten not in asked and "experts" in asked
    assert "put together by rules" in answer.warnings[0]


@pytest.mark.parametrize(
    "rewritten",
    [
        "Does SPIN need expert opponents?",
        "Standalone question: “Does SPIN need expert opponents?”",
        "Here is the rewritten question:\n\n**Does SPIN need expert opponents?**",
    ],
)
def test_a_rewriting_that_is_one_is_used_without_what_is_around_it(sample_library: Library, rewritten: str):
    history = [Turn("user", "What is SPIN, the self-play fine-tuning?"), Turn("assistant", SAID)]
    with chat_server(rewritten, SAID) as server:
        answer = assistant(server, sample_library).ask("Does it need experts?", history)
    assert (answer.standalone, answer.warnings) == ("Does SPIN need expert opponents?", ())


def test_a_model_that_is_set_up_again_reads_no_certificates_again(monkeypatch: pytest.MonkeyPatch):
    def set_up(at: str) -> object:
        return chat_model(load_settings(model="scripted", base_url=at, api_key="key"))

    set_up("https://one.example/v1")
    read: list[object] = []
    load = ssl.SSLContext.load_verify_locations
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *given: (read.append(given), load(*given)))
    for address in ("https://one.example/v1", "https://two.example/v1", "http://127.0.0.1:1/v1"):
        set_up(address)
    assert read == []
