"""A chat server on loopback that speaks OpenAI's streaming protocol and misbehaves on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = 7  # characters a streamed chunk


@dataclass
class Scripted:
    """One reply: its text, or how it fails."""

    text: str = ""
    status: int = 200
    pause: float = 0.0  # seconds before each chunk
    hang: float = 0.0  # seconds before anything is sent
    cut_after: int | None = None  # chunks after which the connection drops
    raw: str | None = None  # a body that is sent as it is


@dataclass
class ChatServer:
    """Gives the scripted replies in order, the last one again and again, and keeps the requests."""

    replies: list[Scripted]
    requests: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""

    def next_reply(self) -> Scripted:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def chat_server(*replies: Scripted | str) -> Iterator[ChatServer]:
    state = ChatServer([reply if isinstance(reply, Scripted) else Scripted(reply) for reply in replies])
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            reply = state.next_reply()
            stopping.wait(reply.hang)
            try:
                if reply.status != 200:
                    self._whole(reply.status, {"error": {"message": f"scripted {reply.status}", "type": "scripted"}})
                elif reply.raw is not None:
                    self._bytes(200, reply.raw.encode())
                elif body.get("stream"):
                    self._stream(reply)
                else:
                    message = {"role": "assistant", "content": reply.text}
                    self._whole(200, _envelope("chat.completion", message=message, finish_reason="stop") | USAGE)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _stream(self, reply: Scripted) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            for number, start in enumerate(range(0, len(reply.text), PIECE)):
                if number == reply.cut_after:
                    return
                stopping.wait(reply.pause)
                self._event(_envelope("chat.completion.chunk", delta={"content": reply.text[start : start + PIECE]}))
            self._event(_envelope("chat.completion.chunk", delta={}, finish_reason="stop"))
            self._event({**_envelope("chat.completion.chunk"), "choices": [], **USAGE})
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, value: dict) -> None:
            self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
            self.wfile.flush()

        def _whole(self, status: int, value: dict) -> None:
            self._bytes(status, json.dumps(value).encode())

        def _bytes(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        stopping.set()
        server.shutdown()
        server.server_close()


USAGE = {"usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}}


def _envelope(kind: str, **choice) -> dict:
    return {
        "id": "scripted",
        "object": kind,
        "created": int(time.time()),
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": None, **choice}],
    }
