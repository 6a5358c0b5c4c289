"""Export: papers and answers in the formats that reference managers, manuscripts and spreadsheets take.

One file a format. Each makes pieces of text, a paper at a time: a large library is never held whole.
"""

from enum import StrEnum


class Format(StrEnum):
    """What can be written: `md` and `tex` are of answers, the others of papers; an answer's `csv` is its table."""

    bib = "bib"
    ris = "ris"
    csv = "csv"
    jsonl = "jsonl"
    csl = "csl"
    md = "md"
    tex = "tex"


TEXTS = frozenset((Format.md, Format.tex))


class ReportFormat(StrEnum):
    """What a checked manuscript can be written as, beside text for the terminal."""

    md = "md"
    html = "html"
    json = "json"
