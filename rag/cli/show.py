"""Records -> plain text on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import TYPE_CHECKING

from rag.cli.output import waiting_line
from rag.records import Answer, Hit, Paper, Table
from rag.text.wording import counted

if TYPE_CHECKING:
    from rag.answer.run import Run
    from rag.conversations.writing import Writing
    from rag.intake.report import FileCount, ImportReport, Merge
    from rag.library.split import Split

_WIDTH = 100
_SKIPPED_SHOWN = 20


def added_lines(report: ImportReport) -> Iterator[str]:
    if not (report.added or report.updated or report.merged or report.unchanged or report.removed):
        yield "No papers were found there."
    elif not (report.added or report.updated or report.merged or report.removed):
        yield f"Nothing changed: {counted(report.unchanged, 'record')} there already."
    else:
        names = ("added", "updated", "merged", "unchanged", "removed")
        yield ", ".join(f"{n:,} {name}" for name in names if (n := getattr(report, name))) + "."
    if report.joined:
        yield f"{counted(report.joined)} turned out to be of works that were there twice: now each is there once."
    if len(report.files) > 1:
        yield from map(_file_line, report.files)
    for kept in report.kept:
        yield f"nothing was removed for {kept.source}, {kept.position}: {kept.reason}"
    for skipped in report.skipped[:_SKIPPED_SHOWN]:
        yield f"skipped {skipped.source}, {skipped.position}: {skipped.reason}"
    if (more := len(report.skipped) - _SKIPPED_SHOWN) > 0:
        yield f"skipped {more:,} more; --json lists them all"
    for left in report.left_out[:_SKIPPED_SHOWN]:
        yield f"left out of {left.source}, {left.position}: {left.reason}"
    if (more := len(report.left_out) - _SKIPPED_SHOWN) > 0:
        yield f"left out {more:,} more; --json lists them all"
    yield f"The library holds {counted(report.total)}."


def _file_line(file: FileCount) -> str:
    names = ("added", "merged", "unchanged", "updated", "skipped")
    counts = [f"{n:,} {name}" for name in names if (n := getattr(file, name))]
    return f"  {file.source}: {counted(file.records, 'record')}" + (f": {', '.join(counts)}" if counts else "")


def merged_lines(merges: Sequence[Merge], papers: Mapping[str, Paper]) -> Iterator[str]:
    """Which record went into which paper, and by what; `papers` by id."""
    if not merges:
        yield "No record was merged with another."
    for merge in merges:
        source = f" of {merge.source}" if merge.source else ""
        into = papers.get(merge.paper)
        named = f"{into.key} {_titled(into)}" if into else merge.paper
        yield f"merged {_titled(merge.record)}{source} into {named}: {merge.reason}"


def split_lines(report: Split, papers: Mapping[str, Paper]) -> Iterator[str]:
    """What was taken apart; `papers` by id."""
    for apart in report.split:
        yield f"split {apart.paper} into {counted(len(apart.papers))}:"
        for paper_id in apart.papers:
            yield f"  {paper_id}  {paper_line(papers[paper_id])}"
    for paper_id in report.whole:
        yield f"made of one record: {paper_id}"
    for name in report.missing:
        yield f"not in the library: {name}"


def _titled(paper: Paper) -> str:
    return f"“{textwrap.shorten(paper.title or '(no title)', _WIDTH, placeholder=' …')}”"


def unused_lines(report: ImportReport) -> Iterator[str]:
    """What no reader used of the records, file by file."""
    for source, fields in groupby(report.unused, key=lambda unused: unused.source):
        yield f"not used of {source}: " + ", ".join(f"{unused.field} ({unused.records:,})" for unused in fields)


def change_line(what: str, report: ImportReport) -> str:
    """The same on one line, for what a change of files brought."""
    names = ("added", "updated", "merged", "removed")
    counts = [f"{n:,} {name}" for name in names if (n := getattr(report, name))] or ["nothing new"]
    skipped = [f"skipped {s.position}: {s.reason}" for s in report.skipped[:1]]
    if (more := len(report.skipped) - 1) > 0:
        skipped.append(f"and skipped {more:,} more")
    kept = [f"nothing removed, {k.position}: {k.reason}" for k in report.kept[:1]]
    return f"{what}: {', '.join(counts)}; {'; '.join([*skipped, *kept, counted(report.total)])}"


def paper_line(paper: Paper) -> str:
    """Key, title, what is known of authors, year and venue, and its address in Zotero, on one line."""
    authors = paper.authors[0] + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    about = ", ".join(str(part) for part in (authors, paper.venue, paper.year) if part)
    marks = "".join(f" [{mark}]" for mark in paper.remarks)
    address = f"  {paper.zotero}" if paper.zotero else ""
    return f"{paper.key}  {paper.title or '(no title)'}" + (f" ({about})" if about else "") + marks + address


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
        if claim.is_in_doubt:
            yield f"{claim.verdict}: {textwrap.shorten(claim.text, _WIDTH)} ({claim.reason})"
    for citation in answer.citations:
        quote = textwrap.fill(
            f"“{citation.quote}”", _WIDTH, initial_indent="      ", subsequent_indent="      ", break_long_words=False
        )
        yield f"[{citation.n}] {citation.paper.title or citation.paper.key}\n{quote}"


def show_text(run: Run | Writing) -> Answer:
    """Print an answer's text as it comes; until then, a terminal says how long it has been waited for."""
    pieces = run.pieces()
    with waiting_line("waiting for the first word"):
        first = next(pieces, "")
    for piece in chain((first,), pieces):
        print(piece, end="", flush=True)
    print("\n")
    return run.answer()


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
