"""The command that checks a manuscript against what it cites, and claims against evidence."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import Batch, Home, Json, Judging, library_at, settings_at
from rag.export import ReportFormat

if TYPE_CHECKING:
    from rag.checks.claims import Judge
    from rag.checks.manuscript.judging import ManuscriptJudge
    from rag.checks.manuscript.report import Report
    from rag.cli.batch import Line
    from rag.library.library import Library
    from rag.records import Paper
    from rag.setup.settings import Settings

_BY_SUFFIX = {".md": ReportFormat.md, ".markdown": ReportFormat.md, ".html": ReportFormat.html, ".htm": ReportFormat.html,
              ".json": ReportFormat.json}  # fmt: skip


def check(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="A manuscript: .tex, .md, .qmd, .docx or .txt.", show_default=False),
    ] = None,
    format: Annotated[
        ReportFormat | None,
        typer.Option("--format", "-f", help="What the report is written as.", show_default="by FILE's suffix, or text"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the report goes.", show_default="print it"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 where something is contradicted, unknown or retracted.")
    ] = False,
    batch: Batch = None,
    judge: Judging = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Check a manuscript against what it cites, or claims against the evidence that they are given with."""
    if (path is None) == (batch is None):
        raise typer.BadParameter(
            'give a manuscript, or --batch FILE with lines such as {"id": "1", "claim": "...", "evidence": "..."}'
        )
    if batch is not None:
        if format or output or strict or as_json:
            raise typer.BadParameter(
                "--batch prints JSON lines: --format, --output, --strict and --json are of a manuscript"
            )
        _check_batch(batch, judge, home)
    elif path is not None:
        if as_json and format not in (None, ReportFormat.json):
            raise typer.BadParameter("give --json or --format")
        format = ReportFormat.json if as_json else format or (output and _BY_SUFFIX.get(output.suffix.lower())) or None
        _check_manuscript(path, format, output, force, judge, strict, home)


def _check_manuscript(
    path: Path,
    format: ReportFormat | None,
    output: Path | None,
    force: bool,
    judge: bool | None,
    strict: bool,
    home: Path | None,
) -> None:
    from rag.checks.manuscript.reading import read_manuscript
    from rag.cli.output import say
    from rag.export.output import check_writable, write_out

    if output:
        check_writable(output, force)
    manuscript = read_manuscript(path)
    with library_at(home) as library:
        report = _report(library, manuscript, judge)
    for line in report.told:
        say(f"note: {line}")
    write_out(_written(report, format), output)
    if output:
        say(f"written: {output}")
    if strict and report.fails:
        raise typer.Exit(1)


def _report(library: Library, manuscript: Any, judge: bool | None) -> Report:
    from rag.checks.manuscript.check import check_manuscript
    from rag.checks.manuscript.judging import leaves_machine
    from rag.cli.output import progress_line, say
    from rag.errors import LibraryError

    if not len(library):
        raise LibraryError("the library is empty", "add the papers that the manuscript cites: colloquy add PATH")
    settings = library.settings
    judges = settings.judges if judge is None else judge
    for line in leaves_machine(settings, library.embedding, judges):
        say(f"note: {line}")
    judging, told = manuscript_judging(settings, is_asked=bool(judge)) if judges else (None, [])
    with progress_line("sentences") as progress:
        return check_manuscript(library, manuscript, judging, settings.model if judging else None, progress, told)


def manuscript_judging(settings: Settings, is_asked: bool) -> tuple[ManuscriptJudge | None, list[str]]:
    """The judge, and what people are to be told, to which it adds. One that is not asked for by name and cannot judge is
    done without."""
    from rag.checks.manuscript.judging import manuscript_judge
    from rag.errors import ModelError

    try:
        judging = manuscript_judge(settings)
    except ModelError as error:
        if is_asked:
            raise
        return None, [f"the meaning of the claims was not judged: {error.message}"]
    return judging, judging.told


def _written(report: Report, format: ReportFormat | None) -> Any:
    from rag.checks.manuscript.report import as_plain
    from rag.cli.manuscript import report_lines
    from rag.cli.output import json_line
    from rag.export.manuscript import report_html, report_markdown

    if format is ReportFormat.json:
        return [json_line(as_plain(report)) + "\n"]
    if format is ReportFormat.md:
        return report_markdown(report)
    if format is ReportFormat.html:
        return report_html(report)
    return (f"{line}\n" for line in report_lines(report))


def _check_batch(batch: Path, judge: bool | None, home: Path | None) -> None:
    """One JSON line back for each claim."""
    from rag.checks.claims import checked_claim
    from rag.cli.batch import run_batch, text_of
    from rag.records import as_json as plain

    with ExitStack() as opened:
        library = cache(lambda: opened.enter_context(library_at(home)))
        judging = claim_judge(settings_at(home)) if judge else None

        def answered(line: Line) -> Line:
            question = text_of(line, "question") if line.get("question") is not None else None
            found = checked_claim(text_of(line, "claim"), _papers(line, library), question, judging)
            told: dict[str, Any] = plain(found)
            return told | {"paper": found.paper.id or None}

        run_batch(Path(batch), answered)


def _papers(line: Line, library: Any) -> list[Paper]:
    """The evidence of a line: a text of its own, or papers of the library.

    Raises:
        InputError: it has neither, or names a paper that is not here.
    """
    from rag.cli.batch import scope_of, text_of
    from rag.records import Paper, Scope
    from rag.search.scope import known

    if line.get("papers") is None:
        return [Paper(id="", key="", title="", abstract=text_of(line, "evidence"))]
    names = scope_of({"only": line["papers"]}, Scope())
    opened: Library = library()
    return opened.find(known(opened, names).only)


def claim_judge(settings: Settings) -> Judge:
    """The model that is set as a judge, tried first.

    Raises:
        ModelError: none is set, it does not answer, or it has not passed.
    """
    from rag.answer.write.judging.judge import Case, judged
    from rag.answer.write.judging.replies import Judgement
    from rag.checks.manuscript.judging import manuscript_judge

    model = manuscript_judge(settings).model

    def told(case: Case) -> Judgement | None:
        return judged(model, [case], None)[0].get(1)

    return told
