"""Tables over papers, and decisions on papers -> CSV, Markdown, LaTeX, XLSX, JSON and RIS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from rag.answer.columns.column import Cell, Column
from rag.answer.columns.table import ColumnCount, PaperTable, TableRow, counts
from rag.conversations.sheets import Decided
from rag.export.escape import may_be_formula, one_line, typeset
from rag.export.ris import ris
from rag.export.tables import csv_row
from rag.records import Paper, as_json
from rag.text.markdown import escape_line

NOT_STATED = "not stated"
_INCLUDED = {"include": "1", "exclude": "0"}  # as ASReview reads it; of the unsure nothing
_WIDTH = {"title": 50, "year": 7, "key": 16}
_SHEET_CHARS = 32_000  # that a cell of XLSX holds, nearly


def shown(cell: Cell, column: Column) -> str:
    """A cell for people: its value, and the words of the abstract where these are not the value."""
    if cell.state == "not_stated":
        return NOT_STATED + (" (by hand)" if cell.by == "hand" else "")
    if cell.by == "hand":
        return f"{one_line(cell.text)} (by hand)"
    words = one_line(cell.quote or cell.text)
    told = one_line(cell.text) if cell.quote else cell.value if column.kind in ("yes_no", "category") else ""
    return f"{told}: “{words}”" if told and told != words else words


def table_json(table: PaperTable) -> dict[str, Any]:
    """The columns, rows and counts of a table, as CONTRACT.md has them."""
    return {
        "columns": [
            {"name": column.name, "question": column.question, "kind": column.kind} for column in table.columns
        ],
        "rows": [{"paper": as_json(row.paper), "cells": [cell_json(cell) for cell in row.cells]} for row in table.rows],
        "counts": [count_json(count) for count in counts(table)],
    }


def cell_json(cell: Cell) -> dict[str, Any]:
    told = {"state": cell.state, "text": cell.text, "start": cell.start, "end": cell.end, "by": cell.by}
    return told | {name: value for name in ("quote", "value") if (value := getattr(cell, name))}


def count_json(count: ColumnCount) -> dict[str, Any]:
    told: dict[str, Any] = {"column": count.column, "stated": count.stated, "not_stated": count.not_stated}
    return told | ({"values": count.values} if count.values else {})


def table_csv(table: PaperTable, keys: Mapping[str, str]) -> Iterator[str]:
    """A row a paper: key, title and year, then of each column the value, and the abstract's words for it."""
    yield csv_row(_heads(table.columns))
    for row in table.rows:
        yield csv_row(_values(row, keys))


def markdown_head(columns: Sequence[Column]) -> str:
    heads = ["Paper", *(escape_line(column.name) for column in columns)]
    return f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n"


def markdown_row(row: TableRow, columns: Sequence[Column]) -> str:
    year = f" ({row.paper.year})" if row.paper.year else ""
    cells = [escape_line(shown(cell, column)) for cell, column in zip(row.cells, columns, strict=True)]
    return f"| {' | '.join([escape_line((row.paper.title or row.paper.key) + year), *cells])} |\n"


def table_markdown(table: PaperTable) -> Iterator[str]:
    """The table, and what its columns ask with their counts."""
    yield markdown_head(table.columns)
    for row in table.rows:
        yield markdown_row(row, table.columns)
    yield "\n"
    for column, count in zip(table.columns, counts(table), strict=True):
        yield f"- {escape_line(column.name)} ({escape_line(column.question)}): {escape_line(count_line(count))}\n"


def count_line(count: ColumnCount) -> str:
    """The counts of a column in a line: "12 stated, 3 not; yes (9), no (3)"."""
    most = ", ".join(f"{one_line(value)} ({n:,})" for value, n in list(count.values.items())[:6])
    more = f" and {len(count.values) - 6} more" if len(count.values) > 6 else ""
    return f"{count.stated:,} stated, {count.not_stated:,} not" + (f"; {most}{more}" if most else "")


