"""The command that screens papers for a review."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import Home, Json, Only, Where, library_at
from rag.cli.output import json_line, print_lines, say
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.conversations.sheets import Decision, Sheets
    from rag.conversations.sheets.decisions import Flow
    from rag.conversations.sheets.screening import Candidate, Screening
    from rag.library.library import Library

_KEYS: dict[str, Decision] = {"i": "include", "e": "exclude", "u": "unsure"}


class DecisionsFormat(StrEnum):
    ris = "ris"
    csv = "csv"


def screen(
    topic: Annotated[str | None, typer.Option(metavar="QUESTION", help="What the review asks; it is kept.")] = None,
    criterion: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUESTION", help='A criterion, such as "Is it a randomised trial?"; repeat for more. They are kept.'
        ),
    ] = None,
    where: Where = None,
    only: Only = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only papers with this tag; repeat for more.")
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Include this paper; repeat for more.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Exclude this paper; repeat for more.")
    ] = None,
    unsure: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Be unsure of this paper; repeat for more.")
    ] = None,
    undo: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Take back the decision on this paper; repeat for more.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the decisions given with it.")] = "",
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many papers to list.")] = 10,
    format: Annotated[
        DecisionsFormat | None,
        typer.Option("--format", "-f", help="Write all papers with their decisions.", show_default="by FILE's suffix"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to.", show_default="print it")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Screen papers for a review: decide on each by i (include), e (exclude) or u (unsure), those that matter first.

    In a terminal it shows one paper after the other; elsewhere, and with --json, it lists the next. The order is made anew by
    what was decided so far. Decisions are kept at once.
    """
    from rag.conversations.sheets import Sheets
    from rag.conversations.sheets.screening import Screening
    from rag.export.output import check_writable

    format = format or (
        DecisionsFormat(output.suffix[1:]) if output and output.suffix[1:] in set(DecisionsFormat) else None
    )
    if output and not format:
        raise typer.BadParameter("--output takes a file that ends with .ris or .csv, or --format")
    if output:
        check_writable(output, force)
    with library_at(home) as library, closing(Sheets(library.databases)) as sheets:
        writes = topic is not None or criterion is not None or any((where, only, tag, include, exclude, unsure, undo))
        if writes or (sys.stdin.isatty() and sys.stdout.isatty() and not format and not as_json):
            library.check_writable()
        _set_up(library, sheets, topic, criterion, where or (), only or (), tag or ())
        screening = Screening(library, sheets)
        given: dict[Decision | None, Sequence[str]] = {
            "include": include or (), "exclude": exclude or (), "unsure": unsure or (), None: undo or (),
        }  # fmt: skip
        _decide(library, sheets, screening, given, reason)
        if format:
            _export(library, screening, format, output)
        elif as_json:
            print(json_line(_as_json(screening, k)))
        elif any(given.values()) or not (sys.stdin.isatty() and sys.stdout.isatty()):
            print_lines(_lines(screening, k))
        else:
            _converse(sheets, screening)


def _set_up(
    library: Library,
    sheets: Sheets,
    topic: str | None,
    criteria: Sequence[str] | None,
    where: Sequence[str],
    only: Sequence[str],
    tags: Sequence[str],
) -> None:
    """Keep what is said of the review."""
    from rag.answer.columns.understand import column_of
    from rag.answer.question.understand import checked
    from rag.cli.table import scope_of
    from rag.conversations.sheets import SCREENING

    if topic is not None:
        sheets.set_topic(SCREENING, checked(topic))
    if criteria is not None:
        sheets.set_columns(SCREENING, list({column.question: column for column in map(column_of, criteria)}.values()))
    if where or only or tags:
        sheets.set_scope(SCREENING, scope_of(library, where, only, tags))


def _decide(
    library: Library, sheets: Sheets, screening: Screening, given: dict[Decision | None, Sequence[str]], reason: str
) -> None:
    """Keep the decisions that are given.

    Raises:
        InputError: a paper that is not here, or is not of the review; nothing is decided then.
    """
    from rag.conversations.sheets import SCREENING
    from rag.records import Scope
    from rag.search.scope import known

    named = [(decision, name) for decision, names in given.items() for name in names]
    known(library, Scope(only=tuple(name for _, name in named)))
    found = [(decision, paper) for decision, name in named for paper in library.find([name])]
    own = set(screening.ids)
    if strange := [paper.key for _, paper in found if paper.id not in own]:
        raise InputError(
            f"not of this review: {', '.join(strange)}", "screen other papers with --where, --only or --tag"
        )
    for decision, paper in found:
        sheets.decide(SCREENING, paper.id, decision, reason if decision else "")


