"""JSON lines: one object a line with id, title, abstract, and optionally authors, year, venue, doi, url."""

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
    authors = record.get("authors") or ()
    if isinstance(authors, str):
        authors = authors.split(";")
    return paper(
        key=_text(record.get("id")),
        title=record["title"],
        abstract=record.get("abstract") if isinstance(record.get("abstract"), str) else "",
        authors=[author for author in authors if isinstance(author, str)] if isinstance(authors, (list, tuple)) else (),
        year=_text(record.get("year")),
        venue=_text(record.get("venue")),
        doi=_text(record.get("doi")),
        url=_text(record.get("url")),
    )


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
