"""What the tools give, as their output schemas tell it: the JSON of the command line, field by field."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from rag.cli.serving.records import PaperRecord
from rag.records import JudgedBy, Verdict


class FoundPaper(TypedDict):
    paper: PaperRecord
    score: float
    uri: str


class SearchResult(TypedDict):
    """`total` is how many papers the library has."""

    results: list[FoundPaper]
    total: int


class WholePaper(TypedDict):
    """`link` is the paper's page on the web, "" where none is known."""

    paper: PaperRecord
    uri: str
    link: str
    tags: list[str]


class CheckedClaim(TypedDict):
    """A verdict and the sentence that comes nearest: `paper.abstract[start:end] == quote`. Where nothing could be compared,
    `problem` says why, and all else but the claim is null. `paper` is null for evidence that is no paper."""

    claim: str
    verdict: Verdict | None
    by: JudgedBy | None
    score: float | None
    quote: str | None
    start: int | None
    end: int | None
    reason: str | None
    paper: PaperRecord | None
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
