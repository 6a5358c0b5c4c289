"""The command line: parse, call, print. What it prints for programs is described with --json of each command."""

from __future__ import annotations

import ctypes
import io
import logging
import os
import sys
from contextlib import suppress

import typer

from rag.cli.ask import ask, chat
from rag.cli.check import check
from rag.cli.evaluate import evaluate
from rag.cli.export import export
from rag.cli.fetch import fetch
from rag.cli.library import add, papers, remove, split, tag, tags, watch
from rag.cli.maintenance import backup, doctor, reindex, restore
from rag.cli.memory import check_memory, out_of_memory
from rag.cli.move import move
from rag.cli.options import backed_up, with_plain_texts
from rag.cli.output import defect, refused, say, visible
from rag.cli.page import ui
from rag.cli.people import audit, user
from rag.cli.screen import screen
from rag.cli.search import search
from rag.cli.serve import serve
from rag.cli.serving.mcp.command import mcp
from rag.cli.table import table
from rag.errors import ColloquyError

WRITING = (add, watch, fetch, remove, split, tag, ask, chat, table, screen, ui, serve, mcp, reindex, restore, move)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help is there in half the time
    pretty_exceptions_enable=False,
    help="Ask your paper abstracts; every claim carries a citation that can be checked.",
)
for command in (
    add,
    watch,
    fetch,
    papers,
    remove,
    split,
    tag,
    tags,
    search,
    ask,
    chat,
    check,
    table,
    screen,
    export,
    ui,
    serve,
    mcp,
    evaluate,
    reindex,
    doctor,
    backup,
    restore,
    move,
    user,
    audit,
):
    name = "eval" if command is evaluate else command.__name__
    app.command(name)(with_plain_texts(backed_up(command) if command in WRITING else command))


def main() -> None:
    """Run the command line; every error becomes two lines on standard error and exit code 1."""
    _open_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # Before wordllama asks for more: then the HTTP client would tell of every call.
    logging.basicConfig(level=logging.WARNING, format="note: %(message)s")
    # A search multiplies many small matrices: threads that share them wait for each other on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _share_heaps()
    try:
        check_memory()
        sys.exit(_ended())
    except ColloquyError as error:
        _fail(error)
    except MemoryError:
        _fail(out_of_memory())
    except BrokenPipeError:
        # The reader of a pipe has gone, as with `| head`; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(refused(error))
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # the last net: people never see a traceback. A panic of tantivy's is no `Exception`
        _fail(defect(error))


def _ended() -> int:
    """Run the command that was typed in, and how it ended. What was typed in wrongly is shown, and is not obeyed."""
    try:
        return app(standalone_mode=False) or 0
    except typer.Abort:
        say("stopped")
        return 1
    except typer.TyperException as error:
        error.message = visible(error.message)
        error.show()  # type: ignore[attr-defined]
        return error.exit_code


def _open_streams() -> None:
    """Have standard streams that were closed lead nowhere: the next file that is opened would be taken for one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


def _share_heaps() -> None:
    """Have glibc's threads share two heaps: with one for each of Chroma's, 20,000 papers take 90 MB more to read."""
    arena_max = -8  # M_ARENA_MAX of malloc.h
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(arena_max, 2)


def _fail(error: ColloquyError) -> None:
    say(f"error: {' '.join(error.message.split())}\nhint: {error.hint}")
    raise SystemExit(1)
