"""The command that measures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.options import Home, Json, library_at, settings_at
from rag.cli.output import print_result, progress_line, say


def evaluate(
    labelled: Annotated[
        Path | None,
        typer.Argument(metavar="QUESTIONS|DIR", help="JSON lines; or corpus.jsonl, queries.jsonl, qrels.tsv."),
    ] = None,
    against: Annotated[Path | None, typer.Option(help="An earlier run's --json, to show the change from.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Measure answers to labelled questions, the search on a labelled DIR, or, with neither, your own library."""
    from rag.answer.assistant import Assistant
    from rag.checks.evaluate_answers import evaluate_answers
    from rag.checks.evaluate_library import evaluate_library
    from rag.checks.evaluate_retrieval import evaluate_set
    from rag.checks.labelled import read_questions, read_set
    from rag.checks.report import figure_lines, read_run, table_lines
    from rag.records import as_json as plain

    if labelled is None:
        earlier = read_run(against, ["known_item"]) if against else None
        with library_at(home) as library:
            figures = evaluate_library(library, progress_line)
        lines = figure_lines(figures, earlier)
    elif labelled.is_dir():
        judged, earlier = read_set(labelled), read_run(against, ["ndcg@10"]) if against else None
        figures = evaluate_set(settings_at(home), judged, progress_line, say)
        lines = figure_lines(figures, earlier)
    else:
        asked, earlier = read_questions(labelled), read_run(against, ["by_type", "overall"]) if against else None
        with library_at(home) as library, progress_line("questions") as progress:
            figures = plain(evaluate_answers(Assistant(library.settings, library), asked, progress))
        lines = table_lines(figures, earlier)
    print_result(as_json, figures, lines)
