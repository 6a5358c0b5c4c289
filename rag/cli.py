"""Command line: parse, call, print. What it prints for programs is described with --json of each command."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.errors import ColloquyError, InputError

if TYPE_CHECKING:
    from rag.library import Library
    from rag.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help is there in half the time
    pretty_exceptions_enable=False,
    help="Ask your paper abstracts; every claim carries a citation that can be checked.",
)
Home = Annotated[Path | None, typer.Option(help="Folder of the library.", show_default="the user data folder")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[
    str | None, typer.Option(help="File of JSON lines, or - for standard input: one JSON line back for each.")
]


def main() -> None:
    """Run the command line; every error becomes two lines on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    # A search multiplies many small matrices: threads that share them wait for each other on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except ColloquyError as error:
        _fail(error.message, error.hint)
    except BrokenPipeError:
        # The reader of a pipe has gone, as with `| head`; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # the last net: people never see a traceback
        _fail(f"{type(error).__name__}: {error}", "this is a defect in Colloquy; the library is as it was before")


@app.command()
def add(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders of papers.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Add the 47 sample papers.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Read files or folders of papers into the library."""
    from rag.readers import read_all
    from rag.records import as_json as plain
    from rag.sample import sample_papers
    from rag.show import added_lines, progress_line, say

    if bool(paths) == sample:
        raise typer.BadParameter("give files or folders, or --sample")
    records = sample_papers() if sample else read_all(paths or [])
    with _library(home) as library, progress_line("reading papers") as progress:
        report = library.add(records, progress, say)
    _print(as_json, plain(report), added_lines(report))


@app.command()
def papers(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    where: Annotated[str | None, typer.Option(help='Only some, such as "year>=2023" or "title~diffusion".')] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the papers of the library."""
    from rag.records import as_json as plain
    from rag.show import paper_line

    with _library(home) as library:
        found = library.papers(limit, where)
    _print(as_json, [plain(p) | {"abstract": p.abstract} for p in found], map(paper_line, found))


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids or keys of papers.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Remove papers from the library."""
    from rag.records import as_json as plain
    from rag.show import say

    with _library(home) as library:
        report = library.remove(ids, say)
    lines = [f"removed {i}" for i in report.removed] + [f"not in the library: {i}" for i in report.missing]
    _print(as_json, plain(report), lines)


@app.command()
def reindex(
    embedding: Annotated[str, typer.Option(help="wordllama, or a name such as openai:text-embedding-3-small.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Build all vectors anew with another embedder; run again, it goes on where it was interrupted."""
    from rag.library import Library
    from rag.records import as_json as plain
    from rag.reindex import reindex as build
    from rag.show import progress_line, say

    settings = _settings(home)
    with closing(Library(settings.model_copy(update={"embedding": None}))) as library:
        with progress_line("embedding passages") as progress:
            report = build(library, embedding, progress, say)
    if settings.embedding not in (None, embedding):
        say(f"COLLOQUY_EMBEDDING is still {settings.embedding}: take it out, or set it to {embedding}")
    _print(as_json, plain(report), [f"{report.passages:,} passages, now with vectors of {embedding}."])


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many papers.")] = 10,
    where: Annotated[
        list[str] | None, typer.Option(help='Only some, such as "year>=2023"; repeat for more conditions.')
    ] = None,
    only: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this paper; repeat for more.")] = None,
    batch: Batch = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Rank the papers for a query."""
    from rag.batch import run_batch, text_of
    from rag.retrieve import retrieve
    from rag.show import hit_lines
    from rag.understand import checked

    with _library(home) as library:
        among = {paper.id for paper in library.catalog.find(only)} if only else None

        def found(text: str) -> tuple[list, dict[str, Any]]:
            started = time.perf_counter()
            hits = retrieve(library, checked(text), k, where or (), among)
            return hits, _results(hits, (time.perf_counter() - started) * 1000)

        if _one_of(query, batch) is None:
            run_batch(batch, lambda line: found(text_of(line, "text"))[1])
        else:
            hits, results = found(query)
            _print(as_json, results, hit_lines(hits))


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    pin: Annotated[list[str] | None, typer.Option(metavar="ID", help="Speak of this paper; repeat for more.")] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Leave out this paper; repeat for more.")
    ] = None,
    standalone: Annotated[str | None, typer.Option(help="What to search for in place of the question.")] = None,
    batch: Batch = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answer a question with citations."""
    from rag.assistant import Assistant
    from rag.batch import history_of, run_batch, scope_of, standalone_of, text_of
    from rag.records import Scope
    from rag.records import as_json as plain
    from rag.show import show_run

    if batch and standalone:
        raise typer.BadParameter("--standalone belongs to one question; in a batch write it into the line")
    scope = Scope(tuple(pin or ()), tuple(exclude or ()))
    with _library(home) as library:
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
            _print(True, plain(assistant.ask(question, scope=scope, standalone=standalone)), ())
        else:
            show_run(assistant.begin(question, scope=scope, standalone=standalone))


@app.command()
def chat(home: Home = None) -> None:
    """Converse in the terminal; an empty line or Ctrl-D ends it."""
    from rag.assistant import Assistant
    from rag.records import Turn
    from rag.show import show_run

    with _library(home) as library:
        assistant = Assistant(library.settings, library)
        history: list[Turn] = []
        print(f"{len(library):,} papers. Ask; an empty line ends.")
        while question := _input("\n> "):
            try:
                answer = show_run(assistant.begin(question, history))
            except InputError as error:
                print(f"{error.message}; {error.hint}")
                continue
            history += [Turn("user", question), Turn("assistant", answer.text)]


@app.command()
def ui(
    host: Annotated[str, typer.Option(help="Address to serve on; the default is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    sample: Annotated[bool, typer.Option("--sample", help="Fill an empty library with the sample papers.")] = False,
    home: Home = None,
) -> None:
    """Serve the chat page."""
    from rag.sample import sample_papers
    from rag.serve import serve
    from rag.show import progress_line, say

    _check_port(host, port)
    with _library(home) as library:
        if sample and not len(library):
            with progress_line("reading the sample papers") as progress:
                library.add(sample_papers(), progress, say)
        folder = library.home
    serve(host, port, folder)


@app.command("eval")
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
    from rag.assistant import Assistant
    from rag.evaluate import evaluate, read_questions, read_run, table_lines
    from rag.evaluate_library import evaluate_library
    from rag.evaluate_retrieval import evaluate_set, figure_lines, read_set
    from rag.records import as_json as plain
    from rag.show import progress_line, say

    lines = figure_lines
    if labelled is None:
        earlier = against and read_run(against, ["known_item"])
        with _library(home) as library:
            figures = evaluate_library(library, progress_line)
    elif labelled.is_dir():
        judged, earlier = read_set(labelled), against and read_run(against, ["ndcg@10"])
        figures = evaluate_set(_settings(home), judged, progress_line, say)
    else:
        asked, earlier, lines = read_questions(labelled), against and read_run(against), table_lines
        with _library(home) as library, progress_line("questions") as progress:
            figures = plain(evaluate(Assistant(library.settings, library), asked, progress))
    _print(as_json, figures, lines(figures, earlier))


@app.command()
def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Build damaged or outdated indexes anew from the catalogue.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tell what is installed, set and reachable, and what to do about the rest."""
    from rag.doctor import examine
    from rag.records import as_json as plain

    if repair:
        _repair(home)
    checks = []
    for check in examine(_settings(home)):
        checks.append(check)
        if not as_json:
            print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:9} {check.detail}")
            if check.hint:
                print(f"      {'':9} -> {check.hint}")
    failed = [check.name for check in checks if not check.ok]
    if as_json:
        _print(True, {"ok": not failed, "checks": plain(checks)}, ())
    if failed:
        raise ColloquyError(f"failed: {', '.join(failed)}", "each line above says what to do")


def _repair(home: Path | None) -> None:
    from rag.repair import repair
    from rag.show import progress_line, say

    with _library(home) as library, progress_line("putting back passages") as progress:
        if not repair(library, progress, say):
            say("nothing to repair")


def _settings(home: Path | None) -> Settings:
    from rag.settings import load_settings

    return load_settings(home=home)


@contextmanager
def _library(home: Path | None) -> Iterator[Library]:
    from rag.library import Library

    library = Library(_settings(home))
    try:
        yield library
    finally:
        library.close()


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


def _print(as_json: bool, value: Any, lines: Iterable[str]) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    else:
        for line in lines:
            print(line)


def _check_port(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise InputError(
            f"the page cannot be served on {host}:{port}: {error.strerror or error}", f"try --port {port + 1}"
        ) from None


def _fail(message: str, hint: str) -> None:
    print(f"error: {' '.join(message.split())}\nhint: {hint}", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
