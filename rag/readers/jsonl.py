"""JSON lines: one object a line with id, title, abstract, and optionally authors, year, venue, doi, url, keywords."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, TextIO

from rag.readers.record import record
from rag.records import Paper, Skipped

_TEXTS = ("venue", "doi", "arxiv_id", "pmid", "url", "type", "volume", "issue", "pages", "publisher")


def sniff(head: str) -> bool:
    return head.lstrip().startswith("{")


def read(stream: TextIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each good line; a line that is no paper is skipped with its number and the reason."""
    for number in count(1):
        try:
            if not (line := stream.readline()):
                return
            if not line.strip():
                continue
            fields = _fields(line)
        except ValueError as error:
            yield Skipped(source, f"line {number}", str(error))
        else:
            yield record(source, f"line {number}", **fields)


def _fields(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(given, dict):
        raise ValueError("not a JSON object")
    if not isinstance(given.get("title"), str):
        raise ValueError("no title")
    return dict(
        key=_text(given.get("id")),
        title=given["title"],
        abstract=given.get("abstract") if isinstance(given.get("abstract"), str) else "",
        authors=_texts(given.get("authors")),
        year=_text(given.get("year")),
        keywords=_texts(given.get("keywords")),
        retracted=given.get("retracted") is True,
        **{name: _text(given.get(name)) for name in _TEXTS},
    )


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _texts(value: Any) -> list[str]:
    """A list of texts, or a text whose parts semicolons divide."""
    parts = value.split(";") if isinstance(value, str) else value
    return [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
