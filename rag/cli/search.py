"""The command that ranks papers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.cli.options import Batch, Home, Json, Only, Where, library_at, text_or_batch
from rag.cli.output import print_result


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
    from rag.records import Hit, Scope
    from rag.records import as_json as plain
    from rag.search.retrieve import retrieve
    from rag.search.scope import bounds, known

    given, met = text_or_batch(query, batch), conditions(where or ())
    with library_at(home) as library:
        among = bounds(library, known(library, Scope(only=tuple(only)))).papers if only else None

        def ranked(text: str) -> tuple[tuple[Hit, ...], dict[str, Any]]:
            started = time.perf_counter()
            hits = retrieve(library, checked(text), k, met, among)
            ms = (time.perf_counter() - started) * 1000
            results = [{"paper": plain(hit.paper), "score": round(hit.score, 4)} for hit in hits]
            return hits, {"results": results, "ms": round(ms, 2)}

        if isinstance(given, Path):
            run_batch(given, lambda line: ranked(text_of(line, "text"))[1])
        else:
            hits, results = ranked(given)
            print_result(as_json, results, hit_lines(hits))
