"""Servers on loopback that speak OpenAI's protocol, for chat and for embeddings, and misbehave on demand."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

PIECE = 7  # characters a streamed chunk


@dataclass
class Scripted:
    """One reply: its text, or how it fails."""

    text: str = ""
    status: int = 200
    pause: float = 0.0  # seconds before each chunk
    hang: float = 0.0  # seconds before anything is sent
    hold_after: int | None = None  # chunks after which nothing comes until the server is told to go on
    cut_after: int | None = None  # chunks after which the connection drops
    raw: str | None = None  # a body that is sent as it is, but for KEY, which becomes the key that came
    events: tuple[dict, ...] | None = None  # what is streamed in place of the text, as it is
    reason: str | None = "stop"  # why the reply ends
    usage: dict | None = field(default_factory=lambda: USAGE["usage"])
    is_done: bool = True  # the stream ends with its own sign


@dataclass
class ChatServer:
    """Gives the scripted replies in order, the last one again and again, and keeps the requests.

    With a `key` set, it refuses any other; `models` are those that it says it has. `go_on` ends all that is held.
    `refuses` tells of a request how it is refused, as often as it comes, or None.
    """

    replies: list[Scripted]
    key: str | None = None
    models: tuple[str, ...] = ()
    refuses: Callable[[dict], Scripted | None] = lambda body: None
    requests: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    go_on: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # set once a client went away before a reply's end

    def next_reply(self) -> Scripted:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@dataclass
class Hiccup:
    """How one request for embeddings goes wrong."""

    status: int = 200
    retry_after: str | None = None  # seconds, as the header has it
    hang: float = 0.0  # seconds before anything is sent
    drop: bool = False  # the connection is closed without a word
    dimensions: int | None = None  # in place of the server's own
    short: int = 0  # vectors left out


@dataclass
class EmbeddingServer:
    """Embeds texts by their words, after the scripted hiccups, one a request; None is a request that goes well.

    `requests` are the texts of each request, `embedded` the texts that got their vector.
    """

    hiccups: list[Hiccup | None]
    dimensions: int = 32
    requests: list[list[str]] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""

    def next_hiccup(self) -> Hiccup:
        return (self.hiccups.pop(0) if self.hiccups else None) or Hiccup()


def bag_of_words(text: str, dimensions: int) -> np.ndarray:
    """A vector that texts share as far as they share words, the same on every machine; at most 64 dimensions."""
    words = [blake2b(word.encode(), digest_size=64).digest() for word in re.findall(r"\w+", text.lower())]
    numbers = np.frombuffer(b"".join(words) or bytes(64), dtype=np.uint8).reshape(-1, 64)[:, :dimensions]
    return (numbers - 127.5).sum(axis=0).astype(np.float32)


@contextmanager
def embedding_server(*hiccups: Hiccup | None, dimensions: int = 32) -> Iterator[EmbeddingServer]:
    state = EmbeddingServer(list(hiccups), dimensions)
    stopping = threading.Event()

    class Handler(_Handler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.keys.append(self.headers.get("Authorization", ""))
            texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
            state.requests.append(texts)
            hiccup = state.next_hiccup()
            stopping.wait(hiccup.hang)
            if hiccup.drop:
                self.close_connection = True
                return
            if hiccup.status != 200:
                headers = {"Retry-After": hiccup.retry_after} if hiccup.retry_after else {}
                self.whole(hiccup.status, {"error": {"message": f"scripted {hiccup.status}"}}, headers)
                return
            given = texts[: len(texts) - hiccup.short]
            rows = [bag_of_words(text, hiccup.dimensions or state.dimensions) for text in given]
            as_text = body.get("encoding_format") == "base64"
            data = [
                {"index": n, "object": "embedding", "embedding": _base64(row) if as_text else row.tolist()}
                for n, row in enumerate(rows)
            ]
            state.embedded += given
            self.whole(200, {"object": "list", "model": body["model"], "data": data} | USAGE)

    with _served(Handler, stopping) as state.url:
        yield state


@contextmanager
def chat_server(
    *replies: Scripted | str,
    key: str | None = None,
    models: tuple[str, ...] = (),
    refuses: Callable[[dict], Scripted | None] = lambda body: None,
    port: int = 0,
) -> Iterator[ChatServer]:
    scripted = [reply if isinstance(reply, Scripted) else Scripted(reply) for reply in replies]
    state = ChatServer(scripted, key, models, refuses)
    stopping = threading.Event()

    class Handler(_Handler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            if self._is_refused():
                return
            reply = state.refuses(body) or state.next_reply()
            stopping.wait(reply.hang)
            try:
                if reply.raw is not None:
                    self.raw(reply.status, reply.raw.replace("KEY", state.keys[-1].removeprefix("Bearer ")).encode())
                elif reply.status != 200:
                    self.whole(reply.status, {"error": {"message": f"scripted {reply.status}", "type": "scripted"}})
                elif body.get("stream"):
                    self._stream(reply)
                else:
                    message = {"role": "assistant", "content": reply.text}
                    whole = _envelope("chat.completion", message=message, finish_reason=reply.reason)
                    self.whole(200, whole | ({"usage": reply.usage} if reply.usage else {}))
            except (BrokenPipeError, ConnectionResetError):
                state.left.set()
                self.close_connection = True

        def do_GET(self) -> None:
            state.keys.append(self.headers.get("Authorization", ""))
            if not self._is_refused():
                self.whole(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in state.models]})

        def _is_refused(self) -> bool:
            refused = state.key is not None and state.keys[-1] != f"Bearer {state.key}"
            if refused:
                self.whole(401, {"error": {"message": f"scripted 401: {state.keys[-1]}", "type": "scripted"}})
            return refused

        def _stream(self, reply: Scripted) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            if reply.events is not None:
                for event in reply.events:
                    stopping.wait(reply.pause)
                    self._event(event)
                self.wfile.write(b"data: [DONE]\n\n" if reply.is_done else b"")
                return
            for number, start in enumerate(range(0, len(reply.text), PIECE)):
                if number == reply.cut_after:
                    return
                if number == reply.hold_after:
                    state.go_on.wait()
                stopping.wait(reply.pause)
                self._event(_envelope("chat.completion.chunk", delta={"content": reply.text[start : start + PIECE]}))
            self._event(_envelope("chat.completion.chunk", delta={}, finish_reason=reply.reason))
            if reply.usage:
                self._event({**_envelope("chat.completion.chunk"), "choices": [], "usage": reply.usage})
            self.wfile.write(b"data: [DONE]\n\n" if reply.is_done else b"")

        def _event(self, value: dict) -> None:
            self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
            self.wfile.flush()

    with _served(Handler, stopping, port) as state.url:
        yield state
        state.go_on.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def whole(self, status: int, value: dict, headers: dict[str, str] | None = None) -> None:
        self.raw(status, json.dumps(value).encode(), headers)

    def raw(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_args) -> None:
        pass


@contextmanager
def _served(handler: type[_Handler], stopping: threading.Event, port: int = 0) -> Iterator[str]:
    """A server on that port, or on a free one; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()  # seconds that a shutdown takes
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()


def _base64(row: np.ndarray) -> str:
    return base64.b64encode(row.astype(np.float32).tobytes()).decode()


USAGE = {"usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}}


def chunk(usage: dict | None = None, reason: str | None = None, **delta) -> dict:
    """One event of a stream, as `Scripted.events` has them."""
    counted = {"usage": usage} if usage else {}
    return _envelope("chat.completion.chunk", delta=delta, finish_reason=reason) | counted


def _envelope(kind: str, **choice) -> dict:
    return {
        "id": "scripted",
        "object": kind,
        "created": int(time.time()),
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": None, **choice}],
    }
