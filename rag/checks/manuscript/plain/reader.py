"""Plain text -> running text: paragraphs parted by blank lines, and a list of references at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rag.checks.manuscript.files import Folder, text_of
from rag.checks.manuscript.flow import Flow
from rag.checks.manuscript.manuscript import Reference
from rag.checks.manuscript.plain.citations import cite_plain
from rag.checks.manuscript.plain.references import HEADING, parted, references_of


def read_plain(path: Path, folder: Folder, flow: Flow) -> dict[str, Reference]:
    """Put a file's text into the flow; its references by their numbers, and by author and year."""
    file = folder.named(path)
    paragraphs, entries = parted(list(_paragraphs(text_of(path))))
    references = references_of(entries)
    for text, line in paragraphs:
        cite_plain(text, file, line, flow, references)
        flow.end()
    return references


def _paragraphs(text: str) -> Iterator[tuple[str, int]]:
    """Each with the line on which it begins; a heading of references begins one without a blank line before it, too."""
    lines: list[str] = []
    began = 1
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if lines and (not line.strip() or HEADING.holds(line)):
            yield "\n".join(lines), began
            lines = []
        if line.strip():
            began = began if lines else number
            lines.append(line)
