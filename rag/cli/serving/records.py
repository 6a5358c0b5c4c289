"""The records of `--json` as both protocols describe them, field by field: what is added to a record is added here."""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from rag.records import Abstained, JudgedBy, Kind, Notice, Part, Verdict


class PaperRecord(TypedDict):
    """A paper; `names` are the parts of its authors' names, of a group its `name`."""

    id: str
    key: str
    title: str
    authors: list[str]
    names: list[dict[str, str]]
    year: int | None
    venue: str | None
    doi: str | None
    arxiv_id: str | None
    pmid: str | None
    url: str | None
    keywords: list[str]
    type: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    publisher: str | None
    retracted: bool
    aliases: list[str]
    notice: Notice | None
    zotero: Annotated[str | None, Field(description="What opens it in Zotero, where it came from there.")]
    abstract: Annotated[
        NotRequired[str], Field(description="Where something points into it, or the paper alone is asked for.")
    ]


class QuoteRecord(TypedDict):
    """`paper.abstract[start:end] == quote`."""

    paper: PaperRecord
    quote: str
    start: int
    end: int


class CitationRecord(QuoteRecord):
    """Number n in the text of an answer."""

    n: int


class ClaimRecord(TypedDict):
    text: str
    start: int | None
    end: int | None
    citations: list[int]
    verdict: Verdict
    by: JudgedBy
    reason: str
    closest: QuoteRecord | None
    part: Part | None


class SourceRecord(TypedDict):
    paper: PaperRecord
    score: float
    cited: bool


class CellRecord(TypedDict):
    text: str
    n: int | None


class RowRecord(TypedDict):
    paper: PaperRecord
    cells: list[CellRecord]


class TableRecord(TypedDict):
    columns: list[str]
    rows: list[RowRecord]


class UsageRecord(TypedDict):
    """What the chat model used."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    estimated: bool


class TimingsRecord(TypedDict):
    retrieve_ms: float
    first_token_ms: float
    total_ms: float


class ScopeRecord(TypedDict):
    pin: list[str]
    exclude: list[str]
    only: list[str]
    where: list[str]


class AnswerRecord(TypedDict):
    """An answer: each [n] of its text is in citations, with the exact sentence that it stands for."""

    question: str
    standalone: str
    kind: Kind
    text: str
    abstained: Abstained | None
    citations: list[CitationRecord]
    claims: list[ClaimRecord]
    sources: list[SourceRecord]
    table: TableRecord | None
    model: str | None
    usage: UsageRecord
    timings: TimingsRecord
    warnings: list[str]
    scope: ScopeRecord
    thinking: str
