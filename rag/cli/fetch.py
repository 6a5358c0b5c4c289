"""The command that asks other services for papers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import MOST, Home, Json, library_at
from rag.cli.output import print_lines, print_result, progress_line, say

if TYPE_CHECKING:
    from rag.intake.fetch import Request
    from rag.records import Skipped

_LIMIT = 100


def fetch(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar='"SERVICE: QUERY"',
            help="arxiv, openalex, pubmed or semanticscholar with words to search for; or doi with DOIs.",
        ),
    ] = None,
    dois: Annotated[Path | None, typer.Option(metavar="FILE", help="A file of DOIs, one a line.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=MOST, show_default=f"{_LIMIT}; DOIs: all", help="At most so many records.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Add the papers without asking.")] = False,
    title_only: Annotated[bool, typer.Option("--title-only", help="Take papers without an abstract too.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Ask anew for what was fetched before.")] = False,
    server: Annotated[
        str | None, typer.Option(metavar="URL", help="Ask this server, such as a mirror, in place of the service.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask a service for papers, show what there is, and add it once you agree.

    Run again after an interruption, it goes on where it stopped. Where there is no terminal to ask on, and with
    --json, nothing is added without --yes. --json prints {"source","query","found","fetched","with_abstract","new",
    "titles"} and what add prints: {"added","updated","unchanged","merged","skipped","total"}.
    """
    from rag.cli.show import added_lines
    from rag.intake.fetch import fetch as bring
    from rag.library.adding import add
    from rag.library.preview import preview, preview_lines
    from rag.records import as_json as plain

    asked, unread = _request(what, dois)
    if server is not None and not server.startswith(("http://", "https://")):
        raise typer.BadParameter("--server takes an address that begins with http:// or https://")
    with library_at(home) as library:
        wanted = limit or (None if asked.scheme == "doi" else _LIMIT)
        with progress_line(f"records from {asked.service.name}") as progress:
            come = bring(asked, wanted, library.settings, again=again, address=server, progress=progress, say=say)
        seen = preview(come, library, unread, title_only)
        if not as_json:
            print_lines(preview_lines(seen))
        if yes or (not as_json and seen.new and _agreed(seen.new)):
            with progress_line("adding papers") as progress:
                report = add(library, seen.records, progress, say, seen.source)
            lines = [*added_lines(report)]
        else:
            report, lines = seen.report(len(library)), _how_to_add(seen.new)
    print_result(as_json, seen.figures() | plain(report), lines)


def _request(what: list[str] | None, file: Path | None) -> tuple[Request, list[Skipped]]:
    """What is asked for, and lines of a file of DOIs that hold none."""
    from rag.intake.fetch import Request, request
    from rag.intake.fetch.dois import dois, dois_of_file

    if bool(what) == bool(file):
        raise typer.BadParameter('give "SERVICE: QUERY", or --dois FILE')
    if file is not None:
        found, unread = dois_of_file(file)
        return Request("doi", " ".join(found)), unread
    asked = request(" ".join(what or ()))
    return (Request("doi", " ".join(dois(asked.query))) if asked.scheme == "doi" else asked), []


def _agreed(papers: int) -> bool:
    """Whether the person at the terminal says yes; where there is none, no."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    from rag.text.wording import counted

    # Python's own prompt would go to standard error.
    print(f"add {counted(papers)}? [y/N] ", end="", flush=True)
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _how_to_add(new: int) -> list[str]:
    return ["Nothing was added; the same command with --yes adds them."] if new else ["There is nothing new to add."]
