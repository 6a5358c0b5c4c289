"""Papers and comparisons as rows: JSON lines, and CSV that a spreadsheet can open without danger."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from rag.export.escape import cell, one_line
from rag.intake.readers import record
from rag.intake.readers.authors import split_names
from rag.intake.report import FileCount
from rag.records import Answer, Paper, as_json

COLUMNS = (
    *("key", "title", "abstract", "authors", "year", "venue", "doi", "arxiv_id", "pmid", "url", "keywords", "type"),
    *("volume", "issue", "pages", "publisher", "retracted", "aliases", "notice", "names"),
)
COUNTED = ("source", "records", "added", "merged", "unchanged", "updated", "skipped")
# In tables the words "article" and "review" are of the databases, which mean other things by them than CSL does.
_TYPES = {"article": "preprint", "review": "book review"}


def jsonl(papers: Iterable[Paper]) -> Iterator[str]:
    """An object a line, with the fields that the paper has; always with a title, which the reader knows a paper by."""
    for paper in papers:
        fields = {name: value for name, value in _fields(paper).items() if value or name == "title"}
        yield json.dumps(fields, ensure_ascii=False) + "\n"


def papers_csv(papers: Iterable[Paper]) -> Iterator[str]:
    """A row a paper under COLUMNS; lists are parted by semicolons."""
    yield csv_row(COLUMNS)
    for paper in papers:
        fields = _fields(paper)
        fields["authors"] = _names(paper.authors)
        fields["keywords"] = "; ".join(paper.keywords) + ";" * any("," in keyword for keyword in paper.keywords)
        fields["aliases"] = "; ".join(paper.aliases)
        fields["names"] = json.dumps(fields["names"], ensure_ascii=False) if fields["names"] else ""
        yield csv_row([str(value).lower() if value is True else str(value or "") for value in fields.values()])


def comparison_csv(answer: Answer, keys: Mapping[str, str]) -> Iterator[str]:
    """The answer's table, a row a paper: its key and title, then the aspects, each cell with the key that it cites."""
    assert answer.table
    cited = {citation.n: keys[citation.paper.id] for citation in answer.citations}
    yield csv_row(("key", "title", *answer.table.columns))
    for row in answer.table.rows:
        cells = [one_line(c.text) + (f" [{cited[c.n]}]" if c.n in cited else "") for c in row.cells]
        yield csv_row((keys[row.paper.id], one_line(row.paper.title), *cells))


def counts_csv(files: Sequence[FileCount]) -> Iterator[str]:
    """What became of the records of each file, a row a file and one for all; the reasons of skipping in words."""
    yield csv_row((*COUNTED, "reasons"))
    for file in files:
        reasons = "; ".join(f"{reason}: {count}" for reason, count in file.reasons.items())
        yield csv_row((*(str(getattr(file, name)) for name in COUNTED), reasons))
    yield csv_row(("all", *(str(sum(getattr(file, name) for file in files)) for name in COUNTED[1:]), ""))


def _fields(paper: Paper) -> dict[str, Any]:
    """A paper by COLUMNS, its key only where it came with one."""
    fields = {name: getattr(paper, name) for name in COLUMNS}
    if paper.key == paper.id:
        fields["key"] = ""
    if record.paper(title="-", abstract="", authors=paper.authors).names == paper.names:
        fields["names"] = ()
    else:  # the texts do not tell their parts
        fields["names"] = as_json(paper.names)
    fields["type"] = _TYPES.get(paper.type or "", paper.type)
    return fields


def _names(authors: Sequence[str]) -> str:
    """Names parted by semicolons; as a list in brackets where that would part them elsewhere."""
    parted = "; ".join(authors)
    return parted if split_names(parted) == list(authors) else str(list(authors))


def csv_row(values: Iterable[str]) -> str:
    """One line of CSV, whose cells no spreadsheet takes for formulas."""
    stream = StringIO()
    csv.writer(stream, lineterminator="\n").writerow(map(cell, values))
    return stream.getvalue()
