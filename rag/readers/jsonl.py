"""JSON lines: one object a line with id, title, abstract, and optionally authors, year, venue, doi, url, keywords."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from rag.readers.record import paper
from rag.records import Paper, Skipped


def sniff(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Skipped]:
    """A paper for each good line; a line that is no paper is skipped with its number and the reason."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            yield _paper(line)
        except ValueError as error:
            yield Skipped(source, f"line {number}", str(error))


def _paper(line: bytes) -> Paper:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    if not isinstance(record.get("title"), str):
        raise ValueError("no title")
    return paper(
        key=_text(record.get("id")),
        title=record["title"],
        abstract=record.get("abstract") if isinstance(record.get("abstract"), str) else "",
        authors=_texts(record.get("authors")),
        year=_text(record.get("year")),
        venue=_text(record.get("venue")),
        doi=_text(record.get("doi")),
        url=_text(record.get("url")),
        keywords=_texts(record.get("keywords")),
    )


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _texts(value: Any) -> list[str]:
    """A list of texts, or a text whose parts semicolons divide."""
    parts = value.split(";") if isinstance(value, str) else value
    return [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
