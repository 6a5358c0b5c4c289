"""Commands that examine a library and build its indexes anew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from rag.cli.move import parts
from rag.cli.options import Home, Json, library_at, settings_at
from rag.cli.output import json_line, print_lines, print_result, progress_line, say
from rag.errors import ColloquyError
from rag.text.wording import counted


def reindex(
    embedding: Annotated[str, typer.Option(help="wordllama, or a name such as openai:text-embedding-3-small.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Build all vectors anew with another embedder; run again, it goes on where it was interrupted."""
    from rag.library.library import Library
    from rag.library.reindex import reindex as build
    from rag.records import as_json as plain

    settings = settings_at(home)
    with closing(Library(settings.model_copy(update={"embedding": None}))) as library:
        with progress_line("embedding passages") as progress:
            report = build(library, embedding, progress, say)
    if settings.embedding not in (None, embedding):
        say(f"COLLOQUY_EMBEDDING is still {settings.embedding}: take it out, or set it to {embedding}")
    print_result(as_json, plain(report), [f"{report.passages:,} passages, now with vectors of {embedding}."])


def doctor(
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Put back from backups what is damaged, and build damaged or outdated indexes anew."
        ),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tell what is installed, set and reachable, and what to do about the rest."""
    from rag.checks.doctor import examine
    from rag.conversations.mending import kept
    from rag.records import as_json as plain

    if repair:
        _repair(home)
    checks = []
    for check in examine(home, kept):
        checks.append(check)
        if not as_json:
            hints = [f"      {'':9} -> {check.hint}"] if check.hint else []
            print_lines((f"{'ok  ' if check.ok else 'FAIL'}  {check.name:9} {check.detail}", *hints))
    failed = [check.name for check in checks if not check.ok]
    if as_json:
        print(json_line({"ok": not failed, "checks": plain(checks)}))
    if failed:
        raise ColloquyError(f"failed: {', '.join(failed)}", "each line above says what to do")


def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write the library and its conversations to one file; the page may be running meanwhile."""
    from rag.export.output import check_writable
    from rag.library.backup import back_up
    from rag.library.group_backup import back_up_group
    from rag.records import as_json as plain

    settings = settings_at(home)
    check_writable(path, force)
    if settings.database:
        with progress_line("reading rows") as progress:
            made = back_up_group(settings, parts(), path, progress)
    else:
        made = back_up(settings.home, path)
    print_result(as_json, plain(made), [f"{path} has {counted(made.papers)}, checked as they were read."])


def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file that colloquy backup wrote.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Put a library back from such a file into an empty folder or a group's empty database, and build its indexes."""
    from rag.library.backup import restore as put_back
    from rag.library.group_backup import restore_group
    from rag.records import as_json as plain

    settings = settings_at(home)
    if settings.database:
        with progress_line("putting back rows") as progress:
            made = restore_group(path, settings, parts(), progress)
    else:
        made = put_back(path, settings.home)
    with library_at(home) as library, progress_line("putting back passages") as progress, library.writing(say):
        library.sync(progress)
    print_result(as_json, plain(made), [f"{counted(made.papers)} put back, as of {made.made}."])


def _repair(home: Path | None) -> None:
    from rag.conversations.mending import mend as mend_answers
    from rag.library.mending import mend
    from rag.library.repair import repair
    from rag.setup.settings import settings_without_stored

    mended = mend(settings_without_stored(home=home).home, say)
    with library_at(home) as library, progress_line("putting back passages") as progress:
        mended_answers = mend_answers(library.databases, say)
        if not repair(library, progress, say) and not mended and not mended_answers:
            say("nothing to repair")
