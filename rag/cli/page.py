"""The command that serves the page, with the project's own configuration of Streamlit wherever it is started from."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import Home, library_at, settings_at
from rag.cli.output import progress_line, say
from rag.cli.signals import ONCE_MORE, interruptible, until_interrupted
from rag.errors import InputError, LibraryError
from rag.setup.address import is_loopback

if TYPE_CHECKING:
    from rag.setup.people.log_in import LogIn
    from rag.setup.settings import Settings

_SCRIPT = "ScriptRunner.scriptThread"  # Streamlit's name for the thread of a run of a page
_PATIENCE = 15.0  # seconds for those runs to end


def ui(
    host: Annotated[str, typer.Option(help="Address to serve on; the default is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    sample: Annotated[bool, typer.Option("--sample", help="Fill an empty library with the sample papers.")] = False,
    insecure: Annotated[
        bool,
        typer.Option(
            "--insecure", help="Serve on other addresses too, to everyone who reaches them, without a log-in."
        ),
    ] = False,
    home: Home = None,
) -> None:
    """Serve the chat page until Ctrl-C or SIGTERM."""
    from rag.setup.people.log_in import log_in_of

    settings = settings_at(home)
    log_in = log_in_of(settings)
    _check_host(host, insecure, log_in)
    check_port(host, port)
    with until_interrupted("stopped serving"):
        from rag.intake.sample import sample_papers
        from rag.library.adding import add

        with library_at(home) as library:
            if sample and not len(library):
                with progress_line("reading the sample papers") as progress:
                    add(library, sample_papers(), progress, say)
            folder = library.home
        _serve(host, port, settings.model_copy(update={"home": folder}), log_in)


def configuration(page: Path) -> dict[str, object]:
    """The options of .streamlit/config.toml, such as server.headless: from the wheel, or from the checkout."""
    inside, beside = (folder / ".streamlit" / "config.toml" for folder in (page, page.parent))
    tables = tomllib.loads((inside if inside.exists() else beside).read_text("utf-8"))
    return dict(_flat(tables))


def _serve(host: str, port: int, settings: Settings, log_in: LogIn | None) -> None:
    """Serve the library of these settings, in this process and until it is told to end: what is imported is imported
    once."""
    from streamlit import config
    from streamlit.web import bootstrap

    from rag.setup.people.log_in import secrets_files

    os.environ["COLLOQUY_HOME"] = str(settings.home)
    page = _page_folder()
    script = str(page / "app.py")
    options = configuration(page) | {"server.address": host, "server.port": port}
    if log_in == "provider":
        options["secrets.files"] = list(map(str, secrets_files(settings)))
    config._main_script_path = script  # as its command line does
    print(f"Colloquy is at http://{host}:{port} (Ctrl-C ends it)", flush=True)
    try:
        if log_in == "password":
            _serve_behind_door(script, settings, options)
        else:
            bootstrap.load_config_options(options)
            bootstrap.run(script, False, ["--warm"], options)
    finally:
        with interruptible():
            _let_scripts_end()


def _serve_behind_door(script: str, settings: Settings, options: dict[str, object]) -> None:
    """The same, where nobody reaches the page who has not logged in with a password."""
    from rag.setup.people.log_in import users_of
    from rag.setup.people.users import hasher

    door = import_module("ui.people.door")  # they are Streamlit's to import, not ours
    users = users_of(settings)
    hasher()  # what it needs is told before anything is served
    # Machines that share the file of users share what their cookies are signed with.
    os.environ.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", users.secret)
    sys.argv = [script, "--warm"]
    page = import_module("ui.people.served").page()
    page.run(config=options | {"server.trustedUserHeaders": json.dumps(door.HEADERS)})


def _let_scripts_end() -> None:
    """Give the runs of pages time to end. They were told to, with the server, but nothing else waits for them: an answer
    that is on its way would not be stored as far as it came, and papers that come in would be cut off in the middle."""
    scripts = [thread for thread in threading.enumerate() if thread.name == _SCRIPT]
    if scripts:
        say(ONCE_MORE)
    deadline = time.monotonic() + _PATIENCE
    for script in scripts:
        script.join(max(0.0, deadline - time.monotonic()))


def _check_host(host: str, insecure: bool, log_in: LogIn | None) -> None:
    if is_loopback(host) or log_in:
        return
    if not insecure:
        raise InputError(
            f"{host}: everyone who reaches that address could read and change the library, for there is no log-in",
            "make users with colloquy user add NAME --role owner, who then log in; "
            "or leave --host out, and reach the page from elsewhere by ssh -L 8501:127.0.0.1:8501; or add --insecure",
        )
    say(f"no log-in: everyone who reaches {host} can read and change the library, and use its model")


def check_port(host: str, port: int, what: str = "the page") -> None:
    """
    Raises:
        InputError: nothing can be served on that port of that address.
    """
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        is_elsewhere = getattr(error, "errno", None) == errno.EADDRNOTAVAIL
        hint = "give --host an address of this machine" if is_elsewhere else f"try --port {port + 1}"
        raise InputError(f"{what} cannot be served on {host}:{port}: {reason}", hint) from None


def _page_folder() -> Path:
    """Where the page's files are; they are Streamlit's to import, not ours."""
    found = find_spec("ui")
    if found is None or found.origin is None:
        raise LibraryError("the files of the page are missing", "install Colloquy again: pip install .")
    return Path(found.origin).parent


def _flat(tables: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