def _export(library: Library, screening: Screening, format: DecisionsFormat, output: Path | None) -> None:
    from rag.export.output import write_out
    from rag.export.sheets import decisions_csv, decisions_ris

    found = library.get(screening.ids)
    papers, decided = [found[paper_id] for paper_id in screening.ids if paper_id in found], screening.decided()
    if format == DecisionsFormat.ris:
        write_out(decisions_ris(papers, decided), output)
    else:
        write_out(decisions_csv(papers, decided, screening.criteria, screening.cells(papers)), output)
    print_lines([] if output is None else flow_lines(screening.flow()))
    if output:
        say(f"written: {output}")


def _as_json(screening: Screening, k: int) -> dict[str, Any]:
    from rag.export.sheets import cell_json
    from rag.records import as_json

    return {
        "topic": screening.topic,
        "criteria": [
            {"name": column.name, "question": column.question, "kind": column.kind} for column in screening.criteria
        ],
        "counts": as_json(screening.flow()),
        "next": [
            {
                "paper": as_json(one.paper),
                "score": round(one.score, 4),
                "cells": [cell_json(cell) for cell in one.cells],
                "speaking": [{"start": span.start, "end": span.end} for span in one.speaking],
                "against": list(one.against),
            }
            for one in screening.candidates(k)
        ],
        "decisions": as_json(list(screening.decided().values())),
    }


def _lines(screening: Screening, k: int) -> Iterator[str]:
    yield from flow_lines(screening.flow())
    for place, one in enumerate(screening.candidates(k), start=1):
        year = f" ({one.paper.year})" if one.paper.year else ""
        yield f"{place:>3}. {one.paper.title or one.paper.key}{year}  [{one.paper.id}]"
        yield from (f"     {line}" for line in _criteria_lines(screening, one))


def _criteria_lines(screening: Screening, one: Candidate) -> Iterator[str]:
    from rag.export.sheets import shown

    for column, cell in zip(screening.criteria, one.cells, strict=True):
        yield f"{column.name}: {shown(cell, column)}"


def flow_lines(flow: Flow) -> Iterator[str]:
    """The counts of a PRISMA diagram, a line each."""
    yield f"records {flow.records:,}, duplicates {flow.duplicates:,}, papers {flow.papers:,}"
    yield f"screened {flow.screened:,}: included {flow.included:,}, excluded {flow.excluded:,}, unsure {flow.unsure:,}; to screen {flow.to_screen:,}"
    yield from (f"  excluded: {reason} {count:,}" for reason, count in flow.reasons.items())


def _converse(sheets: Sheets, screening: Screening) -> None:
    """One paper after the other, until there is none or the person ends it."""
    from click import getchar
    from rich.console import Console
    from rich.text import Text

    from rag.conversations.sheets import SCREENING

    console, last = Console(highlight=False), list[str]()
    while found := screening.candidates(1):
        one = found[0]
        console.rule(f"{len(screening.decided()) + 1:,} of {len(screening.ids):,}")
        console.print(Text(one.paper.title or one.paper.key, style="bold"))
        abstract = Text(one.paper.abstract or "(no abstract)")
        for span in one.speaking:
            abstract.stylize("bold green", span.start, span.end)
        for cell in one.cells:
            if cell.start is not None and cell.end is not None:
                abstract.stylize("underline", cell.start, cell.end)
        console.print(abstract)
        for line in _criteria_lines(screening, one):
            console.print(Text(line, style="dim"))
        console.print("i include, e exclude, u unsure, b back, q quit", markup=False)
        key = getchar().lower()
        if key in ("q", "\x03", "\x04", "\x1b"):
            break
        if key == "b" and last:
            sheets.decide(SCREENING, last.pop(), None)
        elif key in _KEYS:
            sheets.decide(SCREENING, one.paper.id, _KEYS[key], "; ".join(one.against) if key == "e" else "")
            last.append(one.paper.id)
    print_lines(flow_lines(screening.flow()))