def table_latex(table: PaperTable, keys: Mapping[str, str], bibliography: str) -> Iterator[str]:
    """A longtable whose rows cite their papers; wants the packages longtable and booktabs."""
    width = f"{0.96 / (len(table.columns) + 1) - 0.02:.3f}"
    places = f"p{{{width}\\linewidth}}" * (len(table.columns) + 1)
    yield "% \\usepackage[T1]{fontenc} \\usepackage{amssymb,booktabs,longtable}\n"
    yield f"\\begin{{longtable}}{{@{{}}{places}@{{}}}}\n\\toprule\n"
    yield _latex_row("Paper", [typeset(column.name) for column in table.columns]) + "\\midrule\n\\endhead\n"
    for row in table.rows:
        cells = [typeset(shown(cell, column)) for cell, column in zip(row.cells, table.columns, strict=True)]
        yield _latex_row(f"{typeset(row.paper.title)}~\\cite{{{keys[row.paper.id]}}}", cells)
    yield f"\\bottomrule\n\\end{{longtable}}\n% \\bibliography{{{bibliography}}}\n"


def _latex_row(first: str, cells: Sequence[str]) -> str:
    return " & ".join([first, *cells]) + " \\\\\n"


def table_xlsx(table: PaperTable, keys: Mapping[str, str]) -> bytes:
    """A workbook of the table and a sheet of its counts. Text is text there, whatever it begins with."""
    from xlsxwriter import Workbook

    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, kept = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"quote_prefix": True})
        main, counted = book.add_worksheet("Table"), book.add_worksheet("Counts")

        def put(sheet: Any, row: int, values: Sequence[str], style: Any = None) -> None:
            for n, value in enumerate(values):
                if style is None and value.isdecimal() and value.isascii() and len(value) < 10:
                    sheet.write_number(row, n, int(value))
                else:
                    sheet.write_string(row, n, value[:_SHEET_CHARS], kept if may_be_formula(value) else style)

        put(main, 0, _heads(table.columns), bold)
        main.freeze_panes(1, 2)
        for n, head in enumerate(_heads(table.columns)):
            main.set_column(n, n, _WIDTH.get(head, 24))
        for n, row in enumerate(table.rows, start=1):
            put(main, n, _values(row, keys))
        main.autofilter(0, 0, max(len(table.rows), 1), len(_heads(table.columns)) - 1)
        put(counted, 0, ("column", "question", "value", "papers"), bold)
        line = 1
        for column, count in zip(table.columns, counts(table), strict=True):
            for value, papers in {"stated": count.stated, NOT_STATED: count.not_stated, **count.values}.items():
                put(counted, line, (column.name, column.question, value, str(papers)))
                line += 1
    return stream.getvalue()


def decisions_csv(
    papers: Iterable[Paper],
    decided: Mapping[str, Decided],
    columns: Sequence[Column],
    cells: Mapping[tuple[str, str], Cell],
) -> Iterator[str]:
    """A row a paper with the decision on it, `included` as ASReview and others read it, and the criteria."""
    yield csv_row(
        [
            "key",
            "title",
            "authors",
            "year",
            "doi",
            "abstract",
            "decision",
            "included",
            "reason",
            "decided",
            *(c.name for c in columns),
        ]
    )
    for paper in papers:
        one = decided.get(paper.id)
        told = (one.decision, _INCLUDED.get(one.decision, ""), one.reason, one.at) if one else ("", "", "", "")
        own = [cells.get((paper.id, column.question)) for column in columns]
        criteria = [shown(cell, column) if cell else "" for cell, column in zip(own, columns, strict=True)]
        yield csv_row(
            [
                paper.key,
                one_line(paper.title),
                "; ".join(paper.authors),
                str(paper.year or ""),
                paper.doi or "",
                one_line(paper.abstract),
                *told,
                *criteria,
            ]
        )


def decisions_ris(papers: Iterable[Paper], decided: Mapping[str, Decided]) -> Iterator[str]:
    """A record a paper; its decision and the reason are notes of it."""
    notes = {
        one.paper_id: (f"Decision: {one.decision}", *((f"Reason: {one.reason}",) if one.reason else ()))
        for one in decided.values()
    }
    return ris(papers, notes)


def _heads(columns: Sequence[Column]) -> list[str]:
    return ["key", "title", "year", *(head for column in columns for head in (column.name, f"{column.name}: words"))]


def _values(row: TableRow, keys: Mapping[str, str]) -> list[str]:
    values = [keys[row.paper.id], one_line(row.paper.title), str(row.paper.year or "")]
    for cell in row.cells:
        is_stated = cell.state == "stated"
        values += [cell.plain if is_stated else NOT_STATED, one_line(cell.quote or cell.text) if is_stated else ""]
    return values
