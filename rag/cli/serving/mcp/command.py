"""The command that serves a library to assistants by the Model Context Protocol."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from rag.cli.options import Home
from rag.cli.output import say
from rag.cli.page import check_port
from rag.cli.signals import until_interrupted
from rag.errors import InputError, extra
from rag.setup.address import is_loopback

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

    from rag.cli.serving.mcp.served import ServedLibrary

_HOST, _PORT = "127.0.0.1", 8765
_ENDING = 2  # seconds that answers on their way have when the server is told to end


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve over HTTP in place of standard input and output.")
    ] = False,
    host: Annotated[
        str | None, typer.Option(help="Address of this machine to serve HTTP on.", show_default=_HOST)
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to serve HTTP on.", show_default=str(_PORT))
    ] = None,
    home: Home = None,
) -> None:
    """Serve the library to assistants: tools and papers by the Model Context Protocol."""
    if not http and (host or port):
        raise typer.BadParameter("--host and --port belong to --http")
    if http:
        _serve_http(host or _HOST, port or _PORT, home)
    else:
        _serve_streams(home)


def _serve_streams(home: Path | None) -> None:
    """Serve whoever started this process, until its standard input ends."""
    with extra("mcp"):
        from mcp.server.stdio import stdio_server
    # The thread that reads standard input waits for a line, and nothing but a line ends it: a signal ends all.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.stdin.isatty():
        say("waiting for an assistant on standard input: docs/mcp.md tells how one starts this command; Ctrl-C ends it")
    written = _standard_output()
    with _library(home) as (served, server):
        import anyio

        async def serve() -> None:
            async with stdio_server(stdout=anyio.wrap_file(written)) as (reading, writing):
                _warm_up(served)
                await server.run(reading, writing, server.create_initialization_options())

        anyio.run(serve)


def _standard_output() -> TextIO:
    """Standard output for the protocol alone, to the end: what else prints goes to standard error from here on."""
    own = os.dup(1)
    try:
        os.dup2(2, 1)
    except OSError:  # there is no standard error
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return os.fdopen(own, "w", encoding="utf-8", newline="\n")


def _serve_http(host: str, port: int, home: Path | None) -> None:
    """Serve programs of this machine, until Ctrl-C or SIGTERM."""
    if not is_loopback(host):
        raise InputError(
            f"{host}: everyone who reaches that address could read the library and use its model, for there is no log-in",
            f"leave --host out, and reach the server from elsewhere by ssh -L {port}:127.0.0.1:{port}",
        )
    with extra("mcp"):
        from mcp.server.transport_security import TransportSecuritySettings
    check_port(host, port, "the library")
    with until_interrupted("stopped serving"), _library(home) as (served, server):
        import uvicorn

        at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        # A page of the web whose name is made to lead to this machine gives that name as Host and Origin.
        hosts = list(dict.fromkeys([at, f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"]))
        security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{name}" for name in hosts])
        app = server.streamable_http_app(host=host, transport_security=security)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_ENDING)
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
            print(f"Colloquy is at http://{at}/mcp (Ctrl-C ends it)", flush=True)
            _warm_up(served)
            uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _library(home: Path | None) -> Iterator[tuple[ServedLibrary, Server[Any]]]:
    """The library in a folder, and a server of it."""
    gc.disable()  # what is loaded stays: to look for garbage in it takes a tenth of the start
    from rag.cli.serving.mcp.served import ServedLibrary
    from rag.cli.serving.mcp.server import server_of

    served = ServedLibrary(home)
    try:
        yield served, server_of(served)
    finally:
        served.close()


def _warm_up(served: ServedLibrary) -> None:
    """Begin to load the library, while the client says who it is."""
    Thread(target=served.warm_up, name="warm-up", daemon=True).start()
