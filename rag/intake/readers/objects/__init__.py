"""JSON: objects one a line, in a list, in the reply of an API, or alone; what is in them is told by `shapes`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from rag.intake.readers.objects.shapes import shape_of
from rag.intake.readers.objects.stream import items
from rag.intake.readers.record import record
from rag.intake.readers.unused import Asked, Unused, untold
from rag.intake.readers.values import place
from rag.records import Paper, Skipped

# But not of a document in rich text, {\rtf1, nor of a field in braces, {Title}: ...
_OPENING = re.compile(r"[\s\ufeff]*(?:\{(?!\\|[^{}\"\n]{1,60}\}\s?:)|\[\s*(?:[{\]]|$))")


def sniff(head: str) -> bool:
    return bool(_OPENING.match(head))


def read(stream: TextIO, source: str, unused: Unused = untold) -> Iterator[Paper | Skipped]:
    """A paper for each object that is one; any other is skipped with its place and the reason."""
    strays = 0
    for position, item in items(stream):
        if isinstance(item, str):
            yield Skipped(source, position, item)
            continue
        given = Asked(item)
        try:
            fields = shape_of(given).fields(given)
        except ValueError as error:
            yield Skipped(source, position, str(error))
            continue
        if fields is None:
            strays += 1
        else:
            shown = "" if position.startswith("line") else fields["key"]
            yield record(source, place(position, shown), **fields)
            unused(given.unused)
    if strays:
        yield Skipped(source, f"{strays:,} records", "attachments and notes, which are no papers of their own")
