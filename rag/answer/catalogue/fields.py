"""What the records of papers say: one paper in a sentence, several in a table."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.catalogue.records import Records
from rag.answer.catalogue.wording import NO, NOUNS, FromRecords, authors, few_authors, joined, table, title
from rag.answer.question.catalogue.asked import RecordField
from rag.records import Paper
from rag.search.scope import Bounds
from rag.text.markdown import escape_line
from rag.text.wording import counted

_UNRECORDED: tuple[RecordField, ...] = ("citations", "affiliations")
_SAID: dict[RecordField, str] = {
    "authors": "was written by {}", "year": "was published in {}", "venue": "was published in {}", "doi": "has the DOI {}",
    "arxiv_id": "has the arXiv id {}", "pmid": "has the PMID {}", "link": "is at {}", "key": "has the citation key {}",
    "publisher": "was published by {}", "volume": "is in volume {}", "issue": "is in issue {}", "pages": "is on pages {}",
    "keywords": "has the keywords {}", "tags": "is tagged {}", "retracted": "{}",
}  # fmt: skip
_AS_A_TABLE = 3  # fields of one paper that are still said in a sentence
_COLUMNS: dict[RecordField, str] = {"doi": "DOI", "arxiv_id": "arXiv id", "pmid": "PMID", "key": "Citation key"}


def of_papers(fields: Sequence[RecordField], papers: Sequence[Paper], records: Records) -> FromRecords:
    """What the records of papers, at least one, say in these fields, and what they lack."""
    known = [field for field in fields if field not in _UNRECORDED]
    lines = [f"Records in the library hold no {NOUNS[field][1]}." for field in fields if field in _UNRECORDED]
    if not known:
        return FromRecords(" ".join(lines), tuple(papers), is_missing=True)
    told = [[_told(field, paper, records) for field in known] for paper in papers]
    lacking = [field for place, field in enumerate(known) if not all(row[place] for row in told)]
    lines += [_missing(field, papers, records) for field in lacking]
    is_missing = not any(map(any, told))
    if len(papers) == 1:
        if len(known) > _AS_A_TABLE:
            rows = [[_column(field), text] for field, text in zip(known, told[0], strict=True) if text]
            parts = (f"This is on record for {title(papers[0])}:", table(("Field", "Record"), rows), " ".join(lines))
            return FromRecords("\n\n".join(filter(None, parts)), tuple(papers), is_missing)
        said = [_SAID[field].format(text) for field, text in zip(known, told[0], strict=True) if text]
        # What follows an address right away would be taken for a part of it.
        end = "" if known[-1] == "link" and told[0][-1] else "."
        lines = [f"{title(papers[0])} {_together(said)}{end}", *lines] if said else lines
        return FromRecords(" ".join(lines), tuple(papers), is_missing)
    if is_missing:
        return FromRecords(" ".join(lines), tuple(papers), is_missing)
    columns = ["Title", *map(_column, known)]
    rows = [[title(paper), *_cells(known, row, paper)] for paper, row in zip(papers, told, strict=True)]
    lead = f"This is on record for {counted(len(papers))}:"
    return FromRecords("\n\n".join(filter(None, (lead, table(columns, rows), " ".join(lines)))), tuple(papers))


def _told(field: RecordField, paper: Paper, records: Records) -> str:
    """What a record says in a field; "" where it has none."""
    match field:
        case "authors":
            return authors(paper)
        case "keywords":
            return escape_line(", ".join(paper.keywords))
        case "tags":
            return escape_line(", ".join(records.library.tags.of([paper.id]).get(paper.id, ())))
        case "retracted":
            return "has been retracted" if paper.retracted else "is not marked as retracted in its record"
        case "year":
            return str(paper.year or "")
        case "doi":
            return f"{escape_line(paper.doi)} ({escape_line(paper.link)})" if paper.doi else ""
        case _:
            return escape_line(getattr(paper, field) or "")


def _column(field: RecordField) -> str:
    return _COLUMNS.get(field, field.capitalize())


def _cells(fields: Sequence[RecordField], told: Sequence[str], paper: Paper) -> list[str]:
    return [
        escape_line(few_authors(paper)) if field == "authors" else text
        for field, text in zip(fields, told, strict=True)
    ]


def _together(said: Sequence[str]) -> str:
    """ "was published in The Lancet and in 2019": what begins alike is said once."""
    begin = "was published in "
    published = [text.removeprefix(begin) for text in said if text.startswith(begin)]
    if len(published) < 2:
        return joined(said)
    place = next(index for index, text in enumerate(said) if text.startswith(begin))
    others = [text for text in said if not text.startswith(begin)]
    return joined([*others[:place], begin + " in ".join(sorted(published, key=str.isdigit)), *others[place:]])


def _missing(field: RecordField, papers: Sequence[Paper], records: Records) -> str:
    """That records lack a field, and how many in the library do."""
    no, several = NO[field], NOUNS[field][1]
    whole = len(records.library)
    missing = whole - _having_in_library(field, records)
    what = (
        f"The record of {title(papers[0])} has no {no}" if len(papers) == 1 else f"Some of these records have no {no}"
    )
    count = f"all {counted(whole)}" if missing == whole else f"{missing:,} of the {counted(whole)}"
    return f"{what}: {several} are missing for {count} in the library."


def _having_in_library(field: RecordField, records: Records) -> int:
    return len(Records(records.library, Bounds()).having(field))
