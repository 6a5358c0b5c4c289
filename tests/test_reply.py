"""A reply of any provider as it streams: how it ended, what it used, and what it thought."""

from __future__ import annotations

import ssl

import httpx2
import openai
import pytest
from langchain_core.messages import AIMessageChunk

from rag.answer.write.reply import Anew, Reply
from rag.errors import ModelError
from rag.setup.servers.failure import Asked, PromptTooLong, call_failed

PROMPT = "Bees dance. " * 500  # 6,000 characters


def chunk(text: str = "", read: int = 0, written: int = 0, **metadata: str) -> AIMessageChunk:
    usage = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    return AIMessageChunk(content=text, response_metadata=metadata, usage_metadata=usage if read or written else None)


def reply(*chunks: AIMessageChunk) -> tuple[Reply, str]:
    made = Reply(iter(chunks), lambda: PROMPT)
    return made, "".join(made)


@pytest.mark.parametrize(
    "metadata",
    [
        {"finish_reason": "stop"},
        {"finish_reason": "STOP"},
        {"stop_reason": "end_turn"},
        {"done_reason": "stop"},
        {"finish_reason": "eos_token"},
        {},
    ],
)
def test_an_end_is_an_end_in_the_words_of_every_provider(metadata: dict[str, str]):
    made, text = reply(chunk("They do."), chunk(**metadata))
    assert (text, made.problem) == ("They do.", None)


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({"stop_reason": "max_tokens"}, "COLLOQUY_ANSWER_TOKENS"),
        ({"finish_reason": "MAX_TOKENS"}, "COLLOQUY_ANSWER_TOKENS"),
        ({"done_reason": "length"}, "COLLOQUY_ANSWER_TOKENS"),
        ({"finish_reason": "SAFETY"}, "content filter"),
        ({"stop_reason": "refusal"}, "refused"),
        ({"stop_reason": "tool_use"}, "called a tool"),
        ({"finish_reason": "insufficient_system_resource"}, "insufficient_system_resource"),
    ],
)
def test_what_is_none_is_told(metadata: dict[str, str], told: str):
    assert told in str(reply(chunk("They do."), chunk(**metadata))[0].problem)


def test_usage_is_added_up_as_langchain_has_it():
    made, _ = reply(chunk(read=100), chunk("They "), chunk("do.", written=2), chunk(written=3))
    assert (made.usage.input_tokens, made.usage.output_tokens, made.usage.estimated) == (100, 5, False)


def test_usage_of_a_reply_that_is_stopped_is_estimated():
    made = Reply(iter([chunk("They do."), chunk("And more.", 900, 4)]), lambda: PROMPT)
    assert made.usage.output_tokens == 0
    assert next(iter(made)) == "They do."
    assert made.usage.estimated and made.usage.input_tokens > 1_000


@pytest.mark.parametrize(("read", "is_cut"), [(500, True), (1_100, False), (100, False), (0, False)])
def test_a_cut_is_told_from_another_way_of_counting(read: int, is_cut: bool):
    assert (reply(chunk("They do.", read, 2))[0].window is not None) == is_cut


def test_a_piece_with_which_it_begins_anew_says_so():
    pieces = list(Reply(iter([chunk("Hm."), chunk("\n</think>\n"), chunk("They do.")]), lambda: PROMPT))
    assert [piece for piece in pieces if piece] == ["Hm.", "They do."] and any(isinstance(p, Anew) for p in pieces)


def test_nothing_said_is_an_error_that_tells_why():
    for chunks, told in (((), "empty reply"), ((chunk(finish_reason="length"),), "without a word")):
        with pytest.raises(ModelError, match=told):
            reply(*chunks)


REQUEST = httpx2.Request("POST", "https://models.example/v1/chat/completions")


def failed(*causes: Exception) -> ModelError:
    error: Exception = openai.APIConnectionError(request=REQUEST)
    outer = error
    for cause in causes:
        outer.__cause__ = cause
        outer = cause
    return call_failed(error, Asked("https://models.example/v1", "m", "k", 5))


@pytest.mark.parametrize(
    ("cause", "told", "hint"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), "certificate is not trusted", "SSL_CERT_FILE"),
        (httpx2.ConnectError("[SSL: WRONG_VERSION_NUMBER]"), "does not speak https", "COLLOQUY_BASE_URL"),
        (httpx2.ProxyError("403 Forbidden"), "proxy", "NO_PROXY"),
        (httpx2.LocalProtocolError("Illegal header value b'Bearer k\\n'"), "key cannot be sent", "alone"),
        (OSError(113, "No route to host"), "no route", "network"),
        (httpx2.ConnectError("[Errno 111] Connection refused"), "nothing listens there", "start the server"),
        (httpx2.RemoteProtocolError("closed"), "ended before the answer did", "log"),
    ],
)
def test_a_call_that_fails_names_its_cause(monkeypatch: pytest.MonkeyPatch, cause: Exception, told: str, hint: str):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    error = failed(httpx2.ConnectError("x"), cause)
    assert told in error.message and hint in error.hint and "Bearer" not in error.message


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("This model's maximum context length is 4096 tokens. However, you requested 9000 tokens.", 4096),
        ("the request exceeds the available context size. n_ctx: 2048", 2048),
        ("prompt is too long", None),
    ],
)
def test_a_prompt_that_does_not_fit_tells_the_window(words: str, window: int | None):
    response = httpx2.Response(400, request=REQUEST, json={"error": {"message": words}})
    error = call_failed(openai.BadRequestError(words, response=response, body=None))
    assert isinstance(error, PromptTooLong) and error.window == window
