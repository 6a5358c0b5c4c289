"""The door before the page, where people log in with a password: who is not logged in reaches nothing behind it, neither
a page nor a session nor a file.

It is a layer of the server's own. A log-in is a signed cookie that scripts cannot read and that other sites cannot use; it
outlasts a reload and the browser's end, and ends with the password, the user, or its time. What it says is handed to the
session in two headers, which nobody else can set.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from html import escape
from importlib.resources import files
from ipaddress import ip_address
from urllib.parse import parse_qs, quote, urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.setup.people.users import Users, folded

NAME, MARK = "colloquy_name", "colloquy_mark"  # of the session's user, as Streamlit has it
HEADERS = {"X-Colloquy-Name": NAME, "X-Colloquy-Mark": MARK}
COOKIE = "colloquy_log_in"
LOG_IN, LOG_OUT = "/log-in", "/log-out"
_METRICS = "/_stcore/metrics"  # for what runs the page
_LASTS = 14 * 24 * 3600  # seconds
_OPEN = (LOG_IN, LOG_OUT, "/_stcore/health")
_FREE = 4  # failures of a name before it has to wait
_LONGEST_WAIT = 60.0  # seconds
_REMEMBERED = 10_000  # names that have failed
_AT_ONCE = 2  # passwords compared: each takes a core and 64 MB for a moment
_LARGEST = 8_192  # bytes of a form
_WRONG = "This name and password do not belong together."


class Door:
    """The server's outermost layer."""

    def __init__(self, app: ASGIApp, users: Users) -> None:
        self._app = app
        self._users = users

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        name = logged_in(self._users, connection)
        headers = MutableHeaders(scope=scope)
        for header in HEADERS:  # from outside they say nothing
            del headers[header]
        if name:
            headers["X-Colloquy-Name"], headers["X-Colloquy-Mark"] = name, self._users.mark(name) or ""
        if name or connection.url.path in _OPEN or (connection.url.path == _METRICS and _is_neighbour(connection)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401, "reason": "not logged in"})
        else:
            await _turned_away(connection)(scope, receive, send)


class Waiting:
    """How long a name has to wait after failures, known or not: twice as long each time, a minute at the most."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def seconds(self, name: str) -> float:
        """How long yet; 0 where it may be tried."""
        failures, last = self._failed.get(name, (0, 0.0))
        if failures < _FREE:
            return 0.0
        return max(0.0, last + min(2.0 ** (failures - _FREE + 1), _LONGEST_WAIT) - time.monotonic())

    def fail(self, name: str) -> None:
        failures, _ = self._failed.pop(name, (0, 0.0))
        self._failed[name] = (failures + 1, time.monotonic())
        while len(self._failed) > _REMEMBERED:
            self._failed.popitem(last=False)

    def forget(self, name: str) -> None:
        self._failed.pop(name, None)


def logged_in(users: Users, connection: HTTPConnection) -> str | None:
    """The name that a request's cookie is of; None where it has none that holds."""
    try:
        told = json.loads(_signer(users).loads(connection.cookies.get(COOKIE, ""), max_age=_LASTS))
    except (BadSignature, ValueError):
        return None
    return str(told["name"]) if told.get("mark") and told["mark"] == users.mark(str(told.get("name"))) else None


def routes(users: Users) -> list[Route]:
    """Where people log in and out."""
    waiting, comparing = Waiting(), asyncio.Semaphore(_AT_ONCE)

    async def ask(request: Request) -> Response:
        return _form(_next(request.query_params.get("next", "")))

    async def log_in(request: Request) -> Response:
        if not _is_from_here(request):
            return Response("This form was sent from another site.", 403)
        fields = await _fields(request)
        name, to = folded(fields.get("name", ""))[:100], _next(fields.get("next", ""))
        if wait := waiting.seconds(name):
            line = f"Too many tries: wait {wait:.0f} seconds, then try again."
            return _form(to, line, 429, {"Retry-After": f"{wait + 1:.0f}"})
        waiting.fail(name)  # before it is known: of many tries at once each counts
        async with comparing:
            is_right = await run_in_threadpool(users.is_password, name, fields.get("password", ""))
        if not is_right:
            return _form(to, _WRONG, 401)
        waiting.forget(name)
        response = RedirectResponse(to, 303)
        signed = _signer(users).dumps(json.dumps({"name": name, "mark": users.mark(name)}))
        response.set_cookie(
            COOKIE, str(signed), _LASTS, httponly=True, samesite="lax", secure=_is_encrypted(request), path="/"
        )
        return response

    async def log_out(request: Request) -> Response:
        if not _is_from_here(request):
            return Response("This was asked for by another site.", 403)
        response = RedirectResponse(LOG_IN, 303)
        response.delete_cookie(COOKIE, path="/")
        return response

    return [
        Route(LOG_IN, ask, methods=["GET"]),
        Route(LOG_IN, log_in, methods=["POST"]),
        Route(LOG_OUT, log_out, methods=["POST"]),
    ]


def _signer(users: Users) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(users.secret, salt=COOKIE)


def _turned_away(connection: HTTPConnection) -> Response:
    """To the form, for whoever wants a page; for all else, no."""
    if "text/html" not in connection.headers.get("Accept", ""):
        return Response("Log in first.", 401)
    wanted = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    return RedirectResponse(LOG_IN if wanted == "/" else f"{LOG_IN}?next={quote(wanted, safe='')}", 303)


def _is_neighbour(connection: HTTPConnection) -> bool:
    """Whether a request comes from this machine or its own network, by no proxy."""
    try:
        address = ip_address(connection.client.host if connection.client else "")
    except ValueError:
        return False
    return address.is_private and "X-Forwarded-For" not in connection.headers


def _next(address: str) -> str:
    """Where to go then: an address of this page, and no other."""
    parts = urlsplit(address)
    is_own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if is_own and address.isprintable() and "\\" not in address else "/"


def _is_from_here(request: Request) -> bool:
    """Browsers say which site a form was sent from; other programs say nothing."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host")


def _is_encrypted(request: Request) -> bool:
    return "https" in (request.url.scheme, request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip())


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form; nothing of one that is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return {}
    return {name: values[-1] for name, values in parse_qs(body.decode(errors="replace"), True).items()}


def _form(to: str, line: str = "", status: int = 200, headers: dict[str, str] | None = None) -> Response:
    page = files("ui.people").joinpath("log_in.html").read_text("utf-8")
    told = f'<p role="alert">{escape(line)}</p>' if line else ""
    safe = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
    }
    return HTMLResponse(page.replace("{told}", told).replace("{next}", escape(to)), status, safe | (headers or {}))
