"""A table over papers on its way out, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rag.cli.output import json_line, print_lines, say

if TYPE_CHECKING:
    from rag.answer.columns.column import Column
    from rag.answer.columns.table import PaperTable, TableRow
    from rag.conversations.sheets import Reading
    from rag.library.library import Library


class TableFormat(StrEnum):
    md = "md"
    csv = "csv"
    xlsx = "xlsx"
    tex = "tex"
    json = "json"


def write_table(
    library: Library,
    columns: Sequence[Column],
    rows: Sequence[TableRow],
    filters: Sequence[str],
    sort: str | None,
    format: TableFormat,
    output: Path | None,
    reading: Reading,
    left: int,
    streamed: bool,
) -> None:
    """The rows that meet the filters, in their order; of rows that were printed as they were read, the counts alone.

    Args:
        left: papers that were not read.

    Raises:
        InputError: a filter or an order that cannot be read, or a file that cannot be written.
    """
    from rag.answer.columns.table import PaperTable, counts, filtered, ordered
    from rag.export.output import write_out
    from rag.export.sheets import count_line, table_json
    from rag.records import as_json

    found = filtered(PaperTable(tuple(columns), tuple(rows)), filters)
    found = ordered(found, sort) if sort else found
    if streamed:
        print_lines(["", *(f"{count.column}: {count_line(count)}" for count in counts(found))])
        return
    if format == TableFormat.json:
        told = table_json(found) | {
            "model": reading.model,
            "usage": as_json(reading.usage),
            "warnings": reading.warnings,
            "left": left,
        }
        write_out([json_line(told), "\n"], output)
    else:
        _write_text(library, found, format, output)
    if output:
        say(f"written: {output}")


def _write_text(library: Library, found: PaperTable, format: TableFormat, output: Path | None) -> None:
    from rag.export import Format
    from rag.export.formats import keys_for, papers_in
    from rag.export.output import write_bytes, write_out
    from rag.export.sheets import table_csv, table_latex, table_markdown, table_xlsx

    keys = keys_for(Format.bib, library)
    match format:
        case TableFormat.csv:
            write_out(table_csv(found, keys.of), output)
        case TableFormat.xlsx if output:
            write_bytes(table_xlsx(found, keys.of), output)
        case TableFormat.tex:
            bibliography = output.with_suffix(".bib") if output else None
            if bibliography:
                write_out(papers_in(Format.bib, [row.paper for row in found.rows], keys), bibliography)
            write_out(table_latex(found, keys.of, bibliography.stem if bibliography else "references"), output)
        case _:
            write_out(table_markdown(found), output)
