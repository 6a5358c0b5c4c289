"""Batches: JSON lines in, one JSON line out for each, in order, in one process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from rag.cli.output import defect, json_line
from rag.errors import ColloquyError, InputError
from rag.records import Scope, Turn
from rag.text.cleaning import plain_text

Line = dict[str, Any]


def run_batch(source: Path, answer: Callable[[Line], Line]) -> None:
    """One JSON line out for each in, in order; a line that fails says so in its place, and the rest goes on.

    Raises:
        InputError: the source cannot be read; or, at the end, how many lines failed.
    """
    failed = 0
    with _lines(source) as lines:
        for number, text in enumerate(lines, start=1):
            if text.strip():
                answered, is_answer = _answered(text, number, answer)
                failed += not is_answer
                print(answered, flush=True)
    if failed:
        raise InputError(f"{failed} of the lines could not be answered", "see the lines with an error")


def _answered(text: str, number: int, answer: Callable[[Line], Line]) -> tuple[str, bool]:
    """The line that comes back for one of the batch, and whether it is an answer; nothing that is in it ends the rest."""
    identity = None
    try:
        line = _object(text, number)
        identity = _identity(line)
        return json_line({"id": identity} | answer(line)), True
    except ColloquyError as error:
        failure = error
    except Exception as error:  # the last net of one line
        failure = defect(error)
    return json_line({"id": identity, "error": failure.message, "hint": failure.hint}), False


@contextmanager
def _lines(source: Path) -> Iterator[Iterable[str]]:
    if str(source) == "-":
        yield sys.stdin
        return
    with ExitStack() as opened:
        try:
            stream = opened.enter_context(open(source, encoding="utf-8-sig", errors="replace"))
        except OSError as error:
            hint = "give a file of JSON lines, or - for standard input"
            raise InputError(f"{source}: {error.strerror}", hint) from None
        yield stream


def _object(text: str, number: int) -> Line:
    try:
        line = _plain(json.loads(text))
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict):
        raise InputError(f"line {number} is not a JSON object", 'write lines such as {"id": "1", "question": "..."}')
    return line


def _plain(value: Any) -> Any:
    """What JSON gave, without the halves of characters that its escapes can spell."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {plain_text(name): _plain(item) for name, item in value.items()}
    return value


def _identity(line: Line) -> Any:
    """What a line is to be known by when it comes back."""
    try:
        json_line(line.get("id"))
    except (ValueError, RecursionError):
        raise InputError("the id cannot be given back", "make it a text or a number that JSON can carry") from None
    return line.get("id")


def text_of(line: Line, name: str) -> str:
    """
    Raises:
        InputError: the line has no such text.
    """
    text = line.get(name)
    if not isinstance(text, str):
        raise InputError(f"the line has no {name}", f'write it as {{"id": "1", "{name}": "..."}}')
    return text


def standalone_of(line: Line) -> str | None:
    return text_of(line, "standalone") if line.get("standalone") is not None else None


def history_of(line: Line) -> list[Turn]:
    """
    Raises:
        InputError: it is no list of turns.
    """
    turns = line.get("history") or []
    if not (isinstance(turns, list) and all(map(_is_turn, turns))):
        raise InputError(
            "the history cannot be read", 'write it as [{"role": "user", "content": "..."}, {"role": "assistant", ...}]'
        )
    return [Turn(turn["role"], turn["content"]) for turn in turns]


def _is_turn(value: Any) -> bool:
    return (
        isinstance(value, dict) and value.get("role") in ("user", "assistant") and isinstance(value.get("content"), str)
    )


def scope_of(line: Line, default: Scope) -> Scope:
    """The papers that a line pins, excludes, or asks alone, by id or key, and the conditions that they must meet.

    Raises:
        InputError: something else than lists of text, or a condition that cannot be read.
    """
    from rag.library.conditions import conditions

    given = {field.name: line[field.name] for field in fields(Scope) if field.name in line}
    if not all(isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in given.values()):
        raise InputError(
            "pin, exclude, only and where are lists of text", 'write them as {"pin": ["ID"], "where": ["year>=2023"]}'
        )
    return Scope(
        pin=tuple(given.get("pin", default.pin)),
        exclude=tuple(given.get("exclude", default.exclude)),
        only=tuple(given.get("only", default.only)),
        where=conditions(given["where"]) if "where" in given else default.where,
    )
