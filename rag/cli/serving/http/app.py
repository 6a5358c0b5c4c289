"""The application: the paths, what stands before them, and what tells of them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse
from fastapi.telemetry import TelemetryConfig

from rag.cli.serving.http import ask, check, completions, papers, search
from rag.cli.serving.http.errors import handled_by
from rag.cli.serving.http.gate import Gate
from rag.cli.serving.http.metrics import Measured, Metrics
from rag.cli.serving.http.page import HEADERS, page
from rag.cli.serving.http.service import Service, json_reply, service_of
from rag.cli.serving.http.shapes import CheckRequest, ErrorReply, HealthReply
from rag.cli.serving.http.terms import Terms
from rag.library.library import Library

_ABOUT = (
    "Asks paper abstracts; every claim carries a citation that can be checked. Errors are JSON: {error: {message, hint}}. "
    "Where a key is set, send it as Authorization: Bearer KEY."
)
_REFUSALS = (401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503, 504)
_QUIET: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def application(library: Library, terms: Terms) -> FastAPI:
    """An ASGI application over a library, which stays the caller's to close."""
    app = FastAPI(
        title="Colloquy",
        version=version("colloquy"),
        description=_ABOUT,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        telemetry=_QUIET,  # nobody is told of questions, whatever the environment says
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    metrics = Metrics(library)
    app.state.service = Service(library, terms, metrics)
    own: dict[int | str, dict[str, Any]] = {status: {"model": ErrorReply} for status in _REFUSALS}
    for router in (ask.router, search.router, papers.router, check.router):
        app.include_router(router, responses=own)
    app.include_router(completions.router)
    app.add_api_route("/health", health, summary="Is it well", responses={200: {"model": HealthReply}}, tags=["server"])
    app.add_api_route("/metrics", figures, summary="Figures for Prometheus", include_in_schema=False)
    app.add_api_route("/docs", documentation, include_in_schema=False)
    handled_by(app)
    _describe(app)
    app.add_middleware(Gate, terms=terms)
    if terms.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=terms.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],  # OpenAI's client in a browser sends a dozen of its own
        )
    app.add_middleware(Measured, metrics=metrics)
    return app


async def health(request: Request) -> Response:
    """Whether the library can be read. Needs no key."""
    service = service_of(request)
    return json_reply({"status": "ok", "papers": await service.quickly(lambda: len(service.library))})


async def figures(request: Request) -> Response:
    service = service_of(request)
    text = await service.quickly(service.metrics.text)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def documentation(request: Request) -> Response:
    return HTMLResponse(page(request.app.openapi()), headers=HEADERS)


def _describe(app: FastAPI) -> None:
    """Have the description hold what is read by hand, and how the key is sent."""
    described = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = described()
            parts = description["components"]
            own = CheckRequest.model_json_schema(ref_template="#/components/schemas/{model}")
            parts["schemas"] |= own.pop("$defs", {}) | {"CheckRequest": own}
            parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            description["security"] = [{"key": []}, {}]
        return app.openapi_schema or {}

    app.openapi = complete  # type: ignore[method-assign]
