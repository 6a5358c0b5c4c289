"""What is counted for Prometheus: requests, how long they took, answers, what the model used, and the process."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from rag.library.library import Library
from rag.records import Answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """The figures of one server."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.requests = Counter(
            "colloquy_requests", "Requests served.", ("method", "path", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "colloquy_request_seconds", "Seconds a request took.", ("path",), buckets=_SECONDS, registry=self._registry
        )
        self.under_way = Gauge("colloquy_requests_under_way", "Requests being served.", registry=self._registry)
        self.answers = Counter(
            "colloquy_answers", "Answers given.", ("kind", "abstained", "model"), registry=self._registry
        )
        self.tokens = Counter(
            "colloquy_model_tokens", "Tokens that the chat model used.", ("direction",), registry=self._registry
        )
        self.stopped = Counter("colloquy_answers_stopped", "Answers whose reader went away.", registry=self._registry)
        self.papers = Gauge("colloquy_papers", "Papers in the library.", registry=self._registry)

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.kind, answer.abstained or "", answer.model or "").inc()
        self.tokens.labels("input").inc(answer.usage.input_tokens)
        self.tokens.labels("output").inc(answer.usage.output_tokens)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        self.papers.set(len(self._library))
        return generate_latest(self._registry)


class Measured:
    """Counts each request, by the path as it is documented: one that is not there is "other"."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.under_way.inc()
        try:
            await self._app(scope, receive, noted)
        finally:
            self._metrics.under_way.dec()
            path = str(getattr(scope.get("route"), "path", "other"))
            self._metrics.seconds.labels(path).observe(time.perf_counter() - started)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.requests.labels(method, path, str(status)).inc()


_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
