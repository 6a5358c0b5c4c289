"""A run's figures as people read them, beside those of an earlier run; and what is told while it goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import InputError

# Opens a line of progress under a name; what it gives is called with the number done so far.
Stage = Callable[[str], AbstractContextManager[Callable[[int], None]]]
_NAMED = 5  # items of a list that a table shows
_T = TypeVar("_T")


def with_progress(items: Iterable[_T], progress: Callable[[int], None]) -> Iterator[_T]:
    """The items, telling `progress` after each how many are done."""
    for number, item in enumerate(items, start=1):
        yield item
        progress(number)


def note(what: str, cases: Sequence[str]) -> tuple[str, ...]:
    """A line on how many cases there are, with the first; none where there are none."""
    return (f"{what}: {len(cases):,}, such as {cases[0]}",) if cases else ()


def read_run(path: Path, figures: Collection[str]) -> dict[str, Any]:
    """An earlier run, as `--json` printed it.

    Args:
        figures: what a run of this kind has.

    Raises:
        InputError: a file that holds none.
    """
    try:
        run = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        run = None
    if not isinstance(run, dict) or not run.keys() >= set(figures):
        raise InputError(
            f"{path}: holds no earlier run of this kind", "give a file made by the same command with --json"
        )
    return run


def figure_lines(run: Mapping[str, Any], earlier: Mapping[str, Any] | None = None) -> Iterator[str]:
    """A line a figure, with the change from an earlier run's where there is one; lists give a line an item."""
    for name, value in run.items():
        label, before = name.replace("_", " "), (earlier or {}).get(name)
        if isinstance(value, dict):
            yield label
            yield from (f"  {line}" for line in figure_lines(value, before))
        elif isinstance(value, (list, tuple)):
            yield from (f"{label}: {item}" for item in value[:_NAMED])
            if len(value) > _NAMED:
                yield f"{label}: {len(value) - _NAMED:,} more; --json lists them all"
        else:
            yield f"{label:<14} {change(value, before)}"


def table_lines(evaluation: Mapping[str, Any], earlier: Mapping[str, Any] | None = None) -> Iterator[str]:
    """The figures of answers as a table, a row a type of question, with the change from an earlier run's."""
    columns = ("questions", "contains", "cite_recall", "cite_precision", "refused", "wrongly_refused", "words")
    yield " ".join(f"{name:>15}" for name in ("", *columns))
    rows_before = dict(earlier["by_type"]) | {"all": earlier["overall"]} if earlier else {}
    for name, figures in [*evaluation["by_type"].items(), ("all", evaluation["overall"])]:
        before = rows_before.get(name, {})
        yield " ".join([f"{name:>15}", *(f"{change(figures[c], before.get(c)):>15}" for c in columns)])
    usage = evaluation["usage"]
    verdicts = ", ".join(f"{n} {verdict}" for verdict, n in sorted(evaluation["verdicts"].items()))
    yield f"claims: {verdicts or 'none'}"
    yield f"model: {usage['calls']} calls, {usage['input_tokens']:,} tokens in, {usage['output_tokens']:,} out"
    yield f"time: p50 {evaluation['p50_ms']:.0f} ms, p95 {evaluation['p95_ms']:.0f} ms"


def change(now: float | None, before: float | None) -> str:
    """A figure, with its change from an earlier one where there is one."""
    if now is None:
        return "-"
    shown = f"{now:,}" if isinstance(now, int) else f"{now:g}"
    return shown if before is None or now == before else f"{shown} ({now - before:+.3g})"
