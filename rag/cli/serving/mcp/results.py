"""What the tools give, as their output schemas tell it: the JSON of the command line, field by field."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12


class PaperResult(TypedDict):
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
    notice: str | None
    abstract: NotRequired[str]


class FoundPaper(TypedDict):
    paper: PaperResult
    score: float
    uri: str


class SearchResult(TypedDict):
    """`total` is how many papers the library has."""

    results: list[FoundPaper]
    total: int


class QuoteResult(TypedDict):
    """`paper.abstract[start:end] == quote`."""

    paper: PaperResult
    quote: str
    start: int
    end: int


class CitationResult(QuoteResult):
    """Number n in the text of an answer."""

    n: int


class ClaimResult(TypedDict):
    text: str
    start: int | None
    end: int | None
    citations: list[int]
    verdict: Literal["supported", "partial", "contradicted", "unsupported", "uncited", "unchecked"]
    by: Literal["verbatim", "letters", "model"]
    reason: str
    closest: QuoteResult | None
    part: str | None


class SourceResult(TypedDict):
    paper: PaperResult
    score: float
    cited: bool


class CellResult(TypedDict):
    text: str
    n: int | None


class RowResult(TypedDict):
    paper: PaperResult
    cells: list[CellResult]


class TableResult(TypedDict):
    columns: list[str]
    rows: list[RowResult]


class ScopeResult(TypedDict):
    pin: list[str]
    exclude: list[str]
    only: list[str]
    where: list[str]


class AnswerResult(TypedDict):
    """An answer: each [n] of its text is in citations, with the exact sentence that it stands for."""

    question: str
    standalone: str
    kind: Literal["answer", "compare", "summary", "list", "catalogue", "help"]
    text: str
    abstained: Literal["not_in_library", "not_in_abstracts"] | None
    citations: list[CitationResult]
    claims: list[ClaimResult]
    sources: list[SourceResult]
    table: TableResult | None
    model: str | None
    usage: dict[str, Any]
    timings: dict[str, float]
    warnings: list[str]
    scope: ScopeResult
    thinking: str


class WholePaper(TypedDict):
    """`link` is the paper's page on the web, "" where none is known."""

    paper: PaperResult
    uri: str
    link: str
    tags: list[str]


class CheckedClaim(TypedDict):
    """A verdict and the sentence that comes nearest: `paper.abstract[start:end] == quote`. Where nothing could be compared,
    `problem` says why, and all else but the claim is null. `paper` is null for evidence that is no paper."""

    claim: str
    verdict: Literal["supported", "partial", "contradicted", "unsupported", "unchecked"] | None
    by: Literal["verbatim", "letters", "model"] | None
    score: float | None
    quote: str | None
    start: int | None
    end: int | None
    reason: str | None
    paper: PaperResult | None
    problem: str | None


class CheckedClaims(TypedDict):
    claims: list[CheckedClaim]
    warnings: list[str]


class ExportedReferences(TypedDict):
    """`notes` tell of keys that the format cannot hold as they came in."""

    format: str
    text: str
    papers: list[str]
    notes: list[str]
