"""What went wrong, as JSON: {"error": {"message", "hint"}}, and on OpenAI's paths in OpenAI's shape."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from rag.cli.output import defect
from rag.errors import ColloquyError, InputError, ModelError, NoPaperError, one_line

OPENAI_PATHS = ("/v1/chat/", "/v1/models")
_GONE = 499  # as proxies note it: nobody is there to read a reply
_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
_HINTS = {
    400: "send a body that can be read, with its Content-Type",
    404: "/docs lists what there is",
    405: "/docs lists what there is, with the methods",
    413: "send less at once; for uploads, serve with a larger --max-upload",
}


class Refused(ColloquyError):
    """A request that is not served.

    Args:
        status: the HTTP status that says so.
        code: a word for programs, as OpenAI's clients know it.
    """

    def __init__(
        self, status: int, message: str, hint: str, code: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.code = code
        self.headers = headers


def status_of(error: ColloquyError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, Refused):
        return error.status
    if isinstance(error, NoPaperError):
        return 404
    return 422 if isinstance(error, InputError) else 502 if isinstance(error, ModelError) else 503


def body_of(path: str, error: ColloquyError) -> dict[str, Any]:
    """The error as JSON has it on this path."""
    if not path.startswith(OPENAI_PATHS):
        return {"error": {"message": error.message, "hint": error.hint}}
    status, code = _on_openai_path(status_of(error)), error.code if isinstance(error, Refused) else None
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    told = {"message": f"{error.message} ({error.hint})", "type": kind, "param": None, "code": code}
    return {"error": told | {"hint": error.hint}}


def reply(path: str, error: ColloquyError) -> JSONResponse:
    status = status_of(error)
    if path.startswith(OPENAI_PATHS):
        status = _on_openai_path(status)
    return JSONResponse(body_of(path, error), status, error.headers if isinstance(error, Refused) else None)


def _on_openai_path(status: int) -> int:
    return 400 if status == 422 else status  # OpenAI knows the one alone


def handled_by(app: FastAPI) -> None:
    """Have every error of this application become JSON."""

    async def told(request: Request, error: Exception) -> JSONResponse:
        return reply(request.url.path, error if isinstance(error, ColloquyError) else defect(error))

    async def misread(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "body")
        problem = InputError(f"{place}: {first['msg']}" if place else first["msg"], "/docs tells what goes in")
        return reply(request.url.path, problem)

    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        status = error.status_code
        message = one_line(Exception(error.detail)) if error.detail else HTTPStatus(status).phrase
        problem = Refused(status, message, _HINTS.get(status, "/docs tells what there is"))
        problem.headers = dict(error.headers or {}) or None
        return reply(request.url.path, problem)

    async def gone(request: Request, error: Exception) -> Response:
        return Response(status_code=_GONE)

    app.add_exception_handler(ColloquyError, told)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(RequestValidationError, misread)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, refused)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, told)
