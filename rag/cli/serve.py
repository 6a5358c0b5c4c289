"""The command that serves the library to other programs over HTTP."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import DAY, MOST, Home, library_at, settings_at
from rag.cli.output import say
from rag.cli.page import check_port
from rag.cli.signals import until_interrupted
from rag.errors import ColloquyError, InputError, extra
from rag.setup.address import is_loopback

if TYPE_CHECKING:
    from rag.cli.serving.http.terms import Terms
    from rag.library.library import Library

_NEEDED = ("fastapi", "orjson", "prometheus_client", "python_multipart", "uvicorn")
_LEAST_KEY = 16  # characters: fewer can be tried one after the other
_GRACE = 15  # seconds for what is being served to end


def serve(
    host: Annotated[str, typer.Option(help="Address to serve on; the default is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8601,
    key: Annotated[
        str | None,
        typer.Option(help="What those who ask have to send; better set as COLLOQUY_SERVE_KEY.", show_default=False),
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Let files be added to the library; needs a key.")] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Another name of this server, as a proxy has it; repeat.")
    ] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Web pages that may ask, such as https://chat.example.org.")
    ] = None,
    max_upload: Annotated[
        int, typer.Option(min=1, max=1_000_000, metavar="MB", help="The most of an upload, in MB.")
    ] = 50,
    rate: Annotated[
        int, typer.Option(min=0, max=MOST, help="The most requests a minute of one address; 0: any number.")
    ] = 0,
    timeout: Annotated[
        float, typer.Option(min=1, max=DAY, metavar="SECONDS", help="When a request is given up.")
    ] = 600.0,
    home: Home = None,
) -> None:
    """Serve the library to programs over HTTP, also as a chat model in OpenAI's shape, until Ctrl-C or SIGTERM."""
    _check_installed()
    from rag.cli.serving.http.terms import Terms

    settings = settings_at(home)
    key = key or (settings.serve_key.get_secret_value() if settings.serve_key else None)
    _check_key(host, key, write, bool(allow_host))
    check_port(host, port, "the library")
    terms = Terms(
        host=host,
        key=key,
        may_write=write,
        names=frozenset(name.lower() for name in allow_host or ()),
        origins=tuple(allow_origin or ()),
        upload_bytes=max_upload * 1_000_000,
        rate=rate,
        seconds=timeout,
    )
    with until_interrupted("stopped serving"), library_at(home) as library:
        _serve(library, terms, port)


def _serve(library: Library, terms: Terms, port: int) -> None:
    import uvicorn

    from rag.cli.serving.http.app import application

    # What is asked is nobody's: requests are counted, not written to a log.
    config = uvicorn.Config(
        application(library, terms),
        terms.host,
        port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        ws="none",
    )
    Thread(target=_warm, args=(library,), name="warm", daemon=True).start()
    at = f"http://{f'[{terms.host}]' if ':' in terms.host else terms.host}:{port}"
    say(f"serving {len(library):,} papers at {at}/v1 ({at}/docs tells how; Ctrl-C ends it)")
    uvicorn.Server(config).run()


def _warm(library: Library) -> None:
    """Load, out of sight, what the first question would wait for: models, indexes, Chroma."""
    from rag.answer.assistant import Assistant

    with suppress(ColloquyError):
        for paper in library.papers(1):
            Assistant(library.settings.model_copy(update={"model": None}), library).ask(
                f"How does {paper.title[:200]} work?"
            )


def _check_installed() -> None:
    """
    Raises:
        InputError: the packages of the extra are missing.
    """
    with extra("serve"):
        for name in _NEEDED:
            import_module(name)


def _check_key(host: str, key: str | None, write: bool, has_names: bool) -> None:
    """
    Raises:
        InputError: what is to be served wants a key, or a longer one.
    """
    hint = "set COLLOQUY_SERVE_KEY, for example to what this prints: python -c 'import secrets; print(secrets.token_urlsafe())'"
    if key is not None and (len(key) < _LEAST_KEY or not key.isascii() or not key.isprintable() or " " in key):
        raise InputError(f"the key is not {_LEAST_KEY} or more letters, digits and signs without blanks", hint)
    if key is None and not is_loopback(host):
        raise InputError(f"{host}: everyone who reaches that address could read the library", hint)
    if key is None and has_names:
        raise InputError("--allow-host wants a key: who calls this server by another name comes from elsewhere", hint)
    if key is None and write:
        raise InputError("--write wants a key: any program on this machine could change the library", hint)
