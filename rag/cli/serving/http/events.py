"""Server-sent events: a stream of named JSON values over one reply, with comments in between that keep it open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi.responses import StreamingResponse

from rag.cli.serving.http.service import json_bytes

WAITING = b": waiting\n\n"
MEDIA_TYPE = "text/event-stream"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # a proxy is to pass on what comes as it comes


def described(what: str) -> dict[str, Any]:
    """The stream in an OpenAPI description: the shape of one event."""
    text = {"type": "string"}
    event_shape = {"type": "object", "properties": {"event": text, "data": text}, "required": ["data"]}
    return {MEDIA_TYPE: {"schema": event_shape | {"description": what}}}


def event(value: Any, name: str | None = None) -> bytes:
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + json_bytes(value) + b"\n\n"


def streamed(events: AsyncIterator[bytes]) -> StreamingResponse:
    return StreamingResponse(events, headers=_HEADERS, media_type=MEDIA_TYPE)
