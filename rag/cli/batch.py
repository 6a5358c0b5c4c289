"""Batches: JSON lines in, one JSON line out for each, in order, in one process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace

from rag.errors import ColloquyError, InputError
from rag.records import Scope, Turn


def run_batch(source: str, answer: Callable[[dict], dict]) -> None:
    """One JSON line out for each in, in order; a line that fails says so in its place, and the rest goes on."""
    failed = 0
    with _lines(source) as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            line: dict = {}
            try:
                line = _object(text, number)
                result = answer(line)
            except ColloquyError as error:
                failed += 1
                result = {"error": error.message, "hint": error.hint}
            print(json.dumps({"id": line.get("id")} | result, ensure_ascii=False), flush=True)
    if failed:
        raise InputError(f"{failed} of the lines could not be answered", "see the lines with an error")


@contextmanager
def _lines(source: str) -> Iterator[Iterable[str]]:
    if source == "-":
        yield sys.stdin
        return
    try:
        with open(source, encoding="utf-8-sig", errors="replace") as stream:
            yield stream
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}", "give a file of JSON lines, or - for standard input") from None


def _object(text: str, number: int) -> dict:
    try:
        line = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        line = None
    if not isinstance(line, dict):
        raise InputError(f"line {number} is not a JSON object", 'write lines such as {"id": "1", "question": "..."}')
    return line


def text_of(line: dict, name: str) -> str:
    if not isinstance(line.get(name), str):
        raise InputError(f"the line has no {name}", f'write it as {{"id": "1", "{name}": "..."}}')
    return line[name]


def standalone_of(line: dict) -> str | None:
    return text_of(line, "standalone") if line.get("standalone") is not None else None


def history_of(line: dict) -> list[Turn]:
    try:
        turns = [Turn(turn["role"], turn["content"]) for turn in line.get("history") or []]
    except (TypeError, KeyError):
        turns = [Turn("user", 0)]
    if any(turn.role not in ("user", "assistant") or not isinstance(turn.content, str) for turn in turns):
        raise InputError(
            "the history cannot be read", 'write it as [{"role": "user", "content": "..."}, {"role": "assistant", ...}]'
        )
    return turns


def scope_of(line: dict, default: Scope) -> Scope:
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
    where = {"where": conditions(given.pop("where"))} if "where" in given else {}
    return replace(default, **{name: tuple(texts) for name, texts in given.items()}, **where)
