"""The command that puts questions to every paper."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import Home, Json, Only, Where, library_at
from rag.cli.output import say
from rag.cli.table_output import TableFormat, write_table
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.answer.columns.asking import Effort
    from rag.answer.columns.column import Column
    from rag.answer.columns.table import TableRow
    from rag.conversations.sheets import Reading, Sheets
    from rag.library.library import Library
    from rag.records import Scope


def table(
    columns: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COLUMN...",
            help='Questions, one a column; "n: What is the sample size?" names it.',
            show_default="those of the last table",
        ),
    ] = None,
    where: Where = None,
    only: Only = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only papers with this tag; repeat for more.")
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="CONDITION",
            help='Only rows whose cell says so, such as "design=randomised", "2>=100", "code=not stated".',
        ),
    ] = None,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Order of the rows; -COLUMN for the other way round.")
    ] = None,
    format: Annotated[
        TableFormat | None,
        typer.Option("--format", "-f", help="How it is written.", show_default="by FILE's suffix; md"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to.", show_default="print it")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Have the model read without asking first.")] = False,
    no_model: Annotated[bool, typer.Option("--no-model", help="Read without the model that is set.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Put questions to every paper: a row a paper, a column a question, in each cell the abstract's own words or "not stated".

    What is read is kept with the library: stopped by Ctrl-C, the same command goes on, and a further column costs itself alone.
    """
    from rag.cli.signals import interruptible
    from rag.conversations.sheets import Reading, Sheets
    from rag.conversations.sheets.reading import paper_ids
    from rag.export.output import check_writable

    format = TableFormat.json if as_json else format or _by_suffix(output) or TableFormat.md
    if format == TableFormat.xlsx and output is None:
        raise typer.BadParameter("--format xlsx needs --output FILE")
    if output:
        check_writable(output, force)
    with library_at(home) as library, closing(Sheets(library.databases)) as sheets:
        if library.is_read_only:
            say("note: the library is read-only: the table is not kept")
        asked = _columns(sheets, columns or ())
        ids = paper_ids(library, scope_of(library, where or (), only or (), tag or ()))
        reading = Reading(library, sheets, asked, ids, library.settings, None if no_model else _model(library))
        if not _agreed(reading, yes):
            say("Nothing was read; the same command with --yes reads.")
            raise typer.Exit(1)
        stopped = False
        rows: list[TableRow] = []
        streams = format == TableFormat.md and output is None and not filters and not sort
        with interruptible():
            try:
                rows.extend(_shown(reading, asked, len(ids), streams))
            except KeyboardInterrupt:
                stopped = True
        write_table(library, asked, rows, filters or (), sort, format, output, reading, len(ids) - len(rows), streams)
    for warning in reading.warnings:
        say(f"note: {warning}")
    if stopped:
        say(f"stopped: {len(rows):,} of {len(ids):,} papers are read and kept; the same command goes on")
        raise typer.Exit(1)


def _by_suffix(output: Path | None) -> TableFormat | None:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return TableFormat(suffix) if suffix in set(TableFormat) else None


def _columns(sheets: Sheets, questions: Sequence[str]) -> list[Column]:
    """The columns that are asked for, kept as those of the last table; or these."""
    from rag.answer.columns.understand import column_of
    from rag.conversations.sheets import TABLE

    if not questions:
        kept = [kept.column for kept in sheets.columns(TABLE)]
        if not kept:
            raise InputError("there is no table yet", 'give it a column: colloquy table "What is the sample size?"')
        return kept
    asked = list({column.question: column for column in map(column_of, questions)}.values())
    sheets.set_columns(TABLE, asked)
    return asked


def scope_of(library: Library, where: Sequence[str], only: Sequence[str], tags: Sequence[str]) -> Scope:
    """The papers that conditions, names and tags choose; none of these chooses all.

    Raises:
        LibraryError: the library is empty.
        InputError: a condition that cannot be read, or a name that no paper has.
    """
    from rag.errors import LibraryError
    from rag.library.conditions import conditions
    from rag.records import Condition, Scope
    from rag.search.scope import known

    if not len(library):
        raise LibraryError("the library is empty", "add papers: colloquy add PATH, or colloquy add --sample")
    tagged = tuple(Condition("tag", "=", tag) for tag in tags)
    return known(library, Scope(only=tuple(only), where=(*conditions(where), *tagged)))


def _model(library: Library) -> Any:
    """What sets up the model that is set; None where none is."""
    settings = library.settings

    def model() -> Any:
        from rag.setup.chat_model import chat_model

        return chat_model(settings)

    return model if settings.model else None


def _agreed(reading: Reading, yes: bool) -> bool:
    """Whether the model may read: it costs nothing, it was said so, or the person at the terminal says so."""
    if reading.model is None or not (effort := reading.effort()).calls:
        return True
    say(effort_line(effort))
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print("go on? [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:
        return False


def effort_line(effort: Effort) -> str:
    """What reading will take, in a line."""
    from rag.text.wording import counted

    price = f", about ${effort.cost_usd:,.2f}" if effort.cost_usd is not None else ", at a price that is not known"
    minutes = effort.seconds / 60
    time = f"{minutes:,.0f} minutes" if minutes >= 2 else f"{effort.seconds:,.0f} seconds"
    calls, cells = counted(effort.calls, "call"), counted(effort.cells, "cell")
    return f"{cells} of {counted(effort.papers)} are to be read by the model: {calls}, some {effort.tokens:,} tokens{price}, about {time}"


def _shown(reading: Reading, columns: Sequence[Column], papers: int, streams: bool) -> Iterator[TableRow]:
    """The rows as they are read: printed at once, or counted along."""
    from rag.cli.output import progress_line
    from rag.export.sheets import markdown_head, markdown_row

    if streams:
        print(markdown_head(columns), end="", flush=True)
        for row in reading.rows():
            print(markdown_row(row, columns), end="", flush=True)
            yield row
        return
    with progress_line(f"papers read, of {papers:,}") as progress:
        for done, row in enumerate(reading.rows(), start=1):
            progress(done)
            yield row
