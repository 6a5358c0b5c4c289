"""What every command prints with: results on standard output, notices and progress on standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rag.errors import ColloquyError, one_line

# Controls but tab and line feed, and what turns the direction of writing. In JSON it is escaped so, too.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def print_result(as_json: bool, value: Any, lines: Iterable[str]) -> None:
    """The value as one line of JSON, or the lines for people."""
    if as_json:
        print(json_line(value))
    else:
        print_lines(lines)


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(visible(line))


def visible(text: str) -> str:
    """A text that a terminal shows and does not obey: names of files and words of servers may hold any character."""
    return _OBEYED.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)


def json_line(value: Any) -> str:
    """A value as one line of JSON.

    Raises:
        ValueError, TypeError, RecursionError: JSON cannot carry it. NaN and infinity are such values, too: Python would
            write them in words that no other program reads.
    """
    return visible(json.dumps(value, ensure_ascii=False, allow_nan=False))


def defect(error: BaseException) -> ColloquyError:
    """An exception that no rule foresaw, as people are told of it."""
    name, text = type(error).__name__, one_line(error)
    return ColloquyError(
        name if text == name else f"{name}: {text}",
        "this is a defect in Colloquy: report this line with what you asked; colloquy doctor looks at the library",
    )


def refused(error: OSError) -> ColloquyError:
    """What the system refused, where no rule foresaw it, as people are told of it."""
    why = error.strerror or one_line(error)
    return ColloquyError(
        f"{error.filename}: {why}" if error.filename else f"the system says: {why}",
        "check the disk, its rights and where the output goes; colloquy doctor looks at the library",
    )


def say(line: str) -> None:
    """A line for people on standard error, whatever standard output is for."""
    print(visible(line), file=sys.stderr, flush=True)


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


@contextmanager
def waiting_line(what: str) -> Iterator[None]:
    """A line on standard error with the time that goes by; nothing where that is not a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task(what, total=None)
        yield
