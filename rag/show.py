"""Records -> plain text on a terminal, and a line that shows progress."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rag.assistant import Run
from rag.intake import Added
from rag.records import Answer, Hit, Paper, Table

_WIDTH = 100
_SKIPPED_SHOWN = 20


def added_lines(report: Added) -> Iterator[str]:
    if not (report.added or report.updated or report.merged or report.unchanged):
        yield "No papers were found there."
    elif not (report.added or report.updated or report.merged):
        yield f"Nothing changed: {_count(report.unchanged)} there already."
    else:
        counts = {
            "added": report.added,
            "updated": report.updated,
            "merged": report.merged,
            "unchanged": report.unchanged,
        }
        yield ", ".join(f"{n:,} {name}" for name, n in counts.items() if n) + "."
    for skipped in report.skipped[:_SKIPPED_SHOWN]:
        yield f"skipped {skipped.source}, {skipped.position}: {skipped.reason}"
    if (more := len(report.skipped) - _SKIPPED_SHOWN) > 0:
        yield f"skipped {more:,} more; --json lists them all"
    yield f"The library holds {_count(report.total)}."


def paper_line(paper: Paper) -> str:
    """Key, title, and what is known of authors, year and venue, on one line."""
    authors = paper.authors[0] + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    about = ", ".join(str(part) for part in (authors, paper.venue, paper.year) if part)
    return f"{paper.key}  {paper.title or '(no title)'}" + (f" ({about})" if about else "")


def hit_lines(hits: Iterable[Hit]) -> Iterator[str]:
    for rank, hit in enumerate(hits, start=1):
        yield f"{rank:>3}. {hit.score:.2f}  {paper_line(hit.paper)}"


def source_lines(answer: Answer) -> Iterator[str]:
    """What follows an answer's text: notices, doubtful claims, and the cited sentences."""
    if answer.standalone != answer.question:
        yield f"searched as: {answer.standalone}"
    if answer.table:
        yield from _table_lines(answer.table)
    for warning in answer.warnings:
        yield f"note: {warning}"
    for claim in answer.claims:
        if claim.verdict != "supported":
            yield f"{claim.verdict}: {textwrap.shorten(claim.text, _WIDTH)} ({claim.reason})"
    for citation in answer.citations:
        quote = textwrap.fill(
            f"“{citation.quote}”", _WIDTH, initial_indent="      ", subsequent_indent="      ", break_long_words=False
        )
        yield f"[{citation.n}] {citation.paper.title or citation.paper.key}\n{quote}"


def show_run(run: Run) -> Answer:
    """Print an answer's text as it comes, then its sources."""
    for piece in run.pieces():
        print(piece, end="", flush=True)
    print("\n")
    answer = run.answer()
    for line in source_lines(answer):
        print(line)
    return answer


@contextmanager
def progress_line(what: str) -> Iterator[Callable[[int], None]]:
    """A line on standard error that counts along; nothing where that is not a terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed:,}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, completed=done)


def say(line: str) -> None:
    """A line for people on standard error, whatever standard output is for."""
    print(line, file=sys.stderr, flush=True)


def _table_lines(table: Table) -> Iterator[str]:
    """A comparison, paper by paper: wide tables do not fit a terminal."""
    for row in table.rows:
        yield f"\n{row.paper.title}"
        for column, cell in zip(table.columns, row.cells, strict=True):
            mark = f" [{cell.n}]" if cell.n else ""
            yield textwrap.fill(
                f"{column}: {cell.text}{mark}",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
                break_long_words=False,
            )
    yield ""


def _count(papers: int) -> str:
    return f"{papers:,} paper" + ("" if papers == 1 else "s")
