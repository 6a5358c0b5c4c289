"""Commands that search, answer and measure answers."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import Batch, Home, Json, library_at, put_out, settings_at
from rag.errors import InputError, LibraryError

if TYPE_CHECKING:
    from rag.answer.assistant import Run
    from rag.conversations.store import Asked
    from rag.conversations.writing import Writing
    from rag.library.library import Library
    from rag.records import Answer

Where = Annotated[list[str] | None, typer.Option(help='Only some, such as "year>=2023"; repeat for more conditions.')]
Only = Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this paper; repeat for more.")]


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many papers.")] = 10,
    where: Where = None,
    only: Only = None,
    batch: Batch = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Rank the papers for a query."""
    from rag.answer.question.understand import checked
    from rag.cli.batch import run_batch, text_of
    from rag.cli.show import hit_lines
    from rag.library.conditions import conditions
    from rag.search.retrieve import retrieve

    with library_at(home) as library:
        met = conditions(where or ())
        among = {paper.id for paper in library.find(only)} if only else None

        def found(text: str) -> tuple[list, dict[str, Any]]:
            started = time.perf_counter()
            hits = retrieve(library, checked(text), k, met, among)
            return hits, _results(hits, (time.perf_counter() - started) * 1000)

        if _one_of(query, batch) is None:
            run_batch(batch, lambda line: found(text_of(line, "text"))[1])
        else:
            hits, results = found(query)
            put_out(as_json, results, hit_lines(hits))


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    pin: Annotated[list[str] | None, typer.Option(metavar="ID", help="Speak of this paper; repeat for more.")] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Leave out this paper; repeat for more.")
    ] = None,
    only: Only = None,
    where: Where = None,
    standalone: Annotated[str | None, typer.Option(help="What to search for in place of the question.")] = None,
    batch: Batch = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answer a question with citations."""
    from rag.answer.assistant import Assistant
    from rag.cli.batch import history_of, run_batch, scope_of, standalone_of, text_of
    from rag.cli.show import show_text, source_lines
    from rag.library.conditions import conditions
    from rag.records import Scope
    from rag.records import as_json as plain

    if batch and standalone:
        raise typer.BadParameter("--standalone belongs to one question; in a batch write it into the line")
    scope = Scope(tuple(pin or ()), tuple(exclude or ()), tuple(only or ()), conditions(where or ()))
    with library_at(home) as library:
        assistant = Assistant(library.settings, library)
        if _one_of(question, batch) is None:
            run_batch(
                batch,
                lambda line: plain(
                    assistant.ask(
                        text_of(line, "question"),
                        history_of(line),
                        scope=scope_of(line, scope),
                        standalone=standalone_of(line),
                    )
                ),
            )
        elif as_json:
            answer = assistant.ask(question, scope=scope, standalone=standalone)
            _keep(library, answer)
            put_out(True, plain(answer), ())
        else:
            answer = show_text(assistant.begin(question, scope=scope, standalone=standalone))
            _keep(library, answer)
            put_out(False, None, source_lines(answer))


def chat(home: Home = None) -> None:
    """Converse in the terminal; an empty line or Ctrl-D ends it."""
    from rag.answer.assistant import Assistant
    from rag.cli.show import show_text, source_lines
    from rag.records import Turn

    with library_at(home) as library:
        assistant = Assistant(library.settings, library)
        history: list[Turn] = []
        asked: Asked | None = None
        print(f"{len(library):,} papers. Ask; an empty line ends.")
        while question := _input("\n> "):
            try:
                run = assistant.begin(question, history)
            except InputError as error:
                print(f"{error.message}; {error.hint}")
                continue
            run, asked = _keeping(library, run, question, asked)
            answer = show_text(run)
            put_out(False, None, source_lines(answer))
            history += [Turn("user", question), Turn("assistant", answer.text)]


def evaluate_quality(
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
    from rag.checks.evaluate import evaluate, read_questions, read_run, table_lines
    from rag.checks.evaluate_library import evaluate_library
    from rag.checks.evaluate_retrieval import evaluate_set, figure_lines, read_set
    from rag.cli.show import progress_line, say
    from rag.records import as_json as plain

    lines = figure_lines
    if labelled is None:
        earlier = against and read_run(against, ["known_item"])
        with library_at(home) as library:
            figures = evaluate_library(library, progress_line)
    elif labelled.is_dir():
        judged, earlier = read_set(labelled), against and read_run(against, ["ndcg@10"])
        figures = evaluate_set(settings_at(home), judged, progress_line, say)
    else:
        asked, earlier, lines = read_questions(labelled), against and read_run(against), table_lines
        with library_at(home) as library, progress_line("questions") as progress:
            figures = plain(evaluate(Assistant(library.settings, library), asked, progress))
    put_out(as_json, figures, lines(figures, earlier))


def _keep(library: Library, answer: Answer) -> None:
    """Keep an answer for `export`. It is shown already: where it cannot be kept, a line on standard error says so."""
    from rag.conversations import Conversations

    try:
        with closing(Conversations(library.home)) as kept:
            kept.save(answer)
    except LibraryError as error:
        _not_kept(error)


def _keeping(library: Library, run: Run, question: str, after: Asked | None) -> tuple[Run | Writing, Asked | None]:
    """A run whose question is kept, and its answer as it is written; one that cannot be kept is answered all the same."""
    from rag.conversations import Conversations
    from rag.conversations.writing import Writing

    try:
        kept = Conversations(library.home)
        asked = kept.ask(question, after and after.conversation, after and after.turn)
    except LibraryError as error:
        _not_kept(error)
        return run, after
    return Writing(run, kept, asked.turn), asked


def _not_kept(error: LibraryError) -> None:
    from rag.cli.show import say

    say(f"this answer was not kept for colloquy export: {error.message}")


def _results(hits: Iterable, ms: float) -> dict[str, Any]:
    from rag.records import as_json as plain

    return {"results": [{"paper": plain(hit.paper), "score": round(hit.score, 4)} for hit in hits], "ms": round(ms, 2)}


def _one_of(text: str | None, batch: str | None) -> str | None:
    if (text is None) == (batch is None):
        raise typer.BadParameter("give either a text or --batch")
    return text


def _input(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
